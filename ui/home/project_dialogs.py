"""Renaming and deleting a project; deleting asks first."""

from __future__ import annotations

import streamlit as st

from core.store.projects import MAX_NAME_LENGTH, Project
from ui import words
from ui.errors import error_boundary
from ui.open_dialog import close_dialog, forget_dialog
from ui.page import Page


@st.dialog("Rename this project", icon=":material/edit:", on_dismiss=forget_dialog)
def ask_rename(page: Page, project: Project) -> None:
    """The project under another name."""
    with error_boundary(page.home), st.form("rename", border=False):
        name = st.text_input("Name", project.name, max_chars=MAX_NAME_LENGTH)
        if st.form_submit_button("Save", type="primary"):
            page.projects.rename(project.id, name or project.name)
            close_dialog()


@st.dialog("Delete this project?", icon=":material/delete:", on_dismiss=forget_dialog)
def ask_delete(page: Page, project: Project) -> None:
    """The project is gone with all that belongs to it, if the person says so."""
    with error_boundary(page.home):
        st.markdown(
            f"**{words.plain(project.name)}** will be gone for good, with its photos and all models "
            "trained on them. The files that you uploaded from are not touched."
        )
        with st.container(horizontal=True, horizontal_alignment="right"):
            if st.button("Keep it"):
                close_dialog()
            if st.button("Delete for good", type="primary", icon=":material/delete:"):
                _delete(page, project)
                close_dialog()


def _delete(page: Page, project: Project) -> None:
    with st.spinner("Deleting …"):
        # Its jobs end first: one that still wrote would bring the folder back.
        page.engine.forget(project.id)
        page.projects.delete(project.id)
    if st.session_state.get("project_id") == project.id:
        del st.session_state["project_id"]
