"""Saving a project as one file: the progress on its card, then the file."""

from __future__ import annotations

import streamlit as st

from core.intake.limits import Limits
from core.projects_io.contents import saved_file
from core.store.projects import Project
from ui import job_view, words, work
from ui.home.saved_route import file_name, saved_path
from ui.page import Page
from ui.uploader.service import current_service

_KEY = "home.saving"
_MB = 1_000_000


def save(page: Page, project: Project) -> None:
    """The project is being put into one file; its card shows how far it is."""
    st.session_state[_KEY] = {**_asked(), project.id: work.start_saving(page, project).id}


def saving(page: Page, project: Project) -> None:
    """How far the saving that was asked for here is, and the finished file."""
    job_id = _asked().get(project.id)
    job = page.engine.get(job_id) if job_id else None
    if job is None:
        return
    job_view.watch(page.engine, job, key=f"save-{project.id}")
    if job.is_active:
        return
    job_view.show_end(job, nothing_kept="You stopped it; there is no file.")
    if job.state == "done" and saved_file(project.workspace).is_file():
        _offer(project)


def _offer(project: Project) -> None:
    size_bytes = saved_file(project.workspace).stat().st_size
    label = f"Download the file ({words.megabytes(size_bytes)})"
    if current_service() is not None:
        st.link_button(label, saved_path(project.id), icon=":material/download:", type="primary")
    else:
        st.download_button(
            label,
            data=lambda: saved_file(project.workspace).read_bytes(),
            file_name=file_name(project),
            mime="application/zip",
            icon=":material/download:",
            type="primary",
            on_click="ignore",
            key=f"saved-{project.id}",
        )
    st.caption(
        "Photos, settings and models are in it. It opens on the home page of any Foldersight; keep "
        "it as safe as the photos themselves."
    )
    limit_mb = Limits.default().archive_mb
    if size_bytes > limit_mb * _MB:
        st.caption(f":material/warning: It is larger than the {limit_mb:,} MB that an app takes.")


def _asked() -> dict[str, str]:
    return dict(st.session_state.get(_KEY, {}))
