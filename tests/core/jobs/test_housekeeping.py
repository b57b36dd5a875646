from __future__ import annotations

import os
import time
from pathlib import Path

from core.jobs import housekeeping


def age(path: Path, seconds: float) -> None:
    os.utime(path, (time.time() - seconds, time.time() - seconds))


def test_remove_leftovers_takes_abandoned_temporary_files_and_nothing_else(tmp_path):
    photo = tmp_path / "photos" / "ab" / "abc.jpg"
    abandoned = photo.with_name(".abc.jpg.1a2b.tmp")
    fresh = tmp_path / ".project.json.3c4d.tmp"
    half_run = tmp_path / "runs" / ".run-1.5e6f.tmp"
    half_run.mkdir(parents=True)
    (half_run / "model.keras").touch()
    photo.parent.mkdir(parents=True)
    for path in (photo, abandoned, fresh):
        path.touch()
    for path in (photo, abandoned, half_run):
        age(path, 600)
    housekeeping.remove_leftovers(tmp_path)
    assert not abandoned.exists()
    assert not half_run.exists()
    assert photo.exists()
    assert fresh.exists()


def test_remove_unknown_folders_keeps_known_and_recent_ones(tmp_path):
    for name in ("known", "unknown", "recent"):
        (tmp_path / name).mkdir()
        age(tmp_path / name, 2 * 24 * 3600)
    age(tmp_path / "recent", 60)
    (tmp_path / "jobs.sqlite").touch()
    housekeeping.remove_unknown_folders(tmp_path, {"known"})
    assert {path.name for path in tmp_path.iterdir()} == {"known", "recent", "jobs.sqlite"}


def test_rotate_of_a_large_log_keeps_its_text_aside_while_others_write(tmp_path):
    log = tmp_path / "worker.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"x" * 100)
        housekeeping.rotate(log, max_bytes=50)
        writer.write(b"after")
    assert log.read_bytes() == b"after"
    assert (tmp_path / "worker.log.1").read_bytes() == b"x" * 100


def test_rotate_of_a_small_or_missing_log_changes_nothing(tmp_path):
    log = tmp_path / "worker.log"
    housekeeping.rotate(log, max_bytes=50)
    log.write_bytes(b"short")
    housekeeping.rotate(log, max_bytes=50)
    assert [path.name for path in tmp_path.iterdir()] == ["worker.log"]
