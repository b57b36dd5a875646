"""How many photos a training would learn from, and how many it would keep aside."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.doctor.storing import diagnosis_path
from core.errors import UserError
from core.settings import TrainSettings
from core.splits import split_dataset
from core.store.projects import Project
from core.twins import twin_numbers
from core.types import Dataset
from ui import resources, words
from ui.errors import show_error


def parts_in_words(project: Project, dataset: Dataset, settings: TrainSettings) -> None:
    """The sentence beneath the settings, or why the photos cannot be dealt like that."""
    try:
        st.markdown(in_words(*counts(project, dataset, settings)))
    except UserError as error:
        show_error(error)


def in_words(learned_from: int, aside: int) -> str:
    """How many photos are learned from, and how many are kept aside."""
    learns = f"It learns from {words.count(learned_from, 'photo')};"
    if not aside:
        return f"{learns} no photo is kept aside, so nobody will know how good it is."
    are = "is" if aside == 1 else "are"
    return f"{learns} {aside:,} {are} kept aside to see how good it is."


def counts(project: Project, dataset: Dataset, settings: TrainSettings) -> tuple[int, int]:
    """How many photos are learned from and how many kept aside; dealt anew only when that may change.

    Raises:
        UserError: see `core.splits.split_dataset`.
    """
    return _counts(
        project.workspace.folder,
        resources.dataset_key(project),
        settings.validation_percent,
        settings.seed,
        _diagnosed_ns(project),
        project,
        dataset,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def _counts(
    folder: Path,
    dataset_key: str | None,
    validation_percent: int,
    seed: int,
    diagnosed_ns: int,
    _project: Project,
    _dataset: Dataset,
) -> tuple[int, int]:
    twins = twin_numbers(_dataset, _project.workspace)
    parts = split_dataset(_dataset, validation_percent, seed, twins)
    return len(parts.train), len(parts.validation) + len(parts.test)


def _diagnosed_ns(project: Project) -> int:
    """When the photo doctor last wrote what it found, 0 before it did."""
    try:
        return diagnosis_path(project.workspace).stat().st_mtime_ns
    except FileNotFoundError:
        return 0
