"""Thumbnails: small, sharp on any screen, and made once."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from PIL import Image, ImageOps

from core.store.photos import PhotoStore

_SHARPNESS = 2  # screens with two pixels per CSS pixel are common, on phones above all
_GREY = (128, 128, 128)
_ROOM_FOR_WORDS_PX = 100


def photo_grid(
    photo_ids: Sequence[str],
    store: PhotoStore,
    *,
    alts: Sequence[str],
    captions: Sequence[str] | None = None,
    side_px: int = 120,
) -> None:
    """Square thumbnails side by side; they wrap on narrow screens.

    Args:
        photo_ids: which photos.
        store: holds their working copies.
        alts: what each photo shows, for those who cannot see it.
        captions: shown beneath each photo; Markdown.
        side_px: side of a thumbnail.
    """
    with st.container(horizontal=True, gap="xsmall"):
        for place, photo_id in enumerate(photo_ids):
            caption = captions[place] if captions else None
            if side_px < _ROOM_FOR_WORDS_PX or store.has(photo_id):
                address = thumbnail(store, photo_id, side_px)
                st.image(address, caption=caption, width=side_px, alt=alts[place])
            else:
                _gone(caption, side_px)


def _gone(caption: str | None, side_px: int) -> None:
    """In the place of a photo that a model still speaks of: that it is not here any more."""
    with st.container(width=side_px, gap="xsmall"):
        with st.container(border=True, height=side_px):
            st.caption(":material/hide_image: This photo was deleted since.")
        if caption:
            st.caption(caption)


def thumbnail(store: PhotoStore, photo_id: str, side_px: int = 120) -> str:
    """A square thumbnail as a `data:` address, which `st.image` hands to the browser as it is.

    A working copy that is gone or damaged gives a grey square: it must not take the page with it.
    """
    try:
        return _thumbnail(str(store.path(photo_id)), side_px)
    except OSError:
        return as_address(Image.new("RGB", (side_px, side_px), _GREY))


def small_jpeg(store: PhotoStore, photo_id: str, side_px: int) -> bytes:
    """A square thumbnail as the bytes of a JPEG; for a damaged photo a grey square."""
    try:
        return _jpeg(_square(store.path(photo_id), side_px))
    except OSError:
        return _jpeg(Image.new("RGB", (side_px, side_px), _GREY))


def large(store: PhotoStore, photo_id: str, side_px: int) -> str:
    """The whole photo, its longer side at most `side_px` wide on the page, as a `data:` address.

    A working copy that is gone or damaged gives a grey square.
    """
    try:
        with Image.open(store.path(photo_id)) as photo:
            photo.thumbnail((side_px * _SHARPNESS, side_px * _SHARPNESS))
            return as_address(photo.convert("RGB"))
    except OSError:
        return as_address(Image.new("RGB", (side_px, side_px), _GREY))


@st.cache_data(max_entries=5000, show_spinner=False)
def _thumbnail(path: str, side_px: int) -> str:
    return as_address(_square(Path(path), side_px))


def as_address(image: Image.Image) -> str:
    """A picture as a `data:` address of a JPEG."""
    return "data:image/jpeg;base64," + base64.b64encode(_jpeg(image)).decode()


def _square(path: Path, side_px: int) -> Image.Image:
    side = side_px * _SHARPNESS
    with Image.open(path) as photo:
        photo.draft("RGB", (side, side))
        return ImageOps.fit(photo.convert("RGB"), (side, side))


def _jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80, optimize=True)
    return file.getvalue()
