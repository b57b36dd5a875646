"""Answers to take away."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from core.classify.storing import UPLOAD, load_batch, save_batch
from core.classify.taking_away import as_csv, read_original, write_sorted_zip
from core.classify.types import Answered, Batch
from core.errors import UserError
from core.types import Ranked, Skipped, Verdict
from tests.factories import photo_bytes, zip_of

RED, BLUE = photo_bytes("red"), photo_bytes("blue")


def _answer(
    name: str, index: int, best: str = "red", verdict: Verdict = "surely", true_class: str = ""
) -> Answered:
    other = "blue" if best == "red" else "red"
    ranked = (Ranked(best, 0.9), Ranked(other, 0.1))
    return Answered(name, index, f"{index:032x}", ranked, verdict, 0.25, true_class)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A job's folder with its upload."""
    zip_of(tmp_path / UPLOAD, {"a/1.jpg": RED, "b/1.jpg": BLUE, "c.jpg": RED})
    return tmp_path


def test_batch_is_the_same_after_loading(tmp_path: Path) -> None:
    answers = (_answer("a.jpg", 0), _answer("blue/b.jpg", 1, "blue", "between", "blue"))
    skipped = (Skipped("c.jpg", "photo.truncated", {"name": "c.jpg"}),)
    batch = Batch("run", "pets.zip", ("red", "blue"), answers, skipped, 3, 1.5)
    save_batch(tmp_path, batch)
    assert load_batch(tmp_path) == batch


def test_answers_that_are_gone_are_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"trial\.results_gone"):
        load_batch(tmp_path)


def test_damaged_answers_are_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "answers.json").write_text('{"run": "x"}')
    with pytest.raises(UserError, match=r"general\.file_damaged"):
        load_batch(tmp_path)


def test_csv_has_a_line_per_photo_and_no_formula(folder: Path) -> None:
    answers = [_answer("=1+1.jpg", 0), _answer("red/b.jpg", 1, "blue", "between", "red")]
    rows = list(csv.reader(io.StringIO(as_csv(answers).decode("utf-8-sig"))))
    assert rows[0][:3] == ["file", "answer", "confidence"]
    assert rows[1][:3] == ["'=1+1.jpg", "red", "0.9000"]
    assert rows[2][3:] == ["not sure, between two classes", "red", "0.1000", "red", "no"]


def test_sorted_zip_has_a_folder_per_answer_and_keeps_photos_of_one_name_apart(
    folder: Path,
) -> None:
    answers = [_answer("a/1.jpg", 0), _answer("b/1.jpg", 1), _answer("c.jpg", 2, "blue")]
    write_sorted_zip(folder, answers, folder / "sorted.zip", doubtful_apart=True)
    with zipfile.ZipFile(folder / "sorted.zip") as found:
        assert {name: found.read(name) for name in found.namelist()} == {
            "red/1.jpg": RED,
            "red/1 (2).jpg": BLUE,
            "blue/c.jpg": RED,
        }


@pytest.mark.parametrize(("apart", "place"), [(True, "not sure"), (False, "red")])
def test_sorted_zip_puts_doubtful_photos_where_the_person_wants_them(
    folder: Path, apart: bool, place: str
) -> None:
    answers = [_answer("a/1.jpg", 0, verdict="unfamiliar")]
    write_sorted_zip(folder, answers, folder / "sorted.zip", doubtful_apart=apart)
    with zipfile.ZipFile(folder / "sorted.zip") as found:
        assert found.namelist() == [f"{place}/1.jpg"]


def test_sorted_zip_of_a_class_with_an_impossible_name_stays_within_the_zip(folder: Path) -> None:
    answers = [_answer("a/1.jpg", 0, "../evil")]
    write_sorted_zip(folder, answers, folder / "sorted.zip", doubtful_apart=True)
    with zipfile.ZipFile(folder / "sorted.zip") as found:
        assert found.namelist() == ["_evil/1.jpg"]


def test_original_is_read_from_the_upload(folder: Path) -> None:
    assert read_original(folder, _answer("b/1.jpg", 1)) == BLUE
    (folder / UPLOAD).unlink()
    with pytest.raises(UserError, match=r"trial\.results_gone"):
        read_original(folder, _answer("b/1.jpg", 1))
