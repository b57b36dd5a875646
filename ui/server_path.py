"""Where a route of the served app is, seen from the root of the server."""

from __future__ import annotations

import streamlit as st


def server_path(place: str) -> str:
    """The path of a route, such as `/api/saved`, below the path that the whole app is served at.

    Args:
        place: begins with `/`.
    """
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{place}" if base else place
