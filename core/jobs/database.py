"""An SQLite file that several processes share and that a damaged disk cannot bring down."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.store import atomic

BUSY_TIMEOUT_S = 10.0
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Database:
    """One connection for all threads of a process, opened when first used.

    Args:
        path: the file; its folder is made if need be.
        schema: `CREATE … IF NOT EXISTS` statements, run at opening.
        repair: move a damaged file aside and begin a fresh one, instead of raising.
    """

    def __init__(self, path: Path, schema: str, repair: bool) -> None:
        self._path = path
        self._schema = schema
        self._repair = repair
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.RLock()

    def run(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """The rows that one statement gives; it is committed unless within `transaction`.

        Raises:
            UserError: `general.disk_full`, `general.folder_not_writable`, `jobs.list_busy`,
                `jobs.list_damaged`.
        """
        with self._lock, self._explained():
            return self._open().execute(sql, values).fetchall()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """A block whose statements happen together or not at all, and no other writer between."""
        with self._lock:
            self.run("BEGIN IMMEDIATE")
            try:
                yield
                self.run("COMMIT")
            except BaseException:
                with contextlib.suppress(UserError, sqlite3.Error):
                    self.run("ROLLBACK")
                raise

    def close(self) -> None:
        """The file is closed; a later `run` opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            with atomic.explained(self._path):
                self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._connection = self._connect()
            except sqlite3.DatabaseError as error:
                if not self._repair or _code(error) not in _DAMAGED:
                    raise
                self._move_aside()
                self._connection = self._connect()
        return self._connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            connection.row_factory = sqlite3.Row
            _use_wal(connection)
            # NORMAL loses at most the last moments in a power cut and never damages the file.
            connection.execute("PRAGMA synchronous=NORMAL")
            _check(connection)
            connection.executescript(self._schema)
        except BaseException:
            connection.close()
            raise
        return connection

    def _move_aside(self) -> None:
        mark = time.strftime("%Y%m%d-%H%M%S")
        for suffix in ("", "-wal", "-shm"):
            part = self._path.with_name(self._path.name + suffix)
            aside = part.with_name(f"{self._path.stem}.damaged-{mark}{self._path.suffix}{suffix}")
            with contextlib.suppress(FileNotFoundError), atomic.explained(part):
                part.replace(aside)

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            told = self._as_user_error(_code(error))
            if told is None:
                raise
            raise told from error

    def _as_user_error(self, code: int) -> UserError | None:
        folder, name = str(self._path.parent), self._path.name
        match code:
            case sqlite3.SQLITE_FULL:
                return UserError("general.disk_full", what=name, folder=folder)
            case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
                return UserError("general.folder_not_writable", folder=folder)
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return UserError("jobs.list_busy", file=name)
            case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
                return UserError("jobs.list_damaged", file=name)
        return None


def _use_wal(connection: sqlite3.Connection) -> None:
    # The change to WAL does not honour the busy timeout when two processes make it at once.
    for attempt in range(20):
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchall()
            return
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY or attempt == 19:
                raise
            time.sleep(0.05)


def _check(connection: sqlite3.Connection) -> None:
    rows = connection.execute("PRAGMA quick_check(1)").fetchall()
    if rows[0][0] != "ok":
        error = sqlite3.DatabaseError(rows[0][0])
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 where Python gives none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
