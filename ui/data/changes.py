"""The last change to the photos in words, and the button that takes it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from core.errors import Fact
from core.store.history import Change, last_change
from core.store.projects import Project
from ui import words
from ui.data.editing import take_back
from ui.page import Page

_Facts = Mapping[str, Fact]
_TOLD = "taken-back"


def _photos(facts: _Facts) -> str:
    return words.count(int(facts.get("photos", 0)), "photo")


_WORDS: Mapping[str, Callable[[_Facts], str]] = {
    "added": lambda f: f"{_photos(f)} added to “{f.get('name', '')}”",
    "read": lambda f: f"{_photos(f)} added from {f.get('name', '') or 'your upload'}",
    "renamed": lambda f: f"“{f.get('old', '')}” renamed to “{f.get('new', '')}”",
    "merged": lambda f: f"“{f.get('name', '')}” merged into “{f.get('into', '')}”",
    "class_removed": lambda f: f"“{f.get('name', '')}” removed with {_photos(f)}",
    "all_removed": lambda f: f"{_photos(f)} removed, which were all",
    "moved": lambda f: f"{_photos(f)} moved to “{f.get('to', '')}”",
    "excluded": lambda f: f"{_photos(f)} put aside",
    "corrected": lambda f: f"{f.get('name', '')} added as “{f.get('to', '')}”",
    "correction_withdrawn": lambda f: "a correction withdrawn",
    "restored": lambda f: f"{_photos(f)} in use again",
}


def change_in_words(change: Change) -> str:
    """What was done, such as `3 photos moved to “dogs”`."""
    told = _WORDS.get(change.kind)
    return told(change.facts) if told else "a change to the photos"


def undo_bar(page: Page, project: Project) -> None:
    """What was done last, with a button that takes it back; nothing where nothing was done."""
    if _TOLD in st.session_state:
        # Only now: a rerun takes along what was said just before it.
        st.toast(st.session_state.pop(_TOLD), icon=":material/undo:")
    change = last_change(project.workspace)
    if change is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pressed = st.button(
            "Undo",
            key=f"undo-{change.file}",
            icon=":material/undo:",
            help="Takes the last change back. The last 20 changes can be taken back one by one.",
        )
        st.caption(f"Last change: {words.plain(change_in_words(change))}.", width="content")
    if pressed:
        take_back(page, project)
        st.session_state[_TOLD] = f"Taken back: {words.plain(change_in_words(change))}."
        st.rerun()
