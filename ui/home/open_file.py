"""Opening a file: a saved project, a model that somebody sent, or photos of another program."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.errors import UserError
from core.projects_io.recognise import Kind, recognise
from ui import job_view, work
from ui.errors import show_error
from ui.page import Page, go_to
from ui.uploader import last_upload_name, upload_area

_JOB, _FIELD = "home.opening", "open-file"


def open_file(page: Page) -> None:
    """A folded row with a field for the file, and how far the opening is."""
    part = st.expander(
        "Open a saved project, or a model that somebody sent you",
        icon=":material/folder_zip:",
        key="open-file-row",
        on_change="rerun",
    )
    if part.open:
        with part:
            _field(page)
    _progress(page)


def _field(page: Page) -> None:
    st.markdown(
        "- **A project** that was saved with “Save as a file”: photos, settings and models come "
        "back.\n"
        "- **A model**: the zip of somebody's Download page. It can be tested at once, without "
        "photos.\n"
        "- **Photos from Teachable Machine**: its project file (`.tm`) or a zip of samples."
    )
    path = upload_area(_FIELD, page.home, label="The file", choices=("file",))
    if path is not None:
        _begin(page, path, last_upload_name(_FIELD))


def _begin(page: Page, path: Path, name: str) -> None:
    """What was uploaded is being opened, or read as photos into a new project."""
    try:
        kind: Kind = recognise(path, name)
    except UserError as error:
        path.unlink(missing_ok=True)
        show_error(error)
        return
    if kind == "data":
        project = page.projects.create(Path(name).stem)
        work.start_intake(page, project, source=path, name=name)
        go_to("data", project.id)
    st.session_state[_JOB] = work.start_opening(page, path, name, kind).id


def _progress(page: Page) -> None:
    job = page.engine.get(str(st.session_state.get(_JOB, "")))
    if job is None:
        return
    job_view.watch(page.engine, job, key="opening")
    if job.is_active:
        return
    job_view.show_end(job, nothing_kept="You stopped it. Nothing was opened.")
    if job.state == "done" and job.result:
        del st.session_state[_JOB]
        is_model = job.request["kind"] == "model"
        step = "test" if is_model else "results" if job.result["runs"] else "data"
        go_to(step, str(job.result["project"]))
