"""The heatmap that is drawn over a photo."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from tests.factories import photo_bytes
from ui.trial.heatmap import speaks_for, strongest_place, with_heat

GREY = photo_bytes("#808080", (320, 200))


def _heat(row: int, column: int) -> np.ndarray:
    heat = np.full((7, 7), -0.2, np.float32)
    heat[row, column] = 1
    return heat


def _pixels(jpeg: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(jpeg)) as photo:
        return np.asarray(photo.convert("RGB"), dtype=float)


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [(0, 0, "top left"), (3, 3, "middle"), (6, 3, "bottom middle"), (3, 6, "middle right")],
)
def test_strongest_place_in_words(row: int, column: int, expected: str) -> None:
    assert strongest_place(_heat(row, column)) == expected


def test_photo_is_changed_where_the_class_is_and_nowhere_else() -> None:
    before, after = _pixels(GREY), _pixels(with_heat(GREY, _heat(3, 5)))
    difference = np.abs(after - before).mean(axis=2)
    assert after.shape == before.shape
    assert difference[:, 200:280].mean() > 10 * difference[:, :100].mean()


def test_strongest_place_has_a_light_ring_and_a_dark_one_so_that_colour_is_not_needed() -> None:
    after = _pixels(with_heat(photo_bytes("red", (320, 200)), _heat(3, 3)))
    middle = after[80:120, 140:180]
    assert middle.min(axis=2).max() > 200
    assert middle.max(axis=2).min() < 90


@pytest.mark.parametrize("value", [0.0, -1.0])
def test_where_nothing_speaks_for_the_class_the_photo_stays(value: float) -> None:
    heat = np.full((7, 7), value, np.float32)
    assert not speaks_for(heat)
    assert np.abs(_pixels(with_heat(GREY, heat)) - _pixels(GREY)).mean() < 3


def test_heat_at_the_edge_and_in_a_tiny_photo_is_drawn() -> None:
    tiny = photo_bytes("red", (3, 2))
    assert _pixels(with_heat(tiny, _heat(0, 0))).shape == (2, 3, 3)
