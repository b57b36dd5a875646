"""Keeps worker processes going, ends those that do not stop, and answers for those that died."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from dataclasses import dataclass

from core.errors import UserError
from core.jobs import housekeeping
from core.jobs.child import Child, end_process_group, log_path, start_child
from core.jobs.context import HEARTBEAT_FILE, KEEPING_FILE
from core.jobs.job import Failure
from core.jobs.joblist import Claim, JobList
from core.jobs.outcome import OUT_OF_MEMORY
from core.store.home import Home

_log = logging.getLogger(__name__)

_BUSY_TICK_S = 0.25
_IDLE_TICK_S = 1.0
_TIDY_EVERY_S = 60.0
# A worker that is not ours has a supervisor of its own, which is to act first.
_OTHERS_GRACE_S = 3.0
_OTHERS_STOP_GRACE_S = 0.75
# A slow computer may take so long to save what a stopped training has learned.
_KEEPING_GRACE_S = 120.0
_LINGER_S = 60.0
_EARLY_DEATH_S = 30.0
_MAX_EARLY_DEATHS = 3
_LONGEST_PAUSE_S = 30.0
# An idle worker takes a job within milliseconds; one that lets it lie for so long hangs.
_UNRESPONSIVE_S = 20.0
_KEEP_ENDED = 100
_LOG_BYTES = 2_000_000
# SIGKILL, the same as a shell tells it, and Windows' STATUS_NO_MEMORY.
_KILLED = (-9, 137, 0xC0000017)


@dataclass(frozen=True, slots=True)
class Staff:
    """How the supervisor staffs the work.

    Attributes:
        max_workers: at most so many worker processes.
        warm: import TensorFlow ahead in the one that stays.
        tasks: module with the table of tasks.
        stop_grace_s: how long a job may take to follow a stop before its worker is ended.
    """

    max_workers: int
    warm: bool
    tasks: str
    stop_grace_s: float


class Supervisor:
    """A thread that looks after the workers of one app.

    Args:
        home: where everything stands.
        jobs: the job list.
        staff: how many workers, and what kind.
    """

    def __init__(self, home: Home, jobs: JobList, staff: Staff) -> None:
        self._home = home
        self._jobs = jobs
        self._staff = staff
        self._children: list[Child] = []
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._stopping_since_s: dict[str, float] = {}
        self._gone_since_s: dict[str, float] = {}
        self._unclean: set[str] = set()
        self._early_deaths = 0
        self._start_again_at_s = 0.0
        self._lying_since_s: float | None = None
        self._tidied_at_s = time.monotonic()
        self._warm = staff.warm

    def start(self) -> None:
        """Workers are started, and jobs that lost theirs since last time wait again."""
        self._look_for_lost(self._jobs.taken(), grace_s=0.0)
        self._thread.start()

    def wake(self) -> None:
        """Idle workers look at the list at once, and so does the supervisor."""
        for child in list(self._children):
            child.wake()
        self._wake.set()

    def close(self) -> None:
        """The workers are gone within 5 s; their jobs wait again, or are stopped if so asked."""
        self._closing = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)
        # All are told before any is waited for; no threads, for Python may be shutting down.
        for child in self._children:
            child.ask_to_end()
        for child in self._children:
            child.end()
        for child in self._children:
            self._jobs.give_back(child.token)
        self._children.clear()

    def _watch(self) -> None:
        while not self._closing:
            is_busy = True
            try:
                is_busy = self._look_after_all()
            except Exception:
                # A full disk or a busy list passes; whoever looks after the workers must stay.
                _log.exception("looking after the workers failed, trying again")
            self._wake.wait(_BUSY_TICK_S if is_busy else _IDLE_TICK_S)
            self._wake.clear()

    def _look_after_all(self) -> bool:
        """Whether anything is going on."""
        self._bury_the_dead()
        taken = self._jobs.taken()
        self._end_the_overdue(taken)
        self._look_for_lost(taken, _OTHERS_GRACE_S)
        ready = self._jobs.ready_count()
        busy = {claim.worker.token for claim in taken}
        idle = [child for child in self._children if child.token not in busy]
        self._rouse(idle, ready)
        self._hire(len(idle), ready)
        if time.monotonic() - self._tidied_at_s > _TIDY_EVERY_S:
            self._tidied_at_s = time.monotonic()
            self._tidy({claim.job.project_id for claim in taken})
        return bool(taken or ready)

    # Workers that ended.

    def _bury_the_dead(self) -> None:
        for child in [child for child in self._children if child.exit_code is not None]:
            self._settle(child)
            self._children.remove(child)
            child.clean_up()
            self._learn_from(child)

    def _settle(self, child: Child) -> None:
        for claim in self._jobs.taken():
            if claim.worker.token == child.token:
                self._unclean.add(claim.job.project_id)
        if child.was_killed:
            self._jobs.give_back(child.token)
        else:
            self._jobs.bury(child.token, self._failure_for(child.exit_code))

    def _failure_for(self, exit_code: int | None) -> Failure:
        if exit_code in _KILLED:
            return OUT_OF_MEMORY
        return "jobs.worker_died", {"log": str(log_path(self._home))}

    def _learn_from(self, child: Child) -> None:
        if child.was_killed or child.exit_code == 0 or self._jobs.has_served(child.token):
            self._early_deaths = 0
        elif child.age_s < _EARLY_DEATH_S:
            # Perhaps importing TensorFlow ended it; perhaps nothing works at all.
            _log.warning("a worker ended early with exit code %s", child.exit_code)
            self._warm = False
            self._early_deaths += 1
            pause_s = min(0.25 * 2**self._early_deaths, _LONGEST_PAUSE_S)
            self._start_again_at_s = time.monotonic() + pause_s
            self._give_up_if_hopeless(child.exit_code)

    def _give_up_if_hopeless(self, exit_code: int | None) -> None:
        if exit_code in _KILLED:
            # Something ended it from outside; memory may be free again in a moment.
            if self._early_deaths >= 2 * _MAX_EARLY_DEATHS:
                self._jobs.fail_waiting(OUT_OF_MEMORY)
        elif self._early_deaths >= _MAX_EARLY_DEATHS:
            log = str(log_path(self._home))
            self._jobs.fail_waiting(("jobs.cannot_start", {"log": log}))

    # Jobs that were asked to stop.

    def _end_the_overdue(self, taken: list[Claim]) -> None:
        now_s = time.monotonic()
        stopping = {claim.job.id: claim for claim in taken if claim.job.state == "stopping"}
        since = self._stopping_since_s
        self._stopping_since_s = {job_id: since.get(job_id, now_s) for job_id in stopping}
        for job_id, claim in stopping.items():
            others = 0.0 if self._child_of(claim) else _OTHERS_STOP_GRACE_S
            is_keeping = (self._home.jobs / job_id / KEEPING_FILE).exists()
            grace_s = _KEEPING_GRACE_S if is_keeping else self._staff.stop_grace_s
            if now_s - self._stopping_since_s[job_id] >= grace_s + others:
                self.end_worker(claim)

    def end_worker(self, claim: Claim) -> None:
        """The worker that has a job is gone; the job is stopped if that was asked, or waits."""
        self._unclean.add(claim.job.project_id)
        child = self._child_of(claim)
        if child is not None:
            child.end()
        elif claim.worker.process() is not None:
            end_process_group(claim.worker.pid)
        elif self._is_alive(claim):
            return  # On another computer, out of reach; it has the stop flag.
        # By now it may have gone on to another job, which is not to blame and waits again.
        self._jobs.give_back(claim.worker.token)

    def _child_of(self, claim: Claim) -> Child | None:
        children = list(self._children)
        return next((child for child in children if child.token == claim.worker.token), None)

    # Jobs whose worker belonged to an app that is no more.

    def _look_for_lost(self, taken: list[Claim], grace_s: float) -> None:
        mine = {child.token for child in self._children}
        others = [claim for claim in taken if claim.worker.token not in mine]
        gone = {c.worker.token: c for c in others if not self._is_alive(c)}
        now_s, since = time.monotonic(), self._gone_since_s
        self._gone_since_s = {token: since.get(token, now_s) for token in gone}
        for token, claim in gone.items():
            if now_s - self._gone_since_s[token] >= grace_s:
                self._unclean.add(claim.job.project_id)
                self._jobs.lose(token, ("jobs.interrupted_twice", {}))

    def _is_alive(self, claim: Claim) -> bool:
        return claim.worker.is_alive(self._home.jobs / claim.job.id / HEARTBEAT_FILE)

    # Enough workers, and not too many.

    def _rouse(self, idle: list[Child], ready: int) -> None:
        if not (idle and ready):
            self._lying_since_s = None
            return
        for child in idle:
            child.wake()
        now_s = time.monotonic()
        self._lying_since_s = self._lying_since_s or now_s
        if now_s - self._lying_since_s > _UNRESPONSIVE_S:
            for child in idle:
                if child.age_s > _UNRESPONSIVE_S:
                    _log.warning("a worker hung and was ended")
                    self._warm = False
                    child.end()
            self._lying_since_s = None

    def _hire(self, idle: int, ready: int) -> None:
        if time.monotonic() < self._start_again_at_s:
            return
        if not any(child.is_base for child in self._children):
            self._start_child(self._warm, None)
            idle += 1
        while idle < ready and len(self._children) < self._staff.max_workers:
            self._start_child(False, _LINGER_S)
            idle += 1

    def _start_child(self, warm: bool, linger_s: float | None) -> None:
        if not self._closing:
            child = start_child(self._home, self._staff.tasks, warm, linger_s)
            self._children.append(child)

    # Clearing up.

    def _tidy(self, busy_projects: set[str]) -> None:
        jobs = self._home.jobs
        housekeeping.remove_folders(jobs, self._jobs.prune(_KEEP_ENDED))
        housekeeping.remove_unknown_folders(jobs, self._jobs.ids())
        housekeeping.rotate(log_path(self._home), _LOG_BYTES)
        for project_id in self._unclean - busy_projects:
            with contextlib.suppress(OSError, UserError):
                housekeeping.remove_leftovers(self._home.projects / project_id)
            self._unclean.discard(project_id)
