"""Weights rounded to 16 or 8 bits, so that a network fits into a page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from core.types import FloatArray

Bits = Literal[16, 8]
_SMALL = 4096
_LARGEST_HALF = 65_504


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """A weight as it stands in a page.

    Attributes:
        spec: `name`, `shape`, `form` (`float32`, `float16` or `int8`), and `channels` for `int8`.
        content: its bytes, little-endian; `int8` has a float32 scale per channel before it, and
            number `i` belongs to the channel `i % channels`.
    """

    spec: dict[str, Any]
    content: bytes


def packed(name: str, value: FloatArray, bits: Bits) -> Packed:
    """A weight in the smallest form that does it no harm.

    Biases and other short ones keep all 32 bits; so does whatever 16 bits cannot hold. With 8 bits
    only kernels of convolutions are rounded that far, each output channel with a scale of its own
    (Krishnamoorthi 2018, arXiv:1806.08342, section 3.1.2).

    Args:
        name: `layer/weight`.
        value: the weight.
        bits: 16 or 8.
    """
    spec: dict[str, Any] = {"name": name, "shape": list(value.shape)}
    if value.ndim < 2 or value.size <= _SMALL or np.abs(value).max() > _LARGEST_HALF:
        return Packed({**spec, "form": "float32"}, value.astype("<f4").tobytes())
    if bits == 16 or value.ndim != 4:
        return Packed({**spec, "form": "float16"}, value.astype("<f2").tobytes())
    # The last axis of a depthwise kernel has length 1; its channels are the axis before.
    channels = value.shape[3] if value.shape[3] > 1 else value.shape[2]
    rows = value.reshape(-1, channels)
    scales = np.maximum(np.abs(rows).max(axis=0), np.float32(1e-12)) / np.float32(127)
    whole = np.rint(rows / scales).astype(np.int8)
    content = scales.astype("<f4").tobytes() + whole.tobytes()
    return Packed({**spec, "form": "int8", "channels": channels}, content)


def unpacked(content: bytes, start: int, spec: Mapping[str, Any]) -> tuple[FloatArray, int]:
    """The weight that begins at `start`, and where it ends; float32.

    Args:
        content: the bytes of weights, one after another.
        start: where it begins.
        spec: see `Packed`.
    """
    count, shape = math.prod(spec["shape"]), spec["shape"]
    if spec["form"] == "int8":
        channels = spec["channels"]
        scales = np.frombuffer(content, "<f4", channels, start)
        start += scales.nbytes
        whole = np.frombuffer(content, np.int8, count, start).reshape(-1, channels)
        return (whole * scales).astype(np.float32).reshape(shape), start + count
    kind = np.dtype("<f4" if spec["form"] == "float32" else "<f2")
    values = np.frombuffer(content, kind, count, start)
    return values.astype(np.float32).reshape(shape), start + values.nbytes
