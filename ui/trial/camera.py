"""Photos from the camera, where the browser lets a page have it."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def camera() -> list[tuple[str, bytes]]:
    """The shot that was taken; where the browser forbids the camera, the reason and a way round."""
    if not is_allowed(st.context.url or ""):
        st.info(
            "Browsers give a page the camera only when its address begins with https, or when the "
            "app runs on the same computer; this address does neither.\n\n"
            "**What to do:** take a photo with your phone or camera and bring it in under *Photo "
            "files*; on a phone, the button there offers the camera as well.",
            title="The camera cannot be used here",
            icon=":material/no_photography:",
        )
        return []
    shot = st.camera_input("Take a photo", key="test.camera")
    return [("Your shot", shot.getvalue())] if shot is not None else []


def is_allowed(url: str) -> bool:
    """Whether browsers allow the camera on a page of this address (a "secure context")."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return not url or parts.scheme == "https" or host in _LOOPBACK or host.endswith(".localhost")
