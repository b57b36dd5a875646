"""The app's own drawings, in the colours of the theme that is showing."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

ASSETS = Path(__file__).parent / "assets"


def picture(name: str, alt: str, *, width_px: int | None = None) -> None:
    """A drawing from `ui/assets`.

    Args:
        name: its file name without `.svg`.
        alt: what it shows, for those who cannot see it.
        width_px: how wide, or None for the width of its place.
    """
    st.image(drawing(name), width=width_px or "stretch", alt=alt)


def drawing(name: str) -> str:
    """A drawing from `ui/assets` as SVG, in the colours of the theme that is showing."""
    light = (ASSETS / f"{name}.svg").read_text(encoding="utf-8")
    if st.context.theme.type != "dark":
        return light
    return light.replace('class="light"', 'class="dark"', 1)
