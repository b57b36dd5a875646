"""Archives whose names were written by other systems: they are read and told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.core.intake.outcome import Accepted, Case, Make, outcome_of, photos
from tests.core.intake.zip_builder import Entry, write_zip
from tests.factories import zip_of


def coded(codec: str, *names: str) -> Make:
    made = [Entry(name.encode(codec), data) for name, data in photos(*names).items()]
    return lambda folder: write_zip(folder / "a.zip", made)


def with_extra(extra: Mapping[str, bytes], *names: str) -> Make:
    return lambda folder: zip_of(folder / "a.zip", {**photos(*(names)), **extra})


DECODED = ["repair.names_decoded"]
CASES = [
    Case(
        "GBK",
        coded("gbk", "苹果/1.jpg", "香蕉/2.jpg", "橙子/图片3.jpg"),
        Accepted({"橙子": 1, "苹果": 1, "香蕉": 1}, repairs=DECODED),
    ),
    Case(
        "GBK that is valid UTF-8 by chance",
        coded("gbk", "猫/1.jpg", "图片/2.jpg"),
        Accepted({"图片": 1, "猫": 1}, repairs=DECODED),
    ),
    Case(
        "Big5",
        coded("cp950", "蘋果/1.jpg", "香蕉/2.jpg"),
        Accepted({"蘋果": 1, "香蕉": 1}, repairs=DECODED),
    ),
    Case(
        "Shift-JIS",
        coded("cp932", "りんご/1.jpg", "バナナ/2.jpg"),
        Accepted({"りんご": 1, "バナナ": 1}, repairs=DECODED),
    ),
    Case(
        "EUC-KR",
        coded("cp949", "고양이/1.jpg", "강아지/2.jpg"),
        Accepted({"강아지": 1, "고양이": 1}, repairs=DECODED),
    ),
    Case(
        "cp1252",
        coded("cp1252", "Löwenzahn/1.jpg", "Gänseblümchen/2.jpg"),
        Accepted({"Gänseblümchen": 1, "Löwenzahn": 1}, repairs=DECODED),
    ),
    Case(
        "cp850",
        coded("cp850", "Löwenzahn/1.jpg", "Gänseblümchen/2.jpg"),
        Accepted({"Gänseblümchen": 1, "Löwenzahn": 1}, repairs=DECODED),
    ),
    Case(
        "cp866",
        coded("cp866", "кошки/1.jpg", "собаки/2.jpg"),
        Accepted({"кошки": 1, "собаки": 1}, repairs=DECODED),
    ),
    Case(
        "case twins",
        with_extra({}, "Cats/1.jpg", "cats/2.jpg", "Cats/3.jpg", "dogs/4.jpg"),
        Accepted({"Cats": 3, "dogs": 1}, repairs=["repair.spellings_merged"]),
    ),
    Case(
        "twins that differ in how letters are composed",
        with_extra({}, "Äpfel/1.jpg", "A\u0308pfel/2.jpg", "b/3.jpg"),
        Accepted({"b": 1, "Äpfel": 2}),
    ),
]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.trait)
def test_names_of_another_system_are_read_and_told(case: Case, tmp_path: Path) -> None:
    assert outcome_of(case, tmp_path) == case.outcome
