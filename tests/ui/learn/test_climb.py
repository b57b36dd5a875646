from __future__ import annotations

import numpy as np

from core.types import Dataset, Photo
from tests.ui.vega import faults
from ui.learn.climb import Climb, curve, in_words, places_chart

DATASET = Dataset(
    ("cats", "dogs"),
    tuple(Photo(f"{n:032x}", f"{n}.jpg", n % 2, None, 9, 9) for n in range(20)),
)


def _climb(*right: int) -> Climb:
    places = np.random.default_rng(0).random((20, 2)).astype(np.float32)
    return Climb(DATASET, right, 20, (places, places, places))


def test_charts_are_valid_and_say_their_message_in_words():
    found = _climb(10, 12, 13, 15, 18, 20)

    assert faults(curve(found)) == []
    assert "Depth 5 100" in curve(found).alt
    assert faults(places_chart("Early", found.places[0], DATASET)) == []


def test_words_tell_of_a_climb_only_where_there_is_one():
    assert "better and better" in in_words(_climb(10, 12, 13, 15, 18, 20))
    assert "do nearly as well" in in_words(_climb(10, 20, 20, 20, 20, 20))
