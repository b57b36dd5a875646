"""The two files of a TensorFlow.js model."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.export.layers_model import LayersModel
from core.export.tfjs import model_json, read_layers_model, weights_bin

MODEL = LayersModel(
    {"class_name": "Functional", "config": {"name": "m", "layers": []}},
    {"stem": {"kernel": np.arange(6, dtype=np.float32).reshape(2, 3), "bias": np.ones(3, "f4")}},
)


def test_written_files_read_back_are_the_same_model() -> None:
    found = read_layers_model(model_json(MODEL), weights_bin(MODEL))
    assert found.config == MODEL.config
    assert list(found.weights) == ["stem"]
    for key, value in MODEL.weights["stem"].items():
        assert np.array_equal(found.weights["stem"][key], value)


def test_model_json_names_each_weight_in_the_order_of_the_numbers() -> None:
    manifest = json.loads(model_json(MODEL))["weightsManifest"][0]
    assert manifest["paths"] == ["weights.bin"]
    assert [spec["name"] for spec in manifest["weights"]] == ["stem/kernel", "stem/bias"]
    assert weights_bin(MODEL)[:12] == np.array([0, 1, 2], "<f4").tobytes()


def test_numbers_that_are_too_many_are_refused() -> None:
    with pytest.raises(ValueError, match="Expected 9 weights"):
        read_layers_model(model_json(MODEL), weights_bin(MODEL) + b"\0\0\0\0")
