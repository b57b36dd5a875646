"""Words that stand in several places."""

from __future__ import annotations

import pytest

from ui import words


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "0 photos"), (1, "1 photo"), (2, "2 photos"), (2000, "2,000 photos")],
)
def test_count_of_a_number_agrees_with_its_noun(number: int, expected: str) -> None:
    assert words.count(number, "photo") == expected


def test_count_with_an_irregular_plural_uses_it() -> None:
    assert words.count(3, "class", "classes") == "3 classes"


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.0, "0 %"),
        (0.001, "1 %"),
        (0.504, "50 %"),
        (0.994, "99 %"),
        (0.999, "99 %"),
        (1.0, "100 %"),
    ],
)
def test_percent_says_all_or_nothing_only_where_that_is_exact(share: float, expected: str) -> None:
    assert words.percent(share).replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    "name",
    ["*cats*", "_cats_", "[a](b)", "<b>", "`code`", "$x$", "~~a~~", "a|b", ":red[x]", "&lt;"],
)
def test_plain_of_a_name_that_markdown_would_change_escapes_it(name: str) -> None:
    shown = words.plain(name)

    assert shown != name
    assert shown.replace("\\", "") == name


@pytest.mark.parametrize("name", ["2Q== (1).jpg", "golden retriever", "Löwenzahn", "14:05", "a-b"])
def test_plain_of_an_ordinary_name_leaves_it_alone(name: str) -> None:
    assert words.plain(name) == name


@pytest.mark.parametrize(
    ("name", "shown"), [("# one", "\\# one"), ("1. one", "1\\. one"), ("12) one", "12\\) one")]
)
def test_plain_of_a_name_that_begins_like_a_heading_or_list_escapes_the_sign(
    name: str, shown: str
) -> None:
    assert words.plain(name) == shown
