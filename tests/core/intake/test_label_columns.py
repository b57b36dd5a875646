from __future__ import annotations

import pytest

from core.intake.label_columns import label_columns
from core.intake.photo_finder import PhotoFinder


def columns(header: str, *rows: str) -> dict[str, list[str | None]]:
    """The columns that may say the class, of a table whose rows are of photo 0, 1, 2 and so on."""
    cells = {index: tuple(row.split(",")) for index, row in enumerate(rows)}
    found = label_columns("t.csv", header.split(","), cells, len(rows))
    return {column.column: list(column.labels) for column in found}


def test_column_with_the_usual_heading_is_the_class() -> None:
    found = columns("file,age,label", ",1,cat", ",1,cat", ",2,dog", ",2,dog")
    assert found == {"label": ["cat", "cat", "dog", "dog"]}


def test_only_column_that_repeats_is_the_class() -> None:
    found = columns("file,what,taken", ",cat,1", ",cat,2", ",dog,3", ",dog,4")
    assert found == {"what": ["cat", "cat", "dog", "dog"]}


def test_columns_that_divide_alike_are_one_and_words_go_before_numbers() -> None:
    found = columns("file,class,label", ",0,cat", ",0,cat", ",1,dog", ",1,dog")
    assert found == {"label": ["cat", "cat", "dog", "dog"]}


def test_columns_that_divide_otherwise_are_both_possible() -> None:
    found = columns("file,a,b", ",x,p", ",x,q", ",y,p", ",y,q")
    assert set(found) == {"a", "b"}


@pytest.mark.parametrize(
    "values",
    [("a", "b", "c", "d"), ("a", "a", "a", "a"), ("0.5", "0.5", "1.5", "1.5"), ("", "", "", "")],
)
def test_column_that_holds_no_classes_is_none(values: tuple[str, ...]) -> None:
    assert columns("file,x", *(f",{value}" for value in values)) == {}


def test_columns_of_ones_and_zeros_are_classes() -> None:
    found = columns("file,cat,dog", ",1,0", ",1.0,0.0", ",0,1", ",0,1")
    assert found == {"": ["cat", "cat", "dog", "dog"]}


def test_photo_is_found_by_path_name_or_stem_in_any_case() -> None:
    finder = PhotoFinder(["images/A.jpg", "images/b.PNG"])
    assert [
        finder.find(name, "") for name in ("images/A.jpg", "./a.JPG", "b", "images\\b", "x", "")
    ] == [0, 0, 1, 1, None, None]


def test_photo_of_a_name_that_comes_twice_is_found_by_its_folder_only() -> None:
    finder = PhotoFinder(["train/1.jpg", "test/1.jpg"])
    assert finder.find("1.jpg", "") is None
    assert finder.find("1.jpg", "test") == 1
    assert finder.find("data/train/1.jpg", "") is None
    assert finder.find("train/1.jpg", "") == 0
