"""Photos sent one after the other become one zip."""

from __future__ import annotations

import os
import zipfile

import pytest

from core.errors import UserError
from core.uploads import UploadArea, UploadLimits, sinks
from tests.core.uploads.conftest import MakeArea
from tests.core.uploads.streams import code_of, entries, framed, left_over


@pytest.mark.parametrize("piece_bytes", [1, 7, 4096])
def test_photos_become_one_uncompressed_zip_wherever_the_stream_is_cut(
    area: UploadArea, piece_bytes: int
) -> None:
    files = [
        ("pets/cats/ä 1.jpg", os.urandom(3000)),
        ("pets/cats/empty.jpg", b""),
        ("pets/dogs/line\nfeed.jpg", b"\n{}\n" * 50),
    ]
    data = framed(*files)
    upload = area.begin("pets", len(data), "photos")
    for start in range(0, len(data), piece_bytes):
        area.append(upload.id, start, [data[start : start + piece_bytes]])
    path = area.finish(upload.id)
    assert entries(path) == files
    with zipfile.ZipFile(path) as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        assert archive.testzip() is None


def test_photos_of_the_same_name_are_all_kept(area: UploadArea) -> None:
    data = framed(("cats/1.jpg", b"a"), ("cats/1.jpg", b"b"), ("cats/1.jpg", b"c"))
    upload = area.begin("two folders", len(data), "photos")
    area.append(upload.id, 0, [data])
    assert entries(area.finish(upload.id)) == [
        ("cats/1.jpg", b"a"),
        ("cats/1 (2).jpg", b"b"),
        ("cats/1 (3).jpg", b"c"),
    ]


def test_photos_with_a_name_that_no_file_can_have_are_kept(area: UploadArea) -> None:
    data = b'{"name": "../\\ud800.jpg", "size": 1}\nx'
    upload = area.begin("odd", len(data), "photos")
    area.append(upload.id, 0, [data])
    assert entries(area.finish(upload.id)) == [("../?.jpg", b"x")]


@pytest.mark.parametrize(
    "stream",
    [
        b"not json\n",
        b"[1, 2]\n",
        b'{"name": "a.jpg"}\n',
        b'{"name": "a.jpg", "size": -1}\n',
        b'{"name": "a.jpg", "size": "1"}\n',
        b'{"name": "", "size": 0}\n',
        b'{"name": 3, "size": 0}\n',
        b"x" * (sinks.HEADER_LIMIT_BYTES + 1),
        b'{"a": ' + b"[" * 4000 + b"\n",
    ],
)
def test_photos_that_are_not_framed_are_refused_and_removed(
    area: UploadArea, stream: bytes
) -> None:
    upload = area.begin("pets", len(stream), "photos")
    with pytest.raises(UserError) as refusal:
        area.append(upload.id, 0, [stream])
    assert code_of(refusal) == "uploads.changed"
    assert left_over(area) == []


def test_photos_whose_last_one_is_cut_off_are_refused_and_removed(area: UploadArea) -> None:
    data = framed(("a.jpg", b"whole"))[:-1]
    upload = area.begin("pets", len(data), "photos")
    area.append(upload.id, 0, [data])
    with pytest.raises(UserError) as refusal:
        area.finish(upload.id)
    assert code_of(refusal) == "uploads.changed"
    assert left_over(area) == []


def test_photos_beyond_the_number_of_files_are_refused(make_area: MakeArea) -> None:
    area = make_area(UploadLimits(files=2, free_disk_mb=0))
    data = framed(("1.jpg", b"1"), ("2.jpg", b"2"), ("3.jpg", b"3"))
    upload = area.begin("pets", len(data), "photos")
    with pytest.raises(UserError) as refusal:
        area.append(upload.id, 0, [data])
    assert code_of(refusal) == "uploads.too_many_files"
    assert left_over(area) == []
