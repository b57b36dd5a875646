"""Which models other programs may ask, and with which key; off until somebody switches it on."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.runs import Run
from core.store import atomic
from core.store.workspace import Workspace

_FILE = "api.json"
_PREFIX = "fs_"


@dataclass(frozen=True, slots=True)
class Access:
    """That a model may be asked by other programs.

    Attributes:
        digest: SHA-256 of the key; the key itself is nowhere kept. It is 256 random bits, so that a
            plain hash cannot be turned back.
        created_at: seconds since 1970.
    """

    digest: str
    created_at: float


def open_access(workspace: Workspace, run: Run) -> str:
    """A new key for a model; an earlier one no longer opens it. It is shown this once.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    key = _PREFIX + secrets.token_urlsafe(32)
    _write(workspace, {**_all(workspace), run.id: Access(_digest(key), time.time())})
    return key


def close_access(workspace: Workspace, run_id: str) -> None:
    """No program may ask the model any more.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    _write(workspace, {name: a for name, a in _all(workspace).items() if name != run_id})


def access_of(workspace: Workspace, run_id: str) -> Access | None:
    """Since when the model may be asked; None while it may not."""
    return _all(workspace).get(run_id)


def opens(access: Access, key: str) -> bool:
    """Whether it is the model's key; takes the same time for every wrong one."""
    return hmac.compare_digest(access.digest, _digest(key))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def _path(workspace: Workspace) -> Path:
    return workspace.folder / _FILE


def _all(workspace: Workspace) -> dict[str, Access]:
    """Every model with a key; a damaged file opens nothing."""
    try:
        value: Any = atomic.read_json(_path(workspace))
        return {
            str(run_id): Access(str(each["sha256"]), float(each["created_at"]))
            for run_id, each in value.items()
        }
    except (OSError, UserError, KeyError, TypeError, ValueError, AttributeError):
        return {}


def _write(workspace: Workspace, accesses: dict[str, Access]) -> None:
    value = {
        run_id: {"sha256": each.digest, "created_at": each.created_at}
        for run_id, each in accesses.items()
    }
    atomic.write_json(_path(workspace), value)
