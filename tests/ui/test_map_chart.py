"""The map of all photos."""

from __future__ import annotations

import pytest

from core.types import Dataset, Photo
from tests.ui.vega import faults
from ui.data.map_chart import map_chart

MANY = tuple(f"class {number}" for number in range(60))
PHOTOS = tuple(Photo(f"{n:032x}", f"{n}.jpg", n, None, 4, 3) for n in range(60))
PLACES = {photo.id: (0.1, 0.2) for photo in PHOTOS}


@pytest.mark.parametrize("pictures", [{}, {PHOTOS[0].id: "data:image/jpeg;base64,"}])
def test_map_is_a_chart_that_vega_lite_understands(pictures: dict[str, str]) -> None:
    assert faults(map_chart(Dataset(MANY, PHOTOS), PLACES, pictures)) == []


def test_map_leaves_out_photos_without_a_place_and_says_how_many_it_shows() -> None:
    chart = map_chart(Dataset(MANY, PHOTOS), {PHOTOS[3].id: (0.5, 0.5)}, {})

    assert chart.columns["Class"] == ["class 3"]
    assert "1 photo" in chart.alt


def test_sixty_classes_differ_in_colour_or_shape() -> None:
    shapes = map_chart(Dataset(MANY, PHOTOS), PLACES, {}).spec["encoding"]["shape"]["scale"]
    marks = {(place % 8, shape) for place, shape in enumerate(shapes["range"])}

    assert len(marks) == len(MANY)
