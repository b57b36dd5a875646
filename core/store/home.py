"""The one folder in which Foldersight keeps everything."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The places within the data folder.

    Attributes:
        folder: `~/Foldersight`, or what the environment variable `FOLDERSIGHT_HOME` says.
    """

    folder: Path

    @classmethod
    def default(cls) -> Home:
        """The home that this process was told to use."""
        named = os.environ.get("FOLDERSIGHT_HOME")
        return cls(Path(named).expanduser() if named else Path.home() / "Foldersight")

    @property
    def projects(self) -> Path:
        """One folder per project."""
        return self.folder / "projects"

    @property
    def jobs(self) -> Path:
        """One folder per job, and the job list."""
        return self.folder / "jobs"

    @property
    def uploads(self) -> Path:
        """Uploads that are still coming in or not yet read."""
        return self.folder / "uploads"

    @property
    def networks(self) -> Path:
        """Backbones converted for fast inference; made again when deleted."""
        return self.folder / "networks"

    @property
    def terminal(self) -> Path:
        """Working copies and features of data that was trained from a terminal; made again when deleted."""
        return self.folder / "terminal"

    @property
    def logs(self) -> Path:
        """What went wrong, by reference."""
        return self.folder / "logs"
