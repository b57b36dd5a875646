"""How the reading of photos stands: progress, a question, what was put in order, or why it failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.jobs import Job
from core.messages import describe_code
from core.store.projects import Project
from ui import job_view, words
from ui.data.question import is_open, question
from ui.page import Page


def comes_first(page: Page, project: Project) -> bool:
    """Whether photos are being read, or a question waits: until then nothing is to be edited."""
    job = page.engine.latest(project.id, "intake")
    return job is not None and (job.is_active or is_open(job))


def reading(page: Page, project: Project) -> bool:
    """Whether photos are being read right now, or a question about them waits for its answer.

    Then that is all that the page shows.
    """
    job = page.engine.latest(project.id, "intake")
    if job is None:
        return False
    # Called for an ended job as well: its polled fragment must not vanish.
    job_view.watch(page.engine, job, key=f"intake-{job.id}")
    if job.is_active:
        st.caption("You may leave this page: the reading goes on, and you find your photos here.")
        return True
    if is_open(job):
        question(page, project, job)
        return True
    _end(job)
    return False


def _end(job: Job) -> None:
    """What was read, or why it ended without photos, until the person has read it."""
    seen = f"seen-{job.id}"
    result = job.result or {}
    if st.session_state.get(seen) or "question" in result:
        return
    if job.state == "done":
        if not result.get("repairs"):
            return
        _repairs(result)
    else:
        job_view.show_end(job, nothing_kept="You stopped the reading. Nothing was added.")
    if st.button("Close this message", key=f"close-{job.id}", icon=":material/close:"):
        st.session_state[seen] = True
        st.rerun()


def _repairs(result: Mapping[str, Any]) -> None:
    """What was put in order while reading; everything is said, as nothing is done in silence."""
    repairs: Sequence[tuple[str, Mapping[str, Any]]] = result["repairs"]
    lines = []
    for code, facts in repairs:
        told = describe_code(code, facts)
        rest = words.plain(f" {told.detail} {told.fix}".rstrip())
        lines.append(f"- **{words.plain(told.title)}.**{rest}")
    added = words.count(int(result.get("photos", 0)), "photo")
    st.info(
        "\n".join(lines),
        title=f"{added} added, and some things were put in order",
        icon=":material/auto_fix_high:",
    )
