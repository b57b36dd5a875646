"""What became of the newest training, search or fine-tuning, in words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.jobs.job import Job
from core.runs import Run
from core.store.projects import Project
from ui import job_view, result_words, work
from ui.page import Page
from ui.standing import standing
from ui.train.fine_tuning_panel import fine_tuning_end
from ui.train.live import both_curves
from ui.train.search_panel import search_end

_NOTHING_KEPT = (
    "You stopped the training before the model had seen all photos once, so there is nothing to "
    "keep. What was prepared so far is remembered; press Train to go on."
)


def outcome(page: Page, project: Project, job: Job | None, runs: Sequence[Run], scope: str) -> None:
    """What the newest job came to, and the newest model; nothing before the first training.

    Args:
        page: the open page.
        project: the open project.
        job: the newest training, search or fine-tuning, ended, or None.
        runs: the project's trainings, the newest first.
        scope: of the widgets, see `settings_form.draw`.
    """
    # A place for what comes and goes: the model below must not be drawn anew.
    with st.container():
        if job is not None:
            _end(page, project, job, runs, scope)
    if runs:
        _result(page, project, runs[0])


def _end(page: Page, project: Project, job: Job, runs: Sequence[Run], scope: str) -> None:
    """A training is told by its model, unless it left none; the others have something to say anyway."""
    is_vain = job.state in ("failed", "stopped") and not job.result
    if is_vain and _is_older(job, runs):
        return
    # What went wrong comes with a frame of its own.
    with st.container(border=job.kind != "train" and not is_vain, gap="small"):
        if job.kind == "search":
            search_end(page, project, job, scope)
        elif job.kind == "fine_tune":
            fine_tuning_end(page, job)
        elif is_vain:
            job_view.show_end(job, nothing_kept=_NOTHING_KEPT)
    if is_vain and runs:
        st.caption("Your newest model is still this one:")


def _is_older(job: Job, runs: Sequence[Run]) -> bool:
    """Whether a model was trained since the job ended, from a terminal for example."""
    return bool(runs) and runs[0].manifest.created_at > (job.ended_at or job.created_at)


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
