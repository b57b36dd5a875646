"""The list of all jobs: the one place that says how each of them stands.

Every process that works on a home opens the same file. Each method is one short transaction, so a
job is claimed by one worker only, whoever else tries at the same time.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.jobs.database import Database
from core.jobs.job import Failure, Job
from core.jobs.whereabouts import Whereabouts

# A job that lost its worker (a power cut, say) is begun again this many times.
MAX_LOSSES = 1

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    project_id TEXT NOT NULL,
    request TEXT NOT NULL,
    state TEXT NOT NULL,
    key TEXT,
    created_at REAL NOT NULL,
    started_at REAL,
    ended_at REAL,
    attempt INTEGER NOT NULL DEFAULT 0,
    losses INTEGER NOT NULL DEFAULT 0,
    worker TEXT,
    worker_pid INTEGER,
    worker_host TEXT,
    result TEXT,
    error TEXT
);
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state);
CREATE INDEX IF NOT EXISTS jobs_by_project ON jobs (project_id, kind);
PRAGMA user_version = 1;
"""

_ACTIVE = "('queued', 'running', 'stopping')"
_ENDED = "('done', 'failed', 'stopped')"
# Waiting jobs whose project no other job works on.
_READY = """
    state = 'queued' AND (project_id = '' OR project_id NOT IN
        (SELECT project_id FROM jobs WHERE state IN ('running', 'stopping')))
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that a worker has taken."""

    job: Job
    worker: Whereabouts


class JobList:
    """The jobs in an SQLite file.

    Args:
        path: `Home.jobs / "jobs.sqlite"`.
        repair: move a damaged file aside and begin a fresh list.
    """

    def __init__(self, path: Path, repair: bool = False) -> None:
        self._database = Database(path, _SCHEMA, repair)
        self._run = self._database.run

    def close(self) -> None:
        """The file is closed; using the list opens it again."""
        self._database.close()

    # What the pages ask and want.

    def submit(
        self, kind: str, project_id: str, request: Mapping[str, Any], key: str | None
    ) -> Job:
        """The new job, or the waiting or running one of the same key."""
        with self._database.transaction():
            same = self._jobs("key = ? AND state IN ('queued', 'running')", key) if key else []
            if same:
                return same[0]
            job_id = secrets.token_hex(8)
            self._run(
                "INSERT INTO jobs (id, kind, project_id, request, state, key, created_at)"
                " VALUES (?, ?, ?, ?, 'queued', ?, ?)",
                *(job_id, kind, project_id, json.dumps(dict(request)), key, time.time()),
            )
            return self._jobs("id = ?", job_id)[0]

    def get(self, job_id: str) -> Job | None:
        """The job of that id, if there is one."""
        return next(iter(self._jobs("id = ?", job_id)), None)

    def latest(self, project_id: str, kind: str) -> Job | None:
        """The newest job of a kind in a project."""
        found = self._jobs(
            "project_id = ? AND kind = ? ORDER BY seq DESC LIMIT 1", project_id, kind
        )
        return next(iter(found), None)

    def active(self, project_id: str) -> list[Job]:
        """The jobs of a project that have not ended, the oldest first."""
        return self._jobs(f"project_id = ? AND state IN {_ACTIVE} ORDER BY seq", project_id)

    def position(self, job_id: str) -> int:
        """1 for the next to begin, 0 for one that does not wait."""
        rows = self._run(
            "SELECT (SELECT COUNT(*) FROM jobs AS other WHERE other.state = 'queued'"
            " AND other.seq <= mine.seq) FROM jobs AS mine WHERE id = ? AND state = 'queued'",
            job_id,
        )
        return int(rows[0][0]) if rows else 0

    def ask_to_stop(self, job_id: str) -> Job | None:
        """The job after the wish: `stopped` if it waited, `stopping` if it ran; None if ended."""
        self._run(
            "UPDATE jobs SET ended_at = CASE state WHEN 'queued' THEN ? END,"
            " state = CASE state WHEN 'queued' THEN 'stopped' ELSE 'stopping' END"
            " WHERE id = ? AND state IN ('queued', 'running')",
            *(time.time(), job_id),
        )
        job = self.get(job_id)
        return job if job is not None and job.state in ("stopping", "stopped") else None

    # What the workers do.

    def claim(self, worker: Whereabouts) -> Job | None:
        """The oldest job that is ready, now running in this worker and no other."""
        rows = self._run(
            "UPDATE jobs SET state = 'running', attempt = attempt + 1, started_at = ?,"
            " worker = ?, worker_pid = ?, worker_host = ?"
            f" WHERE seq = (SELECT seq FROM jobs WHERE {_READY} ORDER BY seq LIMIT 1)"
            " RETURNING *",
            *(time.time(), worker.token, worker.pid, worker.host),
        )
        return _job(rows[0]) if rows else None

    def complete(self, job_id: str, worker: str, result: Mapping[str, Any] | None) -> bool:
        """The job is `done`, or `stopped` when that was asked for or there is no result.

        Returns:
            False when the job was no longer this worker's.
        """
        rows = self._run(
            "UPDATE jobs SET ended_at = ?, result = ?,"
            " state = CASE WHEN state = 'stopping' OR ? THEN 'stopped' ELSE 'done' END"
            " WHERE id = ? AND worker = ? AND state IN ('running', 'stopping') RETURNING id",
            *(time.time(), _as_json(result), result is None, job_id, worker),
        )
        return bool(rows)

    def fail(self, job_id: str, worker: str, failure: Failure) -> bool:
        """The job is `failed`; False when it was no longer this worker's."""
        rows = self._run(
            "UPDATE jobs SET state = 'failed', ended_at = ?, error = ?"
            " WHERE id = ? AND worker = ? AND state IN ('running', 'stopping') RETURNING id",
            *(time.time(), _told(failure), job_id, worker),
        )
        return bool(rows)

    # What the supervisor does for workers that are gone. A job that was asked to stop is stopped.

    def taken(self) -> list[Claim]:
        """The jobs that workers have, the oldest first."""
        rows = self._run("SELECT * FROM jobs WHERE state IN ('running', 'stopping') ORDER BY seq")
        return [Claim(_job(row), _whereabouts(row)) for row in rows]

    def ready_count(self) -> int:
        """How many jobs could begin now if there were workers enough."""
        each = "CASE project_id WHEN '' THEN id ELSE project_id END"
        return int(self._run(f"SELECT COUNT(DISTINCT {each}) FROM jobs WHERE {_READY}")[0][0])

    def give_back(self, worker: str) -> None:
        """What a worker had that we ended ourselves waits again."""
        self._settle(worker, "state = 'queued', started_at = NULL, worker = NULL")

    def lose(self, worker: str, failure: Failure) -> None:
        """What a worker had that vanished unseen waits again, or fails if that happened before."""
        with self._database.transaction():
            self._settle(
                worker, "state = 'failed', ended_at = ?, error = ?", time.time(),
                _told(failure), only=f"losses >= {MAX_LOSSES}",
            )  # fmt: skip
            again = "state = 'queued', started_at = NULL, worker = NULL, losses = losses + 1"
            self._settle(worker, again)

    def bury(self, worker: str, failure: Failure) -> None:
        """What a worker had that died before our eyes has failed."""
        then = "state = 'failed', ended_at = ?, error = ?"
        self._settle(worker, then, time.time(), _told(failure))

    def fail_waiting(self, failure: Failure) -> None:
        """Every waiting job has failed, because no worker can be started."""
        self._run(
            "UPDATE jobs SET state = 'failed', ended_at = ?, error = ? WHERE state = 'queued'",
            *(time.time(), _told(failure)),
        )

    def has_served(self, worker: str) -> bool:
        """Whether a worker ever took a job."""
        return bool(self._run("SELECT 1 FROM jobs WHERE worker = ? LIMIT 1", worker))

    def prune(self, keep: int) -> list[str]:
        """Ids of the ended jobs that were removed because `keep` newer ones ended after them.

        The newest job of each kind in each project stays, since its page shows how it went.
        """
        rows = self._run(
            f"DELETE FROM jobs WHERE state IN {_ENDED} AND seq NOT IN"
            f" (SELECT seq FROM jobs WHERE state IN {_ENDED} ORDER BY ended_at DESC LIMIT ?)"
            " AND seq NOT IN (SELECT MAX(seq) FROM jobs GROUP BY project_id, kind)"
            " RETURNING id",
            keep,
        )
        return [row[0] for row in rows]

    def remove(self, project_id: str) -> list[str]:
        """Ids of the jobs of a project that were removed: all that no worker has."""
        rows = self._run(
            "DELETE FROM jobs WHERE project_id = ? AND state NOT IN ('running', 'stopping')"
            " RETURNING id",
            project_id,
        )
        return [row[0] for row in rows]

    def ids(self) -> set[str]:
        """The ids of all jobs."""
        return {row[0] for row in self._run("SELECT id FROM jobs")}

    def _settle(self, worker: str, then: str, *values: Any, only: str = "TRUE") -> None:
        self._run(
            "UPDATE jobs SET state = 'stopped', ended_at = ?"
            " WHERE worker = ? AND state = 'stopping'",
            *(time.time(), worker),
        )
        where = f"worker = ? AND state = 'running' AND {only}"
        self._run(f"UPDATE jobs SET {then} WHERE {where}", *values, worker)

    def _jobs(self, where: str, *values: Any) -> list[Job]:
        return [_job(row) for row in self._run(f"SELECT * FROM jobs WHERE {where}", *values)]


def _job(row: sqlite3.Row) -> Job:
    error = json.loads(row["error"]) if row["error"] else None
    return Job(
        id=row["id"],
        kind=row["kind"],
        project_id=row["project_id"],
        request=json.loads(row["request"]),
        state=row["state"],
        key=row["key"],
        created_at=row["created_at"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        attempt=row["attempt"],
        result=json.loads(row["result"]) if row["result"] else None,
        error=(error[0], error[1]) if error else None,
    )


def _whereabouts(row: sqlite3.Row) -> Whereabouts:
    return Whereabouts(row["worker"], row["worker_pid"], row["worker_host"])


def _told(failure: Failure) -> str:
    return json.dumps([failure[0], dict(failure[1])], default=str)


def _as_json(result: Mapping[str, Any] | None) -> str | None:
    return None if result is None else json.dumps(dict(result))
