"""The ways to bring photos in: a zip or a folder, or class by class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from core.intake.check import GOOD_PHOTOS_PER_CLASS, MIN_PHOTOS_PER_CLASS
from core.intake.limits import Limits
from core.store.projects import Project
from core.types import Dataset
from ui import work
from ui.data.class_by_hand import class_by_hand
from ui.page import Page
from ui.pictures import picture
from ui.uploader import last_upload_name, upload_area

Way = Literal["zip", "files", "camera"]

_WAYS: Mapping[Way, str] = {
    "zip": ":material/folder_zip: Zip or folder",
    "files": ":material/add_photo_alternate: One class at a time",
    "camera": ":material/photo_camera: Camera",
}


def add_photos(page: Page, project: Project, dataset: Dataset) -> None:
    """The person chooses a way and brings photos in."""
    st.header("Add more photos" if dataset.photos else "Bring in your photos", anchor=False)
    way = st.segmented_control(
        "How do you want to bring them in?",
        tuple(_WAYS),
        default="zip",
        required=True,
        format_func=_WAYS.__getitem__,
        key="way",
        wrap=True,
    )
    with st.container(border=True):
        if way == "zip":
            _zip_or_folder(page, project)
        else:
            class_by_hand(page, project, dataset, camera=way == "camera")


def _zip_or_folder(page: Page, project: Project) -> None:
    limits = Limits.default()
    field, example = st.columns([3, 2], gap="large")
    with example:
        _example()
    with field:
        source = upload_area("photos", page.home, limit_mb=limits.archive_mb, label="Your photos")
        st.caption(
            f"JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF and HEIC, up to {limits.file_mb} MB for one "
            "photo. What cannot be used is left out and named. Your own files are not changed.",
            help=_limits_in_words(limits),
        )
    if source is not None:
        work.start_intake(page, project, source=source, name=last_upload_name("photos"))
        st.rerun()


def _limits_in_words(limits: Limits) -> str:
    return (
        f"A zip, tar or tar.gz may have {limits.archive_mb:,} MB, {limits.unpacked_mb:,} MB when unpacked, "
        f"{limits.entries:,} files, and {limits.depth} folders within each other."
    )


def _example() -> None:
    picture("zip", "A zip with three folders named cats, dogs and birds, with photos in each")
    st.markdown(
        "One folder for each thing to tell apart; **the folder's name becomes the class**. "
        f"At least {MIN_PHOTOS_PER_CLASS} photos in each, better {GOOD_PHOTOS_PER_CLASS} or more."
    )
    st.caption("Folders named train, validation and test are understood, too.")
