"""Views of a photo, in pixels."""

from __future__ import annotations

import itertools

import numpy as np

from core.views import Mix, source_side, view, view_id
from tests.factories import photo_array

SIZE = 64
PHOTO = photo_array("teal", (source_side(SIZE),) * 2, seed=3)
ONLY_CUT = Mix(turn_degrees=0, light=0, colour=0)


def _views(count: int, photo_id: str = "a", mix: Mix | None = None) -> list[np.ndarray]:
    return [view(PHOTO, photo_id, n, SIZE, mix or Mix()) for n in range(1, count + 1)]


def test_view_of_the_same_photo_and_number_is_the_same() -> None:
    for first, second in zip(_views(3), _views(3), strict=True):
        assert first.dtype == np.uint8
        assert first.shape == (SIZE, SIZE, 3)
        np.testing.assert_array_equal(first, second)


def test_view_differs_from_the_photo_from_other_numbers_and_from_those_of_other_photos() -> None:
    as_it_is = view(PHOTO, "a", 1, SIZE, Mix(crop=1, turn_degrees=0, light=0, colour=0))
    for one, other in itertools.combinations([as_it_is, *_views(4), *_views(2, "b")], 2):
        assert np.abs(one.astype(int) - other).mean() > 2


def test_view_with_nothing_to_change_is_the_photo_made_smaller() -> None:
    flat = np.full((80, 80, 3), (200, 100, 50), np.uint8)
    flat[:, 40:] = (10, 20, 30)
    same = view(flat, "a", 1, SIZE, Mix(crop=1, turn_degrees=0, light=0, colour=0))
    np.testing.assert_array_equal(same[:, :30], np.broadcast_to((200, 100, 50), (SIZE, 30, 3)))
    np.testing.assert_array_equal(same[:, 34:], np.broadcast_to((10, 20, 30), (SIZE, 30, 3)))


def test_view_keeps_left_and_right_unless_it_may_be_mirrored() -> None:
    halves = np.zeros((80, 80, 3), np.uint8)
    halves[:, 40:] = 200

    def is_brighter_on_the_right(number: int, mix: Mix) -> bool:
        seen = view(halves, "a", number, SIZE, mix).astype(int)
        return bool(seen[:, SIZE // 2 :].mean() > seen[:, : SIZE // 2].mean())

    numbers = range(1, 9)
    assert all(is_brighter_on_the_right(n, Mix()) for n in numbers)
    mirrored = [is_brighter_on_the_right(n, Mix(mirrored=True)) for n in numbers]
    assert mirrored == [True, False] * 4


def test_view_that_is_turned_has_no_black_corners() -> None:
    white = np.full((80, 80, 3), 255, np.uint8)
    turned = Mix(crop=1, turn_degrees=25, light=0, colour=0)
    for number in range(1, 9):
        assert view(white, "a", number, SIZE, turned).min() == 255


def test_view_that_is_only_cut_keeps_the_colours() -> None:
    for seen in _views(4, mix=ONLY_CUT):
        assert np.abs(seen.mean(axis=(0, 1)) - PHOTO.mean(axis=(0, 1))).max() < 12


def test_view_id_is_as_long_as_a_photo_id_and_differs() -> None:
    ids = {view_id(photo, number) for photo in ("a", "b", "a 1") for number in range(1, 9)}
    assert len(ids) == 24
    assert {len(i) for i in ids} == {32}


def test_mix_key_differs_with_each_amount() -> None:
    mixes = (
        Mix(),
        Mix(crop=0.7),
        Mix(turn_degrees=5),
        Mix(light=0.1),
        Mix(colour=0.1),
        Mix(mirrored=True),
    )
    assert len({mix.key for mix in mixes}) == len(mixes)
