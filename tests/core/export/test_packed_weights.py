"""Weights rounded to fit into a page."""

from __future__ import annotations

import numpy as np
import pytest

from core.export.packed_weights import Bits, packed, unpacked
from core.types import FloatArray

RANDOM = np.random.default_rng(0)


def _kernel(*shape: int) -> FloatArray:
    """A kernel whose channels are of very different size."""
    values = RANDOM.normal(size=shape)
    scales = 10.0 ** np.linspace(-3, 1, shape[3] if shape[3] > 1 else shape[2])
    return (values * (scales if shape[3] > 1 else scales[:, None])).astype(np.float32)


@pytest.mark.parametrize(("bits", "allowed"), [(16, 0.0005), (8, 0.004)])
@pytest.mark.parametrize("shape", [(3, 3, 32, 64), (3, 3, 800, 1)])
def test_each_channel_keeps_its_own_precision(
    bits: Bits, allowed: float, shape: tuple[int, ...]
) -> None:
    value = _kernel(*shape)
    part = packed("k", value, bits)
    found, end = unpacked(b"xx" + part.content, 2, part.spec)
    assert end == 2 + len(part.content)
    channels = found.reshape(-1, max(shape[3], 1) if shape[3] > 1 else shape[2])
    original = value.reshape(channels.shape)
    worst = np.abs(channels - original).max(axis=0) / np.abs(original).max(axis=0)
    assert worst.max() <= allowed


def test_8_bits_take_half_the_room_of_16() -> None:
    value = _kernel(3, 3, 32, 64)
    sizes = [len(packed("k", value, bits).content) for bits in (16, 8)]
    assert sizes[0] == 2 * value.size
    assert sizes[1] == value.size + 4 * 64


@pytest.mark.parametrize("value", [np.ones(9000, "f4"), np.full((100, 100), 1e5, "f4")])
def test_biases_and_huge_numbers_stay_exact(value: FloatArray) -> None:
    part = packed("k", value, 8)
    assert np.array_equal(unpacked(part.content, 0, part.spec)[0], value)
