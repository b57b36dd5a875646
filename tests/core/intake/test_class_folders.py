from __future__ import annotations

import pytest

from core.intake.class_folders import class_of_each


def classes(*folders: str) -> list[str | None]:
    """The class of a photo in each of these folders, written as paths; "" is the top."""
    return class_of_each([tuple(folder.split("/")) if folder else () for folder in folders])


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        (["cats", "dogs"], ["cats", "dogs"]),
        (["photos/cats", "photos/dogs"], ["cats", "dogs"]),
        (["a/b/c/cats", "a/b/c/dogs"], ["cats", "dogs"]),
        (["images/images/cats", "images/images/dogs"], ["cats", "dogs"]),
        (["cats/Imgs", "dogs/Imgs"], ["cats", "dogs"]),
        (["cats/Images", "dogs/photos"], ["cats", "dogs"]),
        (["set/cats/JPEG", "set/dogs/JPEG"], ["cats", "dogs"]),
        (["cats/cropped", "dogs/cropped"], ["cats", "dogs"]),
        (["cats/2023", "cats/2024", "dogs/2023"], ["cats", "cats", "dogs"]),
        (["part1/cats", "part1/dogs", "part2/cats"], ["cats", "dogs", "cats"]),
        (["batch 1/0", "batch 1/1", "batch 2/0"], ["0", "1", "0"]),
        (["animals/cats", "animals/dogs", "plants/roses"], ["cats", "dogs", "roses"]),
        (["a/cats", "b/c/dogs"], ["cats", "dogs"]),
        (["cats", "cats/kittens", "dogs"], ["cats", "cats", "dogs"]),
        (["only/cats"], ["cats"]),
        (["0", "1"], ["0", "1"]),
        (["images", "data"], ["images", "data"]),
    ],
)
def test_class_is_the_folder_that_says_what_is_in_the_photo(
    folders: list[str], expected: list[str]
) -> None:
    assert classes(*folders) == expected


def test_photo_beside_the_class_folders_has_no_class() -> None:
    assert classes("", "cats", "dogs") == [None, "cats", "dogs"]


def test_few_photos_in_the_wrapper_do_not_make_it_a_class() -> None:
    found = classes("set", *["set/cats"] * 5, *["set/dogs"] * 5)
    assert found == [None, *["cats"] * 5, *["dogs"] * 5]


@pytest.mark.parametrize("folder", ["", "photos", "train", "Training set", "a/images"])
def test_photos_in_no_folder_that_says_anything_have_no_class(folder: str) -> None:
    found = classes(folder, folder)
    assert found == ([None, None] if folder != "a/images" else ["a", "a"])


def test_no_photos_have_no_classes() -> None:
    assert class_of_each([]) == []
