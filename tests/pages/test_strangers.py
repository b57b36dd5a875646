"""Test: a model finds out what is strange to it, also where it was evaluated before it could."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.jobs import Job
from core.runs import Run
from core.store.projects import Project
from core.types import Dataset
from tests.pages.evaluated import add_evaluation
from tests.pages.fake_engine import FakeEngine
from tests.pages.fake_predictor import FakePredictor
from tests.pages.opening import open_page
from tests.pages.trained import add_run
from ui import resources

ANSWERS = [0] * 10 + [1] * 10


@pytest.fixture
def run(project: Project, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run whose model knows no strangers."""
    predictor = FakePredictor(0.7, 0.3, knows=False)
    monkeypatch.setattr(resources, "predictor", lambda folder: predictor)
    return add_run(project, dataset, ANSWERS)


def evaluating(app: AppTest, engine: FakeEngine, project: Project) -> Job | None:
    """The job that the Test page has begun."""
    open_page(app, "pages/test.py", project)
    assert not app.exception
    return engine.latest(project.id, "evaluate")


def test_run_that_was_evaluated_without_familiarity_is_asked_again(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset, run: Run
) -> None:
    add_evaluation(run, dataset, ANSWERS)
    job = evaluating(app, engine, project)
    assert job is not None
    assert job.request == {"run": run.id}


def test_run_whose_earlier_job_left_no_familiarity_is_asked_again(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset, run: Run
) -> None:
    add_evaluation(run, dataset, ANSWERS)
    earlier = engine.submit("evaluate", project.id, {"run": run.id}, key=f"evaluate {run.id}")
    engine.set(earlier.id, state="done", ended_at=2.0)
    job = evaluating(app, engine, project)
    assert job is not None
    assert job.id != earlier.id
    assert job.is_active


@pytest.mark.parametrize("state", ["failed", "stopped"])
def test_run_whose_job_came_to_nothing_is_left_alone(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset, run: Run, state: str
) -> None:
    add_evaluation(run, dataset, ANSWERS)
    earlier = engine.submit("evaluate", project.id, {"run": run.id}, key=f"evaluate {run.id}")
    engine.set(earlier.id, state=state, ended_at=2.0)
    job = evaluating(app, engine, project)
    assert job is not None
    assert (job.id, job.state) == (earlier.id, state)


def test_run_with_familiarity_is_not_asked_again(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset, run: Run
) -> None:
    add_evaluation(run, dataset, ANSWERS)
    (run.folder / "familiarity.npz").write_bytes(b"is not opened here")
    assert evaluating(app, engine, project) is None


def test_run_of_which_only_a_test_part_could_be_asked_is_not_asked_again(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset, run: Run
) -> None:
    add_evaluation(run, dataset, ANSWERS, tested=len(ANSWERS))
    assert evaluating(app, engine, project) is None
