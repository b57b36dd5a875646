"""A map of all photos, made when somebody opens it; a click on a dot shows the photo large."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.intake.edit import exclude_photos
from core.store.projects import Project
from core.types import Dataset, Photo
from ui import words
from ui.data.class_album import open_album
from ui.data.editing import change
from ui.data.map_chart import PICKED, map_chart
from ui.data.photo_route import picture_path
from ui.errors import error_boundary
from ui.page import Page
from ui.photos import large, thumbnail
from ui.uploader.service import current_service

# Without the served app's routes the pictures travel with the page, about 2 kB each: more of them
# would make it slow to arrive.
_MAX_SENT_PICTURES = 500
_PICTURE_PX = 64
_LARGE_PX = 320


def photo_map(
    page: Page, project: Project, dataset: Dataset, places: Mapping[str, tuple[float, float]]
) -> None:
    """The map in a folded card.

    Args:
        page: the open page.
        project: whose photos they are.
        dataset: as it is now.
        places: where each photo lies; photos without a place are left out.
    """
    if not any(photo.id in places for photo in dataset.photos):
        return
    card = st.expander(
        "Map of all photos", icon=":material/scatter_plot:", key="map", on_change="rerun"
    )
    if card.open:
        with card:
            _map(page, project, dataset, places)


@st.fragment
def _map(
    page: Page, project: Project, dataset: Dataset, places: Mapping[str, tuple[float, float]]
) -> None:
    # A fragment runs outside the page's own error boundary.
    with error_boundary(page.home):
        st.caption(
            "Each dot is a photo. Photos that look alike to the ready-made network lie near each "
            "other. Clear islands are easy to learn; a dot on a foreign island may lie in the wrong "
            "folder. Click a dot to see its photo."
        )
        chart = map_chart(dataset, places, _pictures(project, dataset, places))
        picked = st.vega_lite_chart(
            dict(chart.columns), chart.spec, width="stretch", alt=chart.alt, key="photo-map",
            on_select="rerun", selection_mode=PICKED,
        )  # fmt: skip
        photo = _picked(dataset, picked)
        if photo is not None:
            _large(page, project, dataset, photo)


def _pictures(
    project: Project, dataset: Dataset, places: Mapping[str, tuple[float, float]]
) -> Mapping[str, str]:
    """Addresses of the small pictures that the pointer shows; the browser asks for what it needs."""
    shown = [photo.id for photo in dataset.photos if photo.id in places]
    if current_service() is not None:
        return {i: picture_path(project, i) for i in shown}
    if len(shown) > _MAX_SENT_PICTURES:
        return {}
    return {i: thumbnail(project.workspace.photos, i, _PICTURE_PX) for i in shown}


def _picked(dataset: Dataset, picked: object) -> Photo | None:
    selection = picked.get("selection", {}) if isinstance(picked, dict) else {}
    points = selection.get(PICKED) or []
    wanted = {point.get("id") for point in points}
    return next((photo for photo in dataset.photos if photo.id in wanted), None)


def _large(page: Page, project: Project, dataset: Dataset, photo: Photo) -> None:
    name = dataset.classes[photo.label]
    picture, facts = st.columns([1, 1])
    alt = f"{photo.name}, in the class {name}"
    picture.image(large(project.workspace.photos, photo.id, _LARGE_PX), width="stretch", alt=alt)
    with facts:
        st.markdown(f"**{words.plain(photo.name)}**  \nin **{words.plain(name)}**")
        if st.button("See all photos of this class", icon=":material/grid_view:", key="map-album"):
            open_album(name)
        if st.button("Put it aside", icon=":material/visibility_off:", key="map-aside"):
            change(page, project, lambda d: exclude_photos(d, {photo.id}), "excluded", photos=1)
            st.rerun()
