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
    # Each part has a place of its own, empty or not. A part that moves because one above it came or
    # went is made anew by the browser: a press of a button, a burst, an upload under way are lost.
    above, present = st.container(), st.container()
    with above:
        if reading(page, project):
            return
    with present:
        _present(page, project, dataset)
    add_photos(page, project, dataset)


def _present(page: Page, project: Project, dataset: Dataset) -> None:
    """What is there, from the last change to the files that were left out."""
    last_change, summary, doctor, by_class, unused = (st.container() for _ in range(5))
    with last_change:
        undo_bar(page, project)
    if dataset.classes:
        with doctor:
            diagnosis = doctor_panel(page, project, dataset)
        with summary:
            overview(
                page, project, dataset,
                is_checked=is_current(project, diagnosis), is_ill=is_ill(diagnosis, dataset),
            )  # fmt: skip
        with by_class:
            classes(page, project, dataset)
            if diagnosis is not None:
                photo_map(page, project, dataset, diagnosis.map)
    with unused:
        left_out(dataset)
