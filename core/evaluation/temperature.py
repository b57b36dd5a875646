"""How sure a head may be: one number that turns its confidences into honest ones."""

from __future__ import annotations

import numpy as np

from core.evaluation.twin_weights import photo_weights
from core.types import FloatArray, LabelArray

PRIOR_SPREAD = 0.5
"""How far from 1 the temperature is believed to lie before any photo was asked: the standard deviation
of its logarithm. With few photos this belief decides, so that six right answers in a row do not make
a model certain; with a hundred it hardly matters."""

_LOG_RANGE = (-2.5, 2.5)
_STEPS = 40
_GOLDEN = (5**0.5 - 1) / 2


def fitted_temperature(
    logits: FloatArray, labels: LabelArray, twins: LabelArray | None = None
) -> float:
    """The temperature to divide logits by, so that confidences fit how often the answers are right.

    Minimises the cross-entropy, after C. Guo et al., "On calibration of modern neural networks",
    ICML 2017, with a normal prior on the logarithm of the temperature around 0.

    Args:
        logits: float32 array of shape `(photos, classes)`, of photos that the head did not learn
            from.
        labels: int64 array of shape `(photos,)`.
        twins: int64 array of shape `(photos,)`, a number that twins share: a group counts as one photo,
            or frames of one burst would outvote the prior. Each photo for itself when None.
    """
    if not len(labels):
        return 1.0
    own = logits[np.arange(len(labels)), labels]
    weights = np.ones(len(labels)) if twins is None else photo_weights(twins)

    def cost(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        top = scaled.max(axis=1)
        total = top + np.log(np.exp(scaled - top[:, None]).sum(axis=1))
        loss = float(weights @ (total - own / np.exp(log_temperature)))
        return loss + log_temperature**2 / (2 * PRIOR_SPREAD**2)

    low, high = _LOG_RANGE
    for _ in range(_STEPS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if cost(left) < cost(right):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))
