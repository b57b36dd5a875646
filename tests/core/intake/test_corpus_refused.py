"""Archives that cannot be used: each is refused for what it is, before anything is unpacked."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from core.errors import UserError
from core.intake import Limits
from core.intake.archive import open_archive
from core.messages import describe
from tests.core.intake.outcome import Case, Make, Refused, outcome_of, photos
from tests.core.intake.tar_builder import END, pax, tar_entry, write_tar
from tests.core.intake.zip_builder import DEFLATED, ENCRYPTED, Entry, write_zip
from tests.factories import photo_bytes, zip_of

MB = 1_000_000
NAMES = ("cats/1.jpg", "dogs/2.jpg")
PHOTO = photo_bytes("red")
FULL_DISK = Limits(free_disk_kept_mb=10**9)


def file(content: bytes, name: str = "a.zip") -> Make:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return write


def good(folder: Path) -> Path:
    return zip_of(folder / "good.zip", photos(*NAMES))


def cut(share: float, name: str = "a.zip") -> Make:
    def write(folder: Path) -> Path:
        data = good(folder).read_bytes()
        return file(data[: int(len(data) * share)], name)(folder)

    return write


def entries(*made: Entry, disk: int = 0) -> Make:
    return lambda folder: write_zip(folder / "a.zip", made, disk=disk)


def overlapping(folder: Path) -> Path:
    copies = [Entry(b"c/%d.bmp" % n, bytes(MB), DEFLATED, same_bytes_as=0) for n in range(1, 9)]
    return write_zip(folder / "a.zip", [Entry(b"c/0.bmp", bytes(MB), DEFLATED), *copies])


def directory_within_a_file(folder: Path) -> Path:
    """An entry that claims the bytes of the list of contents."""
    path = entries(Entry(b"cats/1.jpg", PHOTO))(folder)
    data = path.read_bytes()
    place = data.rindex(b"PK\x01\x02") + 20
    path.write_bytes(data[:place] + (len(PHOTO) + 60).to_bytes(4, "little") + data[place + 4 :])
    return path


def tarred(*blocks: bytes, packed: bool = False) -> Make:
    body = b"".join(blocks)
    return file(gzip.compress(body) if packed else body, "a.tar")


def tar_gz_cut(folder: Path) -> Path:
    path = write_tar(folder / "a.tar.gz", photos(*NAMES), packed=True)
    path.write_bytes(path.read_bytes()[:-40])
    return path


def empty_folder(folder: Path) -> Path:
    (folder / "a" / "cats").mkdir(parents=True)
    return folder / "a"


WRONG_FILES = [
    Case("nothing there", lambda f: f / "none.zip", Refused("archive.not_found")),
    Case("an empty file", file(b""), Refused("archive.empty")),
    Case("a text", file(b"hello"), Refused("archive.not_a_zip")),
    Case("any bytes", file(bytes(range(200))), Refused("archive.not_a_zip")),
    Case("a PDF", file(b"%PDF-1.7"), Refused("archive.not_a_zip")),
    Case("a web page", file(b"<html></html>"), Refused("archive.not_a_zip")),
    Case(
        "a Git LFS pointer",
        file(b"version https://git-lfs.github.com/spec/v1"),
        Refused("archive.not_a_zip"),
    ),
    Case("a photo", file(PHOTO), Refused("archive.is_a_photo")),
    Case("RAR", file(b"Rar!\x1a\x07\x01\x00"), Refused("archive.other_archive")),
    Case("7z", file(b"7z\xbc\xaf\x27\x1c\x00\x04"), Refused("archive.other_archive")),
    Case("xz", file(b"\xfd7zXZ\x00\x00"), Refused("archive.other_archive")),
    Case("bzip2", file(b"BZh91AY&SY"), Refused("archive.other_archive")),
    Case("gzip of one photo", file(gzip.compress(PHOTO)), Refused("archive.other_archive")),
]

BROKEN_ZIPS = [
    Case("cut after a tenth", cut(0.1), Refused("archive.truncated")),
    Case("cut before the end", cut(0.95), Refused("archive.truncated")),
    Case("a first piece by its name", cut(0.5, "a.zip.001"), Refused("archive.split")),
    Case(
        "a first piece by its mark",
        file(b"PK\x07\x08PK\x03\x04" + bytes(50)),
        Refused("archive.split"),
    ),
    Case("a last piece", entries(Entry(b"cats/1.jpg", PHOTO), disk=2), Refused("archive.split")),
    Case(
        "no beginning",
        lambda f: file(b"PK\x03\x04" + good(f).read_bytes()[-100:])(f),
        Refused("archive.damaged"),
    ),
    Case(
        "encrypted",
        entries(Entry(b"cats/1.jpg", PHOTO, flags=ENCRYPTED)),
        Refused("archive.encrypted"),
    ),
    Case(
        "one of several encrypted",
        entries(Entry(b"cats/1.jpg", PHOTO), Entry(b"dogs/2.jpg", PHOTO, flags=ENCRYPTED)),
        Refused("archive.encrypted"),
    ),
    Case("an empty zip", file(b"PK\x05\x06" + bytes(18)), Refused("archive.no_files")),
    Case("folders only", entries(Entry(b"cats/"), Entry(b"dogs/")), Refused("archive.no_files")),
]

BOMBS = [
    Case("overlapping entries", overlapping, Refused("archive.bomb")),
    Case("an entry over the directory", directory_within_a_file, Refused("archive.bomb")),
    Case(
        "eight million zeros",
        entries(*(Entry(b"c/%d.bmp" % n, bytes(MB), DEFLATED) for n in range(8))),
        Refused("archive.bomb"),
        Limits(ratio_free_mb=4),
    ),
    Case(
        "terabytes declared",
        entries(*(Entry(b"c/%d" % n, b"x", declared_bytes=4_000 * MB) for n in range(5))),
        Refused("archive.unpacked_too_large"),
    ),
    Case("a zip beyond its limit", good, Refused("archive.too_large"), Limits(archive_mb=0)),
    Case("too many entries", good, Refused("archive.too_many_files"), Limits(entries=1)),
    Case("too much unpacked", good, Refused("archive.unpacked_too_large"), Limits(unpacked_mb=0)),
    Case(
        "a disk that would be too full",
        good,
        Refused("archive.disk_too_full"),
        FULL_DISK,
    ),
]

TARS = [
    Case(
        "a tar of nothing", tarred(tar_entry(b"cats/", kind=b"5"), END), Refused("archive.no_files")
    ),
    Case(
        "a tar cut within a file",
        tarred(tar_entry(b"cats/1.jpg", PHOTO)[:-600]),
        Refused("archive.truncated"),
    ),
    Case(
        "a tar cut within a header",
        tarred(tar_entry(b"cats/1.jpg", PHOTO), tar_entry(b"x")[:300]),
        Refused("archive.truncated"),
    ),
    Case(
        "a tar with a wrong sum",
        tarred(tar_entry(b"a/1.jpg", PHOTO).replace(b"a/1", b"b/1")),
        Refused("archive.damaged"),
    ),
    Case(
        "a tar with a size below nothing",
        tarred(tar_entry(b"a/1.jpg", size=b"\xff" * 12)),
        Refused("archive.damaged"),
    ),
    Case(
        "a tar with a size beyond everything",
        tarred(tar_entry(b"a/1.jpg", size=b"\x80" + b"\xff" * 11)),
        Refused("archive.unpacked_too_large"),
    ),
    Case(
        "a tar with a name of megabytes",
        tarred(tar_entry(b"l", bytes(2 * MB), kind=b"L"), tar_entry(b"x")),
        Refused("archive.damaged"),
    ),
    Case(
        "a tar with a pax size",
        tarred(pax("size", "99"), tar_entry(b"a/1.jpg", PHOTO)),
        Refused("archive.damaged"),
    ),
    Case(
        "a tar with a pax record that lies",
        tarred(tar_entry(b"p", b"999 path=x\n", kind=b"x"), tar_entry(b"x")),
        Refused("archive.damaged"),
    ),
    Case(
        "a tar with too many files",
        lambda f: write_tar(f / "a.tar", photos(*NAMES)),
        Refused("archive.too_many_files"),
        Limits(entries=1),
    ),
    Case("a tar.gz that is cut off", tar_gz_cut, Refused("archive.truncated")),
    Case(
        "a tar.gz of zeros",
        tarred(*(tar_entry(b"c/%d.bmp" % n, bytes(MB)) for n in range(8)), END, packed=True),
        Refused("archive.bomb"),
        Limits(ratio_free_mb=4),
    ),
]

CONTENTS = [
    Case(
        "no photos",
        lambda f: zip_of(f / "a.zip", {"cats/song.mp3": b"ID3\x03"}),
        Refused("archive.no_photos"),
    ),
    Case(
        "only zips",
        lambda f: zip_of(f / "a.zip", {"cats.zip": good(f).read_bytes()}),
        Refused("archive.only_archives"),
    ),
    Case(
        "only broken photos",
        lambda f: zip_of(f / "a.zip", {"cats/1.jpg": b"?", "dogs/2.jpg": b"?"}),
        Refused("archive.no_readable_photo"),
    ),
    Case(
        "no folders",
        lambda f: zip_of(f / "a.zip", photos("1.jpg", "2.jpg")),
        Refused("layout.no_classes"),
    ),
    Case(
        "a camera's names",
        lambda f: zip_of(
            f / "a.zip", photos(*(f"{n}_{i}.jpg" for n in ("IMG", "DSC") for i in range(4)))
        ),
        Refused("layout.no_classes"),
    ),
    Case(
        "parts without classes",
        lambda f: zip_of(f / "a.zip", photos("train/1.jpg", "test/2.jpg")),
        Refused("layout.no_classes"),
    ),
    Case("an empty folder", empty_folder, Refused("archive.no_photos")),
]

CASES = [*WRONG_FILES, *BROKEN_ZIPS, *BOMBS, *TARS, *CONTENTS]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.trait)
def test_archive_is_refused_for_what_it_is(case: Case, tmp_path: Path) -> None:
    assert outcome_of(case, tmp_path) == case.outcome


@pytest.mark.parametrize(
    "case",
    [case for case in [*BOMBS, *TARS] if case.limits not in (Limits(), FULL_DISK)],
    ids=lambda case: case.trait,
)
def test_refusal_by_a_limit_says_the_figure(case: Case, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused, open_archive(case.make(tmp_path), case.limits):
        pass
    limits = [name for name in refused.value.facts if name.startswith("limit_")]
    assert limits
    assert f"{refused.value.facts[limits[0]]:,}" in describe(refused.value).detail
