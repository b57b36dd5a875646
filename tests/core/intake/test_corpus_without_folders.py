"""Photos whose classes stand in file names or in a table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.core.intake.outcome import Accepted, Case, Make, numbered, outcome_of, photos
from tests.factories import zip_of

BASE = ("cats/1.jpg", "cats/2.jpg", "dogs/3.jpg")
TWO = {"cats": 2, "dogs": 1}


def with_extra(extra: Mapping[str, bytes], *names: str) -> Make:
    return lambda folder: zip_of(folder / "a.zip", {**photos(*(names or BASE)), **extra})


BY_NAME = ["repair.classes_from_file_names"]
BY_LIST = ["repair.classes_from_list"]


def table(rows: list[str], name: str = "labels.csv", *photo_names: str) -> Make:
    return with_extra({name: "\n".join(rows).encode()}, *photo_names)


TEN = numbered(6, "images/#.jpg")
CASES = [
    Case(
        "cat.1.jpg",
        with_extra({}, *numbered(3, "cat.#.jpg", "dog.#.jpg")),
        Accepted({"cat": 3, "dog": 3}, repairs=BY_NAME),
    ),
    Case(
        "cat_001.jpg in a wrapper",
        with_extra({}, *numbered(3, "train/cat_00#.jpg", "train/dog_00#.jpg")),
        Accepted({"cat": 3, "dog": 3}, repairs=BY_NAME),
    ),
    Case(
        "cat (1).jpg",
        with_extra({}, *numbered(3, "photos/cat (#).jpg", "photos/dog (#).jpg")),
        Accepted({"cat": 3, "dog": 3}, repairs=BY_NAME),
    ),
    Case(
        "american_bulldog_1.jpg",
        with_extra({}, *numbered(3, "american_bulldog_#.jpg", "Abyssinian_#.jpg")),
        Accepted({"Abyssinian": 3, "american_bulldog": 3}, repairs=BY_NAME),
    ),
    Case(
        "named for training, numbered for test",
        with_extra(
            {}, *numbered(3, "train/cat.#.jpg", "train/dog.#.jpg"), "test1/1.jpg", "test1/2.jpg"
        ),
        Accepted(
            {"cat": 3, "dog": 3},
            repairs=BY_NAME,
            splits={"train": 6},
            skipped={
                "test1/1.jpg": "layout.no_class_in_name",
                "test1/2.jpg": "layout.no_class_in_name",
            },
        ),
    ),
    Case(
        "a table with a heading",
        table(
            ["file,label", *(f"{n}.jpg,{'cat' if n < 3 else 'dog'}" for n in range(6))],
            "labels.csv",
            *TEN,
        ),
        Accepted({"cat": 3, "dog": 3}, repairs=BY_LIST, ignored=1),
    ),
    Case(
        "a table with semicolons and no extensions",
        table(
            ["id;age;species", *(f"{n};{30 + n};{'cat' if n < 3 else 'dog'}" for n in range(6))],
            "t.csv",
            *TEN,
        ),
        Accepted({"cat": 3, "dog": 3}, repairs=BY_LIST, ignored=1),
    ),
    Case(
        "a table with ones and zeros",
        table(
            ["filename, cat, dog", *(f"{n}.jpg, {int(n < 3)}, {int(n > 2)}" for n in range(6))],
            "images/_classes.csv",
            *TEN,
        ),
        Accepted({"cat": 3, "dog": 3}, repairs=BY_LIST, ignored=1),
    ),
    Case(
        "a table that names the parts",
        table(
            [
                "file,label,split",
                *(
                    f"{n}.jpg,{'cat' if n < 3 else 'dog'},{'test' if n in (0, 5) else 'train'}"
                    for n in range(6)
                ),
            ],
            "t.csv",
            *TEN,
        ),
        Accepted(
            {"cat": 3, "dog": 3},
            repairs=[*BY_LIST, "repair.split_recognised"],
            ignored=1,
            splits={"train": 4, "test": 2},
        ),
    ),
    Case(
        "a table that leaves a photo out",
        table(
            ["file,label", *(f"{n}.jpg,{'cat' if n < 3 else 'dog'}" for n in range(5))],
            "labels.csv",
            *TEN,
        ),
        Accepted(
            {"cat": 3, "dog": 2},
            repairs=BY_LIST,
            ignored=1,
            skipped={"images/5.jpg": "layout.not_in_list"},
        ),
    ),
    Case(
        "a table that says what the folders say",
        table(["file,label", "1.jpg,cat", "2.jpg,cat", "3.jpg,dog"]),
        Accepted(TWO, ignored=1),
    ),
    Case(
        "a list in JSON is no table",
        with_extra({"labels.json": json.dumps({"1.jpg": "cat"}).encode()}),
        Accepted(TWO, ignored=1),
    ),
]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.trait)
def test_classes_are_found_in_file_names_or_a_table(case: Case, tmp_path: Path) -> None:
    assert outcome_of(case, tmp_path) == case.outcome
