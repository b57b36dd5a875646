"""What the tests of pages share: a fresh home, an idle engine, and the app."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.store.home import Home
from core.store.projects import Project, ProjectStore
from core.types import Dataset
from tests.logged_errors import fail_on_logged_errors
from tests.pages.fake_engine import FakeEngine
from tests.pages.fake_predictor import FakePredictor
from tests.pages.opening import fill
from ui import resources

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A home of this test's own, and nothing that Streamlit remembers of another test.

    At the end no page may have met an error that nobody foresaw.
    """
    monkeypatch.setenv("FOLDERSIGHT_HOME", str(tmp_path / "home"))
    st.cache_resource.clear()
    st.cache_data.clear()
    yield Home(tmp_path / "home")
    st.cache_resource.clear()
    st.cache_data.clear()
    fail_on_logged_errors(Home(tmp_path / "home").logs)


@pytest.fixture
def projects(home: Home) -> ProjectStore:
    """The projects of the fresh home."""
    return ProjectStore(home.projects)


@pytest.fixture
def project(projects: ProjectStore) -> Project:
    """A project without photos."""
    return projects.create("Pets")


@pytest.fixture
def dataset(project: Project) -> Dataset:
    """Ten cats and ten dogs, which the project has from now on."""
    return fill(project, {"cats": 10, "dogs": 10})


@pytest.fixture
def predictor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever model is asked, it is rather for dogs than for cats."""
    monkeypatch.setattr(resources, "predictor", lambda folder: FakePredictor(0.7, 0.3))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """The engine that the pages are given."""
    fake = FakeEngine()
    monkeypatch.setattr(resources, "engine", lambda: fake)
    return fake


@pytest.fixture
def app(engine: FakeEngine) -> AppTest:
    """The app before its first run."""
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
