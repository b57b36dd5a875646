"""Archives with one entry that is wrong: the others are read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.intake import Limits
from tests.core.intake.outcome import Accepted, Case, Make, outcome_of, photos
from tests.core.intake.tar_builder import END, pax, tar_entry
from tests.core.intake.zip_builder import LZMA, Entry, write_zip
from tests.factories import photo_bytes, zip_of

MB = 1_000_000
BASE = ("cats/1.jpg", "cats/2.jpg", "dogs/3.jpg")
TWO = {"cats": 2, "dogs": 1}


def with_entry(*extra: Entry) -> Make:
    made = [Entry(name.encode(), data) for name, data in photos(*BASE).items()]
    return lambda folder: write_zip(folder / "a.zip", [*made, *extra])


def tarred(*extra: bytes) -> Make:
    made = b"".join(tar_entry(name.encode(), data) for name, data in photos(*BASE).items())

    def write(folder: Path) -> Path:
        (folder / "a.tar").write_bytes(made + b"".join(extra) + END)
        return folder / "a.tar"

    return write


def with_extra(extra: Mapping[str, bytes], *names: str) -> Make:
    return lambda folder: zip_of(folder / "a.zip", {**photos(*(names or BASE)), **extra})


PHOTO = photo_bytes("teal", (40, 30), seed=99)
NOISE = photo_bytes("teal", (300, 300), seed=98)

CASES = [
    Case(
        "a link in a zip",
        with_entry(Entry(b"cats/l.jpg", b"/etc/passwd", mode=0o120777)),
        Accepted(TWO, skipped={"cats/l.jpg": "archive.link"}),
    ),
    Case(
        "a wrong checksum",
        with_entry(Entry(b"cats/x.jpg", PHOTO, checksum=7)),
        Accepted(TWO, skipped={"cats/x.jpg": "archive.file_damaged"}),
    ),
    Case(
        "a declared size that is too short",
        with_entry(Entry(b"cats/x.jpg", PHOTO, declared_bytes=10)),
        Accepted(TWO, skipped={"cats/x.jpg": "archive.file_damaged"}),
    ),
    Case(
        "a declared size that is too long",
        with_entry(Entry(b"cats/x.jpg", PHOTO, declared_bytes=9000)),
        Accepted(TWO, skipped={"cats/x.jpg": "archive.file_damaged"}),
    ),
    Case(
        "packed with LZMA",
        with_entry(Entry(b"cats/x.jpg", PHOTO, LZMA)),
        Accepted(TWO, skipped={"cats/x.jpg": "archive.packed_rarely"}),
    ),
    Case(
        "a file beyond its limit",
        with_entry(Entry(b"cats/x.bmp", bytes(2 * MB))),
        Accepted(TWO, skipped={"cats/x.bmp": "archive.file_too_large"}),
        Limits(file_mb=1),
    ),
    Case(
        "a large zip within",
        with_entry(Entry(b"more.zip", bytes(2 * MB))),
        Accepted(TWO, skipped={"more.zip": "photo.archive"}),
        Limits(file_mb=1),
    ),
    Case(
        "a file too deep",
        with_entry(Entry(b"a/b/c/x.jpg", PHOTO)),
        Accepted(TWO, skipped={"a/b/c/x.jpg": "archive.too_deep"}),
        Limits(depth=2),
    ),
    Case(
        "a NUL in a name",
        with_entry(Entry(b"cats/a\0b.jpg", PHOTO)),
        Accepted({"cats": 3, "dogs": 1}),
    ),
    Case(
        "a link in a tar",
        tarred(tar_entry(b"cats/l.jpg", kind=b"2")),
        Accepted(TWO, skipped={"cats/l.jpg": "archive.link"}),
    ),
    Case(
        "a device in a tar",
        tarred(tar_entry(b"cats/d.jpg", kind=b"3")),
        Accepted(TWO, skipped={"cats/d.jpg": "archive.link"}),
    ),
    Case(
        "a long name in a tar",
        tarred(
            tar_entry(b"././@LongLink", b"x" * 150 + b"/1.jpg\0", kind=b"L"), tar_entry(b"x", PHOTO)
        ),
        Accepted({**TWO, "x" * 80: 1}),
    ),
    Case(
        "a name in a pax header",
        tarred(pax("path", "猫/1.jpg"), tar_entry(b"x", PHOTO)),
        Accepted({**TWO, "猫": 1}),
    ),
    Case(
        "names that point elsewhere in a tar",
        tarred(tar_entry(b"../../cats/x.jpg", PHOTO)),
        Accepted({"cats": 3, "dogs": 1}),
    ),
    Case(
        "the same photo twice",
        with_extra({"cats/copy.jpg": photos(*BASE)["cats/1.jpg"]}),
        Accepted(TWO, skipped={"cats/copy.jpg": "photo.duplicate"}),
    ),
    Case(
        "the same photo in two classes",
        with_extra({"dogs/copy.jpg": photos(*BASE)["cats/1.jpg"]}),
        Accepted(TWO, skipped={"dogs/copy.jpg": "photo.in_two_classes"}),
    ),
]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.trait)
def test_archive_with_one_wrong_entry_gives_all_others(case: Case, tmp_path: Path) -> None:
    assert outcome_of(case, tmp_path) == case.outcome
