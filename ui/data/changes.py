"""The last change to the photos in words, and the button that takes it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import streamlit as st

from core.errors import Fact
from core.store.history import Change, last_change
from core.store.projects import Project
from ui import words
from ui.data.editing import take_back
from ui.page import Page

_Facts = Mapping[str, Fact]
_TAKEN_BACK = "taken-back"


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
    change = last_change(project.workspace)
    taken_back = _taken_back(project)
    if change is None and not taken_back:
        return
    pressed = False
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if change is not None:
            pressed = st.button(
                "Undo",
                key=f"undo-{change.file}",
                icon=":material/undo:",
                help="Takes the last change back. The last 20 changes can be taken back one by one.",
            )
        st.caption(" ".join(_told(change, taken_back)), width="content")
    if pressed:
        undone = take_back(page, project)
        if undone is not None:
            st.session_state[_TAKEN_BACK] = (_state_of(project), change_in_words(undone))
        st.rerun()


def _taken_back(project: Project) -> str:
    """What was taken back, in words, for as long as the photos are as they were then; else "".

    No toast: one that belongs to a run of the page which is broken off is never seen.
    """
    state, told = st.session_state.get(_TAKEN_BACK, (None, ""))
    return told if state == _state_of(project) else ""


def _state_of(project: Project) -> tuple[str, int]:
    """Another one after each change of the project's photos, kept in its history or not."""
    file = project.workspace.dataset_file
    return project.id, file.stat().st_mtime_ns if file.exists() else 0


def _told(change: Change | None, taken_back: str) -> Iterator[str]:
    if taken_back:
        yield f":material/undo: Taken back: {words.plain(taken_back)}."
    if change is not None:
        which = "The change before it" if taken_back else "Last change"
        yield f"{which}: {words.plain(change_in_words(change))}."
