"""A question about an upload that can be read in several ways: the person picks one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from core.jobs import Job
from core.messages import describe_code
from core.store.projects import Project
from ui import words, work
from ui.page import Page

_TITLES = {
    "layout": "Which folders are your classes?",
    "names": "Which names are right?",
    "csv": "Which column says what is to be seen?",
}
_REASONS = {
    "layout": "The folders can be read in several ways, and only you know which is meant.",
    "names": "The zip does not say how its names are written. Choose the one that you can read.",
    "csv": "The table can be read in several ways, and only you know which is meant.",
}
# A question about a list is one about the layout: how photos get their class.
_CHOICES = {"csv": "layout"}


def is_open(job: Job) -> bool:
    """Whether the reading ended with a question that can still be answered."""
    result = job.result or {}
    return job.state == "done" and "question" in result and Path(str(result.get("source"))).exists()


def question(page: Page, project: Project, job: Job) -> None:
    """Every way to read the upload, side by side, each with a button.

    Args:
        page: the open page.
        project: where the photos go.
        job: ended with a question.
    """
    result = job.result or {}
    asked: Mapping[str, Any] = result["question"]
    kind = str(asked["kind"])
    st.header(_TITLES.get(kind, "How is this meant?"), anchor=False)
    name = words.plain(str(result.get("name") or "your upload"))
    st.markdown(f"{_REASONS.get(kind, '')} Nothing of **{name}** has been added yet.")
    with st.grid("auto", min_column_width=280):
        for option in asked["options"]:
            with st.container(border=True, height="stretch"):
                _option(page, project, job, kind, option)
    if st.button("Do not read it", icon=":material/close:", key=f"drop-{job.id}"):
        Path(str(result["source"])).unlink(missing_ok=True)
        st.rerun()


def _option(page: Page, project: Project, job: Job, kind: str, option: Mapping[str, Any]) -> None:
    title = describe_code(str(option["title_code"]), option.get("facts", {}))
    st.markdown(f"**{words.plain(title.title)}**")
    st.markdown(words.plain(f"{title.detail} {title.fix}".strip()))
    st.code("\n".join(option["tree"]), language=None)
    classes = words.count(int(option["classes"]), "class", "classes")
    st.caption(f"{words.count(int(option['photos']), 'photo')} in {classes}")
    st.space("stretch")
    if st.button("Read it like this", key=f"answer-{job.id}-{option['id']}"):
        result = job.result or {}
        before = dict(job.request.get("choice") or {})
        work.start_intake(
            page, project, source=Path(str(result["source"])), name=str(result.get("name", "")),
            choice={**before, _CHOICES.get(kind, kind): str(option["id"])},
        )  # fmt: skip
        st.rerun()
