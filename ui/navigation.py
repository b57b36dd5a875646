"""The sidebar: the open project and its steps, each with how far it is, and what is running."""

from __future__ import annotations

import streamlit as st

from core.errors import UserError
from ui import resources, result_words, words, work
from ui.page import Page
from ui.received import received_note
from ui.steps import PROJECT_STEPS, STEPS

_DONE = ":material/check_circle:"
_RUNNING = {
    "train": ":material/model_training: **Training is running.**",
    "search": ":material/manage_search: **Good settings are being looked for.**",
    "fine_tune": ":material/precision_manufacturing: **Fine-tuning is running.**",
}


def draw(page: Page) -> None:
    """The links of the sidebar."""
    with st.sidebar:
        _link(page, "home")
        if page.project is not None:
            st.markdown(f"**{words.plain(page.project.name)}**")
        states = _states(page)
        for step in PROJECT_STEPS:
            _link(page, step, states.get(step, ""))
        st.divider()
        _link(page, "learn")


def banners(page: Page) -> None:
    """What goes on in the open project and is not the business of this page."""
    if page.project is None or page.step in ("train", "home"):
        return
    job = work.running_training(page, page.project)
    if job is not None:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(_RUNNING[job.kind], width="content")
            page.link("train", "Watch it")


def place(page: Page) -> None:
    """Which project this is; on a phone the sidebar that says so is folded away."""
    if page.project is not None and page.step in PROJECT_STEPS:
        st.caption(f":material/folder: {words.plain(page.project.name)}")
        received_note(page.project)


def _link(page: Page, step: str, state: str = "") -> None:
    target = STEPS[step]
    label = f"{target.title} :gray[· {state}]" if state else target.title
    st.page_link(
        target.script,
        label=label,
        icon=_DONE if state else target.icon,
        query_params=page.params() or None,
        width="stretch",
    )


def _states(page: Page) -> dict[str, str]:
    """What has been done, by step, in a few words."""
    if page.project is None:
        return {}
    try:
        dataset = resources.dataset(page.project)
    except UserError:
        dataset = None
    states: dict[str, str] = {}
    if dataset is not None and dataset.photos:
        states["data"] = words.count(len(dataset.photos), "photo")
    found = resources.runs(page.project)
    if found:
        states["train"] = words.count(len(found), "model")
        states["results"] = result_words.rating(found[0])
    return states
