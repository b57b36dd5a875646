"""A group of twins speaks with one voice: ten frames of a burst say no more than one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.types import LabelArray

Means = NDArray[np.float64]


def group_means(values: NDArray[np.floating], twins: LabelArray) -> Means:
    """float64 array `(groups,)`: the mean over the photos of each group, in order of its number.

    Args:
        values: float array `(photos,)`.
        twins: int64 array `(photos,)`, a number that twins share.
    """
    _, group, sizes = np.unique(twins, return_inverse=True, return_counts=True)
    means = np.bincount(group, weights=values, minlength=len(sizes)) / sizes
    return means.astype(np.float64)


def photo_weights(twins: LabelArray) -> Means:
    """float64 array `(photos,)`: 1 shared by the photos of each group, so they sum to the groups.

    Args:
        twins: int64 array `(photos,)`, a number that twins share.
    """
    _, group, sizes = np.unique(twins, return_inverse=True, return_counts=True)
    return 1 / sizes[group].astype(np.float64)
