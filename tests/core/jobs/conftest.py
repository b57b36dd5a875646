from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from core.jobs import Engine, Job, LocalEngine
from core.store.home import Home

FAKES = Path(__file__).parent / "fakes"
ROOT = Path(__file__).parents[3]
DEADLINE_S = 60.0


@pytest.fixture(scope="package", autouse=True)
def fakes() -> Iterator[Path]:
    """The folder of the fake tasks, which workers can import from."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(FAKES), str(ROOT)]))
        # A server may have been started from anywhere.
        patch.chdir(FAKES)
        yield FAKES


@pytest.fixture
def until() -> Callable[[Callable[[], object]], None]:
    """Waits until a condition holds; who waits for a minute waits in vain."""

    def wait(condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + DEADLINE_S
        while not condition():
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.005)

    return wait


@pytest.fixture
def ended(until: Callable[..., None]) -> Callable[[Engine, str], Job]:
    """Waits for the end of a job and gives it as it then is."""

    def wait(engine: Engine, job_id: str) -> Job:
        until(lambda: (job := engine.get(job_id)) is not None and not job.is_active)
        job = engine.get(job_id)
        assert job is not None
        return job

    return wait


@pytest.fixture
def is_running() -> Callable[[int], bool]:
    """Whether a process is there and not merely unburied."""

    def ask(pid: int) -> bool:
        try:
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    return ask


@pytest.fixture
def new_engine(home: Home) -> Iterator[Callable[..., LocalEngine]]:
    """Makes started engines on the home, and closes them all in the end."""
    engines = []

    def make(workers: int = 1, stop_grace_s: float = 0.5, tasks: str = "fake_tasks") -> LocalEngine:
        engine = LocalEngine(home, workers, warm=False, tasks=tasks, stop_grace_s=stop_grace_s)
        engines.append(engine)
        engine.start()
        return engine

    yield make
    for engine in engines:
        engine.close()


@pytest.fixture(scope="package")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home of `engine`."""
    return Home(tmp_path_factory.mktemp("shared") / "home")


@pytest.fixture(scope="package")
def engine(shared_home: Home, fakes: Path) -> Iterator[Engine]:
    """A started engine with one worker, for tests that leave nothing running."""
    engine = LocalEngine(shared_home, 1, warm=False, tasks="fake_tasks", stop_grace_s=0.5)
    engine.start()
    yield engine
    engine.close()
