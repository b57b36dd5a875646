"""That a project began with a model that somebody sent, without the photos it learned from."""

from __future__ import annotations

import time

from core.errors import UserError
from core.store import atomic
from core.store.workspace import Workspace

_FILE = "received.json"
_MAX_NAME_LENGTH = 200


def note_received(workspace: Workspace, name: str) -> None:
    """From now on `received_file` gives this name.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    value = {"file": name[:_MAX_NAME_LENGTH], "opened_at": time.time()}
    atomic.write_json(workspace.folder / _FILE, value)


def received_file(workspace: Workspace) -> str | None:
    """What the file was called that the first model came in; None for a project of one's own."""
    try:
        return str(atomic.read_json(workspace.folder / _FILE)["file"])
    except (OSError, UserError, KeyError, TypeError):
        return None
