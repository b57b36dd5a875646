"""Writing that either happens wholly or not at all."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.errors import UserError

_DISK_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def write_bytes(path: Path, data: bytes) -> None:
    """The file at `path` holds `data`, or is as it was before.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def write_json(path: Path, value: Any) -> None:
    """The file at `path` holds `value` as readable JSON, or is as it was before.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    write_bytes(path, json.dumps(value, indent=1, ensure_ascii=False).encode())


def read_json(path: Path) -> Any:
    """The value in a JSON file.

    Raises:
        FileNotFoundError: there is no such file.
        UserError: `general.file_damaged` when it is not JSON.
    """
    try:
        return json.loads(path.read_bytes())
    except ValueError as error:
        raise UserError("general.file_damaged", file=path.name) from error


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`; it takes the place of `path` when the block ends without an
    error.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`; nothing is left behind.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            rename(temporary, path)
        finally:
            _remove(temporary)


def rename(source: Path, target: Path) -> None:
    """`source` stands in place of `target`.

    On Windows a file that another process has just open is tried again for half a second.

    Raises:
        OSError: it could not be done; both are as they were.
    """
    for attempt in range(10):
        try:
            if target.is_dir():
                _swap_folder(source, target)
            else:
                source.replace(target)
            return
        except PermissionError:
            if os.name != "nt" or attempt == 9:
                raise
            time.sleep(0.05)


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """The errors of a full disk and of a forbidden folder within the block, told as a `UserError`."""
    try:
        yield
    except OSError as error:
        if error.errno in _DISK_FULL:
            raise UserError("general.disk_full", what=path.name, folder=str(path.parent)) from error
        if isinstance(error, PermissionError):
            raise UserError("general.folder_not_writable", folder=str(path.parent)) from error
        raise


def _swap_folder(source: Path, target: Path) -> None:
    """A folder cannot replace one that is not empty, so the old one steps aside first."""
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.old")
    target.replace(aside)
    try:
        source.replace(target)
    except OSError:
        aside.replace(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
