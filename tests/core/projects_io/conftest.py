"""What the tests of saving and opening share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.context import QuietContext
from core.projects_io import rebuild
from core.projects_io.open_project import Opened, open_project
from core.projects_io.save import save_project
from core.store.home import Home
from core.store.projects import Project, ProjectStore
from tests.core.projects_io.finished import finished_project

Open = Callable[[Path], Opened]


@pytest.fixture
def store(home: Home) -> ProjectStore:
    """The projects of the fresh home."""
    return ProjectStore(home.projects)


@pytest.fixture
def elsewhere(tmp_path: Path) -> ProjectStore:
    """The projects of another computer."""
    return ProjectStore(tmp_path / "elsewhere" / "projects")


@pytest.fixture
def project(store: ProjectStore, tmp_path: Path) -> Project:
    """A finished project."""
    return finished_project(store, tmp_path)


@pytest.fixture
def saved(project: Project, tmp_path: Path) -> Path:
    """The project as a zip."""
    path = tmp_path / "pets.zip"
    save_project(project, path, QuietContext())
    return path


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """Where an opened project is put together; must be gone afterwards."""
    return tmp_path / "elsewhere" / "scratch"


@pytest.fixture
def no_keras(monkeypatch: pytest.MonkeyPatch) -> None:
    """Building the model file costs seconds and is tested once."""
    monkeypatch.setattr(rebuild, "ready_network", lambda *_: None)
    monkeypatch.setattr(rebuild, "save_model", lambda path, *_: path.write_bytes(b"rebuilt"))


@pytest.fixture
def open_it(elsewhere: ProjectStore, scratch: Path, tmp_path: Path, no_keras: None) -> Open:
    """Opens a zip on the other computer."""

    def opened(path: Path) -> Opened:
        networks = tmp_path / "networks"
        return open_project(path, "pets.zip", elsewhere, networks, scratch, QuietContext())

    return opened
