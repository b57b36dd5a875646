"""`model.keras`: preprocessing, backbone and head in one file that plain Keras opens."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from core.backbones.keras_models import build_backbone
from core.backbones.registry import BackboneSpec
from core.backbones.weights import weights_key
from core.export.keras_versions import widen
from core.store import atomic
from core.trained_layers import Layers

if TYPE_CHECKING:
    import keras


def build_model(spec: BackboneSpec, layers: Layers) -> keras.Model:
    """A Keras model from raw RGB values to class probabilities, of standard layers only.

    Input: float32 `(photos, size, size, 3)`, values 0 to 255. Output: float32 `(photos, classes)`,
        each row sums to 1.

    Args:
        spec: the backbone; it comes with its own preprocessing.
        layers: the trained head.

    Raises:
        UserError: `backbone.weights_missing` or `backbone.weights_damaged`.
    """
    import keras

    backbone = prepared_backbone(spec)
    out: Any = backbone.output
    for number, (weights, _) in enumerate(layers[:-1], start=1):
        out = keras.layers.Dense(weights.shape[1], "relu", name=f"dense_{number}")(out)
    out = keras.layers.Dense(layers[-1][0].shape[1], "softmax", name="classes")(out)
    model = keras.Model(backbone.input, out, name="foldersight")
    for layer, (weights, bias) in zip(model.layers[-len(layers) :], layers, strict=True):
        layer.set_weights([weights, bias])
    return model


def save_model(path: Path, spec: BackboneSpec, layers: Layers) -> None:
    """The model of `build_model` stands at `path`.

    Raises:
        UserError: as `build_model`, and `general.disk_full`.
    """
    model = build_model(spec, layers)
    with atomic.replacing(path) as temporary:
        # Keras insists on its own ending.
        keras_path = temporary.with_suffix(".keras")
        try:
            model.save(keras_path)
            widen(keras_path)
            keras_path.replace(temporary)
        finally:
            keras_path.unlink(missing_ok=True)


def prepared_backbone(spec: BackboneSpec) -> keras.Model:
    """The Keras backbone; the last one is kept, as a worker mostly trains on the same.

    A thread that asks while another is building it waits for that one.
    """
    # Only what belongs to one model can have other weights in the same place later.
    key = "" if spec.tuned is None else weights_key(spec)
    with _BUILDING:
        return _built(spec, key)


_BUILDING = Lock()


@lru_cache(maxsize=1)
def _built(spec: BackboneSpec, key: str) -> keras.Model:
    return build_backbone(spec)
