"""The Data page from top to bottom, for a project with photos and for one without."""

from __future__ import annotations

import streamlit as st

from core.intake.edit import EMPTY
from core.store.projects import Project
from core.types import Dataset
from ui import resources
from ui.data.add_photos import add_photos
from ui.data.changes import undo_bar
from ui.data.class_album import album
from ui.data.classes import classes
from ui.data.doctor_panel import doctor_panel, is_current, is_ill
from ui.data.editing import tidy
from ui.data.left_out import left_out
from ui.data.overview import overview
from ui.data.photo_map import photo_map
from ui.data.reading import comes_first, reading
from ui.page import Page


def photos_page(page: Page, project: Project) -> None:
    """Reading in progress, or the photos that are there and the ways to bring in more."""
    tidy(page, project)
    dataset = resources.dataset(project) or EMPTY
    if not comes_first(page, project) and album(page, project, dataset):
        return
    st.title("Your photos", anchor=False)
    # One place for all that comes and goes: what is below it keeps its own, so a camera stays on.
    with st.container():
        if reading(page, project):
            return
        _what_is_there(page, project, dataset)
    add_photos(page, project, dataset)


def _what_is_there(page: Page, project: Project, dataset: Dataset) -> None:
    undo_bar(page, project)
    if dataset.classes:
        place = st.container()
        diagnosis = doctor_panel(page, project, dataset)
        with place:
            overview(
                page, project, dataset,
                is_checked=is_current(project, diagnosis), is_ill=is_ill(diagnosis, dataset),
            )  # fmt: skip
        classes(page, project, dataset)
        if diagnosis is not None:
            photo_map(page, project, dataset, diagnosis.map)
    left_out(dataset)
