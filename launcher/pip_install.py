"""Runs pip quietly, and says from time to time what it is busy with."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.pip_failure import explain_pip_failure
from launcher.places import Places, child_environment
from launcher.problem import SetupProblem

_FETCHING = re.compile(
    r"^\s*(?:Downloading|Using cached)\s+(?:\S*/)?([A-Za-z0-9_.]+)-\d\S*\s+\((\d+(?:\.\d+)?) MB\)"
)
LARGE_MB = 50
_TAIL_CHARACTERS = 20_000


def pip_install(places: Places, requirements: list[Path]) -> None:
    """Installs `requirements` into .venv; SetupProblem with the reason when pip gives up."""
    places.temporary.mkdir(parents=True, exist_ok=True)
    command = [str(places.python), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--no-input", "--progress-bar", "off", "--only-binary", ":all:"]
    for file in requirements:
        command += ["-r", str(file)]
    folder = str(places.temporary)
    environment = child_environment(TMPDIR=folder, TEMP=folder, TMP=folder)
    code, output = _run(command, environment, places)
    if code != 0:
        raise SetupProblem(explain_pip_failure(output, places.pip_log))


def _run(command: list[str], environment: dict[str, str], places: Places) -> tuple[int, str]:
    """Exit code and the last part of the output, all of which goes to the log."""
    tail = ""
    with (
        places.pip_log.open("w", encoding="utf-8") as log,
        _progress() as progress,
        subprocess.Popen(
            command,
            cwd=places.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as pip,
    ):
        assert pip.stdout is not None
        for line in pip.stdout:
            log.write(line)
            tail = (tail + line)[-_TAIL_CHARACTERS:]
            progress.notice(line)
    return pip.returncode, tail


class Progress:
    """Shows what pip is at: on a terminal one line that moves, elsewhere a line per large part."""

    def __init__(self, moving: bool) -> None:
        self._moving = moving
        self._started_s = time.monotonic()
        self._now = "looking up what fits together"
        self.finished = threading.Event()

    def notice(self, line: str) -> None:
        """Takes in one line of pip's output."""
        step = describe(line)
        if step is None:
            return
        self._now, size_mb = step
        if not self._moving and (size_mb is None or size_mb >= LARGE_MB):
            print(f"  {self._now}", flush=True)

    def tick(self) -> None:
        """Redraws the moving line once a second until `finished` is set."""
        while not self.finished.wait(1.0):
            minutes, seconds = divmod(int(time.monotonic() - self._started_s), 60)
            print(f"\r  {minutes}:{seconds:02d}  {self._now[:60]:<60}", end="", flush=True)
        print("\r" + " " * 72 + "\r", end="", flush=True)


def describe(line: str) -> tuple[str, float | None] | None:
    """What a line of pip's output tells: (words, megabytes or None); None where it tells nothing.

    >>> describe("  Downloading tensorflow-2.21.0-cp312-cp312-win_amd64.whl (331.9 MB)")
    ('getting tensorflow, 332 MB', 331.9)
    """
    fetching = _FETCHING.match(line)
    if fetching:
        size_mb = float(fetching[2])
        return f"getting {fetching[1]}, {size_mb:.0f} MB", size_mb
    if line.startswith("Installing collected packages"):
        return "unpacking everything, a minute or two", None
    return None


@contextmanager
def _progress() -> Iterator[Progress]:
    progress = Progress(moving=sys.stdout.isatty())
    ticker = threading.Thread(target=progress.tick, daemon=True)
    if sys.stdout.isatty():
        ticker.start()
    try:
        yield progress
    finally:
        progress.finished.set()
        if ticker.is_alive():
            ticker.join()
