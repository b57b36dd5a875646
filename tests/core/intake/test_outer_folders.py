from __future__ import annotations

import pytest

from core.intake.class_folders import class_of_each
from core.intake.outer_folders import outer_class_of_each


def outer(*folders: str) -> list[str | None] | None:
    """The outer classes of two photos in each of these folders."""
    photos = [tuple(folder.split("/")) for folder in folders for _ in range(2)]
    return outer_class_of_each(photos, class_of_each(photos))


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        (["animals/cats", "animals/dogs", "plants/roses"], ["animals", "animals", "plants"]),
        (["x/cats/tabby", "x/cats/persian", "x/dogs/pug"], ["cats", "cats", "dogs"]),
        (["cats/day", "cats/night", "dogs/day", "dogs/night"], ["cats", "cats", "dogs", "dogs"]),
        (
            ["amazon/images/mug", "amazon/images/pen", "webcam/images/mug"],
            ["amazon", "amazon", "webcam"],
        ),
    ],
)
def test_outer_folders_may_be_meant(folders: list[str], expected: list[str]) -> None:
    assert outer(*folders) == [name for name in expected for _ in range(2)]


@pytest.mark.parametrize(
    "folders",
    [
        ["cats", "dogs"],
        ["photos/cats", "photos/dogs"],
        ["photos/cats", "photos/dogs", "owls"],
        ["part1/cats", "part1/dogs", "part2/cats"],
        ["2023/cats", "2023/dogs", "2024/cats"],
        ["cats/Imgs", "dogs/Imgs"],
        ["cats/2023", "cats/2024", "dogs/2023"],
        ["a/cats", "b/c/dogs"],
        ["daisy", "rose", "flowers/daisy", "flowers/rose"],
    ],
)
def test_ordinary_folders_can_be_read_in_one_way_only(folders: list[str]) -> None:
    assert outer(*folders) is None


def test_few_photos_beside_a_wrapper_make_it_no_class() -> None:
    photos = [("pets", "cats")] * 30 + [("pets", "dogs")] * 30 + [("examples",)] * 2
    assert outer_class_of_each(photos, class_of_each(photos)) is None
