from __future__ import annotations

from collections import Counter

import numpy as np

from core.types import Dataset, Photo
from ui.learn import pooled
from ui.learn.depths import photos_that_excite


def _dataset(*counts: int) -> Dataset:
    labels = [label for label, count in enumerate(counts) for _ in range(count)]
    photos = tuple(
        Photo(f"{n:032x}", f"{n}.jpg", label, None, 9, 9) for n, label in enumerate(labels)
    )
    return Dataset(tuple(f"class {n}" for n in range(len(counts))), photos)


def test_sample_of_a_small_project_is_all_of_it():
    assert len(pooled.sample(_dataset(20, 30))) == 50


def test_sample_of_a_large_project_is_fair_to_small_classes():
    chosen = Counter(photo.label for photo in pooled.sample(_dataset(1000, 900, 20)))

    assert chosen[2] == 20
    assert abs(chosen[0] - chosen[1]) <= 1
    assert pooled.MAX_PHOTOS - 3 <= sum(chosen.values()) <= pooled.MAX_PHOTOS


def test_sample_of_very_many_classes_stays_small():
    assert len(pooled.sample(_dataset(*[5] * 400))) <= pooled.MAX_PHOTOS


def test_bare_dots_of_an_even_photo_are_all_its_colour():
    pixels = np.full((64, 64, 3), (255, 0, 51), np.uint8)

    dots = pooled.bare_dots(pixels).reshape(-1, 3)

    assert dots.shape == (256, 3)
    np.testing.assert_allclose(dots, np.tile([1, 0, 0.2], (256, 1)), atol=1e-6)


def test_photos_that_excite_a_unit_are_the_strongest_and_none_that_it_ignores():
    answers = np.array([[0.0, 5.0], [2.0, 1.0], [3.0, 0.0]], np.float32)

    assert photos_that_excite(answers, 0, 5) == [2, 1]
    assert photos_that_excite(answers, 1, 1) == [0]
