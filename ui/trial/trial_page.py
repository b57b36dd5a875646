"""The Test page from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.intake.images import photo_id
from core.intake.limits import Limits
from core.store.projects import Project
from ui import words
from ui.page import Page
from ui.trial.answers import answers
from ui.trial.asking import Asked
from ui.trial.camera import camera
from ui.trial.endpoint import endpoint
from ui.trial.link import pasted_link
from ui.trial.many import many_photos
from ui.trial.models import chosen_models, knows_strangers
from ui.trial.retraining import retraining, take_up_new_model, what_changed
from ui.trial.teaching import teaching

PHOTO_TYPES = ("jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff", "avif", "heic", "heif")
PER_PAGE = 8
FILES, MANY, CAMERA, LINK = "Photo files", "Many photos", "Camera", "Link"
_WAYS = {
    FILES: ":material/add_photo_alternate: Photo files",
    MANY: ":material/photo_library: Many photos",
    CAMERA: ":material/photo_camera: Camera",
    LINK: ":material/link: Link",
}

Photos = Sequence[tuple[str, bytes]]
Models = Sequence[tuple[str, Asked]]


def trial_page(page: Page) -> None:
    """New photos come in, and the model says what it sees in each."""
    st.title("Try it on new photos", anchor=False)
    take_up_new_model(page, page.require_project())
    project, run = page.require_run()
    models = chosen_models(page, project, run)
    if not models:
        return
    # A place for each part that comes and goes: what is below must not move, or it is drawn anew.
    with st.container():
        knows_strangers(page, project, models[0][1])
    source = _source()
    photos = _photos(source)
    with st.container():
        retraining(page, project, run)
        what_changed(project, run)
    if source == MANY:
        many_photos(page, project, run, models)
    elif photos:
        _answers(project, models, photos)
    endpoint(project, run)


def _source() -> str:
    """Where the person takes the photos from."""
    return st.segmented_control(
        "Where from",
        tuple(_WAYS),
        default=FILES,
        required=True,
        format_func=_WAYS.__getitem__,
        key="test.source",
        label_visibility="collapsed",
        wrap=True,
    )


def _photos(source: str) -> Photos:
    """Names and bytes of the photos that the person has given one by one."""
    if source == MANY:
        return []
    if source == CAMERA:
        return camera()
    if source == LINK:
        pasted_link()
        return []
    files = st.file_uploader(
        "Choose one or more photos",
        type=list(PHOTO_TYPES),
        accept_multiple_files=True,
        max_upload_size=Limits.default().file_mb,
        key="test.files",
    )
    return [(file.name, file.getvalue()) for file in files]


def _answers(project: Project, models: Models, photos: Photos) -> None:
    shown = photos
    if len(photos) > PER_PAGE:
        st.markdown(
            f"{words.count(len(photos), 'photo')}, {PER_PAGE} at a time. Under *{MANY}* you get a "
            "table of all answers to sort and to take away."
        )
        place = st.pagination(-(-len(photos) // PER_PAGE), key=f"test.page.{len(photos)}") - 1
        shown = photos[place * PER_PAGE : (place + 1) * PER_PAGE]
    for place, (name, data) in enumerate(shown):
        key = f"answer-{place}-{photo_id(data)[:12]}"
        with st.container(border=True):
            if answers(models, name, data, key=key):
                teaching(project, name, data, models[0][1].prediction(data), key=key)
