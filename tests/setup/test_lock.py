"""Two set-ups at once, and one that was killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from launcher.lock import setup_lock
from launcher.problem import SetupProblem

REPOSITORY = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from pathlib import Path
from launcher.lock import setup_lock
with setup_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "setup" / "lock"


def _hold(lock: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == "held"
    return holder


def test_setup_lock_held_by_another_process_is_refused(lock: Path) -> None:
    with _hold(lock) as holder:
        with pytest.raises(SetupProblem, match="another window"), setup_lock(lock):
            pass
        holder.communicate("")


def test_setup_lock_of_a_killed_process_is_free(lock: Path) -> None:
    with _hold(lock) as holder:
        holder.kill()
        holder.wait()
        with setup_lock(lock):
            pass


def test_setup_lock_can_be_taken_again_after_an_error(lock: Path) -> None:
    with pytest.raises(ValueError, match="inside"), setup_lock(lock):
        raise ValueError("inside")
    with setup_lock(lock):
        pass
