from __future__ import annotations

import pytest

from core.intake.file_name_classes import class_of_name, classes_by_file_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cat.123.jpg", "cat"),
        ("cat_001.jpg", "cat"),
        ("cat-1.jpeg", "cat"),
        ("cat (12).jpg", "cat"),
        ("cat12.png", "cat"),
        ("001_cat.jpg", "cat"),
        ("american_bulldog_23.jpg", "american_bulldog"),
        ("Black_Footed_Albatross_0001_796111.jpg", "Black_Footed_Albatross"),
        ("red apple 3 - Copy.jpg", "red apple"),
        ("cat_1.jpg.webp", "cat"),
        ("猫_1.jpg", "猫"),
        ("IMG_1234.jpg", None),
        ("DSC01234.JPG", None),
        ("IMG-20240501-WA0001.jpg", None),
        ("WhatsApp Image 2024-05-01 at 12.30.22.jpeg", None),
        ("Screenshot 2024-05-01.png", None),
        ("photo (3).jpg", None),
        ("train_12.png", None),
        ("2024-05-01 12.30.22.jpg", None),
        ("0001.jpg", None),
    ],
)
def test_file_name_says_what_is_shown_or_nothing(name: str, expected: str | None) -> None:
    assert class_of_name(name) == expected


def test_names_of_one_thing_only_tell_no_classes() -> None:
    assert classes_by_file_name([f"cat_{n}.jpg" for n in range(9)]) is None


def test_names_that_are_all_different_tell_no_classes() -> None:
    assert (
        classes_by_file_name(
            [f"{word}_1.jpg" for word in ["ann", "ben", "cid", "dan", "eve", "fay"]]
        )
        is None
    )


def test_names_of_which_too_many_say_nothing_tell_no_classes() -> None:
    names = [f"{word}_{n}.jpg" for word in ("cat", "dog", "IMG") for n in range(5)]
    assert classes_by_file_name(names) is None


def test_one_name_in_ten_may_say_nothing() -> None:
    names = [f"{word}_{n}.jpg" for word in ("cat", "dog") for n in range(9)]
    assert classes_by_file_name([*names, "IMG_1.jpg"]) == [*["cat"] * 9, *["dog"] * 9, None]
