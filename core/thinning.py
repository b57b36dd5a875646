"""A part of the photos to learn from, a share of each class."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

import numpy as np

from core.types import LabelArray


def some_of_each(
    rows: LabelArray,
    labels: LabelArray,
    twins: LabelArray,
    share: float,
    seed: int,
    rounded: Callable[[float], int] = ceil,
) -> LabelArray:
    """int64 array: that share of the rows of each class, at least one, whole groups of twins first.

    A larger share of the same seed holds the smaller.

    Args:
        rows: to choose from; all of them with a share of 1.
        labels: int64 array `(photos,)`: the class of each photo.
        twins: int64 array `(photos,)`, a number that twins share.
        share: above 0, at most 1.
        seed: of the draw.
        rounded: how many of a class are taken where its share is no whole number.
    """
    places = np.random.default_rng(seed).permutation(int(twins.max()) + 1)
    ordered = rows[np.argsort(places[twins[rows]], kind="stable")]
    kept = []
    for label in np.unique(labels[rows]):
        of_class = ordered[labels[ordered] == label]
        # A share such as 5 of 9 is no exact number: 15 of 27 must not become 16, nor 14.
        kept.append(of_class[: max(1, rounded(round(share * len(of_class), 9)))])
    return np.sort(np.concatenate(kept))
