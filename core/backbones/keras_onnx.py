"""Writes a Keras backbone as an ONNX graph, layer by layer.

tf2onnx would do it too, by way of TensorFlow's graph: it takes several times as long, leaves
MobileNetV3 half optimised and loses the constants of EfficientNetV2's normalisation (tf2onnx 1.17).
The networks of the registry need only the few layers below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto

from core.backbones.onnx_graph import OnnxGraph
from core.backbones.registry import BackboneSpec

if TYPE_CHECKING:
    import keras


def keras_onnx_model(spec: BackboneSpec, model: keras.Model) -> onnx.ModelProto:
    """A Keras backbone as an ONNX model, see `OnnxGraph` for its input and output.

    Args:
        spec: the backbone.
        model: what `build_backbone` gave for it: no layers within layers, each called once, the
            first called `photos`, the last `features`.

    Raises:
        NotImplementedError: a layer or activation of the model is not known here.
    """
    graph = _KerasGraph()
    x = graph.node("Transpose", ["photos"], "channels_first", perm=[0, 3, 1, 2])
    written = {"photos": graph.node("Cast", [x], "pixels", to=TensorProto.FLOAT)}
    # Bare operations, such as `x + 3`, have an entry in the configuration but are not layers.
    layers = {layer.name: layer for layer in model.layers}
    for entry in model.get_config()["layers"]:
        name, kind = entry["name"], entry["class_name"]
        if kind == "InputLayer":
            continue
        if kind not in _WRITERS:
            raise NotImplementedError(
                f"The layer {kind} is not known. Received: {name} of {spec.id}"
            )
        inputs = _inputs(graph, entry, written)
        weights = layers[name].get_weights() if name in layers else []
        written[name] = _WRITERS[kind](graph, _Layer(name, entry["config"], inputs, weights))
    return graph.model(spec)


class _KerasGraph(OnnxGraph):
    """A graph in which padding waits for the convolution that takes it in.

    A convolution pads for nothing; a separate `Pad` makes ONNX Runtime rearrange the numbers twice.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[str, tuple[str, list[int]]] = {}

    def later_padded(self, x: str, pads: list[int], output: str) -> str:
        """A name for `x` with zeros around it: top, left, bottom, right."""
        self._waiting[output] = (x, pads)
        return output

    def unpadded(self, x: str) -> tuple[str, list[int]]:
        """What `x` was before its padding, and the padding."""
        return self._waiting.get(x, (x, [0, 0, 0, 0]))

    def padded(self, x: str) -> str:
        """`x` with its padding written out."""
        if x not in self._waiting:
            return x
        source, (top, left, bottom, right) = self._waiting.pop(x)
        pads = self.constant(f"{x}.pads", [0, 0, top, left, 0, 0, bottom, right])
        return self.node("Pad", [source, pads], x)


@dataclass(frozen=True, slots=True)
class _Layer:
    """A layer to write; `inputs` are names in the graph, and the output must be called `name`."""

    name: str
    config: Mapping[str, Any]
    inputs: list[str]
    weights: list[NDArray[Any]]


def _inputs(graph: OnnxGraph, entry: Mapping[str, Any], written: Mapping[str, str]) -> list[str]:
    """Names of what a layer is called with; bare numbers become constants."""
    found: list[str] = []
    waiting = list(entry["inbound_nodes"][0]["args"])
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list | tuple):
            waiting = [*value, *waiting]
        elif isinstance(value, Mapping):
            found.append(written[value["config"]["keras_history"][0]])
        elif value is not None:
            found.append(graph.constant(f"{entry['name']}.argument", float(value)))
    return found


def _rescaling(graph: _KerasGraph, layer: _Layer) -> str:
    return _scaled(graph, layer, layer.config["scale"], layer.config["offset"])


def _normalization(graph: _KerasGraph, layer: _Layer) -> str:
    mean = np.asarray(layer.config["mean"], np.float64)
    spread = np.sqrt(np.asarray(layer.config["variance"], np.float64))
    return _scaled(graph, layer, 1 / spread, -mean / spread)


def _scaled(graph: _KerasGraph, layer: _Layer, scale: Any, offset: Any) -> str:
    """`x * scale + offset`, where both are numbers or have one per channel."""
    scale_name, offset_name = (
        graph.constant(f"{layer.name}.{part}", np.asarray(value, np.float32).reshape(1, -1, 1, 1))
        for part, value in (("scale", scale), ("offset", offset))
    )
    x = graph.node("Mul", [*layer.inputs, scale_name], f"{layer.name}.scaled")
    return graph.node("Add", [x, offset_name], layer.name)


def _conv(graph: _KerasGraph, layer: _Layer) -> str:
    # Keras keeps a kernel as (height, width, in, out), ONNX as (out, in, height, width).
    return _convolution(graph, layer, layer.weights[0].transpose(3, 2, 0, 1), group=1)


def _depthwise_conv(graph: _KerasGraph, layer: _Layer) -> str:
    # (height, width, channels, 1) to (channels, 1, height, width): a group for each channel.
    kernel = layer.weights[0].transpose(2, 3, 0, 1)
    return _convolution(graph, layer, kernel, group=kernel.shape[0])


def _convolution(graph: _KerasGraph, layer: _Layer, kernel: NDArray[Any], group: int) -> str:
    names = [graph.constant(f"{layer.name}.kernel", kernel)]
    if layer.config["use_bias"]:
        names.append(graph.constant(f"{layer.name}.bias", layer.weights[1]))
    activation = layer.config["activation"]
    output = layer.name if activation == "linear" else f"{layer.name}.linear"
    x, pads = graph.unpadded(layer.inputs[0])
    # TensorFlow's "same" puts the odd row below and to the right, which ONNX calls SAME_UPPER.
    is_same = layer.config["padding"] == "same"
    x = graph.node(
        "Conv",
        [x, *names],
        output,
        group=group,
        strides=layer.config["strides"],
        dilations=layer.config["dilation_rate"],
        **({"auto_pad": "SAME_UPPER"} if is_same else {"pads": pads}),
    )
    return _activated(graph, x, activation, layer.name)


def _batch_normalization(graph: _KerasGraph, layer: _Layer) -> str:
    weights = list(layer.weights)
    ones = np.ones_like(weights[-1])
    gamma = weights.pop(0) if layer.config["scale"] else ones
    beta = weights.pop(0) if layer.config["center"] else ones * 0
    parts = zip(("gamma", "beta", "mean", "variance"), (gamma, beta, *weights), strict=True)
    names = [graph.constant(f"{layer.name}.{part}", value) for part, value in parts]
    epsilon = layer.config["epsilon"]
    return graph.node("BatchNormalization", [*layer.inputs, *names], layer.name, epsilon=epsilon)


def _relu(graph: _KerasGraph, layer: _Layer) -> str:
    limit = layer.config["max_value"]
    if limit is None:
        return graph.node("Relu", layer.inputs, layer.name)
    bounds = [
        graph.constant(f"{layer.name}.lower", 0.0),
        graph.constant(f"{layer.name}.upper", float(limit)),
    ]
    return graph.node("Clip", [*layer.inputs, *bounds], layer.name)


def _activation(graph: _KerasGraph, layer: _Layer) -> str:
    return _activated(graph, layer.inputs[0], layer.config["activation"], layer.name)


def _activated(graph: OnnxGraph, x: str, activation: str, output: str) -> str:
    match activation:
        case "linear":
            return x
        case "relu":
            return graph.node("Relu", [x], output)
        case "sigmoid":
            return graph.node("Sigmoid", [x], output)
        case "hard_silu":
            return graph.node("HardSwish", [x], output)
        case "silu":
            gate = graph.node("Sigmoid", [x], f"{output}.gate")
            return graph.node("Mul", [x, gate], output)
    raise NotImplementedError(f"This activation is not known. Received: {activation}")


def _zero_padding(graph: _KerasGraph, layer: _Layer) -> str:
    (top, bottom), (left, right) = layer.config["padding"]
    return graph.later_padded(layer.inputs[0], [top, left, bottom, right], layer.name)


def _pool(graph: _KerasGraph, layer: _Layer, kind: str) -> str:
    return graph.node(
        kind,
        [graph.padded(layer.inputs[0])],
        layer.name,
        kernel_shape=layer.config["pool_size"],
        strides=layer.config["strides"],
        auto_pad="SAME_UPPER" if layer.config["padding"] == "same" else "VALID",
    )


def _global_average(graph: _KerasGraph, layer: _Layer) -> str:
    if layer.config["keepdims"]:
        return graph.node("GlobalAveragePool", layer.inputs, layer.name)
    x = graph.node("GlobalAveragePool", layer.inputs, f"{layer.name}.map")
    return graph.node("Flatten", [x], layer.name)


def _reshape(graph: _KerasGraph, layer: _Layer) -> str:
    *size, channels = layer.config["target_shape"]
    shape = graph.constant(f"{layer.name}.shape", [-1, channels, *size])
    return graph.node("Reshape", [*layer.inputs, shape], layer.name)


_WRITERS: Mapping[str, Callable[[_KerasGraph, _Layer], str]] = MappingProxyType(
    {
        "Activation": _activation,
        "Add": lambda graph, layer: graph.node("Add", layer.inputs, layer.name),
        "AveragePooling2D": lambda graph, layer: _pool(graph, layer, "AveragePool"),
        "BatchNormalization": _batch_normalization,
        "Concatenate": lambda graph, layer: graph.node("Concat", layer.inputs, layer.name, axis=1),
        "Conv2D": _conv,
        "DepthwiseConv2D": _depthwise_conv,
        # It acts in training only.
        "Dropout": lambda _graph, layer: layer.inputs[0],
        "GlobalAveragePooling2D": _global_average,
        "MaxPooling2D": lambda graph, layer: _pool(graph, layer, "MaxPool"),
        "Multiply": lambda graph, layer: graph.node("Mul", layer.inputs, layer.name),
        "Normalization": _normalization,
        "ReLU": _relu,
        "Rescaling": _rescaling,
        "Reshape": _reshape,
        "ZeroPadding2D": _zero_padding,
    }
)
