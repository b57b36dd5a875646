"""Writing wholly or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from core.errors import UserError
from core.store import atomic


def test_write_json_comes_back_as_it_was(tmp_path: Path) -> None:
    atomic.write_json(tmp_path / "new" / "a.json", {"name": "Ärger", "n": [1, 2]})
    assert atomic.read_json(tmp_path / "new" / "a.json") == {"name": "Ärger", "n": [1, 2]}


def _write_half_and_fail(path: Path) -> None:
    path.write_bytes(b"half")
    raise ZeroDivisionError


def test_replacing_an_error_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    atomic.write_bytes(path, b"old")
    with pytest.raises(ZeroDivisionError), atomic.replacing(path) as temporary:
        _write_half_and_fail(temporary)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_replacing_a_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "model"
    target.mkdir()
    (target / "old").touch()
    with atomic.replacing(target) as temporary:
        temporary.mkdir()
        (temporary / "new").touch()
    assert [path.name for path in target.iterdir()] == ["new"]
    assert list(tmp_path.iterdir()) == [target]


def test_write_bytes_full_disk_is_told_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:2])
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "a.bin"
    atomic.write_bytes(path, b"old")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UserError) as caught:
        atomic.write_bytes(path, b"new content")
    assert caught.value.code == "general.disk_full"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_read_json_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    with pytest.raises(UserError) as caught:
        atomic.read_json(tmp_path / "a.json")
    assert caught.value.facts == {"file": "a.json"}
