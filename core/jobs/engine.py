"""What every engine that runs jobs offers, whether on this computer or on many."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from core.jobs.job import Job
from core.types import Event


class Engine(Protocol):
    """Takes jobs, runs them somewhere else than in this process, and tells how they stand.

    Every method may be called from any thread, and all but `start`, `close` and `forget` return
    at once. Jobs of one project run one after the other, so that no two write into its folder;
    jobs of different projects run side by side.
    """

    def submit(
        self, kind: str, project_id: str, request: Mapping[str, Any], key: str | None = None
    ) -> Job:
        """The new job, or the one with this `key` that still waits or runs.

        Args:
            kind: a key of `core.jobs.tasks.TASKS`.
            project_id: the project it works on, or "".
            request: plain JSON values for the task.
            key: makes a double click or a second tab harmless. A job that was asked to stop no
                longer counts, so that Stop and then Start gives a new one.

        Raises:
            UserError: `general.disk_full`, `general.folder_not_writable`, `jobs.list_busy` or
                `jobs.list_damaged`; every other method may raise the last two as well.
        """

    def cancel(self, job_id: str) -> None:
        """The job is stopped if it waited; if it runs it is asked to stop, then made to."""

    def get(self, job_id: str) -> Job | None:
        """The job as it stands now, or None if there is no such job."""

    def latest(self, project_id: str, kind: str) -> Job | None:
        """The newest job of that kind in a project, active or ended."""

    def active(self, project_id: str) -> list[Job]:
        """The jobs of a project that wait, run or are about to stop, the oldest first."""

    def events(self, job_id: str, after: int = 0) -> list[Event]:
        """The story of the job's present attempt but its first `after` events; cheap to poll."""

    def position(self, job_id: str) -> int:
        """Place in the queue: 1 is the next to begin, 0 is not waiting."""

    def folder(self, job_id: str) -> Path:
        """The folder of a job; it need not exist yet."""

    def forget(self, project_id: str) -> None:
        """Ends the jobs of a deleted project and removes every trace of them.

        When it returns (at the latest after some seconds) none of them writes any more.
        """

    def start(self) -> None:
        """Jobs are taken up from now on, those left over from last time first."""

    def close(self) -> None:
        """No work goes on after this; what ran goes back to the queue for the next `start`."""
