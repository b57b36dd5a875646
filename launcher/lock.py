"""One set-up at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from launcher.problem import SetupProblem

BUSY = (
    "Foldersight is being set up in another window at this moment: wait until that has finished, "
    "then run this again."
)


@contextmanager
def setup_lock(path: Path) -> Iterator[None]:
    """Holds the lock file `path` while the block runs; SetupProblem when somebody else holds it.

    The system's own file lock, which ends with the process that holds it, however that ends: a
    lock left behind by a crash cannot keep anyone out.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        if not _try_lock(file):
            raise SetupProblem(BUSY)
        yield


def _try_lock(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        # Some network drives know no locks; a set-up without one is better than none.
        return True
    return True
