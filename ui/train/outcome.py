"""What became of the newest training, in words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.jobs.job import Job
from core.runs import Run
from core.store.projects import Project
from ui import job_view, result_words, work
from ui.page import Page
from ui.standing import standing
from ui.train.live import both_curves

_NOTHING_KEPT = (
    "You stopped the training before the model had seen all photos once, so there is nothing to "
    "keep. What was prepared so far is remembered; press Train to go on."
)


def outcome(page: Page, project: Project, job: Job | None, runs: Sequence[Run]) -> None:
    """The newest model, and why the newest training gave none; nothing before the first training.

    Args:
        page: the open page.
        project: the open project.
        job: the newest training job, ended, or None.
        runs: the project's trainings, the newest first.
    """
    if job is not None and _came_to_nothing(job, runs):
        job_view.show_end(job, nothing_kept=_NOTHING_KEPT)
        if runs:
            st.caption("Your newest model is still this one:")
    if runs:
        _result(page, project, runs[0])


def _came_to_nothing(job: Job, runs: Sequence[Run]) -> bool:
    """Whether the job left no model and none was trained since, from a terminal for example."""
    newer = bool(runs) and runs[0].manifest.created_at > (job.ended_at or job.created_at)
    return job.state in ("failed", "stopped") and not job.result and not newer


def _result(page: Page, project: Project, run: Run) -> None:
    """The newest model in words; every photo is asked once more, which gives a firmer number."""
    with st.container(border=True):
        found = standing(run)
        st.subheader(result_words.headline(found), anchor=False)
        st.markdown(result_words.expectation(found))
        st.caption(result_words.which_epoch(run))
        with st.container(horizontal=True):
            page.go_button("results", "See the results", run_id=run.id)
            page.go_button("test", "Try it on a photo", run_id=run.id, primary=False)
        evaluation = work.start_evaluation(page, project, run)
        if evaluation is not None:
            job_view.watch(page.engine, evaluation, key=f"evaluate-{evaluation.id}")
        with st.expander("How it learned", icon=":material/show_chart:"):
            both_curves(run.history, len(run.history), run.manifest.best_epoch, key="result")
