"""The projects of this computer, as cards."""

from __future__ import annotations

from itertools import zip_longest

import streamlit as st

from core.errors import UserError
from core.runs import Run
from core.store.projects import Project
from core.types import Dataset
from ui import resources, result_words, words
from ui.home.project_dialogs import ask_delete, ask_rename
from ui.home.saving import save, saving
from ui.open_dialog import open_dialog
from ui.page import Page, go_to
from ui.photos import photo_grid

_THUMBNAILS = 5
_AT_FIRST = 6


def project_cards(page: Page) -> None:
    """Your projects, the newest first; says so where there are none."""
    projects = page.projects.all()
    st.header("Your projects", anchor=False)
    if not projects:
        st.markdown(":material/folder_open: None yet. Once you have begun one, you find it here.")
        return
    shown = projects
    if len(projects) > _AT_FIRST:
        title = f"Show all {words.count(len(projects), 'project')}"
        shown = projects if st.toggle(title, key="all-projects") else projects[:_AT_FIRST]
    with st.grid("auto", min_column_width=280):
        for project in shown:
            with st.container(border=True, height="stretch", key=f"project-{project.id}"):
                _card(page, project)


def _card(page: Page, project: Project) -> None:
    st.markdown(f"#### {words.plain(project.name)}", anchors=False)
    try:
        dataset, runs = resources.dataset(project), resources.runs(project)
    except UserError:
        dataset, runs = None, ()
        st.caption(":material/warning: Its photo list is damaged; open it to see what to do.")
    if dataset is not None and dataset.photos:
        _thumbnails(project, dataset)
    st.caption(_facts(dataset, runs))
    st.space("stretch")
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Open", key=f"open-{project.id}", icon=":material/arrow_forward:"):
            go_to(_first_step(dataset, runs), project.id)
        _menu(page, project)
    saving(page, project)


def _thumbnails(project: Project, dataset: Dataset) -> None:
    """A few photos of the first classes, in turn."""
    labels = range(min(_THUMBNAILS, len(dataset.classes)))
    by_class = [dataset.of_class(label)[:_THUMBNAILS] for label in labels]
    in_turn = [photo for turn in zip_longest(*by_class) for photo in turn if photo is not None]
    chosen = in_turn[:_THUMBNAILS]
    photo_grid(
        [photo.id for photo in chosen],
        project.workspace.photos,
        alts=[f"A photo of the class {dataset.classes[photo.label]}" for photo in chosen],
        side_px=44,
    )


def _facts(dataset: Dataset | None, runs: tuple[Run, ...]) -> str:
    if dataset is None or not dataset.photos:
        return "A model without its photos" if runs else "No photos yet"
    facts = [
        words.count(len(dataset.photos), "photo"),
        words.count(len(dataset.classes), "class", "classes"),
    ]
    if runs:
        facts.append(f"newest model {result_words.rating(runs[0])}")
    else:
        facts.append("not trained yet")
    return " · ".join(facts)


def _first_step(dataset: Dataset | None, runs: tuple[Run, ...]) -> str:
    if not runs:
        return "data"
    return "results" if dataset is not None and dataset.photos else "test"


def _menu(page: Page, project: Project) -> None:
    chosen = st.menu_button(
        "More",
        ("rename", "save", "delete"),
        key=f"more-{project.id}",
        format_func={
            "rename": ":material/edit: Rename",
            "save": ":material/save: Save as a file",
            "delete": ":material/delete: Delete",
        }.__getitem__,
        type="tertiary",
    )
    if chosen == "rename":
        open_dialog(page.step, ask_rename, page, project)
    elif chosen == "save":
        save(page, project)
    elif chosen == "delete":
        open_dialog(page.step, ask_delete, page, project)
