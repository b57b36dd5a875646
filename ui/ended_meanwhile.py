"""A job that ends while a page is being drawn: what stands above it was read before."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterator

import streamlit as st

from core.jobs.job import Job

_RUN_BEGAN, _IS_OLD = "run-began", "run-is-old"


def note_run_began() -> None:
    """A run of the page begins, and nothing of it is old yet."""
    st.session_state[_RUN_BEGAN] = time.time()
    st.session_state.pop(_IS_OLD, None)


@contextlib.contextmanager
def one_more_run_where_a_job_has_ended() -> Iterator[None]:
    """The page is drawn within the block, and once more if a watched job has ended meanwhile.

    Only at the end, so that what was pressed is heard, and not where an error leaves the block: it
    is to be read.
    """
    yield
    if st.session_state.pop(_IS_OLD, False):
        st.rerun()


def note_if_ended_meanwhile(before: Job, now: Job) -> None:
    """The page is drawn once more if the job has ended since this run of it began.

    Args:
        before: the job as the page had it.
        now: the same job a moment later.
    """
    if before.is_active and not now.is_active:
        st.session_state[_IS_OLD] = True
    noted = f"has-ended-{now.id}"
    began = st.session_state.get(_RUN_BEGAN, math.inf)
    # Once only: with a clock that is put back the page would be drawn for ever.
    if now.ended_at is not None and now.ended_at >= began and noted not in st.session_state:
        st.session_state[noted] = st.session_state[_IS_OLD] = True
