"""Archives that would take too much: bombs, lies about sizes, and more than the limits."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from core.intake.archive import open_archive
from core.intake.limits import Limits
from tests.core.intake.archives import MB, deflate64, refusal, written
from tests.core.intake.zip_builder import (
    DEFLATE64,
    DEFLATED,
    Entry,
    write_zip,
)
from tests.factories import folder_zip, photo_folder


def overlapping(path: Path) -> Path:
    kernel = Entry(b"c/0.jpg", bytes(MB), DEFLATED)
    copies = [Entry(b"c/%d.jpg" % n, bytes(MB), DEFLATED, same_bytes_as=0) for n in range(1, 9)]
    return write_zip(path, [kernel, *copies])


def unpacking_to_far_more(path: Path) -> Path:
    return write_zip(path, [Entry(b"c/%d.bmp" % n, bytes(MB), DEFLATED) for n in range(8)])


def declaring_terabytes(path: Path) -> Path:
    entries = [Entry(b"c/%d" % n, b"x", declared_bytes=4_000 * MB) for n in range(5)]
    return write_zip(path, entries)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (overlapping, "archive.bomb"),
        (unpacking_to_far_more, "archive.bomb"),
        (declaring_terabytes, "archive.unpacked_too_large"),
    ],
)
def test_bomb_is_refused_before_anything_is_unpacked(
    tmp_path: Path, make: Callable[[Path], Path], code: str
) -> None:
    path = make(tmp_path / "bomb.zip")
    tracemalloc.start()
    try:
        assert refusal(path, Limits(ratio_free_mb=4)).code == code
        assert tracemalloc.get_traced_memory()[1] < MB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("method", [DEFLATED, DEFLATE64])
def test_file_that_lies_about_its_size_yields_no_more_than_it_declared(
    tmp_path: Path, method: int
) -> None:
    data = bytes(20 * MB)
    packed = deflate64(data) if method == DEFLATE64 else None
    entry = Entry(b"c/1.jpg", data, method, packed=packed, declared_bytes=1000)
    path = write_zip(tmp_path / "liar.zip", [entry])
    del data
    tracemalloc.start()
    try:
        assert refusal(path).code == "archive.file_damaged"
        assert tracemalloc.get_traced_memory()[1] < 15 * MB
    finally:
        tracemalloc.stop()


def test_file_that_declares_more_than_it_holds_is_damaged(tmp_path: Path) -> None:
    entry = Entry(b"c/1.jpg", b"short", declared_bytes=5000)
    assert refusal(write_zip(tmp_path / "a.zip", [entry])).code == "archive.file_damaged"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(archive_mb=0), "archive.too_large"),
        (Limits(entries=3), "archive.too_many_files"),
        (Limits(unpacked_mb=0), "archive.unpacked_too_large"),
    ],
)
def test_zip_beyond_a_limit_is_refused_with_the_figure(
    tmp_path: Path, limits: Limits, code: str
) -> None:
    refused = refusal(folder_zip(tmp_path / "a.zip", {"cats": 5}), limits)
    assert refused.code == code
    assert any(name.startswith("limit_") for name in refused.facts)


def test_zip_that_claims_fewer_entries_than_it_has_is_still_counted(tmp_path: Path) -> None:
    data = bytearray(folder_zip(tmp_path / "a.zip", {"cats": 5}).read_bytes())
    data[-14:-10] = b"\x01\x00\x01\x00"
    path = written(tmp_path / "liar.zip", bytes(data))
    assert refusal(path, Limits(entries=3)).code == "archive.too_many_files"


def test_folder_with_too_many_files_is_refused(tmp_path: Path) -> None:
    folder = photo_folder(tmp_path / "a", {"cats": 5})
    assert refusal(folder, Limits(entries=3)).code == "archive.too_many_files"


def test_real_zips_pass_the_guards(shared_data: Path) -> None:
    for path in sorted(shared_data.glob("*.zip")):
        with open_archive(path, Limits()) as archive:
            assert len(archive.members) > 40
            assert not archive.skipped
