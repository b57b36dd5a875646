"""The settings of a fine-tuning: what is within their ranges and what is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.errors import UserError
from core.fine_tuning.tuning_settings import RANGES, TuningSettings, checked_tuning, tuning_to_dict


def test_ranges_are_those_of_all_settings() -> None:
    assert set(RANGES) == set(tuning_to_dict(TuningSettings()))


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("place", [0, -1])
def test_checked_tuning_at_either_end_of_a_range_is_the_same(name: str, place: int) -> None:
    value: Any = RANGES[name][place]
    settings = replace(TuningSettings(), **{name: value})

    assert checked_tuning(settings) == settings


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize(("place", "factor"), [(0, 0), (-1, 2)])
def test_checked_tuning_beyond_a_range_names_the_setting(
    name: str, place: int, factor: int
) -> None:
    value: Any = RANGES[name][place] * factor
    settings = replace(TuningSettings(), **{name: value})

    with pytest.raises(UserError) as error:
        checked_tuning(settings)

    assert error.value.code == "fine_tuning.setting"
    assert error.value.facts["name"] == name
