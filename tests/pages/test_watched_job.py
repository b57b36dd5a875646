"""A job that goes on while a page is being drawn."""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

from core.jobs.job import Job
from core.store.projects import Project
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import fill, open_page, texts

PAGE = """
import dataclasses
import streamlit as st
from ui import job_view, resources

engine = resources.engine()
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
seen = {"runs 1": "%s"}.get(f"runs {st.session_state['runs']}", engine.jobs[0].state)
job_view.watch(engine, dataclasses.replace(engine.jobs[0], state=seen), key="watched")
st.caption("What stands below")
"""


@pytest.mark.parametrize(
    ("as_drawn", "by_now", "runs"),
    [
        ("queued", "running", 1),
        ("running", "stopping", 1),
        ("running", "done", 2),
        ("queued", "failed", 2),
        ("done", "done", 1),
    ],
)
def test_watched_job_breaks_a_run_of_the_page_off_only_when_it_has_ended(
    engine: FakeEngine, as_drawn: str, by_now: str, runs: int
) -> None:
    engine.set(engine.submit("doctor", "a project", {}).id, state=by_now, started_at=1.0)

    app = AppTest.from_string(PAGE % as_drawn).run()

    assert not app.exception
    assert app.session_state["runs"] == runs
    assert app.caption[-1].value == "What stands below"


@pytest.mark.parametrize("clock_is_behind_s", [0, 3600])
def test_page_of_photos_that_were_read_while_it_was_drawn_shows_them(
    app: AppTest,
    engine: FakeEngine,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    clock_is_behind_s: float,
) -> None:
    job, latest = engine.submit("intake", project.id, {}), engine.latest

    def ends_just_now(project_id: str, kind: str) -> Job | None:
        if kind == "intake" and engine.get(job.id).is_active:  # type: ignore[union-attr]
            fill(project, {"cats": 6, "dogs": 6})
            ended_at = time.time() + clock_is_behind_s
            engine.set(job.id, state="done", ended_at=ended_at, result={"photos": 12})
        return latest(project_id, kind)

    monkeypatch.setattr(engine, "latest", ends_just_now)
    open_page(app, "pages/data.py", project)

    assert not app.exception
    assert "in 2 classes" in texts(app)
    assert "Bring in your photos" not in texts(app)
