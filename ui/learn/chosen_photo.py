"""The photo that the chapters look at: one of the project, an uploaded one, or one that always is there."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from core.errors import UserError
from core.intake.images import photo_id, working_copy
from core.store.projects import Project
from core.types import Dataset
from ui import errors, words

OWN, UPLOADED = "One of my photos", "Upload one"
_SUPPLIED = {
    "A flower": ("flower.jpg", "A flower", "Photo from Flickr, user vultilion, CC BY 2.0"),
    "A temple": (
        "china.jpg",
        "A Chinese temple",
        "Photo from Flickr, user danielbuechele, CC BY 2.0",
    ),
}
_TYPES = ("jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff", "heic", "heif", "avif")


@dataclass(frozen=True, slots=True)
class ChosenPhoto:
    """A photo to look at.

    Attributes:
        jpeg: upright, its longer side at most 512 pixels.
        id: by content.
        title: what it shows, as far as is known; Markdown.
        credit: whose photo it is, or "".
    """

    jpeg: bytes
    id: str
    title: str
    credit: str = ""

    @property
    def caption(self) -> str:
        """Title and credit."""
        return f"{self.title}. {self.credit}" if self.credit else self.title


def choose_photo(project: Project | None, dataset: Dataset | None) -> ChosenPhoto:
    """The photo that the person chose; the first of the project, else a supplied one, at first."""
    has_own = project is not None and dataset is not None and bool(dataset.photos)
    options = [*([OWN] if has_own else []), *_SUPPLIED, UPLOADED]
    chosen = st.segmented_control(
        "Which photo shall we look at?",
        options,
        default=options[0],
        required=True,
        key="learn.photo",
    )
    found = None
    if chosen == UPLOADED:
        found = _uploaded()
    elif chosen == OWN and project is not None and dataset is not None:
        found = _own(project, dataset)
    photo = found or _supplied(str(chosen) if chosen in _SUPPLIED else next(iter(_SUPPLIED)))
    st.image(photo.jpeg, width=232, caption=photo.caption, alt=photo.title)
    return photo


def _uploaded() -> ChosenPhoto | None:
    file = st.file_uploader(
        "A photo of yours; it stays on this computer", type=list(_TYPES), key="learn.upload"
    )
    if file is None:
        st.caption("Until there is one, the flower stands in for it.")
        return None
    data = file.getvalue()
    try:
        return ChosenPhoto(_upright(photo_id(data), data), photo_id(data), "The photo you uploaded")
    except UserError as error:
        errors.show_error(error)
        return None


def _own(project: Project, dataset: Dataset) -> ChosenPhoto | None:
    labels = [label for label, count in enumerate(dataset.counts) if count]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = st.selectbox(
            "Of which class?", labels, format_func=dataset.classes.__getitem__,
            key="learn.photo.class", width=260,
        )  # fmt: skip
        pressed = st.button("Another one", icon=":material/shuffle:", key="learn.photo.next")
    place = st.session_state.get("learn.photo.place", 0) + int(pressed)
    st.session_state["learn.photo.place"] = place
    photos = dataset.of_class(label)
    photo = photos[place % len(photos)]
    try:
        jpeg = project.workspace.photos.read(photo.id)
    except OSError:
        st.caption("That photo cannot be read, so a flower stands in for it.")
        return None
    return ChosenPhoto(
        jpeg, photo.id, f"A photo of yours: {words.plain(dataset.classes[photo.label])}"
    )


def _supplied(name: str) -> ChosenPhoto:
    file, title, credit = _SUPPLIED[name]
    found = importlib.util.find_spec("sklearn")
    folder = Path(((found and found.submodule_search_locations) or ["."])[0])
    return ChosenPhoto((folder / "datasets" / "images" / file).read_bytes(), file, title, credit)


@st.cache_data(max_entries=16, show_spinner=False)
def _upright(own_id: str, _data: bytes) -> bytes:
    return working_copy(_data).jpeg
