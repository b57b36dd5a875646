"""What EfficientNet-Lite consists of, as plain figures that every builder draws from.

Tan & Le, EfficientNet (2019), table 1, and the Lite variant
(https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite): no
squeeze-and-excitation, ReLU6 throughout, stem and head of fixed width, first and last stage not
repeated more in the larger variants.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

STEM_CHANNELS = 32
HEAD_CHANNELS = 1280
CLASSES = 1000
BATCH_NORM_EPSILON = 1e-3
TOTAL_STRIDE = 32
"""How many times fewer rows and columns the last map has than the photo, rounded up."""
# Pixels are brought to (x - PIXEL_MEAN) / PIXEL_SCALE.
PIXEL_MEAN = 127
PIXEL_SCALE = 128

# (width, depth) multipliers
_SCALING = {"efficientnet-lite0": (1.0, 1.0), "efficientnet-lite2": (1.1, 1.2)}
# (kernel, stride, expansion, channels, repeats) of the seven stages
_STAGES = (
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)


@dataclass(frozen=True, slots=True)
class Block:
    """One inverted residual block: widen by `expansion`, convolve each channel, narrow.

    Attributes:
        name: prefix of its weights.
        kernel, stride: of the depthwise convolution.
        expansion: how many times wider the middle is; 1 leaves the widening out.
        inputs, outputs: channels.
    """

    name: str
    kernel: int
    stride: int
    expansion: int
    inputs: int
    outputs: int

    @property
    def middle(self) -> int:
        """Channels of the depthwise convolution."""
        return self.inputs * self.expansion

    @property
    def is_residual(self) -> bool:
        """Whether the input is added to the output."""
        return self.stride == 1 and self.inputs == self.outputs


def lite_blocks(backbone_id: str) -> tuple[Block, ...]:
    """The blocks between stem and head, first to last."""
    width, depth = _SCALING[backbone_id]
    return tuple(_blocks(width, depth))


def _blocks(width: float, depth: float) -> Iterator[Block]:
    inputs, number = STEM_CHANNELS, 0
    for stage, (kernel, stride, expansion, channels, repeats) in enumerate(_STAGES):
        outputs = _rounded_channels(channels * width)
        is_outer = stage in (0, len(_STAGES) - 1)
        for repeat in range(repeats if is_outer else math.ceil(repeats * depth)):
            step = stride if repeat == 0 else 1
            yield Block(f"_blocks.{number}.", kernel, step, expansion, inputs, outputs)
            inputs, number = outputs, number + 1


def _rounded_channels(channels: float) -> int:
    """The nearest multiple of 8, but never more than a tenth below what was asked for."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels else rounded
