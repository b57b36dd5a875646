"""An engine that takes jobs and does nothing with them; a test says how they go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.jobs.job import Job
from core.types import Event


class FakeEngine:
    """Takes jobs and does nothing with them; a test says how they go on."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.story: dict[str, list[Event]] = {}
        self.cancelled: list[str] = []
        self.forgotten: list[str] = []

    def submit(
        self, kind: str, project_id: str, request: Mapping[str, Any], key: str | None = None
    ) -> Job:
        for job in self.jobs:
            if key is not None and job.key == key and job.is_active:
                return job
        job = Job(f"{len(self.jobs):016x}", kind, project_id, request, "queued", key, 1.0)
        self.jobs.append(job)
        return job

    def set(self, job_id: str, **changes: Any) -> Job:
        """The job after these changes."""
        place = next(n for n, job in enumerate(self.jobs) if job.id == job_id)
        self.jobs[place] = replace(self.jobs[place], **changes)
        return self.jobs[place]

    def cancel(self, job_id: str) -> None:
        self.cancelled.append(job_id)
        self.set(job_id, state="stopped", ended_at=2.0)

    def get(self, job_id: str) -> Job | None:
        return next((job for job in self.jobs if job.id == job_id), None)

    def latest(self, project_id: str, kind: str) -> Job | None:
        found = [job for job in self.jobs if (job.project_id, job.kind) == (project_id, kind)]
        return found[-1] if found else None

    def active(self, project_id: str) -> list[Job]:
        return [job for job in self.jobs if job.project_id == project_id and job.is_active]

    def events(self, job_id: str, after: int = 0) -> list[Event]:
        return self.story.get(job_id, [])[after:]

    def position(self, job_id: str) -> int:
        return 0

    def folder(self, job_id: str) -> Path:
        return Path(job_id)

    def forget(self, project_id: str) -> None:
        self.forgotten.append(project_id)
        self.jobs = [job for job in self.jobs if job.project_id != project_id]

    def start(self) -> None: ...

    def close(self) -> None: ...
