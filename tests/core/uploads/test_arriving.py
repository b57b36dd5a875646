"""Uploads on disk: what is sent arrives whole, whatever happens on the way."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from core.errors import UserError
from core.messages import describe
from core.uploads import MB, Received, UploadArea
from tests.core.uploads.streams import code_of, left_over


def test_upload_sent_in_pieces_arrives_whole(area: UploadArea) -> None:
    data = os.urandom(3 * MB)
    upload = area.begin("photos.zip", len(data))
    offset = 0
    while offset < len(data):
        offset = area.append(upload.id, offset, [data[offset : offset + 700_001]])
    assert area.finish(upload.id).read_bytes() == data
    assert left_over(area) == [f"{upload.id}.zip"]


def test_append_sent_again_is_answered_with_the_present_offset(area: UploadArea) -> None:
    upload = area.begin("photos.zip", 6)
    area.append(upload.id, 0, [b"abc"])
    assert area.append(upload.id, 0, [b"abc"]) == 3
    assert area.append(upload.id, 3, [b"def"]) == 6
    assert area.finish(upload.id).read_bytes() == b"abcdef"


def test_append_beyond_the_present_offset_is_refused_and_may_go_on(area: UploadArea) -> None:
    upload = area.begin("photos.zip", 6)
    area.append(upload.id, 0, [b"abc"])
    with pytest.raises(UserError) as refusal:
        area.append(upload.id, 4, [b"ef"])
    assert code_of(refusal) == "uploads.wrong_offset"
    assert refusal.value.facts == {"offset": 4, "expected_offset": 3}
    assert area.append(upload.id, 3, [b"def"]) == 6


def test_append_whose_source_breaks_keeps_what_had_arrived(area: UploadArea) -> None:
    def broken() -> Iterator[bytes]:
        yield b"abc"
        raise ConnectionResetError

    upload = area.begin("photos.zip", 6)
    with pytest.raises(ConnectionResetError):
        area.append(upload.id, 0, broken())
    assert area.progress(upload.id).offset == 3


def test_append_of_more_than_announced_is_refused_and_removed(area: UploadArea) -> None:
    upload = area.begin("photos.zip", 5)
    with pytest.raises(UserError) as refusal:
        area.append(upload.id, 0, [b"abc", b"def"])
    assert code_of(refusal) == "uploads.changed"
    assert left_over(area) == []


def test_append_from_two_threads_writes_each_byte_once(area: UploadArea) -> None:
    blocks = [os.urandom(1000) for _ in range(200)]
    upload = area.begin("photos.zip", 200_000)

    def send_all() -> None:
        for number, block in enumerate(blocks):
            area.append(upload.id, number * 1000, [block])

    threads = [threading.Thread(target=send_all) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert area.finish(upload.id).read_bytes() == b"".join(blocks)


def test_finish_before_all_has_arrived_is_refused_and_may_go_on(area: UploadArea) -> None:
    upload = area.begin("photos.zip", 2 * MB)
    area.append(upload.id, 0, [bytes(MB)])
    with pytest.raises(UserError) as refusal:
        area.finish(upload.id)
    assert code_of(refusal) == "uploads.incomplete"
    assert "1.0 of 2.0 MB" in describe(refusal.value).detail
    area.append(upload.id, MB, [bytes(MB)])
    assert area.finish(upload.id).stat().st_size == 2 * MB


def test_finish_asked_twice_gives_the_same_file(area: UploadArea) -> None:
    upload = area.begin("photos.zip", 3)
    area.append(upload.id, 0, [b"abc"])
    assert area.finish(upload.id) == area.finish(upload.id)


def test_take_gives_a_finished_file_once(area: UploadArea) -> None:
    upload = area.begin("photos.zip", 3)
    assert area.take(upload.id) is None
    area.append(upload.id, 0, [b"abc"])
    path = area.finish(upload.id)
    assert area.take(upload.id) == Received(path, "photos.zip")
    assert area.take(upload.id) is None
    assert path.read_bytes() == b"abc"


def test_discard_removes_unfinished_and_finished_uploads(area: UploadArea) -> None:
    half, whole = area.begin("a.zip", 3), area.begin("b.zip", 3)
    area.append(whole.id, 0, [b"abc"])
    area.finish(whole.id)
    for upload in (half, whole):
        area.discard(upload.id)
        area.discard(upload.id)
    assert left_over(area) == []


def test_expire_removes_what_is_old_and_keeps_the_rest(area: UploadArea) -> None:
    kept = area.begin("kept.zip", 3)
    area.append(kept.id, 0, [b"abc"])
    area.finish(kept.id)
    strangers = [area.folder / f"{'A' * 32}.part", area.folder / f"{'B' * 32}.zip"]
    foreign = area.folder / "my-own.zip"
    for path in (*strangers, foreign):
        path.write_bytes(b"old")
        os.utime(path, (1, 1))
    assert area.expire() == 2
    assert left_over(area) == sorted([f"{kept.id}.zip", "my-own.zip"])


def test_expire_removes_an_upload_that_nobody_goes_on_with(area: UploadArea) -> None:
    upload = area.begin("photos.zip", 3)
    assert area.expire() == 0
    assert area.expire(older_than_s=-1.0) == 1
    with pytest.raises(UserError, match=r"uploads\.unknown"):
        area.append(upload.id, 0, [b"abc"])
    assert left_over(area) == []


def test_close_removes_unfinished_uploads_and_keeps_finished_ones(area: UploadArea) -> None:
    area.begin("half.zip", 3)
    whole = area.begin("whole.zip", 3)
    area.append(whole.id, 0, [b"abc"])
    area.finish(whole.id)
    area.close()
    assert left_over(area) == [f"{whole.id}.zip"]
