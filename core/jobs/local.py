"""The engine that runs jobs in child processes on this computer."""

from __future__ import annotations

import atexit
import contextlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.jobs import housekeeping
from core.jobs.capacity import worker_count
from core.jobs.context import STOP_FILE
from core.jobs.events import EventReader, events_path
from core.jobs.job import Job
from core.jobs.joblist import JobList
from core.jobs.supervisor import Staff, Supervisor
from core.store import atomic
from core.store.home import Home
from core.types import Event

# Stop is to have ended the work 6 s after it was asked for; ending a worker takes up to 2.
STOP_GRACE_S = 4.0
_FORGET_PATIENCE_S = 1.0


class LocalEngine:
    """An `Engine` on this computer; several may work on one home, in one process or in many.

    Args:
        home: where jobs, logs and projects stand.
        workers: at most so many jobs at once; None for what the computer can bear.
        warm: keep TensorFlow imported in the worker that stays.
        tasks: module with the table `TASKS`.
        stop_grace_s: how long a job may take to follow a stop before its worker is ended.
    """

    def __init__(
        self,
        home: Home,
        workers: int | None = None,
        *,
        warm: bool = True,
        tasks: str = "core.jobs.tasks",
        stop_grace_s: float = STOP_GRACE_S,
    ) -> None:
        self._home = home
        self._staff = Staff(workers or worker_count(), warm, tasks, stop_grace_s)
        self._jobs = JobList(home.jobs / "jobs.sqlite", repair=True)
        self._reader = EventReader()
        self._supervisor: Supervisor | None = None

    def submit(
        self, kind: str, project_id: str, request: Mapping[str, Any], key: str | None = None
    ) -> Job:
        """See `Engine.submit`. Before `start` the job only waits."""
        job = self._jobs.submit(kind, project_id, request, key)
        self._wake()
        return job

    def cancel(self, job_id: str) -> None:
        """See `Engine.cancel`. A job that has ended or does not exist is left as it is."""
        job = self._jobs.ask_to_stop(job_id)
        if job is not None and job.state == "stopping":
            flag = self.folder(job_id) / STOP_FILE
            with atomic.explained(flag):
                flag.parent.mkdir(parents=True, exist_ok=True)
                flag.touch()
            self._wake()

    def get(self, job_id: str) -> Job | None:
        """See `Engine.get`."""
        return self._jobs.get(job_id)

    def latest(self, project_id: str, kind: str) -> Job | None:
        """See `Engine.latest`."""
        return self._jobs.latest(project_id, kind)

    def active(self, project_id: str) -> list[Job]:
        """See `Engine.active`."""
        return self._jobs.active(project_id)

    def events(self, job_id: str, after: int = 0) -> list[Event]:
        """See `Engine.events`."""
        job = self._jobs.get(job_id)
        if job is None:
            return []
        return self._reader.read(events_path(self.folder(job.id), job.attempt), after)

    def position(self, job_id: str) -> int:
        """See `Engine.position`."""
        return self._jobs.position(job_id)

    def folder(self, job_id: str) -> Path:
        """See `Engine.folder`."""
        return self._home.jobs / job_id

    def forget(self, project_id: str) -> None:
        """See `Engine.forget`. A worker that does not stop within a second is ended."""
        for job in self._jobs.active(project_id):
            self.cancel(job.id)
        deadline = time.monotonic() + _FORGET_PATIENCE_S
        while self._jobs.active(project_id) and time.monotonic() < deadline:
            time.sleep(0.05)
        supervisor = self._supervisor or Supervisor(self._home, self._jobs, self._staff)
        for claim in self._jobs.taken():
            if claim.job.project_id == project_id:
                supervisor.end_worker(claim)
        housekeeping.remove_folders(self._home.jobs, self._jobs.remove(project_id))

    def start(self) -> None:
        """See `Engine.start`. Work ends with this process, even if nobody calls `close`."""
        if self._supervisor is None:
            self._supervisor = Supervisor(self._home, self._jobs, self._staff)
            self._supervisor.start()
            atexit.register(self.close)

    def close(self) -> None:
        """See `Engine.close`. Takes at most 5 s; asking and submitting are possible afterwards."""
        atexit.unregister(self.close)
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is not None:
            with contextlib.suppress(UserError):
                supervisor.close()
        self._jobs.close()

    def _wake(self) -> None:
        if self._supervisor is not None:
            self._supervisor.wake()
