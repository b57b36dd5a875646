"""What all tests share: a fresh home, and the real data where it is present."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.store.home import Home
from core.store.workspace import Workspace

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty data folder; also what `Home.default()` gives."""
    folder = tmp_path / "home"
    monkeypatch.setenv("FOLDERSIGHT_HOME", str(folder))
    return Home(folder)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    return Workspace(tmp_path / "workspace")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real photos that stands beside the repository, or a skip."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real photos (../shared/data) are not on this computer")
    return folder


@pytest.fixture(scope="session")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of converted backbones that the whole test session shares."""
    return tmp_path_factory.mktemp("networks")
