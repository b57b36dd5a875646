"""What a task is given in a worker: a way to tell of progress and to hear that it should stop."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from core.jobs.events import EventWriter, events_path
from core.jobs.job import Job
from core.jobs.whereabouts import HEARTBEAT_EVERY_S
from core.store.home import Home
from core.types import Event

STOP_FILE = "stop"
KEEPING_FILE = "keeping"
"""There while a task is in the stage `saving`: what it has done must not be lost for a few seconds."""
_SAVING = "saving"
HEARTBEAT_FILE = "heartbeat"
_ASK_EVERY_S = 0.05
# A stage that tells of every single photo must not write a line for each.
_PROGRESS_EVERY_S = 0.05


class JobContext:
    """The `Context` of a job; to be used as `with JobContext(home, job) as context`.

    Args:
        home: where everything stands.
        job: the job as claimed.

    Attributes:
        home, job_id, project_id: where the task belongs.
        folder: the job's own folder; a task may keep scratch files there, they go with the job.
    """

    def __init__(self, home: Home, job: Job) -> None:
        self.home = home
        self.job_id = job.id
        self.project_id = job.project_id
        self.folder: Path = home.jobs / job.id
        self._began = time.monotonic()
        self._events = EventWriter(events_path(self.folder, job.attempt))
        self._lock = threading.Lock()
        self._last_progress: tuple[str, float] = ("", 0.0)
        self._stop = False
        self._asked_at = float("-inf")
        self._over = threading.Event()

    def emit(self, event: Event) -> None:
        """The event joins the job's story, with the seconds since the job began.

        `progress` that follows an earlier one of its stage within 50 ms is left out, except the
        last (`done == total`). May be called from any thread.

        Raises:
            UserError: `general.disk_full`.
        """
        elapsed_s = round(time.monotonic() - self._began, 3)
        with self._lock:
            if not self._is_worth_telling(event, elapsed_s):
                return
            if event.kind == "stage":
                self._note_keeping(event.stage == _SAVING)
            self._events.write(replace(event, elapsed_s=elapsed_s))

    def stop_requested(self) -> bool:
        """Whether the person asked to stop; looks at the disk at most every 50 ms."""
        now = time.monotonic()
        if not self._stop and now - self._asked_at >= _ASK_EVERY_S:
            self._asked_at = now
            self._stop = (self.folder / STOP_FILE).exists()
        return self._stop

    def _note_keeping(self, is_keeping: bool) -> None:
        # A full disk or a deleted project is for the work itself to find out.
        with contextlib.suppress(OSError):
            if is_keeping:
                (self.folder / KEEPING_FILE).touch()
            else:
                (self.folder / KEEPING_FILE).unlink(missing_ok=True)

    def __enter__(self) -> JobContext:
        self._note_keeping(False)  # of an attempt that was ended
        threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._events.close()

    def _is_worth_telling(self, event: Event, elapsed_s: float) -> bool:
        if event.kind != "progress":
            return True
        stage, told_at_s = self._last_progress
        is_last = event.total > 0 and event.done >= event.total
        if event.stage == stage and not is_last and elapsed_s - told_at_s < _PROGRESS_EVERY_S:
            return False
        self._last_progress = (event.stage, elapsed_s)
        return True

    def _beat(self) -> None:
        while True:
            # A full disk or a deleted project is for the work itself to find out.
            with contextlib.suppress(OSError):
                (self.folder / HEARTBEAT_FILE).touch()
            if self._over.wait(HEARTBEAT_EVERY_S):
                return
