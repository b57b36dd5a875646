"""What can be done with a class: rename it, merge it, remove it; and starting over with all of them."""

from __future__ import annotations

import streamlit as st

from core.intake.edit import EMPTY, merge_class, remove_class, rename_class
from core.intake.names import MAX_CLASS_NAME_LENGTH, tidy_class_name
from core.store.projects import Project
from ui import resources, words
from ui.data.editing import change
from ui.errors import error_boundary
from ui.open_dialog import close_dialog, forget_dialog
from ui.page import Page

_UNTOUCHED = (
    "The files that you uploaded from are not touched, and models that are trained stay as they "
    "are. You can undo this."
)


@st.dialog("Rename this class", icon=":material/edit:", on_dismiss=forget_dialog)
def ask_rename(page: Page, project: Project, name: str) -> None:
    """The class under another name."""
    with error_boundary(page.home), st.form("rename-class", border=False):
        new = st.text_input(
            "Name",
            name,
            max_chars=MAX_CLASS_NAME_LENGTH,
            help="The model will answer with this name. Models that are trained keep the old one.",
        )
        if st.form_submit_button("Save", type="primary"):
            new_name = new or ""
            change(
                page, project, lambda dataset: rename_class(dataset, name, new_name),
                "renamed", old=name, new=tidy_class_name(new_name),
            )  # fmt: skip
            close_dialog()


@st.dialog("Merge two classes", icon=":material/merge:", on_dismiss=forget_dialog)
def ask_merge(page: Page, project: Project, name: str) -> None:
    """The photos of the class are in another one, and the class is gone."""
    with error_boundary(page.home), st.form("merge-class", border=False):
        dataset = resources.dataset(project) or EMPTY
        others = [other for other in dataset.classes if other != name]
        st.markdown(
            f"All photos of **{words.plain(name)}** go to another class, and **{words.plain(name)}** "
            "is gone. Do this when both show the same kind of thing. You can undo it."
        )
        into = st.selectbox("Merge into", others, key="merge-into")
        if st.form_submit_button("Merge", type="primary", disabled=not others) and into:
            change(
                page, project, lambda dataset: merge_class(dataset, name, into),
                "merged", name=name, into=into,
            )  # fmt: skip
            close_dialog()


@st.dialog("Remove this class?", icon=":material/delete:", on_dismiss=forget_dialog)
def ask_remove(page: Page, project: Project, name: str, photos: int) -> None:
    """The class is out of the project with its photos, if the person says so."""
    with error_boundary(page.home):
        st.markdown(
            f"**{words.plain(name)}** and its {words.count(photos, 'photo')} will be taken out of "
            f"this project. {_UNTOUCHED}"
        )
        if _confirmed("Remove the class"):
            change(
                page, project, lambda dataset: remove_class(dataset, name),
                "class_removed", name=name, photos=photos,
            )  # fmt: skip
            close_dialog()


@st.dialog("Remove all photos?", icon=":material/delete:", on_dismiss=forget_dialog)
def ask_remove_all(page: Page, project: Project) -> None:
    """The project has no photos, if the person says so."""
    with error_boundary(page.home):
        st.markdown(
            "All photos and classes will be taken out of this project, so that you can start over. "
            + _UNTOUCHED
        )
        if _confirmed("Remove all photos"):
            photos = len((resources.dataset(project) or EMPTY).photos)
            change(page, project, lambda _: EMPTY, "all_removed", photos=photos)
            close_dialog()


def _confirmed(label: str) -> bool:
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Keep"):
            close_dialog()
        return st.button(label, type="primary", icon=":material/delete:")
