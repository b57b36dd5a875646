from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from core.errors import UserError
from core.intake.archive import open_archive
from core.intake.limits import Limits
from core.messages import CATALOGUE
from tests.core.intake.archives import MB, content_of, deflate64, refusal, written
from tests.core.intake.zip_builder import (
    DEFLATE64,
    DEFLATED,
    ENCRYPTED,
    LZMA,
    Entry,
    write_zip,
)
from tests.factories import folder_zip, photo_bytes, photo_folder


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
