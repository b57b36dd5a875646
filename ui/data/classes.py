"""The classes of a project: their photos in small, counts, and what can be done with them."""

from __future__ import annotations

import streamlit as st

from core.store.projects import Project
from core.types import Dataset
from ui import words
from ui.data.class_album import open_album
from ui.data.class_dialogs import ask_merge, ask_remove, ask_rename
from ui.open_dialog import open_dialog
from ui.page import Page
from ui.photos import photo_grid

_THUMBNAILS = 5
_PER_PAGE = 24

_ACTIONS = {
    "rename": ":material/edit: Rename",
    "merge": ":material/merge: Merge into another",
    "remove": ":material/delete: Remove",
}


def classes(page: Page, project: Project, dataset: Dataset) -> None:
    """One card per class; with many classes a part of them at a time."""
    st.header("Classes", anchor=False)
    labels = _labels(len(dataset.classes))
    with st.grid("auto", min_column_width=300):
        for label in labels:
            with st.container(border=True, height="stretch", key=f"class-{label}"):
                _card(page, project, dataset, label)


def _labels(count: int) -> range:
    """Which classes to show; the person turns the pages where there are many."""
    pages = -(-count // _PER_PAGE)
    number = st.pagination(pages, key="class-page") if pages > 1 else 1
    return range((number - 1) * _PER_PAGE, min(number * _PER_PAGE, count))


def _card(page: Page, project: Project, dataset: Dataset, label: int) -> None:
    name, photos = dataset.classes[label], dataset.of_class(label)
    aside = sum(photo.label == label for photo in dataset.excluded)
    with st.container(horizontal=True, vertical_alignment="center"):
        title = f"**{words.plain(name)}** · {words.count(len(photos), 'photo')}"
        st.markdown(title + (f", {aside:,} put aside" if aside else ""), width="stretch")
        _menu(page, project, dataset, name, len(photos))
    shown = photos[:_THUMBNAILS]
    photo_grid(
        [photo.id for photo in shown],
        project.workspace.photos,
        alts=[f"{name}: {photo.name}" for photo in shown],
        side_px=52,
    )
    if photos or aside:
        st.space("stretch")
        if st.button("See all photos", key=f"album-{name}", icon=":material/grid_view:"):
            open_album(name)


def _menu(page: Page, project: Project, dataset: Dataset, name: str, photos: int) -> None:
    actions = [action for action in _ACTIONS if action != "merge" or len(dataset.classes) > 1]
    chosen = st.menu_button(
        "More",
        actions,
        key=f"class-menu-{name}",
        format_func=_ACTIONS.__getitem__,
        type="tertiary",
    )
    if chosen == "rename":
        open_dialog(page.step, ask_rename, page, project, name)
    elif chosen == "merge":
        open_dialog(page.step, ask_merge, page, project, name)
    elif chosen == "remove":
        open_dialog(page.step, ask_remove, page, project, name, photos)
