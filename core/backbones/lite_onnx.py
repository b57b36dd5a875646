"""Writes EfficientNet-Lite as an ONNX graph straight from its weights, without TensorFlow.

It gives the same features as the Keras model of `lite.py`, in a tenth of a second instead of many.
Batch normalisation and pixel scaling are folded into the convolutions, so that only convolutions,
clipping and additions are left to compute.
"""

from __future__ import annotations

from collections.abc import Mapping
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


def lite_onnx_model(spec: BackboneSpec, weights: Weights) -> onnx.ModelProto:
    """A Lite backbone as an ONNX model, see `OnnxGraph` for its input and output.

    Args:
        spec: one of the Lite backbones.
        weights: the tensors of `read_weights`.
    """
    graph = _LiteGraph(weights)
    x = graph.stem(spec.input_size)
    for block in lite_blocks(spec.id):
        x = graph.block(x, block)
    x = graph.convolution(x, "_conv_head", "_bn1")
    x = graph.node("GlobalAveragePool", [x], "pooled")
    graph.node("Flatten", [x], "features")
    return graph.model(spec)


class _LiteGraph(OnnxGraph):
    """A graph that knows the layers of EfficientNet-Lite and their weights."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self._weights = weights
        self._zero = self.constant("zero", 0.0)
        self._six = self.constant("six", 6.0)

    def stem(self, size: int) -> str:
        """From photos to the first feature map."""
        # TensorFlow pads the scaled photo with 0. The scaling sits in the kernel here, so the
        # photo itself is padded, with the value that scales to 0.
        pads = self.constant("pads", _stem_padding(size))
        grey = self.constant("grey", np.array(PIXEL_MEAN, np.uint8))
        x = self.node("Transpose", ["photos"], "channels_first", perm=[0, 3, 1, 2])
        x = self.node("Pad", [x, pads, grey], "padded")
        x = self.node("Cast", [x], "pixels", to=TensorProto.FLOAT)
        kernel, bias = self._folded("_conv_stem", "_bn0")
        kernel = kernel / np.float32(PIXEL_SCALE)
        bias = bias - PIXEL_MEAN * kernel.sum(axis=(1, 2, 3), dtype=np.float64)
        return self._clipped(self._conv(x, "_conv_stem", kernel, bias, strides=[2, 2]))

    def block(self, x: str, block: Block) -> str:
        """One inverted residual block."""
        y = x
        if block.expansion > 1:
            y = self.convolution(y, f"{block.name}_expand_conv", f"{block.name}_bn0")
        y = self.convolution(
            y,
            f"{block.name}_depthwise_conv",
            f"{block.name}_bn1",
            strides=[block.stride, block.stride],
            group=block.middle,
        )
        y = self.convolution(y, f"{block.name}_project_conv", f"{block.name}_bn2", is_clipped=False)
        return self.node("Add", [y, x], f"{block.name}sum") if block.is_residual else y

    def convolution(
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
        kernel_name = self.constant(f"{name}.kernel", kernel.astype(np.float32))
        bias_name = self.constant(f"{name}.bias", bias.astype(np.float32))
        return self.node("Conv", [x, kernel_name, bias_name], f"{name}.out", **attributes)

    def _clipped(self, x: str) -> str:
        return self.node("Clip", [x, self._zero, self._six], f"{x}.relu6")

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
