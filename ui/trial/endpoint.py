"""The switch by which other programs may ask a model, with its key and how to use it."""

from __future__ import annotations

import time

import streamlit as st

from core.model_access import access_of, close_access, open_access
from core.runs import Run
from core.store.projects import Project
from ui.api.address import docs_address, model_address
from ui.uploader.service import current_service


def endpoint(project: Project, run: Run) -> None:
    """The switch, and the new key this once."""
    # A page that is drawn anew may close what was opened by hand; what a button did must be seen.
    is_used = _used(run) in st.session_state
    with st.expander("Use it from other programs", icon=":material/api:", expanded=is_used):
        if current_service() is None:
            st.caption("That needs the whole app: start it with `python run.py`.")
            return
        access = access_of(project.workspace, run.id)
        if access is None:
            _switched_off(project, run)
            return
        since = time.strftime("%d %b %Y, %H:%M", time.localtime(access.created_at))
        st.markdown(f":material/toggle_on: **Switched on** since {since}, for this model.")
        # Kept until the browser tab is reloaded: a job that ends draws the page anew at any moment.
        key = st.session_state.get(_shown(run), "")
        if key:
            st.success(
                "This is the key. Copy it now: once this page is reloaded it cannot be shown again. "
                "Foldersight keeps only a fingerprint of it, by which it knows the key again.",
                icon=":material/key:",
            )
            st.code(key, language=None)
        _how(project, run, key or "YOUR_KEY")
        _buttons(project, run)


def _switched_off(project: Project, run: Run) -> None:
    st.markdown(
        "A script, a web page of your own or a small computer with a camera can send a photo to this "
        "app and gets the answer. It is switched off. Whoever has the key and can reach this app may "
        "then ask this model, and nothing else."
    )
    if st.button("Switch it on", icon=":material/toggle_on:"):
        _show_new_key(project, run)


def _how(project: Project, run: Run, key: str) -> None:
    url = st.context.url or ""
    address = model_address(url, project, run)
    curl, python = st.tabs(["From a terminal", "In Python"])
    curl.code(
        f'curl -H "Authorization: Bearer {key}" \\\n  --data-binary @photo.jpg \\\n  {address}',
        language="bash",
    )
    python.code(_PYTHON.format(address=address, key=key), language="python")
    st.markdown(f"[What comes back, and all the rest]({docs_address(url)})")


def _buttons(project: Project, run: Run) -> None:
    with st.container(horizontal=True):
        if st.button("Make a new key", icon=":material/key:", help="The present one ends with it."):
            _show_new_key(project, run)
        if st.button("Switch it off", icon=":material/toggle_off:"):
            close_access(project.workspace, run.id)
            st.session_state.pop(_shown(run), None)
            st.session_state[_used(run)] = True
            st.rerun()


def _show_new_key(project: Project, run: Run) -> None:
    st.session_state[_shown(run)] = open_access(project.workspace, run)
    st.session_state[_used(run)] = True
    st.rerun()


def _used(run: Run) -> str:
    return f"test.programs.{run.id}"


def _shown(run: Run) -> str:
    return f"test.key.{run.id}"


_PYTHON = """import json
import urllib.request

with open("photo.jpg", "rb") as photo:
    request = urllib.request.Request(
        "{address}",
        data=photo.read(),
        headers={{
            "Authorization": "Bearer {key}",
            "Content-Type": "application/octet-stream",
        }},
    )
with urllib.request.urlopen(request) as response:
    answer = json.load(response)
print(answer["answer"], answer["confidence"], answer["verdict"])
"""
