"""A job that goes on, or ends, while a page is being drawn."""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

from core.jobs.job import Job
from core.store.projects import Project
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import button, fill, open_page, texts

PAGE = """
import dataclasses
import streamlit as st
from ui import errors, job_view, resources
from ui.ended_meanwhile import note_run_began, one_more_run_where_a_job_has_ended

note_run_began()
engine = resources.engine()
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
as_drawn = "AS DRAWN" if st.session_state["runs"] == NUMBER else engine.jobs[0].state
with errors.error_boundary(resources.home()), one_more_run_where_a_job_has_ended():
    job_view.watch(engine, dataclasses.replace(engine.jobs[0], state=as_drawn), key="watched")
    if st.button("Press"):
        st.session_state["heard"] = True
        ON_PRESS
    st.caption("What stands below")
"""


def _page(
    engine: FakeEngine, as_drawn: str, by_now: str, number: int, on_press: str = ""
) -> AppTest:
    """A page that has a job in one state at its run of that number, when it is in another by now."""
    job = engine.submit("doctor", "a project", {})
    engine.set(job.id, state=by_now, started_at=1.0)
    script = PAGE.replace("AS DRAWN", as_drawn).replace("NUMBER", str(number))
    return AppTest.from_string(script.replace("ON_PRESS", on_press)).run()


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
def test_watched_job_draws_the_page_once_more_only_when_it_has_ended(
    engine: FakeEngine, as_drawn: str, by_now: str, runs: int
) -> None:
    app = _page(engine, as_drawn, by_now, number=1)

    assert not app.exception
    assert app.session_state["runs"] == runs
    assert app.caption[-1].value == "What stands below"


@pytest.mark.parametrize(("as_drawn", "by_now"), [("queued", "running"), ("running", "done")])
def test_press_in_the_run_in_which_a_job_goes_on_is_heard(
    engine: FakeEngine, as_drawn: str, by_now: str
) -> None:
    app = _page(engine, as_drawn, by_now, number=2)

    button(app, "Press").click().run()

    assert app.session_state["heard"]


def test_refusal_of_a_press_in_the_run_in_which_a_job_ends_stays_to_be_read(
    engine: FakeEngine,
) -> None:
    refuse = "from core.errors import UserError; raise UserError('general.disk_full')"
    app = _page(engine, "running", "done", 2, refuse)

    button(app, "Press").click().run()

    assert len(app.error) == 1


@pytest.mark.parametrize("clock_of_jobs_is_ahead_s", [0, 3600])
def test_page_of_photos_that_were_read_while_it_was_drawn_shows_them(
    app: AppTest,
    engine: FakeEngine,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    clock_of_jobs_is_ahead_s: float,
) -> None:
    job, latest = engine.submit("intake", project.id, {}), engine.latest

    def ends_just_now(project_id: str, kind: str) -> Job | None:
        if kind == "intake" and engine.jobs[0].is_active:
            fill(project, {"cats": 6, "dogs": 6})
            ended_at = time.time() + clock_of_jobs_is_ahead_s
            engine.set(job.id, state="done", ended_at=ended_at, result={"photos": 12})
        return latest(project_id, kind)

    monkeypatch.setattr(engine, "latest", ends_just_now)
    open_page(app, "pages/data.py", project)

    assert not app.exception
    assert "in 2 classes" in texts(app)
    assert "Bring in your photos" not in texts(app)
