"""The story of a job: one JSON object per line, added to by the worker, read by the pages."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from core.store import atomic
from core.types import Event, EventKind

_KINDS = get_args(EventKind)
_MAX_CACHED = 64


def events_path(folder: Path, attempt: int) -> Path:
    """The file of one attempt; a new attempt begins a new story, the old one stays as it was."""
    return folder / f"events-{attempt}.jsonl"


class EventWriter:
    """Adds events to a file, each in one write, so that no reader sees a mixture of two.

    Args:
        path: the file; its folder is made if need be.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with atomic.explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("ab", buffering=0)

    def write(self, event: Event) -> None:
        """The event stands at the end of the file.

        Raises:
            UserError: `general.disk_full`.
        """
        line = json.dumps(asdict(event), ensure_ascii=False, separators=(",", ":"))
        with atomic.explained(self._path):
            self._file.write(line.encode() + b"\n")

    def close(self) -> None:
        """The file is closed."""
        self._file.close()


class EventReader:
    """Reads files that grow, each byte once however often it is asked."""

    def __init__(self) -> None:
        self._seen: OrderedDict[Path, tuple[int, list[Event]]] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, path: Path, after: int = 0) -> list[Event]:
        """All events of a file but the first `after`; none if there is no file yet."""
        with self._lock:
            offset, known = self._seen.pop(path, (0, []))
            fresh, offset = read_events(path, offset)
            known.extend(fresh)
            self._seen[path] = (offset, known)
            if len(self._seen) > _MAX_CACHED:
                self._seen.popitem(last=False)
            return known[max(after, 0) :]


def read_events(path: Path, offset: int = 0) -> tuple[list[Event], int]:
    """The events from a byte offset on, and the offset at which to go on next time.

    A last line that is still being written is left for next time; a damaged one is left out.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read()
    except FileNotFoundError:
        return [], offset
    whole = data[: data.rfind(b"\n") + 1]
    events = [event for line in whole.splitlines() if (event := _event(line)) is not None]
    return events, offset + len(whole)


def _event(line: bytes) -> Event | None:
    try:
        return _event_of(json.loads(line))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _event_of(value: Any) -> Event | None:
    if value["kind"] not in _KINDS:
        return None
    return Event(
        kind=value["kind"],
        stage=str(value["stage"]),
        done=int(value.get("done", 0)),
        total=int(value.get("total", 0)),
        elapsed_s=float(value.get("elapsed_s", 0.0)),
        metrics={str(k): float(v) for k, v in value.get("metrics", {}).items()},
    )
