"""A photo made so small that its numbers can be read."""

from __future__ import annotations

import io

import numpy as np
import streamlit as st
from PIL import Image, ImageOps

from ui.learn.filters import Numbers

SIDE = 12


@st.cache_data(max_entries=16, show_spinner=False)
def tiny(jpeg: bytes) -> Numbers:
    """int64 array `(12, 12)`: the middle square of a photo in ten shades of grey, 0 black to 9 white."""
    with Image.open(io.BytesIO(jpeg)) as photo:
        square = ImageOps.fit(photo.convert("L"), (SIDE, SIDE), Image.Resampling.BOX)
    shades = np.asarray(ImageOps.autocontrast(square), np.float64)
    return np.round(shades / 255 * 9).astype(np.int64)
