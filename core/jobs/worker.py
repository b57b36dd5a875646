"""The worker process: takes one job after the other from the list and does it.

    python -m core.jobs.worker --home FOLDER --token NAME [--tasks MODULE] [--warm] [--linger S]

It is started by `core.jobs.supervisor` and ends itself when its parent is gone, after the job that
it is doing. It leaves SIGTERM to the operating system on purpose: a task that is deep in native
code could not answer it, and is to die at once.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from core.errors import UserError
from core.jobs.context import JobContext
from core.jobs.job import Job
from core.jobs.joblist import JobList
from core.jobs.outcome import OUT_OF_MEMORY, Outcome, outcome_of
from core.jobs.parent import Parent, take_standard_input
from core.jobs.tasks import Task, ahead_of, load_tasks
from core.jobs.warmup import Warmup
from core.jobs.whereabouts import Whereabouts
from core.store.home import Home

_log = logging.getLogger(__name__)

# TensorFlow alone takes 0.7 GB; a worker that keeps more than this after a job makes room.
_BLOATED_BYTES = 2_000_000_000
_KEEP_TRYING_S = 60.0
_TRY_AGAIN_S = 1.0


@dataclass(frozen=True, slots=True)
class Worker:
    """What a worker process consists of.

    Attributes:
        home: where everything stands.
        jobs: the list that it takes jobs from.
        me: its own whereabouts.
        parent: the process that started it.
        tasks: the table of tasks.
        warmup: None to import nothing before it is needed.
        linger_s: ends itself after so long without a job; None stays.
    """

    home: Home
    jobs: JobList
    me: Whereabouts
    parent: Parent
    tasks: Mapping[str, Task]
    warmup: Warmup | None
    linger_s: float | None

    def run(self) -> None:
        """Does jobs until the parent is gone or there was nothing to do for too long."""
        while not self.parent.is_gone:
            try:
                job = self.jobs.claim(self.me)
            except UserError as error:
                _log.error("the job list cannot be used just now: %s", error)
                self.parent.wait(_TRY_AGAIN_S)
                continue
            if not (self._wait() if job is None else self._do(job)):
                return

    def _wait(self) -> bool:
        """Whether to look at the list again; False after lingering in vain."""
        if self.warmup is not None:
            self.warmup.begin()
        return self.parent.wait(self.linger_s)

    def _do(self, job: Job) -> bool:
        """Whether the process may go on to another job afterwards."""
        outcome = outcome_of(lambda: self._work(job), self.home.logs)
        return self._record(job, outcome) and not _is_spent(outcome)

    def _work(self, job: Job) -> Mapping[str, object]:
        with JobContext(self.home, job) as context:
            task = self.tasks[job.kind]
            if self.warmup is not None:
                self.warmup.wait_for(task, context.stop_requested)
            return task(job.request, context)

    def _record(self, job: Job, outcome: Outcome) -> bool:
        """Whether the outcome stands in the list; a full disk or a busy list gets a minute."""
        deadline = time.monotonic() + _KEEP_TRYING_S
        while True:
            try:
                if outcome.failure is not None:
                    return self.jobs.fail(job.id, self.me.token, outcome.failure)
                return self.jobs.complete(job.id, self.me.token, outcome.result)
            except UserError as error:
                if time.monotonic() > deadline:
                    _log.error("the end of job %s could not be recorded: %s", job.id, error)
                    return False
                time.sleep(_TRY_AGAIN_S)


def main(arguments: list[str] | None = None) -> None:
    """Runs a worker process to its end."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(format="%(asctime)s worker %(process)d: %(message)s")
    _behave()
    tasks = load_tasks(options.tasks)
    home = Home(options.home)
    jobs = JobList(home.jobs / "jobs.sqlite")
    Worker(
        home=home,
        jobs=jobs,
        me=Whereabouts.of_this_process(options.token),
        parent=Parent(take_standard_input()),
        tasks=tasks,
        warmup=Warmup(tasks, ahead_of(options.tasks)) if options.warm else None,
        linger_s=options.linger,
    ).run()
    jobs.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="core.jobs.worker", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--tasks", default="core.jobs.tasks")
    parser.add_argument("--warm", action="store_true")
    parser.add_argument("--linger", type=float)
    return parser


def _behave() -> None:
    # Ctrl-C is for the app, which then ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # When memory runs out, Linux is to end a worker and not the app.
    with contextlib.suppress(OSError):
        if sys.platform == "linux":
            Path("/proc/self/oom_score_adj").write_text("500")


def _is_spent(outcome: Outcome) -> bool:
    if outcome.failure is not None and outcome.failure[0] == OUT_OF_MEMORY[0]:
        return True
    return bool(psutil.Process().memory_info().rss > _BLOATED_BYTES)


if __name__ == "__main__":
    try:
        main()
    except SystemExit:
        raise
    except BaseException:
        _log.exception("the worker ended")
        status = 1
    else:
        status = 0
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    # At once, even if a task left a thread running: a worker must never outlive its work.
    os._exit(status)
