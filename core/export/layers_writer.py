"""Turns one of our Keras models into a `LayersModel`: fewer layers, the same answers.

Batch normalisation and activations are folded into the convolutions before them, and what is done
to the colour values first becomes one layer. The official converter (`tensorflowjs`) cannot be
installed beside a current TensorFlow, and folds nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.export.input_range import RAW, InputRange
from core.export.layer_sources import layer_sources
from core.export.layers_model import (
    CLASSES,
    LOGITS,
    LayersModel,
    LayersModelBuilder,
    convolution_settings,
)

if TYPE_CHECKING:
    import keras

Affine = tuple[NDArray[Any], NDArray[Any]]


def layers_model(model: keras.Model, takes: InputRange = RAW) -> LayersModel:
    """A model that gives what `model` gives, up to rounding, from colour values in another range.

    Args:
        model: what `core.export.keras_model.build_model` gave.
        takes: the range of the input.

    Raises:
        NotImplementedError: a layer or activation of the model is not known here.
    """
    return _Walk(model, takes).written()


@dataclass(frozen=True, slots=True)
class _Layer:
    """A layer to write: its inputs are names in the written model, or numbers."""

    name: str
    config: Mapping[str, Any]
    inputs: list[str | float]
    weights: list[NDArray[Any]]

    @property
    def names(self) -> list[str]:
        """The inputs that are layers."""
        return [x for x in self.inputs if isinstance(x, str)]


class _Walk:
    """Once through the layers of a model."""

    def __init__(self, model: keras.Model, takes: InputRange) -> None:
        self.builder = LayersModelBuilder(model.input_shape[1])
        self.channels: dict[str, int] = {self.builder.input: 3}
        self._entries = model.get_config()["layers"]
        self._layers = {layer.name: layer for layer in model.layers}
        self._written: dict[str, str | float] = {}
        self._uses = Counter(x for entry in self._entries for x in layer_sources(entry))
        # Waits for the first layer that is no scaling itself.
        self._colours: Affine | None = (np.full(3, takes.scale), np.full(3, takes.offset))

    def written(self) -> LayersModel:
        """The whole model."""
        for entry in self._entries:
            self._written[entry["name"]] = self._write(entry)
        output = str(self._written[self._entries[-1]["name"]])
        return self.builder.finish("foldersight", output)

    def is_used_once(self, name: str) -> bool:
        """Whether only one layer takes what a layer of the original gives."""
        return self._uses[name] == 1

    def scale_colours(self, scale: Any, offset: Any) -> bool:
        """Whether a scaling of the input itself could be put off."""
        if self._colours is None:
            return False
        before, moved = self._colours
        self._colours = (before * scale, moved * scale + offset)
        return True

    def _write(self, entry: Mapping[str, Any]) -> str:
        name, kind = entry["name"], entry["class_name"]
        if kind == "InputLayer":
            return self.builder.input
        if kind not in _WRITERS:
            raise NotImplementedError(f"The layer {kind} is not known. Received: {name}")
        if kind not in _SCALINGS:
            self._settle_colours()
        inputs = [
            self._written[x] if isinstance(x, str) else x
            for x in layer_sources(entry, numbers=True)
        ]
        weights = self._layers[name].get_weights() if name in self._layers else []
        # Dots and slashes separate weights from layers for some readers.
        plain = name.replace(".", "_").replace("/", "_")
        layer = _Layer(plain, entry["config"], inputs, weights)
        out = _WRITERS[kind](self, layer)
        if weights and kind in ("Conv2D", "DepthwiseConv2D", "BatchNormalization"):
            self.channels[out] = weights[0].shape[2 if kind == "DepthwiseConv2D" else -1]
        elif out not in self.channels:
            found = [self.channels[x] for x in layer.names]
            self.channels[out] = sum(found) if kind == "Concatenate" else max(found)
        return out

    def _settle_colours(self) -> None:
        """Writes what has been put off."""
        if self._colours is None:
            return
        scale, offset = self._colours
        self._colours = None
        if (scale != 1).any() or (offset != 0).any():
            out = self.builder.scaled("preprocessing", self.builder.input, scale, offset)
            self.channels[out] = 3
            for name, written in self._written.items():
                if written == self.builder.input:
                    self._written[name] = out


def _rescaling(walk: _Walk, layer: _Layer) -> str:
    return _scaling(walk, layer, layer.config["scale"], layer.config["offset"])


def _normalization(walk: _Walk, layer: _Layer) -> str:
    mean = np.asarray(layer.config["mean"], np.float64).ravel()
    spread = np.sqrt(np.asarray(layer.config["variance"], np.float64).ravel())
    return _scaling(walk, layer, 1 / spread, -mean / spread)


def _scaling(walk: _Walk, layer: _Layer, scale: Any, offset: Any) -> str:
    x = layer.names[0]
    scale, offset = np.asarray(scale, np.float64), np.asarray(offset, np.float64)
    if x == walk.builder.input and walk.scale_colours(scale, offset):
        return x
    shape = (walk.channels[x],)
    return walk.builder.scaled(
        layer.name, x, np.broadcast_to(scale, shape), np.broadcast_to(offset, shape)
    )


def _convolution(walk: _Walk, layer: _Layer, kind: str) -> str:
    config, kernel = layer.config, layer.weights[0]
    if tuple(config["dilation_rate"]) != (1, 1):
        raise NotImplementedError(f"Dilated convolutions are not known. Received: {layer.name}")
    settings = convolution_settings(
        config["kernel_size"], config["strides"], config["padding"], "linear"
    )
    channels = kernel.shape[-1] if kind == "Conv2D" else kernel.shape[2]
    bias = layer.weights[1] if config["use_bias"] else np.zeros(channels)
    if kind == "Conv2D":
        settings["filters"] = channels
        out = walk.builder.layer(kind, layer.name, layer.names, settings, kernel=kernel, bias=bias)
    else:
        settings["depth_multiplier"] = 1
        out = walk.builder.layer(
            kind, layer.name, layer.names, settings, depthwise_kernel=kernel, bias=bias
        )
    walk.channels[out] = channels
    return _activated(walk, out, config["activation"], layer.name, is_own=True)


def _batch_normalization(walk: _Walk, layer: _Layer) -> str:
    weights = [value.astype(np.float64) for value in layer.weights]
    gamma = weights.pop(0) if layer.config["scale"] else np.ones_like(weights[-1])
    beta = weights.pop(0) if layer.config["center"] else np.zeros_like(weights[-1])
    mean, variance = weights
    scale = gamma / np.sqrt(variance + layer.config["epsilon"])
    offset, x = beta - mean * scale, layer.names[0]
    if walk.is_used_once(x) and walk.builder.fold_scaling(x, scale, offset):
        return x
    return walk.builder.scaled(layer.name, x, scale, offset)


def _relu(walk: _Walk, layer: _Layer) -> str:
    limit = layer.config["max_value"]
    if limit not in (None, 6) or layer.config["negative_slope"] or layer.config["threshold"]:
        raise NotImplementedError(f"This ReLU is not known. Received: {dict(layer.config)}")
    return _activated(walk, layer.names[0], "relu6" if limit else "relu", layer.name)


def _activation(walk: _Walk, layer: _Layer) -> str:
    return _activated(walk, layer.names[0], layer.config["activation"], layer.name)


def _activated(walk: _Walk, x: str, activation: str, name: str, *, is_own: bool = False) -> str:
    """`x` with an activation; in one with the layer that gives `x` where nothing else takes it."""
    build = walk.builder
    if activation == "linear":
        return x
    if activation in ("silu", "hard_silu"):
        return build.gated(name, x, activation, walk.channels[x])
    if activation not in ("relu", "relu6", "sigmoid"):
        raise NotImplementedError(f"This activation is not known. Received: {activation}")
    if build.activation(x) == "linear" and (is_own or walk.is_used_once(x)):
        build.set_activation(x, activation)
        return x
    return build.layer("Activation", name, [x], {"activation": activation})


def _merge(walk: _Walk, layer: _Layer, kind: str) -> str:
    """A sum or product of layers, or of a layer and a number."""
    numbers = [x for x in layer.inputs if isinstance(x, float)]
    if not numbers:
        return walk.builder.layer(kind, layer.name, layer.names, {})
    scale, offset = (1.0, sum(numbers)) if kind == "Add" else (float(np.prod(numbers)), 0.0)
    return _scaling(walk, layer, scale, offset)


def _pool(walk: _Walk, layer: _Layer, kind: str) -> str:
    kept = {key: layer.config[key] for key in ("pool_size", "strides", "padding")}
    settings = {**kept, "data_format": "channels_last"}
    return walk.builder.layer(kind, layer.name, layer.names, settings)


def _global_average(walk: _Walk, layer: _Layer) -> str:
    name = f"{layer.name}_pool" if layer.config["keepdims"] else layer.name
    settings = {"data_format": "channels_last"}
    out = walk.builder.layer("GlobalAveragePooling2D", name, layer.names, settings)
    if not layer.config["keepdims"]:
        return out
    # Some readers do not know `keepdims`.
    shape = {"target_shape": [1, 1, walk.channels[layer.names[0]]]}
    return walk.builder.layer("Reshape", layer.name, [out], shape)


def _reshape(walk: _Walk, layer: _Layer) -> str:
    shape = {"target_shape": list(layer.config["target_shape"])}
    return walk.builder.layer("Reshape", layer.name, layer.names, shape)


def _zero_padding(walk: _Walk, layer: _Layer) -> str:
    padding = [list(pair) for pair in layer.config["padding"]]
    settings = {"padding": padding, "data_format": "channels_last"}
    return walk.builder.layer("ZeroPadding2D", layer.name, layer.names, settings)


def _concatenate(walk: _Walk, layer: _Layer) -> str:
    return walk.builder.layer("Concatenate", layer.name, layer.names, {"axis": -1})


def _dense(walk: _Walk, layer: _Layer) -> str:
    """A dense layer; the softmax is a layer of its own, so that a page can ask for the logits."""
    kernel, bias = layer.weights
    is_last = layer.config["activation"] == "softmax"
    settings = {
        "units": len(bias),
        "activation": "linear" if is_last else layer.config["activation"],
        "use_bias": True,
    }
    name = LOGITS if is_last else layer.name
    out = walk.builder.layer("Dense", name, layer.names, settings, kernel=kernel, bias=bias)
    if not is_last:
        return out
    walk.channels[out] = len(bias)
    return walk.builder.layer("Activation", CLASSES, [out], {"activation": "softmax"})


_SCALINGS = {"Rescaling", "Normalization"}
_WRITERS: Mapping[str, Callable[[_Walk, _Layer], str]] = MappingProxyType(
    {
        "Activation": _activation,
        "Add": lambda walk, layer: _merge(walk, layer, "Add"),
        "AveragePooling2D": lambda walk, layer: _pool(walk, layer, "AveragePooling2D"),
        "BatchNormalization": _batch_normalization,
        "Concatenate": _concatenate,
        "Conv2D": lambda walk, layer: _convolution(walk, layer, "Conv2D"),
        "Dense": _dense,
        "DepthwiseConv2D": lambda walk, layer: _convolution(walk, layer, "DepthwiseConv2D"),
        # It acts in training only.
        "Dropout": lambda _walk, layer: layer.names[0],
        "GlobalAveragePooling2D": _global_average,
        "MaxPooling2D": lambda walk, layer: _pool(walk, layer, "MaxPooling2D"),
        "Multiply": lambda walk, layer: _merge(walk, layer, "Multiply"),
        "Normalization": _normalization,
        "ReLU": _relu,
        "Rescaling": _rescaling,
        "Reshape": _reshape,
        "ZeroPadding2D": _zero_padding,
    }
)
