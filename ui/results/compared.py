"""Two models against each other, worked out once."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.errors import UserError
from core.evaluation import files
from core.evaluation.comparison import compare_runs
from core.evaluation.types import Comparison
from core.runs import Run

_State = tuple[Path, int, int]


def comparison(first: Run, second: Run) -> Comparison | None:
    """What changed from one run to another, worked out again only when an evaluation has changed.

    None where they have no photo in common.

    Raises:
        UserError: as `compare_runs`.
    """
    return _comparison(_state(first), _state(second), first, second)


def _state(run: Run) -> _State:
    try:
        found = (run.folder / files.EVALUATION).stat()
    except FileNotFoundError:
        return run.folder, 0, 0
    return run.folder, found.st_mtime_ns, found.st_size


@st.cache_resource(show_spinner=False, max_entries=64)
def _comparison(first: _State, second: _State, _first: Run, _second: Run) -> Comparison | None:
    try:
        return compare_runs(_first, _second)
    except UserError as error:
        if error.code != "evaluation.nothing_in_common":
            raise
        return None
