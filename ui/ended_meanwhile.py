"""A job that ends while a page is being drawn: what stands above it was read before."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterator

import streamlit as st

from core.jobs.job import Job

_RUN_BEGAN, _IS_OLD = "run-began", "run-is-old"


@contextlib.contextmanager
def one_more_run_where_a_job_has_ended() -> Iterator[None]:
    """The page is drawn within the block, and once more if a watched job has ended meanwhile.

    Only at the end, so that what was pressed is heard all the same.
    """
    st.session_state[_RUN_BEGAN] = time.time()
    st.session_state.pop(_IS_OLD, None)
    yield
    if st.session_state.pop(_IS_OLD, False):
        st.rerun()


def note_if_ended_meanwhile(job: Job) -> None:
    """The page is drawn once more if the job has ended since this run of it began."""
    noted = f"has-ended-{job.id}"
    began = st.session_state.get(_RUN_BEGAN, math.inf)
    # Once only: with a clock that is put back the page would be drawn for ever.
    if job.ended_at is not None and job.ended_at >= began and noted not in st.session_state:
        st.session_state[noted] = st.session_state[_IS_OLD] = True
