"""What makes way for a training, and what is taken up again after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st

from core.fine_tuning.tuning_settings import TuningSettings
from core.jobs import Job
from core.runs import Run
from core.settings import TrainSettings
from core.store.projects import Project, ProjectStore
from core.types import Dataset
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import fill
from tests.pages.trained import add_run
from ui import resources, work
from ui.page import Page

Begin = Callable[[Page, Run], Job]
BEGIN: dict[str, Begin] = {
    "train": lambda page, run: work.start_training(page, project_of(page), TrainSettings()),
    "search": lambda page, run: work.start_search(page, project_of(page), TrainSettings(), 30.0),
    "fine_tune": lambda page, run: work.start_fine_tuning(
        page, project_of(page), run, TuningSettings()
    ),
}


def project_of(page: Page) -> Project:
    assert page.project is not None
    return page.project


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def page(tmp_path: Path, engine: FakeEngine) -> Page:
    """The Results page of a project with photos."""
    projects = ProjectStore(tmp_path / "projects")
    project = projects.create("Pets")
    fill(project, {"cats": 10, "dogs": 10})
    return Page("results", None, projects, engine, project)  # type: ignore[arg-type]


@pytest.fixture
def run(page: Page) -> Run:
    """A model of the project."""
    return add_run(project_of(page), dataset_of(page), [0] * 10)


def dataset_of(page: Page) -> Dataset:
    found = resources.dataset(project_of(page))
    assert found is not None
    return found


def states(engine: FakeEngine) -> list[tuple[str, str]]:
    return [(job.kind, job.state) for job in engine.jobs]


@pytest.mark.parametrize("kind", BEGIN)
def test_evaluation_that_made_way_waits_and_is_begun_again_afterwards(
    page: Page, engine: FakeEngine, run: Run, kind: str
) -> None:
    work.start_evaluation(page, project_of(page), run)
    training = BEGIN[kind](page, run)
    assert work.start_evaluation(page, project_of(page), run) is None
    assert states(engine) == [("evaluate", "stopped"), (kind, "queued")]

    engine.set(training.id, state="done", ended_at=9.0)

    again = work.start_evaluation(page, project_of(page), run)
    assert again is not None
    assert states(engine)[2:] == [("evaluate", "queued")]


@pytest.mark.parametrize("kind", BEGIN)
def test_doctor_that_made_way_waits_and_looks_again_ahead_of_the_evaluation(
    page: Page, engine: FakeEngine, run: Run, kind: str
) -> None:
    work.start_doctor(page, project_of(page))
    training = BEGIN[kind](page, run)
    assert work.start_doctor(page, project_of(page)) is None

    engine.set(training.id, state="failed", ended_at=9.0)
    work.start_evaluation(page, project_of(page), run)
    work.start_evaluation(page, project_of(page), run)

    assert states(engine)[2:] == [("doctor", "queued"), ("evaluate", "queued")]


def test_doctor_that_the_person_stopped_is_not_taken_up_with_an_evaluation(
    page: Page, engine: FakeEngine, run: Run
) -> None:
    job = work.start_doctor(page, project_of(page))
    assert job is not None
    engine.cancel(job.id)

    work.start_evaluation(page, project_of(page), run)

    assert states(engine) == [("doctor", "stopped"), ("evaluate", "queued")]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("train", "made way for your training"),
        ("search", "made way for your search for good settings"),
        ("fine_tune", "made way for your fine-tuning"),
    ],
)
def test_why_stopped_of_a_study_that_made_way_names_what_for(
    page: Page, engine: FakeEngine, run: Run, kind: str, said: str
) -> None:
    study = work.start_study(page, project_of(page), run, "conditions")
    BEGIN[kind](page, run)

    assert said in work.why_stopped(page, engine.get(study.id) or study, "nothing is known")


def test_why_stopped_of_a_study_that_the_person_stopped_says_so(
    page: Page, engine: FakeEngine, run: Run
) -> None:
    study = work.start_study(page, project_of(page), run, "conditions")
    engine.cancel(study.id)

    said = work.why_stopped(page, engine.get(study.id) or study, "nothing is known")

    assert said == "You stopped it, so nothing is known."


def test_why_stopped_after_a_second_training_does_not_blame_the_person(
    page: Page, engine: FakeEngine, run: Run
) -> None:
    study = work.start_study(page, project_of(page), run, "conditions")
    first = work.start_training(page, project_of(page), TrainSettings())
    engine.set(first.id, state="done", ended_at=9.0)
    second = work.start_training(page, project_of(page), TrainSettings())
    engine.set(second.id, created_at=60.0)

    said = work.why_stopped(page, engine.get(study.id) or study, "nothing is known")

    assert said == "It was stopped, so nothing is known."
