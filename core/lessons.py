"""What a head learns from: photos, each with its views where there are any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.head import Labelled
from core.types import Dataset, FeatureSet, LabelArray


@dataclass(frozen=True, slots=True, eq=False)
class Viewed(Labelled):
    """Photos, and views of some of them that stand in the feature array below the photos.

    Views belong to their photos and are never asked: `rows` and `labels` name photos only.

    Attributes:
        shown: int64 array `(views,)`: the row of the photo that each view shows, in the order in
            which the views stand in `features`.
    """

    shown: LabelArray


def all_photos(features: FeatureSet, dataset: Dataset) -> Labelled:
    """Every photo of a data set with its label, and with its views if the features have any."""
    labels = np.array([photo.label for photo in dataset.photos], dtype=np.int64)
    rows = np.arange(len(labels), dtype=np.int64)
    if features.with_views is None or features.shown is None:
        return Labelled(features.features, rows, labels)
    return Viewed(features.with_views, rows, labels, features.shown)


def lesson(photos: Labelled, rows: Iterable[int]) -> Labelled:
    """Some photos to learn from, each followed by all of its views and by no view of another.

    Args:
        photos: all photos, row by row.
        rows: which of them.
    """
    chosen = np.fromiter(rows, dtype=np.int64)
    if not isinstance(photos, Viewed):
        return Labelled(photos.features, chosen, photos.labels[chosen])
    views = np.flatnonzero(np.isin(photos.shown, chosen))
    return Labelled(
        photos.features,
        np.concatenate([chosen, len(photos.labels) + views]),
        np.concatenate([photos.labels[chosen], photos.labels[photos.shown[views]]]),
    )
