"""Archives with files that are no photos: the photos are read, and each other file is told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.core.intake.outcome import Accepted, Case, Make, outcome_of, photos
from tests.factories import photo_bytes, zip_of

BASE = ("cats/1.jpg", "cats/2.jpg", "dogs/3.jpg")
TWO = {"cats": 2, "dogs": 1}


def with_extra(extra: Mapping[str, bytes], *names: str) -> Make:
    return lambda folder: zip_of(folder / "a.zip", {**photos(*(names or BASE)), **extra})


def left_out(name: str, code: str, content: bytes) -> Case:
    return Case(f"{code} {name}", with_extra({name: content}), Accepted(TWO, skipped={name: code}))


def ignored(name: str, content: bytes = b"text") -> Case:
    return Case(f"ignored {name}", with_extra({name: content}), Accepted(TWO, ignored=1))


PHOTO = photo_bytes("teal", (40, 30), seed=99)
NOISE = photo_bytes("teal", (300, 300), seed=98)

SYSTEM_FILES = [
    ignored("__MACOSX/cats/._1.jpg"),
    ignored("cats/._1.jpg"),
    ignored("cats/.DS_Store"),
    ignored("cats/Thumbs.db"),
    ignored("cats/desktop.ini"),
    ignored("cats/@eaDir/1.jpg/SYNO.jpg", PHOTO),
    ignored("cats/.ipynb_checkpoints/1-checkpoint.jpg", PHOTO),
    ignored("README.md"),
    ignored("cats/notes.txt"),
    ignored("annotations/1.xml"),
    ignored("metadata.csv", b"file,width\n1.jpg,3\n2.jpg,4\n3.jpg,5"),
]

NO_PHOTOS = [
    left_out("cats/a.svg", "photo.svg", b"<?xml version='1.0'?><svg xmlns='x'/>"),
    left_out("cats/a.jpg", "photo.svg", b"<svg/>"),
    left_out("cats/a.pdf", "photo.pdf", b"%PDF-1.7 ..."),
    left_out("cats/page.jpg", "photo.html", b"<!doctype html><html></html>"),
    left_out(
        "cats/lfs.jpg",
        "photo.lfs_pointer",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
    ),
    left_out("cats/words.jpg", "photo.text", b"not a photo"),
    left_out("cats/clip.mp4", "photo.video", b"\0\0\0\x20ftypisom" + bytes(20)),
    left_out("cats/raw.cr2", "photo.raw", b"II*\0\x10\0\0\0CR\x02\0" + bytes(20)),
    left_out("cats/image.psd", "photo.other_format", b"8BPS\0\1" + bytes(20)),
    left_out("cats/none.jpg", "photo.empty", b""),
    left_out("cats/cut.jpg", "photo.truncated", NOISE[: len(NOISE) // 2]),
    left_out("cats/broken.png", "photo.damaged", b"\x89PNG\r\n\x1a\n" + bytes(40)),
    left_out("more.zip", "photo.archive", b"PK\x03\x04" + bytes(30)),
    left_out("cats/more.rar", "photo.archive", b"Rar!\x1a\x07\x01\x00"),
    left_out("beside.jpg", "layout.outside_classes", PHOTO),
]

CASES = [*SYSTEM_FILES, *NO_PHOTOS]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.trait)
def test_file_that_is_no_photo_is_left_out_for_what_it_is(case: Case, tmp_path: Path) -> None:
    assert outcome_of(case, tmp_path) == case.outcome
