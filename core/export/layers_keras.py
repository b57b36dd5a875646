"""Asks a `LayersModel` in Keras."""

from __future__ import annotations

import tempfile
from pathlib import Path

from core.export.layers_h5 import h5_bytes
from core.export.layers_model import LayersModel
from core.types import FloatArray, PixelArray


def keras_answers(model: LayersModel, photos: PixelArray | FloatArray) -> FloatArray:
    """float32 `(photos, classes)`: what Keras answers when it reads the model's description.

    Args:
        model: the description.
        photos: `(photos, size, size, 3)`, in the range that the model takes.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.h5"
        path.write_bytes(h5_bytes(model))
        return h5_answers(path, photos)


def h5_answers(path: Path, photos: PixelArray | FloatArray) -> FloatArray:
    """float32 `(photos, classes)`: what Keras answers with an `.h5` file of ours."""
    import keras

    network = keras.saving.load_model(path, compile=False)
    found: FloatArray = network.predict(photos.astype("float32"), verbose=0)
    return found
