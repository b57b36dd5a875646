from __future__ import annotations

import pytest

from core.intake.names import (
    MAX_CLASS_NAME_LENGTH,
    natural_key,
    same_name_key,
    tidy_class_name,
    tidy_path,
)


def test_path_with_backslashes_is_parted_like_any_other() -> None:
    assert tidy_path("cats\\1.jpg") == "cats/1.jpg"


@pytest.mark.parametrize("name", ["a\x00b", "a\nb", "a\x1bb", "a\u202eb", "a\udc80b"])
def test_path_with_what_cannot_be_shown_can_be_shown_and_encoded(name: str) -> None:
    assert tidy_path(name) == "a\ufffdb"
    tidy_path(name).encode()


def test_path_with_a_narrow_space_as_in_screenshots_of_a_mac_is_kept() -> None:
    assert tidy_path("10.03\u202fPM.png") == "10.03\u202fPM.png"


@pytest.mark.parametrize(
    ("name", "tidy"),
    [("  Red \t apple\n", "Red apple"), ("\x00", ""), ("Zürich", "Zürich"), ("x" * 200, "x" * 80)],
)
def test_class_name_is_one_short_line(name: str, tidy: str) -> None:
    assert tidy_class_name(name) == tidy
    assert len(tidy_class_name(name)) <= MAX_CLASS_NAME_LENGTH


def test_class_names_that_differ_in_case_width_or_space_mean_the_same() -> None:
    assert len({same_name_key(name) for name in ("Cats", "cats", " CATS ", "ｃａｔｓ")}) == 1


def test_natural_order_counts() -> None:
    names = ["b10", "B2", "a", "b1", "10", "9"]
    assert sorted(names, key=natural_key) == ["9", "10", "a", "b1", "B2", "b10"]


def test_natural_order_of_strange_digits_does_not_fail() -> None:
    assert len(sorted(["²", "9" * 6000, "٣", ""], key=natural_key)) == 4
