"""The frame of every page: title, open project, navigation, banners, and errors in words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import AbstractContextManager

import streamlit as st

from core.errors import UserError
from core.store.home import Home
from core.store.projects import Project, ProjectStore
from ui import navigation, resources
from ui.ended_meanwhile import note_run_began, one_more_run_where_a_job_has_ended
from ui.errors import error_boundary
from ui.open_dialog import show_open_dialog
from ui.page import Page
from ui.pictures import ASSETS, drawing
from ui.steps import STEPS

NAME = "Foldersight"
ICON = ASSETS / "icon.png"
_WIDTH_PX = 1080


@contextlib.contextmanager
def page(step: str) -> Iterator[Page]:
    """The page of that step, drawn within the block.

    Args:
        step: a key of `ui.steps.STEPS`.
    """
    note_run_began()
    home = resources.home()
    opened = None
    with error_boundary(home):
        opened = _opened(step, home)
    if opened is None:
        # A `with` block cannot be skipped, only stopped.
        st.stop()
    with _column(), error_boundary(home), one_more_run_where_a_job_has_ended():
        # One place for what comes and goes: a part of the page that moves is drawn anew.
        with st.container():
            navigation.banners(opened)
            navigation.place(opened)
        yield opened
        show_open_dialog(step)


def _column() -> AbstractContextManager[object]:
    """The middle of the page: lines that run across a wide screen are hard to read."""
    return st.container(horizontal_alignment="center").container(width=_WIDTH_PX)


def _opened(step: str, home: Home) -> Page:
    projects = ProjectStore(home.projects)
    project, problem = _open(projects, step)
    _configure(step, project)
    page = Page(step, home, projects, resources.engine(), project, problem)
    navigation.draw(page)
    return page


def _configure(step: str, project: Project | None) -> None:
    parts = [STEPS[step].title, project.name] if project and step != "home" else [STEPS[step].title]
    st.set_page_config(page_title=" · ".join([*parts, NAME]), page_icon=str(ICON), layout="wide")
    st.logo(drawing("logo"), size="large", icon_image=str(ICON))


def _open(projects: ProjectStore, step: str) -> tuple[Project | None, UserError | None]:
    """The project of the address, else the one that this browser tab had open last."""
    named = st.query_params.get("project")
    wanted = str(named or st.session_state.get("project_id", ""))
    try:
        project = projects.open(wanted) if wanted else None
    except UserError as error:
        st.session_state.pop("project_id", None)
        return None, error if named else None
    if project is not None:
        st.session_state["project_id"] = project.id
        if step != "home":
            st.query_params["project"] = project.id
    return project, None


__all__ = ["Page", "page"]
