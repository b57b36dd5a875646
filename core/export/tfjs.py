"""A `LayersModel` as the two files of a TensorFlow.js layers model, and back."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from core.export.layers_h5 import KERAS_VERSION
from core.export.layers_model import LayersModel
from core.types import FloatArray
from core.version import VERSION

WEIGHTS = "weights.bin"


def model_json(model: LayersModel) -> bytes:
    """The bytes of `model.json`, which names `weights.bin` beside it."""
    # Version 1 of TensorFlow.js knows a network only by the older name of its class.
    config = {**model.config, "class_name": "Model"}
    specs = [
        {"name": f"{layer}/{key}", "shape": list(value.shape), "dtype": "float32"}
        for layer, weights in model.weights.items()
        for key, value in weights.items()
    ]
    description = {
        "format": "layers-model",
        "generatedBy": f"keras v{KERAS_VERSION}",
        "convertedBy": f"Foldersight {VERSION}",
        "modelTopology": {
            "keras_version": KERAS_VERSION,
            "backend": "tensorflow",
            "model_config": config,
        },
        "weightsManifest": [{"paths": [WEIGHTS], "weights": specs}],
    }
    return json.dumps(description).encode()


def weights_bin(model: LayersModel) -> bytes:
    """The bytes of `weights.bin`: every weight as little-endian float32, one after another."""
    return b"".join(
        value.astype("<f4").tobytes()
        for weights in model.weights.values()
        for value in weights.values()
    )


def read_layers_model(description: bytes, numbers: bytes) -> LayersModel:
    """The model that `model_json` and `weights_bin` describe.

    Raises:
        ValueError: the numbers are not as many as the description says.
    """
    about: dict[str, Any] = json.loads(description)
    config = {**about["modelTopology"]["model_config"], "class_name": "Functional"}
    found: dict[str, dict[str, FloatArray]] = {}
    values, start = np.frombuffer(numbers, "<f4"), 0
    for spec in about["weightsManifest"][0]["weights"]:
        layer, _, key = spec["name"].rpartition("/")
        count = math.prod(spec["shape"])
        found.setdefault(layer, {})[key] = values[start : start + count].reshape(spec["shape"])
        start += count
    if start != len(values):
        raise ValueError(f"Expected {start} weights. Received: {len(values)}")
    return LayersModel(config, found)
