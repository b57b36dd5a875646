"""Uploads that are refused, and that nothing half-written stays behind."""

from __future__ import annotations

import errno
import os
import shutil
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from core.errors import UserError
from core.uploads import MB, UploadArea, UploadKind, UploadLimits, sinks
from core.uploads.area import ABANDONED_S
from tests.core.uploads.conftest import MakeArea
from tests.core.uploads.streams import code_of, framed, left_over


class DiskUsage(NamedTuple):
    """What `shutil.disk_usage` answers."""

    total: int
    used: int
    free: int


@pytest.mark.parametrize(
    "upload_id",
    ["", "x", "../secret", "..%2Fsecret", "/etc/passwd", "A" * 32, "A" * 31 + "\n", "C:\\x"],
)
def test_every_call_with_an_unknown_or_path_like_id_is_refused(
    area: UploadArea, tmp_path: Path, upload_id: str
) -> None:
    area.begin("photos.zip", 3)
    secret = tmp_path / "secret.part"
    secret.write_bytes(b"mine")
    for call in (
        lambda: area.append(upload_id, 0, [b"abc"]),
        lambda: area.progress(upload_id),
        lambda: area.finish(upload_id),
    ):
        with pytest.raises(UserError) as refusal:
            call()
        assert code_of(refusal) == "uploads.unknown"
    area.discard(upload_id)
    assert area.take(upload_id) is None
    assert len(left_over(area)) == 1
    assert secret.read_bytes() == b"mine"


def test_begin_with_a_path_for_a_name_stays_in_its_folder(area: UploadArea, tmp_path: Path) -> None:
    upload = area.begin("../../evil.zip", 3)
    area.append(upload.id, 0, [b"abc"])
    assert area.finish(upload.id).parent == area.folder
    assert [path.name for path in tmp_path.iterdir()] == ["uploads"]


def test_begin_too_large_is_refused_with_the_limit(make_area: MakeArea) -> None:
    area = make_area(UploadLimits(size_mb=5, free_disk_mb=0))
    area.begin("just.zip", 5 * MB)
    with pytest.raises(UserError) as refusal:
        area.begin("big.zip", 5 * MB + 1)
    assert code_of(refusal) == "uploads.too_large"
    assert refusal.value.facts == {"name": "big.zip", "size_mb": 6, "limit_mb": 5}


@pytest.mark.parametrize("size_bytes", [0, -1])
def test_begin_of_nothing_is_refused(area: UploadArea, size_bytes: int) -> None:
    with pytest.raises(UserError) as refusal:
        area.begin("empty.zip", size_bytes)
    assert code_of(refusal) == "uploads.empty"


def test_begin_of_an_unknown_kind_is_refused(area: UploadArea) -> None:
    with pytest.raises(UserError) as refusal:
        area.begin("photos.zip", 3, "film")  # type: ignore[arg-type]
    assert code_of(refusal) == "uploads.bad_request"


def test_begin_keeps_the_room_that_other_uploads_still_need(
    make_area: MakeArea, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = make_area(UploadLimits(free_disk_mb=100))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: DiskUsage(1000 * MB, 890 * MB, 110 * MB))
    area.begin("first.zip", 6 * MB)
    with pytest.raises(UserError) as refusal:
        area.begin("second.zip", 5 * MB)
    assert code_of(refusal) == "uploads.disk_full"
    assert refusal.value.facts == {"name": "second.zip", "needed_mb": 5, "free_mb": 4}
    area.begin("third.zip", 4 * MB)


@pytest.mark.parametrize(("kind", "sink"), [("file", "FileSink"), ("photos", "PhotosSink")])
def test_disk_that_fills_up_while_writing_leaves_nothing(
    area: UploadArea, monkeypatch: pytest.MonkeyPatch, kind: UploadKind, sink: str
) -> None:
    data = framed(("cats/1.jpg", b"meow"))
    upload = area.begin("photos", len(data), kind)
    area.append(upload.id, 0, [data[:10]])

    def full(self: object, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(getattr(sinks, sink), "write", full)
    with pytest.raises(UserError) as refusal:
        area.append(upload.id, 10, [data[10:]])
    assert code_of(refusal) == "uploads.disk_full"
    assert left_over(area) == []
    with pytest.raises(UserError, match=r"uploads\.unknown"):
        area.progress(upload.id)


def test_begin_of_one_upload_too_many_is_refused(make_area: MakeArea) -> None:
    area = make_area(UploadLimits(open_uploads=2, free_disk_mb=0))
    first = area.begin("a.zip", 3)
    area.begin("b.zip", 3)
    with pytest.raises(UserError) as refusal:
        area.begin("c.zip", 3)
    assert code_of(refusal) == "uploads.too_many"
    area.discard(first.id)
    area.begin("c.zip", 3)


def test_begin_takes_the_place_of_an_abandoned_upload(
    make_area: MakeArea, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = make_area(UploadLimits(open_uploads=2, free_disk_mb=0))
    abandoned, busy = area.begin("a.zip", 3), area.begin("b.zip", 3)
    later_s = time.monotonic() + ABANDONED_S + 1
    monkeypatch.setattr(time, "monotonic", lambda: later_s)
    area.append(busy.id, 0, [b"a"])
    fresh = area.begin("c.zip", 3)
    assert area.progress(busy.id).offset == 1
    assert area.progress(fresh.id).offset == 0
    with pytest.raises(UserError, match=r"uploads\.unknown"):
        area.progress(abandoned.id)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permission bits")
def test_uploads_can_be_read_by_their_owner_only(area: UploadArea) -> None:
    area.begin("photos.zip", 3)
    assert area.folder.stat().st_mode & 0o077 == 0
