"""The most alike photos by what the network says of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.context import Context, QuietContext, raise_if_stopped
from core.types import FloatArray, LabelArray

_CELLS_AT_ONCE = 16_000_000
_USUAL_RANK = 10
_RANDOM_PAIRS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The nearest photos of each photo, the nearest first; a photo is no neighbour of its own.

    Attributes:
        rows: int64 of shape `(photos, k)`.
        likeness: float32 of the same shape: cosine of the angle between the features.
        random_distance: how far two photos drawn at random usually are (1 less the cosine).
    """

    rows: LabelArray
    likeness: FloatArray
    random_distance: float = 0.0

    @property
    def usual_distance(self) -> float:
        """How far the tenth neighbour of a photo usually is (1 less the cosine).

        The tenth, so that bursts of a few frames do not make every distance look usual; 0 where
        there are too few photos to tell.
        """
        if self.rows.shape[1] < _USUAL_RANK:
            return 0.0
        return float(1 - np.median(self.likeness[:, _USUAL_RANK - 1]))


def unit_length(features: FloatArray) -> FloatArray:
    """The same features with each row of length 1."""
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    return features / np.maximum(lengths, 1e-12)


def nearest(
    features: FloatArray, count: int = _USUAL_RANK, context: Context | None = None
) -> Neighbours:
    """The neighbours of every photo, found block by block so that memory stays bounded.

    Args:
        features: float32 rows of length 1.
        count: how many of each; fewer when there are fewer photos.
        context: asked between blocks whether to go on.

    Raises:
        Cancelled: the person asked to stop.
    """
    photos = len(features)
    count = min(count, photos - 1)
    if count < 1:
        return Neighbours(np.empty((photos, 0), np.int64), np.empty((photos, 0), np.float32), 0.0)
    rows = np.empty((photos, count), np.int64)
    likeness = np.empty((photos, count), np.float32)
    block = max(1, _CELLS_AT_ONCE // photos)
    for start in range(0, photos, block):
        raise_if_stopped(context or QuietContext())
        some = np.arange(start, min(start + block, photos))
        cosines = features[some] @ features.T
        cosines[np.arange(len(some)), some] = -2
        found = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        values = np.take_along_axis(cosines, found, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        rows[some] = np.take_along_axis(found, order, axis=1)
        likeness[some] = np.take_along_axis(values, order, axis=1)
    return Neighbours(rows, likeness, _random_distance(features))


def _random_distance(features: FloatArray) -> float:
    """The median over pairs drawn at random, of rows of length 1."""
    first, second = np.random.default_rng(0).integers(0, len(features), (2, _RANDOM_PAIRS))
    apart = first != second
    cosines = (features[first[apart]] * features[second[apart]]).sum(axis=1)
    return float(1 - np.median(cosines)) if apart.any() else 0.0
