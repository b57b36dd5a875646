"""Which models are asked: the one of the page, and a second one beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.errors import UserError
from core.jobs import Job
from core.runs import Run
from core.store.projects import Project
from ui import job_view, resources, result_words, words, work
from ui.errors import show_error
from ui.page import Page
from ui.trial.asking import Asked

if TYPE_CHECKING:
    from core.predict import Predictor

_SECOND = "test.second"


def chosen_models(page: Page, project: Project, run: Run) -> list[tuple[str, Asked]]:
    """The page's model and, where the person wants one, another; none while one is being prepared."""
    second = _second(project, run)
    models = []
    for each in (run, second) if second else (run,):
        predictor = _predictor(page, project, each)
        if predictor is None:
            return []
        title = _title(project, each)
        models.append((title, Asked(predictor, each, project)))
    return models


def knows_strangers(page: Page, project: Project, asked: Asked) -> None:
    """In words what becomes of a photo of something else; meanwhile it finds out, by itself."""
    names = ", ".join(f"**{words.plain(name)}**" for name in asked.predictor.classes)
    if asked.predictor.knows_strangers:
        st.markdown(
            f"It can answer {names}. Where a photo is unlike all that it learned from, or two classes "
            "are too close, it says that it is not sure. Take photos that it has not learned from."
        )
        return
    st.markdown(
        f"It can answer {names}, and nothing else: whatever it is shown, it picks the one that "
        "fits best. Take photos that it has not learned from."
    )
    job = work.start_evaluation(page, project, asked.run, for_strangers=True)
    if job is not None and job.is_active:
        _finding_out(page, job)


def _finding_out(page: Page, job: Job) -> None:
    """A quiet line while the model is asked about its own photos."""
    said = (
        ":material/hourglass_top: It is finding out how unlike a photo must be to be strange to it. "
        "You can try photos meanwhile."
    )
    job_view.follow(page.engine, job, lambda _: st.caption(said))


def _second(project: Project, run: Run) -> Run | None:
    others = [other for other in resources.runs(project) if other.id != run.id]
    if not others:
        return None
    return st.selectbox(
        "A second model beside it",
        others,
        index=None,
        placeholder="None: only one model answers",
        format_func=lambda other: _title(project, other),
        key=f"{_SECOND}-{run.id}",
        help="Both answer the same photo, side by side.",
    )


def _title(project: Project, run: Run) -> str:
    found = resources.runs(project)
    return result_words.run_title(run, result_words.number(found, run))


def _predictor(page: Page, project: Project, run: Run) -> Predictor | None:
    """The model, ready to answer; None where its network is yet to be prepared here."""
    job = page.engine.latest(project.id, "network")
    if job is not None:
        job_view.watch(page.engine, job, key=f"network-{run.id}")
        if job.is_active:
            return None
    try:
        return resources.predictor(run.folder)
    except UserError as error:
        if error.code != "model.network_not_ready":
            raise
        show_error(error)
    if job is not None:
        job_view.show_end(job, nothing_kept="You stopped the preparation. You can start it again.")
    if st.button("Prepare it now", type="primary", icon=":material/build:", key=f"build-{run.id}"):
        backbone = run.manifest.backbone
        request, key = {"backbone": backbone}, f"network {backbone}"
        if run.manifest.fine_tuned_from:
            request, key = {**request, "run": run.id}, f"{key} {project.id} {run.id}"
        page.engine.submit("network", project.id, request, key=key)
        st.rerun()
    return None
