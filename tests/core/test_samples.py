from __future__ import annotations

import hashlib
import http.server
import io
import tarfile
import threading
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from core import samples
from core.context import QuietContext
from core.errors import Cancelled, UserError
from core.intake import read_dataset
from core.messages import describe
from core.samples import SAMPLES, RemoteFile, write_sample
from core.store.photos import PhotoStore
from core.types import Event
from tests.factories import class_photos


def tar_gz(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        link = tarfile.TarInfo("flower_photos/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return file.getvalue()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """Address of a server on this computer that gives out the files of `tmp_path / "www"`."""
    folder = tmp_path / "www"
    folder.mkdir()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(folder))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = False  # so that leaving waits for a reply that is under way
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def flowers(tmp_path: Path, served: str, monkeypatch: pytest.MonkeyPatch) -> RemoteFile:
    """A small flowers archive on a server on this computer, in place of the real one."""
    photos = dict(class_photos({"daisy": 3, "tulips": 2}, prefix="flower_photos/"))
    data = tar_gz({**photos, "flower_photos/LICENSE.txt": b"CC BY", "../evil.jpg": b"evil"})
    (tmp_path / "www" / "flowers.tgz").write_bytes(data)
    remote = RemoteFile(f"{served}/flowers.tgz", len(data), hashlib.sha256(data).hexdigest())
    monkeypatch.setattr(samples, "FLOWERS", remote)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return remote


def beside(path: Path) -> list[str]:
    return [entry.name for entry in path.parent.iterdir() if entry.name != "www"]


def test_digits_are_a_zip_of_ten_classes_of_sixty_different_pictures(tmp_path: Path) -> None:
    write_sample("digits", tmp_path / "digits.zip", QuietContext())
    dataset = read_dataset(tmp_path / "digits.zip", PhotoStore(tmp_path / "store"), QuietContext())
    assert dataset.classes == tuple("0123456789")
    assert dataset.counts == (60,) * 10
    assert (dataset.skipped, dataset.ignored) == ((), 0)


def test_digits_are_the_same_file_each_time(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_sample("digits", tmp_path / name, QuietContext())
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_stated_size_of_the_digits_is_right(tmp_path: Path) -> None:
    write_sample("digits", tmp_path / "digits.zip", QuietContext())
    (digits,) = (sample for sample in SAMPLES if sample.id == "digits")
    assert abs((tmp_path / "digits.zip").stat().st_size / 1_000_000 - digits.size_mb) < 0.6


def test_flowers_are_downloaded_and_packed_as_a_zip(tmp_path: Path, flowers: RemoteFile) -> None:
    events: list[Event] = []
    path = tmp_path / "flowers.zip"
    write_sample("flowers", path, QuietContext(events.append))
    with zipfile.ZipFile(path) as archive:
        assert "flower_photos/LICENSE.txt" in archive.namelist()
        assert not any("evil" in name or "link" in name for name in archive.namelist())
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
    dataset = read_dataset(path, PhotoStore(tmp_path / "store"), QuietContext())
    assert dataset.classes == ("daisy", "tulips")
    assert dataset.counts == (3, 2)
    assert {event.stage for event in events} == {"downloading", "unpacking"}
    assert "progress" in {event.kind for event in events}


def test_flowers_that_are_not_the_expected_file_are_refused(
    tmp_path: Path, flowers: RemoteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples, "FLOWERS", RemoteFile(flowers.url, flowers.size_bytes, "0" * 64))
    with pytest.raises(UserError) as refused:
        write_sample("flowers", tmp_path / "flowers.zip", QuietContext())
    assert refused.value.code == "sample.changed"
    assert beside(tmp_path / "flowers.zip") == []


def test_flowers_of_another_length_are_refused_without_reading_on(
    tmp_path: Path, flowers: RemoteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples, "FLOWERS", RemoteFile(flowers.url, 10, flowers.sha256))
    with pytest.raises(UserError) as refused:
        write_sample("flowers", tmp_path / "flowers.zip", QuietContext())
    assert refused.value.code == "sample.changed"


@pytest.mark.parametrize("address", ["missing.tgz", None])
def test_flowers_that_cannot_be_reached_are_told_and_leave_nothing(
    tmp_path: Path, served: str, monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    # Nothing listens on the port 1.
    url = f"{served}/{address}" if address else "http://127.0.0.1:1/flowers.tgz"
    monkeypatch.setattr(samples, "FLOWERS", RemoteFile(url, 228_813_984, ""))
    with pytest.raises(UserError) as refused:
        write_sample("flowers", tmp_path / "flowers.zip", QuietContext())
    assert refused.value.code == "sample.no_network"
    assert "229 MB" in describe(refused.value).detail
    assert beside(tmp_path / "flowers.zip") == []


@pytest.mark.parametrize("sample", ["digits", "flowers"])
def test_stopping_leaves_nothing_behind(tmp_path: Path, flowers: RemoteFile, sample: str) -> None:
    with pytest.raises(Cancelled):
        write_sample(sample, tmp_path / "sample.zip", QuietContext(should_stop=lambda: True))
    assert beside(tmp_path / "sample.zip") == []


def test_unknown_sample_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        write_sample("birds", tmp_path / "birds.zip", QuietContext())
    assert refused.value.code == "sample.unknown"
    assert refused.value.facts["known"] == "digits, flowers"


def test_exactly_the_samples_that_are_downloaded_need_the_network() -> None:
    assert {sample.id: sample.needs_network for sample in SAMPLES} == {
        "digits": False,
        "flowers": True,
    }
