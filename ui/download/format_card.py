"""One form of the model: what it is for, the button that builds it, and what came of it."""

from __future__ import annotations

import streamlit as st

from core.export.formats import Format
from core.export.kept import Package, found_package
from core.messages import describe_code
from core.runs import Run
from core.store.projects import Project
from ui import job_view, words
from ui.download.exports import export_job, start_export
from ui.download.file_names import file_name
from ui.page import Page


def format_card(page: Page, project: Project, run: Run, format_: Format, *, consent: bool) -> None:
    """The card of a format.

    Args:
        page: the open page.
        project: whose model.
        run: the model.
        format_: the form.
        consent: whether a few photos may go along.
    """
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{format_.title}**")
        st.markdown(format_.sentence)
        names = ", ".join(f"`{name}`" for name in format_.files)
        st.caption(f"In the zip: {names} and what every zip holds. It runs with {format_.runtime}.")
        lacking = format_.missing() if format_.missing is not None else ""
        package = found_package(run, format_.id, consent)
        if package is not None:
            _finished(project, run, format_, package)
        elif lacking:
            message = describe_code(lacking, {})
            st.info(f"{message.title}. {message.fix}", icon=":material/extension_off:")
        else:
            _build(page, project, run, format_, consent)


def finding(package: Package) -> str:
    """What the comparison with the app found, in a sentence."""
    if package.agreement is None:
        if package.difference < 1e-3:
            return "Checked: opened again, it gives the same answers as here."
        most = words.percent(package.difference)
        return f"Checked: opened again, its confidences differ from those here by at most {most}."
    same = round(package.agreement * package.photos)
    asked = words.count(package.photos, "photo")
    return f"Checked: the same answer as here on {same:,} of {asked} of yours."


def _finished(project: Project, run: Run, format_: Format, package: Package) -> None:
    st.markdown(f":material/check_circle: {finding(package)}")
    st.download_button(
        f"Download ({words.megabytes(package.path.stat().st_size)})",
        data=package.path.read_bytes,
        file_name=file_name(project, run, format_.id),
        mime="application/zip",
        icon=":material/download:",
        on_click="ignore",
        key=f"download.{format_.id}",
    )


def _build(page: Page, project: Project, run: Run, format_: Format, consent: bool) -> None:
    job = export_job(page, project, run, format_.id, consent)
    if job is not None:
        job_view.watch(page.engine, job, key=f"export-{job.id}")
        if job.is_active:
            return
        job_view.show_end(job, nothing_kept="You stopped it, so there is no file.")
    pressed = st.button(
        "Build it",
        icon=":material/build:",
        key=f"build.{format_.id}",
        help="Takes up to half a minute. The file is opened again and compared with the app before "
        "it is offered.",
    )
    if pressed:
        start_export(page, project, run, format_.id, consent)
        st.rerun()
