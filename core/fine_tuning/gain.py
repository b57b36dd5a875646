"""Whether a fine-tuned network is surely better than the frozen one, or only looks so on a few photos."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.evaluation.gain import calibrated_losses, paired_gain
from core.types import FloatArray, LabelArray

MIN_ASIDE = 10
"""With fewer photos kept aside, twins counted once, their spread says too little of chance."""

_LEAST = 1e-7


@dataclass(frozen=True, slots=True)
class Gain:
    """What fine-tuning changed on photos that nobody learned from.

    Attributes:
        before, after: how many of them were answered rightly.
        gain: by how much the mean loss fell.
        doubt: standard error of that, over the photos, twins counted once.
    """

    before: int
    after: int
    gain: float
    doubt: float

    @property
    def is_sure(self) -> bool:
        """Whether the loss fell by more than a standard error, and no fewer photos are right.

        The search for good settings asks for a standard error as well (`Confirmation.is_sure`). It
        asks all photos twice, so it can leave a photo in 200 to chance; here only those kept aside are
        asked, and none is left to it.
        """
        return self.gain > self.doubt and self.after >= self.before


def measured_gain(
    before: FloatArray, after: FloatArray, labels: LabelArray, twins: LabelArray
) -> Gain:
    """The gain, photo by photo, both sides as sure as they may be.

    Args:
        before: float32 array `(photos, classes)`: shares that sum to 1, of the frozen network.
        after: the same of the fine-tuned one.
        labels: the class of each photo.
        twins: a number per photo that twins share; at least two different ones.
    """
    lost = [
        calibrated_losses(np.log(np.maximum(shares, _LEAST)), labels, twins)
        for shares in (before, after)
    ]
    gain, doubt = paired_gain(lost[0] - lost[1], twins)
    was_right, is_right = (
        int((shares.argmax(axis=1) == labels).sum()) for shares in (before, after)
    )
    return Gain(was_right, is_right, gain, doubt)
