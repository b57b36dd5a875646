"""Thumbnails."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.store.photos import PhotoStore
from tests.factories import photo_bytes
from ui.photos import thumbnail


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    st.cache_data.clear()


def _decoded(address: str) -> Image.Image:
    head, _, data = address.partition(",")
    assert head == "data:image/jpeg;base64"
    return Image.open(io.BytesIO(base64.b64decode(data)))


def test_thumbnail_of_a_wide_photo_is_a_square_twice_as_sharp_as_shown(tmp_path: Path) -> None:
    store = PhotoStore(tmp_path)
    store.put("ab12", photo_bytes("teal", (512, 200)))

    assert _decoded(thumbnail(store, "ab12", 100)).size == (200, 200)


def test_thumbnail_of_a_large_photo_is_far_lighter_than_its_working_copy(tmp_path: Path) -> None:
    store = PhotoStore(tmp_path)
    store.put("ab12", photo_bytes("teal", (512, 512), quality=92))

    assert len(thumbnail(store, "ab12", 60)) < len(store.read("ab12")) / 4


def test_thumbnail_of_a_missing_working_copy_is_grey_until_it_is_there(tmp_path: Path) -> None:
    store = PhotoStore(tmp_path)
    absent = thumbnail(store, "ab12", 20)
    store.put("ab12", photo_bytes("gold"))

    assert _decoded(absent).getpixel((5, 5)) == (128, 128, 128)
    assert thumbnail(store, "ab12", 20) != absent


def test_thumbnail_of_a_damaged_working_copy_is_grey(tmp_path: Path) -> None:
    store = PhotoStore(tmp_path)
    store.put("ab12", b"this is no photo")

    assert _decoded(thumbnail(store, "ab12", 20)).getpixel((5, 5)) == (128, 128, 128)


def test_photo_that_was_deleted_since_is_named_in_words_beside_the_others(tmp_path: Path) -> None:
    PhotoStore(tmp_path).put("ab12", photo_bytes("gold"))
    script = f"""
from pathlib import Path
from core.store.photos import PhotoStore
from ui.photos import photo_grid
photo_grid(
    ["ab12", "cd34"], PhotoStore(Path({str(tmp_path)!r})), alts=["a", "b"],
    captions=["first", "second"], side_px=150,
)
"""
    app = AppTest.from_string(script).run()

    assert not app.exception
    assert len(app.image) == 1
    captions = [caption.value for caption in app.caption]
    assert captions == [":material/hide_image: This photo was deleted since.", "second"]
