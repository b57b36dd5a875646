"""A progress bar for people who look at a terminal."""

from __future__ import annotations

import shutil
import sys
from typing import TextIO

from core.types import Event

_STAGES = {
    "reading": "Reading photos",
    "downloading": "Downloading the network, MB",
    "network": "Preparing the network",
    "features": "Looking at photos",
    "twins": "Looking for near copies",
    "views": "Looking at other views of them",
    "training": "Training",
    "calibration": "Finding out how sure it may be",
    "refit": "Learning from all photos",
    "saving": "Saving",
}
_BAR_WIDTH = 24


class TerminalContext:
    """A context that draws on a terminal, and is silent where nobody looks.

    Args:
        stream: where to draw; only if it is a terminal.
    """

    def __init__(self, stream: TextIO = sys.stderr) -> None:
        self._stream = stream
        self._is_drawn = stream.isatty()
        self._stage = ""

    def emit(self, event: Event) -> None:
        """Draws the event."""
        if not self._is_drawn:
            return
        if event.stage != self._stage and self._stage:
            self._stream.write("\n")
        self._stage = event.stage
        self._stream.write("\r" + _line(event)[: shutil.get_terminal_size().columns - 1].ljust(60))
        self._stream.flush()

    def stop_requested(self) -> bool:
        """Never: Ctrl-C ends a command in a terminal."""
        return False

    def close(self) -> None:
        """Leaves the cursor on a fresh line."""
        if self._is_drawn and self._stage:
            self._stream.write("\n")


def _line(event: Event) -> str:
    name = _STAGES.get(event.stage, event.stage)
    if not event.total:
        return f"{name:<22}"
    filled = _BAR_WIDTH * event.done // event.total
    bar = "#" * filled + "." * (_BAR_WIDTH - filled)
    line = f"{name:<22} [{bar}] {event.done}/{event.total}"
    if event.metrics:
        line += f"  right on kept-aside photos: {event.metrics['val_accuracy']:.0%}"
    return line
