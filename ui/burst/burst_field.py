"""The camera in the browser: one photo, or several in a row, as a Streamlit component."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

SHOTS = 10
"""How many photos a burst takes."""
EVERY_MS = 500
"""Time between two of them: enough to turn the thing a little."""
LONGEST_SIDE_PX = 800
_MAX_SHOT_BYTES = 2_000_000
_HEAD = "data:image/jpeg;base64,"
_FRONTEND = Path(__file__).parent / "frontend"

_WORDS = {
    "starting": "Turning the camera on …",
    "one": "Take one photo",
    "several": "Take {n} photos",
    "stop": "Stop",
    "turn": "Other camera",
    "counting": "{done} of {n}",
    "sending": "Adding the photos …",
    "refused": "The browser was not allowed to use the camera. Allow it beside the address of this "
    "page, then load the page again.",
    "none": "No camera was found. Plug one in, or choose “One class at a time” to add photo files.",
    "busy": "The camera could not be turned on. Perhaps another program uses it: close that, then "
    "load the page again.",
    "picture": "What the camera sees",
}


def _source(name: str) -> str:
    return (_FRONTEND / name).read_text(encoding="utf-8")


_mount = st.components.v2.component(
    "foldersight_burst",
    html=_source("burst.html"),
    css=_source("burst.css"),
    js=_source("burst.js"),
)


def burst_field(key: str) -> list[bytes]:
    """The photos that were just taken, as JPEG, in their order; empty while there are no new ones.

    Args:
        key: of the widget.
    """
    data: dict[str, Any] = {
        "shots": SHOTS, "everyMs": EVERY_MS, "longestSide": LONGEST_SIDE_PX, "words": _WORDS,
    }  # fmt: skip
    result = _mount(key=key, data=data, on_shots_change=lambda: None)
    return decoded(result.get("shots"))


def decoded(shots: object) -> list[bytes]:
    """The bytes of the shots as the browser sends them; what is no JPEG address is left out."""
    if not isinstance(shots, Sequence) or isinstance(shots, str):
        return []
    found = (_decoded(shot) for shot in shots[:SHOTS])
    return [shot for shot in found if shot]


def _decoded(shot: object) -> bytes:
    if not isinstance(shot, str) or not shot.startswith(_HEAD) or len(shot) > 2 * _MAX_SHOT_BYTES:
        return b""
    try:
        return base64.b64decode(shot[len(_HEAD) :], validate=True)
    except (binascii.Error, ValueError):
        return b""
