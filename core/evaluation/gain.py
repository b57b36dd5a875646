"""By how much one model answers the same photos better than another, and how far that is chance."""

from __future__ import annotations

import numpy as np

from core.evaluation.temperature import fitted_temperature
from core.evaluation.twin_weights import group_means
from core.trained_layers import softmax
from core.types import FloatArray, LabelArray

_LEAST = 1e-7


def calibrated_losses(logits: FloatArray, labels: LabelArray, twins: LabelArray) -> FloatArray:
    """float32 array `(photos,)`: the cross-entropy of each answer after calibration on all of them.

    Every model of ours is calibrated in the end, so it is compared as it would be then.

    Args:
        logits: float32 array `(photos, classes)`; logarithms of shares do as well.
        labels: int64 array `(photos,)`, the class of each photo.
        twins: int64 array `(photos,)`, a number that twins share.
    """
    shares = softmax(logits / np.float32(fitted_temperature(logits, labels, twins)))
    own: FloatArray = -np.log(np.maximum(shares[np.arange(len(labels)), labels], _LEAST))
    return own


def paired_gain(differences: FloatArray, twins: LabelArray) -> tuple[float, float]:
    """Mean of the differences and its standard error; a group of twins counts as one photo in both.

    Args:
        differences: float array `(photos,)`: by how much the loss of each photo fell; NaN for photos
            that were not asked.
        twins: int64 array `(photos,)`, a number that twins share; at least two different ones among
            those asked.
    """
    is_asked = np.isfinite(differences)
    by_group = group_means(differences[is_asked], twins[is_asked])
    return float(by_group.mean()), float(by_group.std(ddof=1) / np.sqrt(len(by_group)))
