"""Archives that can be read in two ways: nothing is guessed, and each answer is carried out."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from core.context import QuietContext
from core.intake import Choice, NeedsChoice, read_dataset
from core.store.photos import PhotoStore
from tests.core.intake.outcome import (
    Accepted,
    Asked,
    Case,
    Make,
    Refused,
    numbered,
    outcome_of,
    photos,
)
from tests.core.intake.zip_builder import Entry, write_zip
from tests.factories import zip_of


def zipped(*names: str, table: list[str] | None = None) -> Make:
    extra = {"labels.csv": "\n".join(table).encode()} if table else {}
    return lambda folder: zip_of(folder / "a.zip", {**photos(*names), **extra})


def coded(codec: str, *names: str) -> Make:
    made = [Entry(name.encode(codec), data) for name, data in photos(*names).items()]
    return lambda folder: write_zip(folder / "a.zip", made)


BREEDS = numbered(2, "cats/tabby/#.jpg", "cats/persian/#.jpg", "dogs/pug/#.jpg")
PLACES = numbered(
    2, "cats/indoor/#.jpg", "cats/outdoor/#.jpg", "dogs/indoor/#.jpg", "dogs/outdoor/#.jpg"
)
BATCHES = numbered(
    3, "batch1/cat_#.jpg", "batch1/dog_#.jpg", "batch2/cat_#.jpg", "batch2/dog_#.jpg"
)
ACROSS = [
    "file,label",
    *(f"{k}/{n}.jpg,{'day' if n % 2 else 'night'}" for k in ("cats", "dogs") for n in range(4)),
]
PICTURES = numbered(8, "images/#.jpg")
TWO_COLUMNS = [
    "file,colour,shape",
    *(f"{n}.jpg,{'red' if n < 4 else 'blue'},{'round' if n % 2 else 'square'}" for n in range(8)),
]
FOLDERS = Asked("layout", ["folders", "outer_folders"])

CASES = [
    Case("breeds within kinds", zipped(*BREEDS), FOLDERS),
    Case(
        "kinds answered",
        zipped(*BREEDS),
        Accepted({"cats": 4, "dogs": 2}, repairs=["repair.folders_joined"]),
        choice=Choice(layout="outer_folders"),
    ),
    Case(
        "breeds answered",
        zipped(*BREEDS),
        Accepted({"persian": 2, "pug": 2, "tabby": 2}),
        choice=Choice(layout="folders"),
    ),
    Case("the same folders in each", zipped(*PLACES), FOLDERS),
    Case(
        "the same folders in each, in a wrapper",
        zipped(*(f"data/{name}" for name in PLACES)),
        FOLDERS,
    ),
    Case("kinds with and without breeds", zipped(*BREEDS, "owls/1.jpg", "owls/2.jpg"), FOLDERS),
    Case("batches of named files", zipped(*BATCHES), Asked("layout", ["folders", "file_names"])),
    Case(
        "batches answered",
        zipped(*BATCHES),
        Accepted({"cat": 6, "dog": 6}, repairs=["repair.classes_from_file_names"]),
        choice=Choice(layout="file_names"),
    ),
    Case(
        "one folder of named files",
        zipped(*numbered(3, "pets/cat_#.jpg", "pets/dog_#.jpg")),
        Asked("layout", ["folders", "file_names"]),
    ),
    Case(
        "folders against a table",
        zipped(*numbered(4, "cats/#.jpg", "dogs/#.jpg"), table=ACROSS),
        Asked("layout", ["folders", "list:label"]),
    ),
    Case(
        "the table answered",
        zipped(*numbered(4, "cats/#.jpg", "dogs/#.jpg"), table=ACROSS),
        Accepted({"day": 4, "night": 4}, repairs=["repair.classes_from_list"], ignored=1),
        choice=Choice(layout="list:label"),
    ),
    Case(
        "two columns",
        zipped(*PICTURES, table=TWO_COLUMNS),
        Asked("csv", ["list:colour", "list:shape"]),
    ),
    Case(
        "a column answered",
        zipped(*PICTURES, table=TWO_COLUMNS),
        Accepted({"round": 4, "square": 4}, repairs=["repair.classes_from_list"], ignored=1),
        choice=Choice(layout="list:shape"),
    ),
    Case(
        "short names in GBK",
        coded("gbk", "男/1.jpg", "女/2.jpg"),
        Asked("names", ["gbk", "euc_kr", "big5"]),
    ),
    Case(
        "short names answered",
        coded("gbk", "男/1.jpg", "女/2.jpg"),
        Accepted({"女": 1, "男": 1}, repairs=["repair.names_decoded"]),
        choice=Choice(names="gbk"),
    ),
    Case(
        "an answer that was not offered",
        zipped(*BREEDS),
        Refused("question.unknown_choice"),
        choice=Choice(layout="x"),
    ),
    Case(
        "a code page that there is not",
        coded("gbk", "男/1.jpg"),
        Refused("question.unknown_choice"),
        choice=Choice("x"),
    ),
    Case(
        "a code page where none is needed",
        zipped("cats/1.jpg", "dogs/2.jpg"),
        Accepted({"cats": 1, "dogs": 1}),
        choice=Choice(names="gbk"),
    ),
    Case(
        "names and layout answered",
        coded("gbk", "猫/男/1.jpg", "猫/女/2.jpg", "狗/男/3.jpg", "狗/女/4.jpg"),
        Accepted({"狗": 2, "猫": 2}, repairs=["repair.names_decoded", "repair.folders_joined"]),
        choice=Choice("gbk", "outer_folders"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.trait)
def test_archive_that_can_be_read_in_two_ways_is_asked_about(case: Case, tmp_path: Path) -> None:
    assert outcome_of(case, tmp_path) == case.outcome


def test_options_show_classes_with_some_of_their_files_and_counts(tmp_path: Path) -> None:
    with pytest.raises(NeedsChoice) as asked:
        read_dataset(zipped(*BREEDS)(tmp_path), PhotoStore(tmp_path / "store"), QuietContext())
    inner, outer = asked.value.question.options
    assert (inner.classes, inner.photos, outer.classes, outer.photos) == (3, 6, 2, 6)
    assert outer.tree[:3] == ("cats (4)", "    cats/tabby/0.jpg", "    cats/persian/0.jpg")
    assert pickle.loads(pickle.dumps(asked.value)).question == asked.value.question
