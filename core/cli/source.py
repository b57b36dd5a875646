"""Data from a terminal: a zip or a folder becomes a workspace."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from core.context import Context
from core.errors import UserError
from core.intake import Choice, read_dataset
from core.store import atomic
from core.store.home import Home
from core.store.workspace import Workspace

KEPT_WORKSPACES = 5


def open_workspace(
    source: Path, home: Home, context: Context, choice: Choice | None = None
) -> Workspace:
    """The workspace of a zip or folder, with its data read; features of an earlier training are
    still there.

    Only the workspaces of the last few sources are kept.

    Args:
        source: a zip, tar or folder.
        home: where workspaces are kept.
        context: is told of progress.
        choice: which way to read it, where there are several.

    Raises:
        NeedsChoice: there are several ways to read it, and `choice` names none.
        UserError: the source is not there or cannot be used.
        Cancelled: stopped while reading.
    """
    if not source.exists():
        raise UserError("archive.not_found", file=str(source))
    name = hashlib.sha256(str(source.resolve()).encode()).hexdigest()[:16]
    workspace = Workspace(home.terminal / name)
    with atomic.explained(workspace.folder):
        workspace.folder.mkdir(parents=True, exist_ok=True)
        (workspace.folder / "used").touch()
    _forget_the_oldest(home)
    dataset = read_dataset(source, workspace.photos, context, choice=choice)
    workspace.save_dataset(dataset)
    workspace.photos.keep_only(photo.id for photo in dataset.photos)
    return workspace


def _forget_the_oldest(home: Home) -> None:
    used = sorted(home.terminal.glob("*/used"), key=lambda path: path.stat().st_mtime)
    for path in used[:-KEPT_WORKSPACES]:
        shutil.rmtree(path.parent, ignore_errors=True)
