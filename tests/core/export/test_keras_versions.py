"""The words in which a `.keras` file is written, for older versions to read."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np

from core.export.keras_versions import widen


def test_widened_model_answers_the_same_and_says_nothing_that_old_versions_do_not_know(
    tmp_path: Path,
) -> None:
    import keras

    photos = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(4, 3, use_bias=False)(photos)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    model = keras.Model(photos, keras.layers.Dense(2, "softmax")(x))
    path = tmp_path / "model.keras"
    model.save(path)
    shown = np.random.default_rng(0).uniform(0, 255, (3, 8, 8, 3)).astype(np.float32)

    widen(path)

    words = zipfile.ZipFile(path).read("config.json").decode()
    assert json.loads(words)
    assert not [w for w in ("input_axes", "DTypePolicy", "quantization_config") if w in words]
    again = keras.saving.load_model(path)
    assert np.array_equal(again.predict(shown, verbose=0), model.predict(shown, verbose=0))


def test_setting_that_is_not_at_its_default_stays(tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps({"a": {"renorm": True, "optional": False}}))
        archive.writestr("model.weights.h5", b"weights")

    widen(path)

    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("config.json")) == {"a": {"renorm": True}}
        assert archive.read("model.weights.h5") == b"weights"
