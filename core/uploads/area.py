"""The folder that receives uploads: begun, appended to in order, finished or discarded."""

from __future__ import annotations

import contextlib
import errno
import re
import secrets
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from core.errors import UserError
from core.store import atomic
from core.uploads.sinks import FileSink, PhotosSink, Sink
from core.uploads.types import MB, Received, Upload, UploadKind, UploadLimits

EXPIRY_S = 24 * 3600.0
"""How long an upload that nobody goes on with, or nobody reads, is kept."""
ABANDONED_S = 1800.0
"""How long an idle upload may keep others out when there are as many as allowed."""

_ID = re.compile(r"[A-Za-z0-9_-]{32}")
_DISK_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


@dataclass(slots=True)
class _Incoming:
    """The living side of an upload."""

    upload: Upload
    sink: Sink
    offset: int = 0
    touched_s: float = field(default_factory=time.monotonic)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def snapshot(self) -> Upload:
        u = self.upload
        return Upload(u.id, u.name, u.kind, u.size_bytes, self.offset)


class UploadArea:
    """A folder that receives uploads; every method may be called from any thread.

    An upload in the making is `<id>.part`, a finished one `<id>.zip`. Neither outlives the process:
    what it leaves behind is removed when it is old enough.

    Args:
        folder: made when needed, readable by its owner only.
        limits: what is refused.
    """

    def __init__(self, folder: Path, limits: UploadLimits | None = None) -> None:
        self.folder = folder
        self.limits = limits or UploadLimits()
        self._incoming: dict[str, _Incoming] = {}
        self._finished: dict[str, Received] = {}
        self._lock = threading.Lock()

    def begin(self, name: str, size_bytes: int, kind: UploadKind = "file") -> Upload:
        """A new upload, of which nothing has arrived yet.

        Raises:
            UserError: `uploads.empty`, `.too_large`, `.disk_full`, `.too_many`, `.bad_request` or
                `general.folder_not_writable`.
        """
        if kind not in get_args(UploadKind):
            raise UserError("uploads.bad_request")
        self.expire()
        self._make_room()
        with self._lock:
            self._refuse_size(name, size_bytes)
            incoming = self._opened(Upload(secrets.token_urlsafe(24), name, kind, size_bytes))
            self._incoming[incoming.upload.id] = incoming
        return incoming.upload

    def append(self, upload_id: str, offset: int, chunks: Iterable[bytes]) -> int:
        """The offset at which the next bytes belong.

        Bytes that have arrived before (`offset` below the present one) are not written again.

        Raises:
            UserError: `uploads.unknown`; `.wrong_offset` when bytes would be left out; `.changed`
                (more than was announced, or not framed as announced), `.too_many_files` and
                `.disk_full`, after which nothing of the upload is left.
        """
        with self._held(upload_id) as incoming:
            present = incoming.offset
            if offset > present:
                raise UserError("uploads.wrong_offset", offset=offset, expected_offset=present)
            if offset == present:
                for chunk in chunks:
                    self._write(incoming, chunk)
            return incoming.offset

    def progress(self, upload_id: str) -> Upload:
        """How far an unfinished upload has come.

        Raises:
            UserError: `uploads.unknown`.
        """
        return self._find(upload_id).snapshot()

    def finish(self, upload_id: str) -> Path:
        """The complete file; asking again gives the same one.

        Raises:
            UserError: `uploads.unknown`; `.incomplete`, after which it may go on; `.changed`,
                `.empty` and `.disk_full`, after which nothing of it is left.
        """
        done = self._finished.get(upload_id)
        if done is not None:
            return done.path
        with self._held(upload_id) as incoming:
            _refuse_incomplete(incoming)
            path = self.folder / f"{upload_id}.zip"
            with self._removed_on_failure(incoming):
                incoming.sink.close()
                atomic.rename(incoming.sink.path, path)
            with self._lock:
                self._finished[upload_id] = Received(path, incoming.upload.name)
                self._incoming.pop(upload_id, None)
        return path

    def take(self, upload_id: str) -> Received | None:
        """The finished upload, the first time it is asked for; then it is the caller's to delete.

        None for an upload that is not finished, not known or taken already.
        """
        with self._lock:
            return self._finished.pop(upload_id, None)

    def discard(self, upload_id: str) -> None:
        """Nothing of this upload is left; one that is not there is no error."""
        with self._lock:
            incoming = self._incoming.pop(upload_id, None)
            finished = self._finished.pop(upload_id, None)
        if incoming is not None:
            with incoming.lock:
                incoming.sink.abort()
        if finished is not None:
            finished.path.unlink(missing_ok=True)

    def expire(self, older_than_s: float = EXPIRY_S) -> int:
        """How many uploads were removed because nothing had happened to them for so long.

        Files that an earlier process left behind are among them.
        """
        now_s = time.monotonic()
        with self._lock:
            idle = [i for i, u in self._incoming.items() if now_s - u.touched_s > older_than_s]
        for upload_id in idle:
            self.discard(upload_id)
        return len(idle) + self._remove_old_files(older_than_s)

    def close(self) -> None:
        """Nothing is under way any more: unfinished uploads are removed, finished ones stay."""
        for upload_id in list(self._incoming):
            self.discard(upload_id)

    def _find(self, upload_id: str) -> _Incoming:
        incoming = self._incoming.get(upload_id) if _ID.fullmatch(upload_id) else None
        if incoming is None:
            raise UserError("uploads.unknown")
        return incoming

    @contextlib.contextmanager
    def _held(self, upload_id: str) -> Iterator[_Incoming]:
        """The upload, which nobody else changes within the block."""
        incoming = self._find(upload_id)
        with incoming.lock:
            # It may have been finished or discarded while this call waited.
            self._find(upload_id)
            yield incoming

    def _opened(self, upload: Upload) -> _Incoming:
        path = self.folder / f"{upload.id}.part"
        with atomic.explained(path):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if upload.kind == "photos":
                return _Incoming(upload, PhotosSink(path, upload.name, self.limits.files))
            return _Incoming(upload, FileSink(path))

    def _refuse_size(self, name: str, size_bytes: int) -> None:
        if size_bytes <= 0:
            raise UserError("uploads.empty", name=name)
        if size_bytes > self.limits.size_mb * MB:
            size_mb, limit_mb = -(-size_bytes // MB), self.limits.size_mb
            raise UserError("uploads.too_large", name=name, size_mb=size_mb, limit_mb=limit_mb)
        if size_bytes > self._usable_bytes():
            raise self._disk_full(name, size_bytes)

    def _make_room(self) -> None:
        """Refuses one upload too many, unless an abandoned one can make room for it."""
        with self._lock:
            if len(self._incoming) < self.limits.open_uploads:
                return
            eldest = min(self._incoming.values(), key=lambda incoming: incoming.touched_s)
        if time.monotonic() - eldest.touched_s < ABANDONED_S:
            raise UserError("uploads.too_many", limit=self.limits.open_uploads)
        self.discard(eldest.upload.id)

    def _usable_bytes(self) -> int:
        """Free disk, less what stays free and what the uploads under way will still bring."""
        existing = next(place for place in (self.folder, *self.folder.parents) if place.exists())
        incoming = list(self._incoming.values())
        awaited = sum(one.upload.size_bytes - one.offset for one in incoming)
        free = shutil.disk_usage(existing).free
        return max(0, free - self.limits.free_disk_mb * MB - awaited)

    def _disk_full(self, name: str, needed_bytes: int) -> UserError:
        needed_mb, free_mb = -(-needed_bytes // MB), self._usable_bytes() // MB
        return UserError("uploads.disk_full", name=name, needed_mb=needed_mb, free_mb=free_mb)

    def _write(self, incoming: _Incoming, chunk: bytes) -> None:
        with self._removed_on_failure(incoming):
            if incoming.offset + len(chunk) > incoming.upload.size_bytes:
                raise UserError("uploads.changed", name=incoming.upload.name)
            incoming.sink.write(chunk)
        incoming.offset += len(chunk)
        incoming.touched_s = time.monotonic()

    @contextlib.contextmanager
    def _removed_on_failure(self, incoming: _Incoming) -> Iterator[None]:
        """The upload is removed when its bytes are refused or cannot be written."""
        try:
            yield
        except UserError:
            self.discard(incoming.upload.id)
            raise
        except OSError as error:
            self.discard(incoming.upload.id)
            if error.errno not in _DISK_FULL:
                raise
            missing = incoming.upload.size_bytes - incoming.offset
            raise self._disk_full(incoming.upload.name, missing) from error

    def _remove_old_files(self, older_than_s: float) -> int:
        removed = 0
        for path in (*self.folder.glob("*.part"), *self.folder.glob("*.zip")):
            if not _ID.fullmatch(path.stem) or path.stem in self._incoming:
                continue
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > older_than_s:
                    path.unlink()
                    self._finished.pop(path.stem, None)
                    removed += 1
        return removed


def _refuse_incomplete(incoming: _Incoming) -> None:
    upload = incoming.snapshot()
    if upload.offset < upload.size_bytes:
        received_mb, size_mb = round(upload.offset / MB, 1), round(upload.size_bytes / MB, 1)
        raise UserError(
            "uploads.incomplete", name=upload.name, received_mb=received_mb, size_mb=size_mb
        )
