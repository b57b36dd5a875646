"""A link that somebody pastes: refused, with the reason and the way round."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from core.errors import UserError
from core.messages import describe
from ui import words


def pasted_link() -> None:
    """A field for a link, and why nothing comes of it."""
    link = st.text_input(
        "Paste the link of a photo", key="test.link", placeholder="https://…", max_chars=2000
    )
    if link.strip():
        message = describe(refusal(link))
        st.info(
            f"{words.plain(message.detail)}\n\n**What to do:** {words.plain(message.fix)}",
            title=message.title,
            icon=":material/link_off:",
        )


def refusal(link: str) -> UserError:
    """Why a link is not opened, with the site that it names."""
    try:
        parts = urlsplit(link.strip() if "//" in link else f"//{link.strip()}")
        site = parts.hostname or ""
    except ValueError:
        site = ""
    if "." not in site or " " in site or parts.scheme not in ("", "http", "https"):
        return UserError("trial.not_a_link")
    return UserError("trial.link", site=site[:100])
