"""What lives as long as the app."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from core.errors import UserError
from core.runs import all_runs
from core.store.projects import Project, ProjectStore
from core.types import Dataset
from tests.core.projects_io.finished import as_if_fine_tuned, finished_project
from tests.factories import photo_bytes
from ui import resources


class Engine:
    """Remembers whether it was started and closed."""

    made: list[Engine]

    def __init__(self, home: object) -> None:
        self.home = home
        self.story: list[str] = []
        Engine.made.append(self)

    def start(self) -> None:
        self.story.append("start")

    def close(self) -> None:
        self.story.append("close")


@pytest.fixture(autouse=True)
def _fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("FOLDERSIGHT_HOME", str(tmp_path))
    monkeypatch.setattr(resources, "LocalEngine", Engine)
    st.cache_resource.clear()
    Engine.made = []
    yield
    st.cache_resource.clear()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project."""
    return ProjectStore(tmp_path / "projects").create("Pets")


def test_start_starts_one_engine_for_all(tmp_path: Path) -> None:
    resources.start()
    resources.engine()

    (engine,) = Engine.made
    assert engine.story == ["start"]
    assert resources.home().folder == tmp_path


def test_stop_closes_the_engine_and_a_later_start_makes_another() -> None:
    resources.start()
    resources.stop()
    resources.start()

    first, second = Engine.made
    assert (first.story, second.story) == (["start", "close"], ["start"])


def test_dataset_of_an_empty_project_is_none(project: Project) -> None:
    assert resources.dataset(project) is None
    assert resources.dataset_key(project) is None


def test_dataset_that_has_not_changed_is_not_read_again(project: Project) -> None:
    project.workspace.save_dataset(Dataset(("cats",), ()))

    assert resources.dataset(project) is resources.dataset(project)


def test_dataset_that_was_saved_anew_is_the_new_one_at_once(project: Project) -> None:
    project.workspace.save_dataset(Dataset(("cats",), ()))
    before = resources.dataset_key(project)
    project.workspace.save_dataset(Dataset(("dogs",), ()))

    found = resources.dataset(project)
    assert found is not None
    assert found.classes == ("dogs",)
    assert resources.dataset_key(project) not in (before, None)


def test_dataset_whose_project_was_emptied_is_none(project: Project) -> None:
    project.workspace.save_dataset(Dataset(("cats",), ()))
    assert resources.dataset(project) is not None
    (project.workspace.folder / "dataset.json").unlink()

    assert resources.dataset(project) is None


@pytest.mark.parametrize("is_tuned", [False, True])
def test_predictor_on_a_bundled_network_makes_what_is_missing_at_once(
    tmp_path: Path, is_tuned: bool
) -> None:
    project = finished_project(ProjectStore(tmp_path / "projects"), tmp_path)
    run = all_runs(project.workspace)[0]
    run = as_if_fine_tuned(run) if is_tuned else run

    answer = resources.predictor(run.folder).predict(photo_bytes())

    assert answer.best.name in run.manifest.classes
    place = run.folder if is_tuned else resources.home().networks
    assert len(list(place.glob("*.onnx"))) == 1


def test_predictor_of_a_fine_tuned_model_whose_changes_are_gone_is_refused_in_words(
    tmp_path: Path,
) -> None:
    project = finished_project(ProjectStore(tmp_path / "projects"), tmp_path)
    run = as_if_fine_tuned(all_runs(project.workspace)[0])
    (run.folder / "tuned.npz").unlink()

    with pytest.raises(UserError, match=r"general\.file_damaged"):
        resources.predictor(run.folder)
