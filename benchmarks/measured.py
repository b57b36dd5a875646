"""Runs one side of a comparison in a process of its own and gathers what it measured."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil


def run_side(module: str, *arguments: str) -> dict[str, Any]:
    """What a side printed as JSON on its last line, and its `peak_mb`.

    The peak is of the whole process tree, asked every 50 ms, so that it counts alike on every
    system.

    Args:
        module: a module with a `main()`.
        arguments: for its command line.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, text=True
    )
    peak = _Peak(process.pid)
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{module} failed with exit code {process.returncode}")
    return {**json.loads(out.strip().splitlines()[-1]), "peak_mb": round(peak.megabytes)}


class Stages:
    """Seconds of each stage of a side."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Adds the seconds of the block to the stage."""
        began = time.perf_counter()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0) + time.perf_counter() - began, 3)


class _Peak:
    def __init__(self, pid: int) -> None:
        self.megabytes = 0.0
        self._process = psutil.Process(pid)
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        try:
            while self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE:
                family = [self._process, *self._process.children(recursive=True)]
                self.megabytes = max(self.megabytes, sum(p.memory_info().rss for p in family) / 1e6)
                time.sleep(0.05)
        except psutil.NoSuchProcess:
            return


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as a Markdown table; columns are the keys of the first row."""
    columns = list(rows[0])
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += [
        "| " + " | ".join(str(row.get(column, "")) for column in columns) + " |" for row in rows
    ]
    return "\n".join(lines)
