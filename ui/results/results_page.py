"""The Results page from top to bottom."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.jobs.job import Job
from core.runs import Run
from core.store.projects import Project
from ui import charts, job_view, result_words, work
from ui.page import Page
from ui.received import is_without_photos
from ui.results.about_training import about_training, photos_have_changed
from ui.results.compare import compare
from ui.results.each_class import each_class
from ui.results.getting_better import getting_better
from ui.results.mistakes import mistakes
from ui.results.printed.sheet import file_name, sheet
from ui.results.sureness import sureness
from ui.standing import Standing, standing

TABS = (
    ":material/grid_on: Mistakes",
    ":material/category: Classes",
    ":material/psychology: How sure",
    ":material/trending_up: Get better",
    ":material/compare_arrows: Compare",
    ":material/history: Training",
)
# What the file of a model that somebody sent tells.
_WITHOUT_PHOTOS = (0, 1, 5)


def results_page(page: Page) -> None:
    """How good the model is, where it errs, what would help, and how it was trained."""
    st.title("How good is it?", anchor=False)
    project, run = page.require_run()
    job = work.start_evaluation(page, project, run)
    found = standing(run)
    if not found.photos and found.evaluation is None and not (job and job.is_active):
        _never_asked(page, project, run, job)
        return
    # A place for what comes and goes: the parts below must not move, or they are drawn anew.
    with st.container():
        if found.photos:
            _number(page, project, run, found)
        _asking(page, project, run, job)
        _changed_since(page, project, run)
    _parts(page, project, run, found)


def _number(page: Page, project: Project, run: Run, found: Standing) -> None:
    with st.container(border=True):
        left, right = st.columns(2, gap="large", vertical_alignment="center")
        with left:
            st.subheader(result_words.headline(found), anchor=False)
            st.markdown(result_words.expectation(found))
            if result_words.too_kind(found):
                st.markdown(f":material/warning: {result_words.too_kind(found)}")
        with right:
            if not found.more_needed:
                picture = charts.interval_picture(found.share, found.low, found.high)
                charts.show(picture, key="interval")
                st.caption(
                    "The dot is what was measured, the band is where the truth lies at least 9 "
                    "times in 10: the fewer photos were asked, the wider it is."
                )
        st.caption(result_words.counted_on(found))
        with st.container(horizontal=True):
            page.go_button("test", "Try it on a new photo", run_id=run.id)
            st.download_button(
                "Save this page to print",
                data=lambda: sheet(project, run).encode(),
                file_name=file_name(project, run),
                mime="text/html",
                icon=":material/print:",
                on_click="ignore",
                key="results.print",
                help="One file with all results and photos; it opens in any browser, without a network.",
            )


def _asking(page: Page, project: Project, run: Run, job: Job | None) -> None:
    """The progress of asking every photo, and why it came to nothing."""
    if job is None:
        return
    if job.is_active:
        st.markdown(
            ":material/hourglass_top: **A firmer number is on its way.** Every photo is being asked, "
            "each by a model that never saw it."
        )
    job_view.watch(page.engine, job, key=f"evaluate-{job.id}")
    if job.is_active:
        return
    without_it = "the number above is that of the photos kept aside"
    job_view.show_end(job, nothing_kept=work.why_stopped(page, job, without_it))
    if st.button("Ask every photo", icon=":material/quiz:", key="ask-again"):
        work.start_study(page, project, run, "evaluate")
        st.rerun()


def _never_asked(page: Page, project: Project, run: Run, job: Job | None) -> None:
    if is_without_photos(project):
        st.info(
            "The file that it came in says nothing about how good it is.", icon=":material/help:"
        )
        page.go_button("test", "Try it on a new photo", run_id=run.id)
        return
    st.info(
        "No photos were kept aside in this training, so nobody knows how good the model is. "
        "Train again with some photos kept aside.",
        icon=":material/help:",
    )
    _asking(page, project, run, job)
    page.go_button("train", "Go to Train")


def _changed_since(page: Page, project: Project, run: Run) -> None:
    if not photos_have_changed(project, run):
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            ":material/update: **Your photos have changed since this model was trained.** Train "
            "again, then compare the two models.",
            width="stretch",
        )
        page.go_button("train", "Train again", run_id=run.id, primary=False)


def _parts(page: Page, project: Project, run: Run, found: Standing) -> None:
    """All that is known, a part at a time; only the open one is worked out."""
    is_own = not is_without_photos(project)
    shown = TABS if is_own else tuple(TABS[place] for place in _WITHOUT_PHOTOS)
    parts = dict(
        zip(
            shown,
            st.tabs(shown, key="view" if is_own else "view-sent", on_change="rerun"),
            strict=True,
        )
    )
    draw: tuple[Callable[[], None], ...] = (
        lambda: mistakes(page, project, run),
        lambda: each_class(found),
        lambda: sureness(page, run),
        lambda: getting_better(page, project, run),
        lambda: compare(page, project, run),
        lambda: about_training(run),
    )
    for title, drawn in zip(TABS, draw, strict=True):
        part = parts.get(title)
        if part is not None and part.open:
            with part:
                drawn()
