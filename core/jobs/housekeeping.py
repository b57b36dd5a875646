"""Keeping the folders of jobs and logs small, and clearing up after workers that were killed."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

# Whoever is still writing a temporary file has touched it more recently than this.
_ABANDONED_AFTER_S = 60.0
_UNKNOWN_FOLDER_AFTER_S = 24 * 3600.0


def remove_folders(jobs: Path, job_ids: Iterable[str]) -> None:
    """The folders of these jobs are gone."""
    for job_id in job_ids:
        shutil.rmtree(jobs / job_id, ignore_errors=True)


def remove_unknown_folders(jobs: Path, known: set[str]) -> None:
    """Job folders that no list knows are gone, if nothing was done in them for a day."""
    for folder in jobs.glob("*/"):
        if folder.name not in known and _age_s(folder) > _UNKNOWN_FOLDER_AFTER_S:
            shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers(folder: Path) -> None:
    """The temporary files and folders that a killed worker left half-written are gone.

    They have the names that `core.store.atomic.replacing` gives; recent ones stay, since another
    process may be about to rename them.
    """
    for parent, folders, files in os.walk(folder):
        for name in [n for n in (*folders, *files) if n.startswith(".") and n.endswith(".tmp")]:
            path = Path(parent) / name
            if _age_s(path) > _ABANDONED_AFTER_S:
                _remove(path)
        folders[:] = [name for name in folders if not name.endswith(".tmp")]


def rotate(log: Path, max_bytes: int) -> None:
    """A log that has grown beyond `max_bytes` is empty again; what it held is in `<name>.1`."""
    # It is copied and cut, not renamed: the workers have it open and go on writing at its end.
    with contextlib.suppress(OSError):
        if log.stat().st_size > max_bytes:
            shutil.copyfile(log, log.with_name(log.name + ".1"))
            os.truncate(log, 0)


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()
