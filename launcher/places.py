"""Where things lie: everything the launcher writes is inside the project's own folder."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """The paths the launcher works with, all derived from `root`, the folder of run.py."""

    root: Path

    @property
    def venv(self) -> Path:
        """The virtual environment with everything that Foldersight needs."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The environment's Python; absent while there is no environment."""
        if sys.platform == "win32":
            return self.venv / "Scripts" / "python.exe"
        return self.venv / "bin" / "python"

    @property
    def stamp(self) -> Path:
        """Says which requirements are installed; inside .venv, so that it goes with it."""
        return self.venv / "foldersight-installed.json"

    @property
    def setup(self) -> Path:
        """Log, lock and temporary files of the set-up."""
        return self.root / ".setup"

    @property
    def lock(self) -> Path:
        """Held while somebody installs."""
        return self.setup / "lock"

    @property
    def pip_log(self) -> Path:
        """Everything that pip said the last time."""
        return self.setup / "pip.log"

    @property
    def temporary(self) -> Path:
        """Where pip puts its downloads: beside .venv, since a system's /tmp is often too small."""
        return self.setup / "tmp"

    def requirements(self, dev: bool) -> list[Path]:
        """The files that say what to install: for the app, or for the app and its tests."""
        files = [self.root / "requirements.txt"]
        return [*files, self.root / "requirements-dev.txt"] if dev else files


def child_environment(**extra: str) -> dict[str, str]:
    """The environment for the programs we start: UTF-8 everywhere, TensorFlow quiet.

    PYTHONHOME and PYTHONPATH are left out: they would mix another Python's packages into ours.
    """
    kept = {k: v for k, v in os.environ.items() if k not in {"PYTHONHOME", "PYTHONPATH"}}
    return {**kept, "PYTHONUTF8": "1", "TF_CPP_MIN_LOG_LEVEL": "3", **extra}
