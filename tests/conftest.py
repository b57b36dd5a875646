"""What all tests share: a fresh home, and the real data where it is present."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.jobs.capacity import worker_count
from core.store.home import Home
from core.store.workspace import Workspace

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

REPOSITORY = Path(__file__).resolve().parents[1]
# What a process comes to that has run tests with TensorFlow; measured: 2.8 GB.
_PROCESS_BYTES = 3_000_000_000


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """How many processes `--numprocesses=auto` means; 0 is pytest's own, where no more than one fits."""
    count = worker_count(_PROCESS_BYTES)
    return count if count > 1 else 0


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
