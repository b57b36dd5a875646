"""A worker process as seen by the process that started it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from core.jobs.whereabouts import new_token
from core.store import atomic
from core.store.home import Home

_ROOT = Path(__file__).resolve().parents[2]
_TERMINATE_PATIENCE_S = 0.5
_KILL_PATIENCE_S = 2.0


@dataclass(slots=True, eq=False)
class Child:
    """A running worker process.

    Attributes:
        token: its name in the job list.
        is_base: the one that stays; others leave when there is nothing to do.
        was_killed: we ended it, so that its job is not to blame.
        began_at_s: on the monotonic clock.
    """

    token: str
    process: subprocess.Popen[bytes]
    is_base: bool
    was_killed: bool = False
    began_at_s: float = field(default_factory=time.monotonic)

    @property
    def exit_code(self) -> int | None:
        """None while it runs; below zero the signal that killed it (not on Windows)."""
        return self.process.poll()

    @property
    def age_s(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self.began_at_s

    def wake(self) -> None:
        """It looks at the job list at once if it is idle."""
        # One that just died is noticed elsewhere.
        with contextlib.suppress(OSError, ValueError):
            if self.process.stdin is not None:
                self.process.stdin.write(b"\n")

    def ask_to_end(self) -> None:
        """The process and all that it started are told to end; returns at once."""
        self.was_killed = True
        if self.exit_code is None:
            signal_process_group(self.process.pid, hard=False)

    def end(self) -> None:
        """The process and all that it started are gone, at the latest after 2.5 s."""
        self.was_killed = True
        if self.exit_code is None:
            end_process_group(self.process.pid)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_KILL_PATIENCE_S)
        self.clean_up()

    def clean_up(self) -> None:
        """Nothing is left of a process that has ended: neither its children nor our pipe to it."""
        if self.process.stdin is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def start_child(home: Home, tasks: str, warm: bool, linger_s: float | None) -> Child:
    """A new worker process.

    Args:
        home: where it finds the job list.
        tasks: module with the table of tasks.
        warm: let it import TensorFlow while it has nothing else to do.
        linger_s: let it leave after so long without a job; None makes it the one that stays.

    Raises:
        UserError: the log cannot be written.
        OSError: no process can be started.
    """
    token = new_token()
    # Faulthandler: a crash in native code leaves at least a trace in the log.
    command = [sys.executable, "-X", "faulthandler", "-m", "core.jobs.worker"]
    command += ["--home", str(home.folder.resolve()), "--token", token, "--tasks", tasks]
    command += ["--warm"] if warm else []
    command += [] if linger_s is None else ["--linger", str(linger_s)]
    with atomic.explained(log_path(home)):
        home.logs.mkdir(parents=True, exist_ok=True)
        log = log_path(home).open("ab")
    with log:
        process = _popen(command, log.fileno(), _environment(home))
    return Child(token, process, is_base=linger_s is None)


def log_path(home: Home) -> Path:
    """Where workers write what they have to say to a technician."""
    return home.logs / "worker.log"


def end_process_group(pid: int) -> None:
    """A worker's process and what it started are told to end, and half a second later made to."""
    processes = _tree(pid)
    _signal(pid, processes, hard=False)
    _wait_for_end(pid, _TERMINATE_PATIENCE_S)
    _signal(pid, processes, hard=True)
    _wait_for_end(pid, _KILL_PATIENCE_S)


def signal_process_group(pid: int, hard: bool) -> None:
    """A worker's process and what it started are told to end, or made to."""
    _signal(pid, _tree(pid), hard)


def _popen(command: list[str], log: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    # A group of its own: Ctrl-C in the terminal goes to the app alone, which then ends its workers
    # in order, and ending a worker ends all that it started.
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=_ROOT, env=environment,
            bufsize=0, creationflags=flags,
        )  # fmt: skip
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=_ROOT, env=environment,
        bufsize=0, start_new_session=True,
    )  # fmt: skip


def _environment(home: Home) -> dict[str, str]:
    path = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PYTHONPATH": f"{_ROOT}{os.pathsep}{path}" if path else str(_ROOT),
        "PYTHONUTF8": "1",
        "FOLDERSIGHT_HOME": str(home.folder.resolve()),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "KERAS_BACKEND": "tensorflow",
    }


def _tree(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [*process.children(recursive=True), process]
    except psutil.Error:
        return []


def _wait_for_end(pid: int, patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    # Waiting in the proper way is only for a process's own parent, which we may not be.
    while _is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.01)


def _is_running(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _signal(pid: int, processes: list[psutil.Process], hard: bool) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            # Only a worker that leads its group: never the group of a terminal.
            if os.getpgid(pid) == pid:
                os.killpg(pid, signal.SIGKILL if hard else signal.SIGTERM)
    for process in processes:
        with contextlib.suppress(psutil.Error):
            if hard:
                process.kill()
            else:
                process.terminate()
