"""Writes EfficientNet-Lite as an ONNX graph straight from its weights, without TensorFlow.

It gives the same features as the Keras model of `lite.py`, in a tenth of a second instead of many.
Batch normalisation and pixel scaling are folded into the convolutions, so that only convolutions,
clipping and additions are left to compute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto

from core.backbones.lite_architecture import (
    BATCH_NORM_EPSILON,
    PIXEL_MEAN,
    PIXEL_SCALE,
    Block,
    lite_blocks,
)
from core.backbones.onnx_graph import OnnxGraph
from core.backbones.registry import BackboneSpec
from core.types import FloatArray

Weights = Mapping[str, NDArray[Any]]


def lite_onnx_model(spec: BackboneSpec, weights: Sequence[Weights]) -> onnx.ModelProto:
    """A Lite backbone as an ONNX model, see `OnnxGraph` for its input and output.

    Args:
        spec: one of the Lite backbones, or several side by side.
        weights: the tensors of each of its networks (`lite_tensors`).
    """
    graph = _LiteGraph()
    photo = graph.photo(spec.input_size)
    maps = []
    for network, tensors in zip(spec.networks, weights, strict=True):
        prefix = f"{network.id}/" if spec.parts else ""
        maps.append(_LiteLayers(graph, tensors, prefix).last_map(photo, network.id))
    x = graph.node("Concat", maps, "side_by_side", axis=1) if spec.parts else maps[0]
    x = graph.node("GlobalAveragePool", [x], "pooled")
    graph.node("Flatten", [x], "features")
    return graph.model(spec)


class _LiteGraph(OnnxGraph):
    """A graph with what all networks in it share."""

    def __init__(self) -> None:
        super().__init__()
        self.limits = [self.constant("zero", 0.0), self.constant("six", 6.0)]

    def photo(self, size: int) -> str:
        """The photo as the first convolution takes it, but with its colour values as they are."""
        # TensorFlow pads the scaled photo with 0. The scaling sits in the kernel here, so the
        # photo itself is padded, with the value that scales to 0.
        pads = self.constant("pads", _stem_padding(size))
        grey = self.constant("grey", np.array(PIXEL_MEAN, np.uint8))
        x = self.node("Transpose", ["photos"], "channels_first", perm=[0, 3, 1, 2])
        x = self.node("Pad", [x, pads, grey], "padded")
        return self.node("Cast", [x], "pixels", to=TensorProto.FLOAT)


class _LiteLayers:
    """Adds the layers of one EfficientNet-Lite to a graph.

    Args:
        graph: gets the layers.
        weights: the tensors of the network.
        prefix: what the names of its layers begin with.
    """

    def __init__(self, graph: _LiteGraph, weights: Weights, prefix: str) -> None:
        self._graph, self._weights, self._prefix = graph, weights, prefix

    def last_map(self, photo: str, backbone_id: str) -> str:
        """The whole network, from `_LiteGraph.photo` to its last map."""
        x = self._stem(photo)
        for block in lite_blocks(backbone_id):
            x = self._block(x, block)
        return self._convolution(x, "_conv_head", "_bn1")

    def _stem(self, photo: str) -> str:
        kernel, bias = self._folded("_conv_stem", "_bn0")
        kernel = kernel / np.float32(PIXEL_SCALE)
        bias = bias - PIXEL_MEAN * kernel.sum(axis=(1, 2, 3), dtype=np.float64)
        return self._clipped(self._conv(photo, "_conv_stem", kernel, bias, strides=[2, 2]))

    def _block(self, x: str, block: Block) -> str:
        """One inverted residual block."""
        y = x
        if block.expansion > 1:
            y = self._convolution(y, f"{block.name}_expand_conv", f"{block.name}_bn0")
        y = self._convolution(
            y,
            f"{block.name}_depthwise_conv",
            f"{block.name}_bn1",
            strides=[block.stride, block.stride],
            group=block.middle,
        )
        y = self._convolution(
            y, f"{block.name}_project_conv", f"{block.name}_bn2", is_clipped=False
        )
        if not block.is_residual:
            return y
        return self._graph.node("Add", [y, x], f"{self._prefix}{block.name}sum")

    def _convolution(
        self, x: str, name: str, norm: str, *, is_clipped: bool = True, **attributes: Any
    ) -> str:
        """Convolution, batch normalisation and, unless told otherwise, ReLU6."""
        # SAME_UPPER is TensorFlow's way of padding: the odd row goes below and to the right.
        kernel, bias = self._folded(name, norm)
        y = self._conv(x, name, kernel, bias, auto_pad="SAME_UPPER", **attributes)
        return self._clipped(y) if is_clipped else y

    def _conv(
        self, x: str, name: str, kernel: FloatArray, bias: NDArray[Any], **attributes: Any
    ) -> str:
        graph, full = self._graph, f"{self._prefix}{name}"
        kernel_name = graph.constant(f"{full}.kernel", kernel.astype(np.float32))
        bias_name = graph.constant(f"{full}.bias", bias.astype(np.float32))
        return graph.node("Conv", [x, kernel_name, bias_name], f"{full}.out", **attributes)

    def _clipped(self, x: str) -> str:
        return self._graph.node("Clip", [x, *self._graph.limits], f"{x}.relu6")

    def _folded(self, name: str, norm: str) -> tuple[FloatArray, NDArray[Any]]:
        """Kernel and bias of a convolution that also does the batch normalisation after it."""
        gamma, beta, mean, variance = (
            self._weights[f"{norm}.{part}"].astype(np.float64)
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        scale = gamma / np.sqrt(variance + BATCH_NORM_EPSILON)
        kernel = self._weights[f"{name}.weight"] * scale[:, None, None, None]
        return kernel.astype(np.float32), beta - mean * scale


def _stem_padding(size: int) -> list[int]:
    """How TensorFlow pads a photo for the 3x3 stride-2 stem, as ONNX wants it told."""
    before = size % 2
    return [0, 0, before, before, 0, 0, 1, 1]
