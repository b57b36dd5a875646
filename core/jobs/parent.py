"""How a worker hears from the process that started it, and notices that it is gone."""

from __future__ import annotations

import os
import threading
from typing import BinaryIO


class Parent:
    """Listens on a pipe in a thread: a line means "look at the list", the end means "gone".

    The pipe ends by itself when the parent ends, however it ends, on every operating system.

    Args:
        pipe: standard input, or what stands in for it.
    """

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._news = threading.Event()
        self._gone = False
        threading.Thread(target=self._listen, name="parent", daemon=True).start()

    @property
    def is_gone(self) -> bool:
        """Whether the parent has ended."""
        return self._gone

    def wait(self, timeout_s: float | None) -> bool:
        """Whether there was news (a call, or the parent's end) in that time; None is for ever."""
        heard = self._news.wait(timeout_s)
        self._news.clear()
        return heard

    def _listen(self) -> None:
        try:
            while self._pipe.readline():
                self._news.set()
        except (OSError, ValueError):
            pass
        self._gone = True
        self._news.set()


def take_standard_input() -> BinaryIO:
    """Standard input under a number of its own; whoever reads number 0 from now on reads nothing.

    A program that a task starts would otherwise inherit the pipe and could read from it.
    """
    pipe = os.fdopen(os.dup(0), "rb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return pipe
