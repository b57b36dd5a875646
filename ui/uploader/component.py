"""The upload field as a Streamlit component: drop zone, buttons, progress; no iframe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

_FRONTEND = Path(__file__).parent / "frontend"
_SCRIPTS = ("files.js", "transfer.js", "view.js", "uploader.js")


def _source(*names: str) -> str:
    return "\n".join((_FRONTEND / name).read_text(encoding="utf-8") for name in names)


_mount = st.components.v2.component(
    "foldersight_uploader",
    html=_source("uploader.html"),
    css=_source("uploader.css"),
    js=_source(*_SCRIPTS),
)


def upload_field(key: str, data: dict[str, Any]) -> str | None:
    """The id of the upload that this field finished last, as the browser says it.

    Args:
        key: of the widget.
        data: `route`, `token`, `label`, `choices`, `buttons`, `words` and `refusals`.
    """
    result = _mount(key=key, data=data, on_finished_change=lambda: None)
    finished = result.get("finished")
    return finished if isinstance(finished, str) else None
