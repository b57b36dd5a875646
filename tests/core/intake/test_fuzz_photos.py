"""Damaged photos, drawn with fixed seeds: whatever comes in, only our own refusals come out."""

from __future__ import annotations

import random

import pytest

from core.errors import UserError
from core.intake.images import model_input, upright_size, working_copy
from core.messages import CATALOGUE
from tests.factories import photo_bytes

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.*", "ignore:.*PIL.*:Warning")

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, and sometimes a piece cut off, doubled or taken out."""
    changed = bytearray(data)
    for _ in range(chance.choice([1, 2, 8, 40])):
        # Headers are at the start of photos: hit them often.
        place = chance.randrange(chance.choice([64, len(changed)]))
        changed[place % len(changed)] = chance.choice([0, 255, chance.randrange(256)])
    start, end = sorted(chance.randrange(len(changed)) for _ in range(2))
    kind = chance.random()
    if kind < 0.15:
        return bytes(changed[:end])
    if kind < 0.25:
        return bytes(changed[:start] + changed[end:])
    if kind < 0.3:
        return bytes(changed[:end] + changed[start:])
    return bytes(changed)


@pytest.mark.parametrize("format", FORMATS)
def test_photo_with_changed_bytes_is_read_or_refused(format: str) -> None:
    chance = random.Random(format)
    original = photo_bytes("teal", (40, 30), format=format)
    codes = []
    for _ in range(120):
        data = damaged(original, chance)
        try:
            copy = working_copy(data)
            assert (copy.width, copy.height) == upright_size(data)
            assert model_input(data, 16).shape == (16, 16, 3)
        except UserError as refusal:
            codes.append(refusal.code)
    assert len(codes) > 5
    assert set(codes) <= set(CATALOGUE)
