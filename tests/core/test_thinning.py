"""A share of the photos of each class."""

from __future__ import annotations

from math import ceil, floor

import numpy as np
import pytest

from core.thinning import some_of_each

LABELS = np.array([0] * 20 + [1] * 10 + [2])
ALONE = np.arange(31)


def test_some_of_each_takes_the_share_of_every_class_and_one_at_least() -> None:
    found = some_of_each(np.arange(31), LABELS, ALONE, 0.5, 1)
    assert np.bincount(LABELS[found]).tolist() == [10, 5, 1]


@pytest.mark.parametrize("classes", [20, 30, 50])
def test_some_of_each_rounded_down_are_never_more_than_the_share(classes: int) -> None:
    labels = np.repeat(np.arange(classes), 11)
    rows = np.arange(len(labels))
    found = some_of_each(rows, labels, rows, 10 / 11 - 0.01, 1, rounded=floor)
    assert len(found) == 9 * classes


def test_some_of_each_exact_share_of_a_class_is_exact() -> None:
    labels = np.repeat(np.arange(3), 27)
    rows = np.arange(81)
    for rounded in (floor, ceil):
        assert len(some_of_each(rows, labels, rows, 45 / 81, 1, rounded)) == 45


def test_some_of_each_with_a_share_of_one_is_all() -> None:
    rows = np.arange(0, 31, 2)
    assert (some_of_each(rows, LABELS, ALONE, 1.0, 1) == rows).all()


def test_some_of_each_larger_share_holds_the_smaller() -> None:
    small, large = (set(some_of_each(np.arange(31), LABELS, ALONE, s, 3)) for s in (0.3, 0.6))
    assert small < large


def test_some_of_each_takes_whole_groups_of_twins_first() -> None:
    twins = np.repeat(np.arange(5), 4)
    found = some_of_each(np.arange(20), np.zeros(20, np.int64), twins, 0.4, 2)
    assert sorted(np.bincount(twins[found]).tolist())[-2:] == [4, 4]
