"""Learn: a network from nothing beside the model, and how fast the ready-made one is."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from streamlit.testing.v1 import AppTest

from core.jobs.job import Job
from core.runs import Run
from core.scratch_result import Scratch
from core.store.projects import ProjectStore
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import button, fill, open_page, texts
from tests.pages.trained import add_run

SCRIPT = "pages/learn.py"


@pytest.fixture
def trained(projects: ProjectStore) -> Run:
    """A run of the only project."""
    project = projects.create("Pets")
    return add_run(project, fill(project, {"cats": 20, "dogs": 20}), [0] * 18 + [1] * 2)


def _scratch(app: AppTest, engine: FakeEngine, projects: ProjectStore) -> Job:
    open_page(app, SCRIPT, projects.all()[0])
    app.button(key="learn.scratch").click().run()
    return engine.jobs[-1]


def test_training_from_nothing_is_asked_for_and_can_be_stopped(
    app: AppTest, engine: FakeEngine, projects: ProjectStore, trained: Run
) -> None:
    job = _scratch(app, engine, projects)
    assert (job.kind, job.request) == ("scratch", {"run": trained.id})

    button(app, "Stop").click().run()

    assert not app.exception
    assert engine.cancelled == [job.id]
    assert "Stopped before it had seen all photos once." in texts(app)


def test_network_from_nothing_stands_beside_the_model_when_it_is_done(
    app: AppTest, engine: FakeEngine, projects: ProjectStore, trained: Run
) -> None:
    job = _scratch(app, engine, projects)
    result = asdict(Scratch(trained.id, 30, 10, 6, 12, 9, 23_714, 4.2, False))
    engine.set(job.id, state="done", ended_at=9.0, result=result)
    app.run()

    assert not app.exception
    table = app.table[-1].value
    assert table["From nothing"].tolist()[:2] == ["6 of 10 (60\u00a0%)", "23,714"]
    assert "From 30 photos alone" in texts(app)


def test_speed_is_measured_when_asked(app: AppTest, trained: Run, projects: ProjectStore) -> None:
    open_page(app, SCRIPT, projects.all()[0])
    assert "photos a second" not in texts(app)

    app.button(key="learn.measure").click().run(timeout=60)

    assert not app.exception
    assert "45 photos a second" in texts(app)  # 30 photos in each of 3 epochs, in 2 seconds
