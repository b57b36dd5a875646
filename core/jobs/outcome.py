"""How running a task can end."""

from __future__ import annotations

import contextlib
import errno
import json
import secrets
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import Cancelled, UserError
from core.jobs.job import Failure
from core.store import atomic

OUT_OF_MEMORY: Failure = ("jobs.out_of_memory", {})
_MAX_REPORTS = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a task left: a result, or a failure, or neither when it followed a stop."""

    result: Mapping[str, Any] | None = None
    failure: Failure | None = None


def outcome_of(work: Callable[[], Mapping[str, Any]], logs: Path) -> Outcome:
    """What came of the work; nothing is raised.

    Args:
        work: calls the task.
        logs: folder in which the report of an unforeseen exception is put under a reference.
    """
    try:
        result = dict(work() or {})
        # What the list could not keep is the task's mistake, and is to be told as such.
        json.dumps(result)
        return Outcome(result=result)
    except Cancelled:
        return Outcome()
    except UserError as error:
        return Outcome(failure=(error.code, error.facts))
    # A task that calls sys.exit() must not end the worker with it.
    except (Exception, SystemExit) as error:
        return Outcome(failure=_failure(error, logs))


def unexpected(error: BaseException, logs: Path) -> Failure:
    """The failure for an exception that nobody foresaw; its traceback is in `logs`."""
    reference = secrets.token_hex(4)
    text = "".join(traceback.format_exception(error))
    # A full disk must not hide the sentence that something went wrong.
    with contextlib.suppress(UserError, OSError):
        atomic.write_bytes(logs / f"error-{reference}.txt", text.encode(errors="replace"))
        _keep_newest(logs)
    return "general.unexpected", {"reference": reference}


def _failure(error: BaseException, logs: Path) -> Failure:
    # TensorFlow has its own name for it, and must not be imported to compare.
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return OUT_OF_MEMORY
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        path = Path(str(error.filename or ""))
        return "general.disk_full", {"what": path.name or "a file", "folder": str(path.parent)}
    return unexpected(error, logs)


def _keep_newest(logs: Path) -> None:
    reports = sorted(logs.glob("error-*.txt"), key=lambda path: path.stat().st_mtime)
    for path in reports[:-_MAX_REPORTS]:
        path.unlink(missing_ok=True)
