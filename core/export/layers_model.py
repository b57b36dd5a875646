"""A network as the plain description that Keras 2, Keras 3 and TensorFlow.js all read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.types import FloatArray

FEATURES, LOGITS, CLASSES = "features", "logits", "classes"
"""Names of the layers that give the features, what the softmax is taken of, and the shares."""


@dataclass(frozen=True, slots=True, eq=False)
class LayersModel:
    """Layers in the order in which they are computed, with their weights.

    Attributes:
        config: `class_name` and `config` of the network as Keras 2 writes them.
        weights: float32 arrays of each layer by weight name, in Keras' order, such as
            `{"stem": {"kernel": ..., "bias": ...}}`; layers without weights are left out.
    """

    config: Mapping[str, Any]
    weights: Mapping[str, Mapping[str, FloatArray]]


class LayersModelBuilder:
    """Puts a `LayersModel` together, layer by layer.

    Args:
        size: side of the square input in pixels.
    """

    def __init__(self, size: int) -> None:
        self._layers: dict[str, dict[str, Any]] = {}
        self._weights: dict[str, dict[str, FloatArray]] = {}
        self.input = "photos"
        shape = {"batch_input_shape": [None, size, size, 3], "sparse": False}
        self.layer("InputLayer", self.input, (), shape)

    def layer(
        self, kind: str, name: str, inputs: Sequence[str], config: Mapping[str, Any], **weights: Any
    ) -> str:
        """Adds a layer; returns its name.

        Args:
            kind: class in Keras.
            name: of the layer.
            inputs: names of the layers that it takes.
            config: its settings beyond name and type.
            weights: by name, in Keras' order.
        """
        inbound = [[[source, 0, 0, {}] for source in inputs]] if inputs else []
        settings = {"name": name, "dtype": "float32", **config}
        if kind != "InputLayer":
            settings["trainable"] = True
        self._layers[name] = {
            "class_name": kind,
            "name": name,
            "config": settings,
            "inbound_nodes": inbound,
        }
        if weights:
            self._weights[name] = {
                key: np.ascontiguousarray(value, np.float32) for key, value in weights.items()
            }
        return name

    def scaled(self, name: str, x: str, scale: NDArray[Any], offset: NDArray[Any]) -> str:
        """Adds `x * scale + offset`, with one number per channel.

        A convolution of one pixel: of this every version of every reader knows how to make one.
        """
        channels = len(scale)
        settings = convolution_settings([1, 1], [1, 1], "valid", "linear")
        settings["depth_multiplier"] = 1
        kernel = scale.reshape(1, 1, channels, 1)
        return self.layer(
            "DepthwiseConv2D", name, [x], settings, depthwise_kernel=kernel, bias=offset
        )

    def fold_scaling(self, name: str, scale: NDArray[Any], offset: NDArray[Any]) -> bool:
        """Whether the convolution of that name could take in a scaling of its output.

        It can while nothing bends its output, that is, while it has no activation.
        """
        kind = self._layers[name]["class_name"]
        if kind not in ("Conv2D", "DepthwiseConv2D") or self.activation(name) != "linear":
            return False
        weights = self._weights[name]
        kernel, bias = weights.values()
        shaped = scale if kind == "Conv2D" else scale[:, None]
        key = next(iter(weights))
        weights[key] = (kernel.astype(np.float64) * shaped).astype(np.float32)
        weights["bias"] = (bias.astype(np.float64) * scale + offset).astype(np.float32)
        return True

    def gated(self, name: str, x: str, activation: str, channels: int) -> str:
        """Adds `silu`, that is `x * sigmoid(x)`, or `hard_silu`, that is `x * relu6(x + 3) / 6`."""
        if activation == "silu":
            gate = self.layer("Activation", f"{name}_gate", [x], {"activation": "sigmoid"})
            return self.layer("Multiply", f"{name}_gated", [x, gate], {})
        ones = np.ones(channels)
        gate = self.scaled(f"{name}_gate", x, ones, 3 * ones)
        self.set_activation(gate, "relu6")
        product = self.layer("Multiply", f"{name}_gated", [x, gate], {})
        return self.scaled(f"{name}_sixth", product, ones / 6, 0 * ones)

    def activation(self, name: str) -> str:
        """The activation of a layer; empty where it is of a kind that has none."""
        found: str = self._layers[name]["config"].get("activation", "")
        return found

    def set_activation(self, name: str, activation: str) -> None:
        """Gives a layer another activation."""
        self._layers[name]["config"]["activation"] = activation

    def finish(self, name: str, output: str) -> LayersModel:
        """The model that ends with the layer `output`."""
        config = {
            "name": name,
            "layers": list(self._layers.values()),
            "input_layers": [[self.input, 0, 0]],
            "output_layers": [[output, 0, 0]],
        }
        return LayersModel({"class_name": "Functional", "config": config}, self._weights)


def convolution_settings(
    kernel_size: Sequence[int], strides: Sequence[int], padding: str, activation: str
) -> dict[str, Any]:
    """Settings that both kinds of convolution share; always with a bias."""
    return {
        "kernel_size": list(kernel_size),
        "strides": list(strides),
        "padding": padding,
        "data_format": "channels_last",
        "dilation_rate": [1, 1],
        "activation": activation,
        "use_bias": True,
    }
