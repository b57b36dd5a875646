"""What bad light and bad cameras do."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from PIL import Image

from core.evaluation.alterations import ALTERATIONS, SMALL_SIDE
from core.evaluation.types import ConditionId
from tests.factories import photo_array


def _photo() -> Image.Image:
    return Image.fromarray(photo_array("teal", (200, 150), seed=1))


def _altered(name: ConditionId) -> np.ndarray:
    return np.asarray(ALTERATIONS[name](_photo())).astype(float)


def test_alterations_are_those_that_the_type_names() -> None:
    assert set(ALTERATIONS) == set(get_args(ConditionId))


@pytest.mark.parametrize("name", list(ALTERATIONS))
def test_alteration_gives_another_rgb_photo_of_the_same_shape(name: ConditionId) -> None:
    photo = ALTERATIONS[name](_photo())
    assert photo.mode == "RGB"
    assert photo.width / photo.height == pytest.approx(4 / 3, rel=0.02)
    if name != "smaller":
        assert np.abs(np.asarray(photo).astype(float) - np.asarray(_photo())).mean() > 1


def test_darker_and_brighter_change_the_light() -> None:
    mean = np.asarray(_photo()).mean()
    assert _altered("darker").mean() < 0.5 * mean
    assert _altered("brighter").mean() > 1.3 * mean


def test_grey_has_no_colour_and_smaller_has_few_pixels() -> None:
    assert np.ptp(_altered("grey"), axis=2).max() == 0
    assert max(_altered("smaller").shape) == SMALL_SIDE


def test_turned_leaves_no_black_corner() -> None:
    white = Image.new("RGB", (120, 90), "white")
    assert np.asarray(ALTERATIONS["turned"](white)).min() > 250


def test_alteration_of_a_tiny_photo_still_gives_one() -> None:
    for alteration in ALTERATIONS.values():
        assert min(alteration(Image.new("RGB", (9, 8), "red")).size) >= 1
