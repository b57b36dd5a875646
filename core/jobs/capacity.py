"""How many jobs this computer can do at once."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

# A training with TensorFlow in it; measured with 224-pixel photos in batches of 32.
JOB_BYTES = 1_500_000_000
MAX_WORKERS = 4
_CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


def worker_count(worker_bytes: int = JOB_BYTES) -> int:
    """The lowest of: processor cores, memory divided by what a worker takes, and 4; at least 1."""
    return max(1, min(_cores(), _memory_bytes() // worker_bytes, MAX_WORKERS))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory_bytes() -> int:
    total = int(psutil.virtual_memory().total)
    try:
        # In a container the limit is what counts; the word "max" stands for none.
        return min(total, int(_CGROUP_LIMIT.read_text()))
    except (OSError, ValueError):
        return total
