"""Many photos at once: brought in, asked in the background, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from core.classify.storing import load_batch
from core.classify.types import Batch
from core.errors import UserError
from core.intake.limits import Limits
from core.jobs import Job
from core.runs import Run
from core.store.projects import Project
from ui import job_view, words
from ui.errors import show_error
from ui.page import Page
from ui.trial.asking import Asked
from ui.trial.batch_results import batch_results
from ui.uploader import last_upload_name, upload_area

KIND = "classify"
_FIELD = "test.many"


def many_photos(
    page: Page, project: Project, run: Run, models: Sequence[tuple[str, Asked]]
) -> None:
    """A field for many photos, their progress, and the answers once they are there."""
    job = page.engine.latest(project.id, KIND)
    if job is None or not job.is_active:
        _field(page, project, run)
    if job is None:
        return
    job_view.watch(page.engine, job, key="classify")
    if job.is_active:
        st.caption("You may leave this page; the answers will be here.")
        return
    job_view.show_end(job, nothing_kept="You stopped it before the first answer.")
    if job.result:
        _results(page, project, run, job, models)


def _field(page: Page, project: Project, run: Run) -> None:
    source = upload_area(
        _FIELD,
        page.home,
        limit_mb=Limits.default().archive_mb,
        label="A zip, a folder, or many photos",
        choices=("zip", "folder", "photos"),
    )
    st.caption(
        "Nothing of it joins your data. Where a folder has the name of a class, you also see how "
        "many of its photos were answered rightly."
    )
    if source is not None:
        name = last_upload_name(_FIELD)
        request = {"run": run.id, "source": str(source), "name": name}
        page.engine.submit(KIND, project.id, request, key=f"{KIND} {source}")
        st.rerun()


def _results(
    page: Page, project: Project, run: Run, job: Job, models: Sequence[tuple[str, Asked]]
) -> None:
    try:
        batch = _batch(str(page.engine.folder(job.id)), job.id, job.ended_at or 0.0)
    except UserError as error:
        show_error(error)
        return
    if batch.run != run.id:
        st.info(
            "These answers are of another model than the one chosen above. Bring the photos in once "
            "more to ask this one.",
            icon=":material/info:",
        )
    _speed(batch)
    batch_results(page.engine.folder(job.id), project, batch, models)


def _speed(batch: Batch) -> None:
    asked = len(batch.answers)
    text = f"{words.count(asked, 'photo')} of {words.plain(batch.name or 'your upload')} answered"
    per_second = asked / max(batch.seconds, 1e-6)
    st.markdown(
        f"**{text}** in {words.duration(batch.seconds)}, {per_second:,.0f} photos a second."
        if asked
        else "None of the photos could be read."
    )
    left = batch.total - asked - len(batch.skipped)
    if left:
        st.caption(f"You stopped it; {words.count(left, 'photo')} were not asked.")


@st.cache_resource(max_entries=4, show_spinner=False)
def _batch(folder: str, job_id: str, ended_at: float) -> Batch:
    return load_batch(Path(folder))
