"""The numbers of a trained head, without Keras: asked, saved and loaded."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.errors import UserError
from core.store import atomic
from core.types import FloatArray

Layers = tuple[tuple[FloatArray, FloatArray], ...]
"""Weights `(inputs, outputs)` and biases `(outputs,)` of each dense layer, the softmax layer last."""


def probabilities(layers: Layers, features: FloatArray) -> FloatArray:
    """float32 array `(photos, classes)`: what the head answers.

    Args:
        layers: ReLU layers, then one softmax layer.
        features: float32 array of shape `(photos, inputs of the first layer)`.
    """
    return softmax(logits(layers, features))


def logits(layers: Layers, features: FloatArray) -> FloatArray:
    """float32 array `(photos, classes)`: what the last layer gives before the softmax; see `probabilities`."""
    out = features
    for weights, bias in layers[:-1]:
        out = np.maximum(out @ weights + bias, 0)
    weights, bias = layers[-1]
    return out @ weights + bias


def softmax(values: FloatArray) -> FloatArray:
    """float32 array of the same shape: each row as shares that sum to 1."""
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    shares: FloatArray = powers / powers.sum(axis=1, keepdims=True)
    return shares


def cooled(layers: Layers, temperature: float) -> Layers:
    """The same layers with every logit divided by `temperature`: other confidences, the same answers.

    The division is carried out on the last layer's weights and biases, so that whoever runs the
    layers, in whatever format, gets the calibrated confidences without knowing of it.

    Args:
        layers: as trained.
        temperature: above 0; more than 1 makes the head less sure.
    """
    weights, bias = layers[-1]
    divisor = np.float32(temperature)
    return (*layers[:-1], (weights / divisor, bias / divisor))


def as_layers(weights: Sequence[FloatArray]) -> Layers:
    """The layers of a flat list as Keras gives it: weights and bias of each, layer after layer."""
    return tuple(
        (np.array(weights[i]), np.array(weights[i + 1])) for i in range(0, len(weights), 2)
    )


def parameter_count(layers: Layers) -> int:
    """How many numbers the layers hold."""
    return sum(weights.size + bias.size for weights, bias in layers)


def save_layers(path: Path, layers: Layers) -> None:
    """The layers stand in an `.npz` file at `path`.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    arrays = {}
    for number, (weights, bias) in enumerate(layers):
        arrays[f"weights_{number}"] = weights
        arrays[f"bias_{number}"] = bias
    with atomic.replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def load_layers(path: Path, feature_count: int, sizes: tuple[int, ...]) -> Layers:
    """The layers in a file that `save_layers` wrote; nothing but plain arrays is ever read.

    Args:
        path: the `.npz` file.
        feature_count: inputs of the first layer.
        sizes: outputs of each layer, the number of classes last; every shape is held against them.

    Raises:
        UserError: `model.head_damaged` when the file is missing, damaged or of another shape.
    """
    try:
        # Opened here: NumPy leaves a damaged zip's file open.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            layers = tuple(
                (arrays[f"weights_{n}"].astype(np.float32), arrays[f"bias_{n}"].astype(np.float32))
                for n in range(len(sizes))
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise _damaged(path) from error
    inputs = (feature_count, *sizes[:-1])
    for (weights, bias), before, after in zip(layers, inputs, sizes, strict=True):
        if weights.shape != (before, after) or bias.shape != (after,):
            raise _damaged(path)
        if not (np.isfinite(weights).all() and np.isfinite(bias).all()):
            raise _damaged(path)
    return layers


def _damaged(path: Path) -> UserError:
    return UserError("model.head_damaged", file=path.name, folder=path.parent.name)
