"""Where folders are named after classes: how many photos the model answered as their folder says."""

from __future__ import annotations

import numpy as np

from core.classify.types import Batch
from core.evaluation.report import Report, evaluate
from core.types import Photo


def judged(batch: Batch) -> Report | None:
    """The result on the photos of folders that are named after a class; None where there are none.

    Classes beyond those that were kept of an answer count as 0.
    """
    known = [answer for answer in batch.answers if answer.true_class]
    if not known:
        return None
    labels = {name: label for label, name in enumerate(batch.classes)}
    shares = np.zeros((len(known), len(labels)), np.float32)
    for row, answer in enumerate(known):
        for ranked in answer.ranked:
            shares[row, labels[ranked.name]] = ranked.confidence
    photos = [Photo(a.photo_id, a.name, labels[a.true_class], "test", 0, 0) for a in known]
    return evaluate(shares, photos, batch.classes, "test")
