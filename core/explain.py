"""Where in a photo the answer comes from, exact for the whole pipeline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.trained_layers import Layers
from core.types import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What each place of a photo says for a class against the other classes.

    Attributes:
        heat: float32 array `(rows, columns)`; above 0 speaks for the class, below 0 against it.
        rest: what speaks for the class wherever one looks. `heat.sum() + rest` is the class's
            logit less the mean of all logits.
    """

    heat: FloatArray
    rest: float


def evidence(layers: Layers, feature_map: FloatArray, label: int) -> Evidence:
    """How much each place of the map adds to the class's logit, measured from the mean of all logits.

    Between two kinks of its ReLU layers a head is a plain weighted sum of the features, and a
    feature is the mean over all places; so the sum over places of (gradient x activation) is the
    logit itself, apart from a constant. With no dense layer this is the class activation map of
    Zhou et al. 2016 (arXiv:1512.04150), with several it is HiResCAM (Draelos and Carin 2020,
    arXiv:2011.08891). The mean of the logits is taken off because the softmax does not see it.

    Args:
        layers: the trained head.
        feature_map: float32 array `(rows, columns, features)` from `MapExtractor.maps`.
        label: the class that is asked about.
    """
    rows, columns, _ = feature_map.shape
    features = feature_map.mean(axis=(0, 1))
    logits, gradient = _logits_and_gradient(layers, features, label)
    heat: FloatArray = (feature_map @ gradient) / np.float32(rows * columns)
    return Evidence(heat, float(logits[label] - logits.mean() - heat.sum()))


def _logits_and_gradient(
    layers: Layers, features: FloatArray, label: int
) -> tuple[FloatArray, FloatArray]:
    """All logits, and the gradient of one of them less their mean, both for a single photo."""
    out, active = features, []
    for weights, bias in layers[:-1]:
        out = out @ weights + bias
        active.append(out > 0)
        out = np.where(active[-1], out, 0)
    weights, bias = layers[-1]
    logits: FloatArray = out @ weights + bias
    gradient: FloatArray = weights[:, label] - weights.mean(axis=1)
    for (weights, _), is_active in zip(reversed(layers[:-1]), reversed(active), strict=True):
        gradient = weights @ np.where(is_active, gradient, 0)
    return logits, gradient
