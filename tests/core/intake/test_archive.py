from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from inflate64 import Deflater

from core.errors import UserError
from core.intake.archive import open_archive
from core.intake.limits import Limits
from core.messages import CATALOGUE
from tests.core.intake.zip_builder import (
    DEFLATE64,
    DEFLATED,
    ENCRYPTED,
    LZMA,
    Entry,
    write_zip,
)
from tests.factories import folder_zip, photo_bytes, photo_folder

MB = 1_000_000


def content_of(path: Path, limits: Limits | None = None) -> dict[str, bytes]:
    with open_archive(path, limits or Limits()) as archive:
        return {member.name: archive.read(member) for member in archive.members}


def refusal(path: Path, limits: Limits | None = None) -> UserError:
    with pytest.raises(UserError) as refused:
        content_of(path, limits)
    assert refused.value.code in CATALOGUE
    return refused.value


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def deflate64(data: bytes) -> bytes:
    packer = Deflater()
    return bytes(packer.deflate(data) + packer.flush())


def test_zip_of_folders_gives_each_file_whole(tmp_path: Path) -> None:
    photo = photo_bytes("red")
    path = write_zip(tmp_path / "a.zip", [Entry(b"cats/"), Entry(b"cats/1.jpg", photo, DEFLATED)])
    assert content_of(path) == {"cats/1.jpg": photo}


def test_zip_written_as_a_stream_is_read(tmp_path: Path) -> None:
    path = tmp_path / "stream.zip"

    class Unseekable:
        def __init__(self) -> None:
            self.file = path.open("wb")
            self.write, self.flush = self.file.write, self.file.flush

    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        archive.writestr("cats/1.jpg", b"x" * 1000)
    stream.file.close()
    assert content_of(path) == {"cats/1.jpg": b"x" * 1000}


def test_zip64_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 2)
    path = folder_zip(tmp_path / "64.zip", {"cats": 3})
    monkeypatch.undo()
    assert b"PK\x06\x06" in path.read_bytes()
    assert len(content_of(path)) == 3
    assert refusal(path, Limits(entries=2)).code == "archive.too_many_files"


def test_zip_of_more_than_65535_files_is_read(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "many.zip", [Entry(b"c/%d" % n) for n in range(65_540)])
    with open_archive(path, Limits()) as archive:
        assert len(archive.members) == 65_540


def test_deflate64_as_windows_writes_it_is_read(tmp_path: Path) -> None:
    data = photo_bytes("blue", (300, 200), format="BMP")
    entry = Entry(b"cats/1.bmp", data, DEFLATE64, packed=deflate64(data))
    path = write_zip(tmp_path / "explorer.zip", [entry])
    assert content_of(path) == {"cats/1.bmp": data}
    with open_archive(path, Limits()) as archive:
        assert archive.head(archive.members[0], 10) == data[:10]


def test_deflate64_that_does_not_match_its_checksum_is_damaged(tmp_path: Path) -> None:
    data = b"photo" * 100
    entry = Entry(b"cats/1.bmp", data, DEFLATE64, packed=deflate64(data), checksum=1)
    assert refusal(write_zip(tmp_path / "a.zip", [entry])).code == "archive.file_damaged"


def test_zip_with_a_comment_and_the_mark_of_the_end_in_it_is_read(tmp_path: Path) -> None:
    path = folder_zip(tmp_path / "a.zip", {"cats": 1})
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"holiday photos"
    assert len(content_of(path)) == 1


def test_folder_gives_the_same_files_as_a_zip_of_it(tmp_path: Path) -> None:
    zipped = content_of(folder_zip(tmp_path / "a.zip", {"cats": 2, "dogs": 2}))
    assert content_of(photo_folder(tmp_path / "a", {"cats": 2, "dogs": 2})) == zipped


def test_folder_with_links_leaves_them_out(tmp_path: Path) -> None:
    secret = written(tmp_path / "secret.jpg", b"secret")
    folder = photo_folder(tmp_path / "a", {"cats": 1})
    try:
        (folder / "cats" / "link.jpg").symlink_to(secret)
        (folder / "outside").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    assert list(content_of(folder)) == ["cats/cats_0.jpg"]
    with open_archive(folder, Limits()) as archive:
        assert {entry.code for entry in archive.skipped} == {"archive.link"}


def test_folder_deeper_than_the_limit_is_named_and_not_entered(tmp_path: Path) -> None:
    folder = photo_folder(tmp_path / "a", {"cats": 1}, prefix="x/y/")
    with open_archive(folder, Limits(depth=2)) as archive:
        assert [entry.code for entry in archive.skipped] == ["archive.too_deep"]
        assert not archive.members


def test_names_that_point_elsewhere_write_nothing_anywhere(tmp_path: Path) -> None:
    names = [b"../../evil.jpg", b"/etc/evil.jpg", b"C:\\evil.jpg", b"..\\evil.jpg", b"CON", b"a:b."]
    inside = tmp_path / "deep" / "er"
    inside.mkdir(parents=True)
    path = write_zip(inside / "a.zip", [Entry(name, b"data") for name in names])
    assert set(content_of(path).values()) == {b"data"}
    assert [found for found in tmp_path.rglob("*") if found.is_file()] == [path]


def test_link_in_a_zip_is_left_out_and_named(tmp_path: Path) -> None:
    link = Entry(b"cats/link.jpg", b"/etc/passwd", mode=0o120777)
    path = write_zip(tmp_path / "a.zip", [link, Entry(b"cats/1.jpg", b"photo", mode=0o100644)])
    with open_archive(path, Limits()) as archive:
        assert [member.name for member in archive.members] == ["cats/1.jpg"]
        assert [(s.name, s.code) for s in archive.skipped] == [("cats/link.jpg", "archive.link")]


@pytest.mark.parametrize(
    ("entry", "limits", "code"),
    [
        (
            Entry(b"cats/1.jpg", bytes(2 * MB), DEFLATED),
            Limits(file_mb=1),
            "archive.file_too_large",
        ),
        (Entry(b"a/b/c/1.jpg", b"photo"), Limits(depth=2), "archive.too_deep"),
        (Entry(b"cats/1.jpg", b"photo", LZMA), Limits(), "archive.packed_rarely"),
    ],
)
def test_file_beyond_a_limit_is_left_out_and_named(
    tmp_path: Path, entry: Entry, limits: Limits, code: str
) -> None:
    with open_archive(write_zip(tmp_path / "a.zip", [entry]), limits) as archive:
        assert [skipped.code for skipped in archive.skipped] == [code]
        assert not archive.members
    assert code in CATALOGUE


def test_single_photo_is_refused_as_such(tmp_path: Path) -> None:
    path = written(tmp_path / "photos.zip", photo_bytes("red"))
    assert refusal(path).code == "archive.is_a_photo"


def test_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.zip").code == "archive.not_found"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_truncated_zip_is_refused(tmp_path: Path, share: float) -> None:
    data = folder_zip(tmp_path / "whole.zip", {"cats": 3}).read_bytes()
    path = written(tmp_path / "cut.zip", data[: int(len(data) * share)])
    assert refusal(path).code == "archive.truncated"


def test_zip_without_its_beginning_is_refused_as_damaged(tmp_path: Path) -> None:
    data = folder_zip(tmp_path / "whole.zip", {"cats": 3}).read_bytes()
    path = written(tmp_path / "cut.zip", data[:4] + data[-200:])
    assert refusal(path).code == "archive.damaged"


def test_last_piece_of_a_split_zip_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", [Entry(b"cats/1.jpg", b"photo")], disk=2)
    assert refusal(path).code == "archive.split"


def test_encrypted_zip_is_refused(tmp_path: Path) -> None:
    entries = [Entry(b"cats/"), Entry(b"cats/1.jpg", b"secret", flags=ENCRYPTED)]
    assert refusal(write_zip(tmp_path / "a.zip", entries)).code == "archive.encrypted"


def test_file_that_fails_its_checksum_is_damaged_and_the_others_are_read(tmp_path: Path) -> None:
    entries = [Entry(b"c/1.jpg", b"broken", checksum=1), Entry(b"c/2.jpg", b"whole")]
    with open_archive(write_zip(tmp_path / "a.zip", entries), Limits()) as archive:
        with pytest.raises(UserError) as refused:
            archive.read(archive.members[0])
        assert refused.value.code == "archive.file_damaged"
        assert archive.read(archive.members[1]) == b"whole"
        assert archive.head(archive.members[1], 3) == b"who"


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
