"""Keras networks written with fewer layers answer as before."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.export.input_range import RAW, InputRange
from core.export.layers_keras import keras_answers
from core.export.layers_model import LayersModel
from core.export.layers_writer import layers_model
from tests.core.export.run_with_familiarity import random_photos

SIZE = 16


def _network() -> Any:
    """A small network with every kind of layer that ours have, and weights that matter."""
    import keras

    kl = keras.layers
    photos = keras.Input((SIZE, SIZE, 3), name="photos")
    x = kl.Rescaling(1 / 128, -127 / 128)(photos)
    x = kl.Normalization(mean=[0.1, 0.2, 0.3], variance=[0.5, 1.0, 2.0])(x)
    x = kl.Conv2D(8, 3, 2, padding="same", use_bias=False)(x)
    x = kl.BatchNormalization()(x)
    x = kl.ReLU(6.0)(x)
    y = kl.ZeroPadding2D(((0, 2), (1, 1)))(x)
    y = kl.DepthwiseConv2D(3, 1, padding="valid", use_bias=False)(y)
    y = kl.BatchNormalization(scale=False)(y)
    y = kl.Activation("silu")(y)
    y = kl.AveragePooling2D(2, 1, padding="same")(y)
    y = kl.Conv2D(8, (1, 2), padding="same", activation="relu")(y)
    y = kl.MaxPooling2D(2, 1, padding="same")(y)
    z = kl.GlobalAveragePooling2D(keepdims=True)(x)
    z = kl.Activation("sigmoid")(kl.Conv2D(8, 1)(z))
    z = kl.Multiply()([x, z])
    z = kl.Activation("hard_silu")(z)
    # Both another layer and the normalisation take this one, so it cannot be folded.
    shared = kl.Conv2D(7, 2, padding="valid")(z)
    z = kl.Concatenate()([shared, kl.BatchNormalization()(shared)])
    z = kl.ReLU(6.0)(z + 3) * 0.2
    y = kl.Conv2D(14, 2, padding="valid")(kl.Add()([x, y]))
    x = kl.GlobalAveragePooling2D(name="features")(kl.Dropout(0.2)(kl.Add()([y, z])))
    x = kl.Dense(5, "relu")(x)
    model = keras.Model(photos, kl.Dense(3, "softmax", name="classes")(x))
    random = np.random.default_rng(1)
    for layer in model.layers:
        shapes = [w.shape for w in layer.get_weights()]
        if isinstance(layer, kl.BatchNormalization):
            layer.set_weights([random.uniform(0.5, 1.5, shape) for shape in shapes])
        elif shapes and not isinstance(layer, kl.Normalization):
            drawn = [random.normal(0, np.prod(shape[:-1]) ** -0.5, shape) for shape in shapes]
            layer.set_weights(drawn)
    return model


@pytest.mark.parametrize("takes", [RAW, InputRange(127.0, 127.0), InputRange(127.5, 127.5)])
def test_written_network_answers_as_the_original(takes: InputRange) -> None:
    model = _network()
    photos = random_photos(4, SIZE)
    expected = model.predict(photos.astype("float32"), verbose=0)
    assert np.ptp(expected, axis=0).max() > 0.01, "the photos must matter"
    written = layers_model(model, takes)
    found = keras_answers(written, ((photos - takes.offset) / takes.scale).astype("float32"))
    assert found == pytest.approx(expected, abs=1e-5)


def test_written_network_has_no_normalisation_left() -> None:
    kinds = _kinds(layers_model(_network()))
    assert {"BatchNormalization", "Rescaling", "Normalization", "ReLU"}.isdisjoint(kinds)


def test_written_network_layer_that_is_not_known_is_refused() -> None:
    import keras

    photos = keras.Input((SIZE, SIZE, 3))
    x = keras.layers.Conv2DTranspose(2, 3)(photos)
    with pytest.raises(NotImplementedError, match="Conv2DTranspose"):
        layers_model(keras.Model(photos, x))


def _kinds(model: LayersModel) -> set[str]:
    return {entry["class_name"] for entry in model.config["config"]["layers"]}
