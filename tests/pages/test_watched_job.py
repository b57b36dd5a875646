"""A job that goes on while a page is being drawn."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.fake_engine import FakeEngine

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
