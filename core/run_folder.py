"""The folder of a run while it is being written: it becomes a run as a whole, or not at all."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.runs import Run, load_run
from core.store import atomic
from core.store.workspace import Workspace

_UNFINISHED = ".unfinished"
_LEFTOVER_AGE_S = 600


@contextmanager
def new_run_folder(workspace: Workspace) -> Iterator[Path]:
    """A folder that becomes a run when the block ends without an error, and vanishes otherwise."""
    final = workspace.runs / workspace.new_run_id()
    unfinished = final.with_name(final.name + _UNFINISHED)
    _remove_leftovers(workspace)
    with atomic.explained(final):
        unfinished.mkdir(parents=True)
        try:
            yield unfinished
            unfinished.rename(final)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)


def _remove_leftovers(workspace: Workspace) -> None:
    """Folders that a killed training left unfinished vanish; one that is being written now is younger."""
    for path in workspace.runs.glob(f"*{_UNFINISHED}"):
        if time.time() - path.stat().st_mtime > _LEFTOVER_AGE_S:
            shutil.rmtree(path, ignore_errors=True)


def finished_run(folder: Path) -> Run:
    """The run that an unfinished folder has become.

    Args:
        folder: what `new_run_folder` gave; its block has ended.
    """
    return load_run(folder.with_name(folder.name.removesuffix(_UNFINISHED)))


def file_hash(path: Path) -> str:
    """SHA-256 of a file, as 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
