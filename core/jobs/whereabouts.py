"""Where a worker is, and whether it still is."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

HEARTBEAT_EVERY_S = 2.0
# On another computer (or in another container) only the heartbeat can be seen.
_HEARTBEAT_LOST_S = 30.0


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """How to find a worker again.

    Attributes:
        token: a name that no other worker ever has; it stands on the worker's command line, so a
            process id that was given to another program since, or a clock that was set, cannot
            be mistaken for the worker.
        pid: its process id.
        host: the computer, or the container, in which that process id means something.
    """

    token: str
    pid: int
    host: str

    @classmethod
    def of_this_process(cls, token: str) -> Whereabouts:
        """The whereabouts of the worker that asks."""
        return cls(token, os.getpid(), this_host())

    def is_alive(self, heartbeat: Path) -> bool:
        """Whether the worker is still there; `heartbeat` is the file that it touches."""
        if self.host == this_host():
            return self.process() is not None
        try:
            return time.time() - heartbeat.stat().st_mtime < _HEARTBEAT_LOST_S
        except FileNotFoundError:
            return False

    def process(self) -> psutil.Process | None:
        """The worker's process on this computer, if it is there and is the worker."""
        if self.host != this_host():
            return None
        try:
            process = psutil.Process(self.pid)
            return process if self.token in process.cmdline() else None
        except psutil.Error:
            return None


def new_token() -> str:
    """A name for a new worker."""
    return secrets.token_hex(8)


def this_host() -> str:
    """A name for the space of process ids that this process lives in."""
    name = socket.gethostname()
    if sys.platform == "linux":
        try:
            return f"{name} {Path('/proc/self/ns/pid').readlink()}"
        except OSError:
            return name
    return name
