"""One piece of long-running work and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.errors import Fact

State = Literal["queued", "running", "stopping", "done", "failed", "stopped"]

ACTIVE: tuple[State, ...] = ("queued", "running", "stopping")

Failure = tuple[str, Mapping[str, Fact]]


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the list has it at one moment; ask the engine again for a later one.

    Attributes:
        id: 16 hex digits; may stand in an address.
        kind: which function does the work, a key of `core.jobs.tasks.TASKS`.
        project_id: the project it belongs to; empty when it belongs to none.
        request: what the function is told, as plain JSON values.
        state: `queued`, `running`, `stopping` (a stop was asked for), `done`, `failed`, `stopped`.
        key: jobs of one key are not queued twice.
        created_at, started_at, ended_at: seconds since 1970; `started_at` is of this attempt.
        attempt: how many times it was begun; 0 while it never was.
        result: what the function returned; also of a stopped job that had something worth keeping.
        error: message code and facts of a failed job, for `core.messages.describe_code`.
    """

    id: str
    kind: str
    project_id: str
    request: Mapping[str, Any]
    state: State
    key: str | None
    created_at: float
    started_at: float | None = None
    ended_at: float | None = None
    attempt: int = 0
    result: Mapping[str, Any] | None = None
    error: Failure | None = None

    @property
    def is_active(self) -> bool:
        """Whether it waits, runs or is about to stop."""
        return self.state in ACTIVE
