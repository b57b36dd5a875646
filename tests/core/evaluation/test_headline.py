"""The one number."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.headline import MIN_PHOTOS, headline, out_of_fold_z
from core.evaluation.interval import wilson_interval


def test_headline_of_a_test_part_is_wilsons() -> None:
    found = headline("test", np.arange(100) < 91, np.arange(100))
    assert (found.right, found.photos, found.accuracy) == (91, 100, pytest.approx(0.91))
    assert (found.low, found.high) == pytest.approx(wilson_interval(91, 100))


def test_headline_out_of_fold_is_more_in_doubt_than_a_test_part() -> None:
    right, twins = np.arange(100) < 91, np.arange(100)
    test, out_of_fold = headline("test", right, twins), headline("out_of_fold", right, twins)
    assert out_of_fold.low < test.low < test.high < out_of_fold.high
    assert out_of_fold.share == test.share


def test_headline_twins_count_as_one_photo() -> None:
    right = np.array([True] * 60 + [False] * 20)
    twins = np.array([0] * 50 + list(range(1, 31)))
    found = headline("test", right, twins)
    assert (found.right, found.photos) == (60, 80)
    assert found.share == pytest.approx(11 / 31)
    assert (found.low, found.high) == pytest.approx(wilson_interval(11, 31))


def test_headline_of_too_few_photos_shows_no_percentage_and_says_how_many_are_missing() -> None:
    found = headline("test", np.ones(MIN_PHOTOS - 3, dtype=bool), np.arange(MIN_PHOTOS - 3))
    assert (found.accuracy, found.more_needed) == (None, 3)
    twins = headline("test", np.ones(60, dtype=bool), np.arange(60) // 6)
    assert (twins.accuracy, twins.more_needed) == (None, MIN_PHOTOS - 10)


def test_headline_of_no_photos_is_wholly_in_doubt() -> None:
    found = headline("test", np.empty(0, bool), np.empty(0, np.int64))
    assert (found.photos, found.low, found.high, found.accuracy) == (0, 0, 1, None)


def test_headline_of_fewer_folds_is_more_in_doubt() -> None:
    right, twins = np.arange(100) < 91, np.arange(100)
    widths = [
        found.high - found.low
        for found in (headline("out_of_fold", right, twins, folds) for folds in (2, 3, 5, 10))
    ]
    assert widths == sorted(widths, reverse=True)
    assert out_of_fold_z(10) == pytest.approx(2.39, abs=0.005)
