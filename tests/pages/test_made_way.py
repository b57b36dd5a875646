"""Results: a study that made way for a training says so, and does not blame the person."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.store.projects import Project
from core.types import Dataset
from tests.pages.evaluated import add_evaluation
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import open_page, texts
from tests.pages.trained import add_run
from ui.results.results_page import TABS

SCRIPT = "pages/results.py"


@pytest.mark.parametrize("kind", ["learning_curve", "conditions"])
def test_study_that_made_way_for_a_search_says_so(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset, kind: str
) -> None:
    run = add_run(project, dataset, [0] * 20)
    add_evaluation(run, dataset, [0] * 20)
    study = engine.submit(kind, project.id, {"run": run.id}, key=f"{kind} {run.id}")
    engine.set(study.id, state="stopped", ended_at=2.0)
    search = engine.submit("search", project.id, {})
    engine.set(search.id, state="done", created_at=1.9, ended_at=9.0)
    app.session_state["view"] = TABS[3]

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "It made way for your search for good settings." in texts(app)
    assert "You stopped it" not in texts(app)


def test_evaluation_of_an_earlier_version_is_made_again_and_shown_meanwhile(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 20)
    add_evaluation(run, dataset, [photo.label for photo in dataset.photos], knows_twins=False)
    old = engine.submit("evaluate", project.id, {"run": run.id}, key=f"evaluate {run.id}")
    engine.set(old.id, state="done", ended_at=2.0)

    open_page(app, SCRIPT, project)

    assert [job.state for job in engine.jobs] == ["done", "queued"]
    assert "Right on all 20 photos" in texts(app)

    add_evaluation(run, dataset, [photo.label for photo in dataset.photos])
    engine.set(engine.jobs[-1].id, state="done", ended_at=3.0)
    open_page(app, SCRIPT, project)

    assert [job.state for job in engine.jobs] == ["done", "done"]
