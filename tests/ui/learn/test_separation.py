from __future__ import annotations

import numpy as np
import pytest

from core.types import Dataset, Photo
from ui.learn.separation import plane, told_apart

COUNT = 30


def _dataset() -> Dataset:
    photos = tuple(
        Photo(f"{number:032x}", f"{number}.jpg", number % 3, None, 64, 48)
        for number in range(COUNT)
    )
    return Dataset(("cats", "dogs", "owls"), photos)


def _rows(distance: float) -> np.ndarray:
    """Rows of 12 numbers whose first three lean towards the class."""
    rows = np.random.default_rng(0).normal(size=(COUNT, 12)).astype(np.float32)
    rows[np.arange(COUNT), np.arange(COUNT) % 3] += distance
    return rows


def test_classes_that_lie_apart_are_told_apart_and_chance_is_not_beaten_by_noise():
    assert told_apart(_rows(25.0), _dataset(), None) == (COUNT, COUNT)
    right, asked = told_apart(_rows(0.0), _dataset(), None)
    assert asked == COUNT
    assert right < COUNT * 0.6


def test_more_distance_never_tells_fewer_apart():
    rights = [told_apart(_rows(distance), _dataset(), None)[0] for distance in (0.0, 4.0, 25.0)]

    assert rights == sorted(rights)
    assert rights[0] < rights[-1]


def test_twins_are_not_asked_of_a_classifier_that_learned_from_the_other():
    rows = np.random.default_rng(1).normal(size=(COUNT, 12)).astype(np.float32)
    pairs = np.arange(COUNT) // 6 * 3 + np.arange(COUNT) % 3  # each class has five pairs of twins
    rows = rows[pairs]

    without, _ = told_apart(rows, _dataset(), None)
    kept_together, asked = told_apart(rows, _dataset(), pairs)

    assert asked == COUNT
    assert kept_together < without


def test_numbers_that_never_change_do_no_harm():
    rows = _rows(25.0)
    rows[:, 8:] = 3.0

    assert told_apart(rows, _dataset(), None) == (COUNT, COUNT)
    assert np.isfinite(plane(rows)).all()


def test_plane_shows_the_largest_difference_along_its_first_axis():
    rows = np.random.default_rng(0).normal(size=(20, 8)).astype(np.float32)
    half = np.arange(20) < 10
    rows[half] += 20

    places = plane(rows)

    assert places.shape == (20, 2)
    assert places.min() == pytest.approx(0)
    assert places.max() == pytest.approx(1)
    gap = abs(places[half, 0].mean() - places[~half, 0].mean())
    assert gap > 0.6
