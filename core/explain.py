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
            logit less the mean of the other logits, each weighted by the share that the model gives
            its class among the others.
    """

    heat: FloatArray
    rest: float


def evidence(layers: Layers, feature_map: FloatArray, label: int) -> Evidence:
    """How much each place of the map adds to the class's logit, measured from the other logits.

    Between two kinks of its ReLU layers a head is a plain weighted sum of the features, and a
    feature is the mean over all places; so the sum over places of (gradient x activation) is the
    logit itself, apart from a constant. With no dense layer this is the class activation map of
    Zhou et al. 2016 (arXiv:1512.04150), with several it is HiResCAM (Draelos and Carin 2020,
    arXiv:2011.08891). The other logits are taken off, those of the likely classes above all: what
    counts is what tells the class from those that it may be confused with. The gradient is that of
    the log odds of the class. See docs/decisions/0013.

    Args:
        layers: the trained head.
        feature_map: float32 array `(rows, columns, features)` from `MapExtractor.maps`.
        label: the class that is asked about.
    """
    rows, columns, _ = feature_map.shape
    features = feature_map.mean(axis=(0, 1))
    lead, gradient = _lead_and_gradient(layers, features, label)
    heat: FloatArray = (feature_map @ gradient) / np.float32(rows * columns)
    return Evidence(heat, lead - float(heat.sum()))


def _lead_and_gradient(
    layers: Layers, features: FloatArray, label: int
) -> tuple[float, FloatArray]:
    """How far the logit of a class is above the others, and the gradient of that."""
    out, active = features, []
    for weights, bias in layers[:-1]:
        out = out @ weights + bias
        active.append(out > 0)
        out = np.where(active[-1], out, 0)
    weights, bias = layers[-1]
    logits: FloatArray = out @ weights + bias
    contrast = _contrast(logits, label)
    gradient: FloatArray = weights @ contrast
    for (weights, _), is_active in zip(reversed(layers[:-1]), reversed(active), strict=True):
        gradient = weights @ np.where(is_active, gradient, 0)
    return float(logits @ contrast), gradient


def _contrast(logits: FloatArray, label: int) -> FloatArray:
    """1 for the class, and for the others their shares among themselves, negative: the sum is 0."""
    others = logits.copy()
    others[label] = -np.inf
    shares = np.exp(others - others.max())
    contrast: FloatArray = -shares / shares.sum()
    contrast[label] = 1
    return contrast
