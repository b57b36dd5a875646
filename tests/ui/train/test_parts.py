"""How many photos are learned from and kept aside, dealt anew only when that may change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from core.doctor.storing import save_diagnosis
from core.doctor.types import Diagnosis
from core.settings import TrainSettings
from core.splits import Parts, split_dataset
from core.store.projects import Project, ProjectStore
from core.types import Dataset
from tests.pages.opening import fill
from ui.train import parts


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return ProjectStore(tmp_path).create("Pets")


@pytest.fixture
def dataset(project: Project) -> Dataset:
    return fill(project, {"cats": 10, "dogs": 10})


def diagnose(project: Project, dataset: Dataset, twins: tuple[tuple[str, ...], ...]) -> None:
    facts = {"photos": len(dataset.photos), "classes": len(dataset.classes)}
    found = Diagnosis(dataset.key, (), "doctor.health_good", facts, twins, {})
    save_diagnosis(project.workspace, found)


@pytest.mark.parametrize(
    ("aside", "said"),
    [
        (4, "It learns from 16 photos; 4 are kept aside to see how good it is."),
        (1, "It learns from 16 photos; 1 is kept aside to see how good it is."),
        (
            0,
            "It learns from 16 photos; no photo is kept aside, so nobody will know how good it is.",
        ),
    ],
)
def test_in_words_counts_what_is_kept_aside(aside: int, said: str) -> None:
    assert parts.in_words(16, aside) == said


def test_counts_of_the_same_photos_are_dealt_once_however_often_asked(
    project: Project, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    dealt = []

    def deal(*asked: Any) -> Parts:
        dealt.append(asked)
        return split_dataset(*asked)

    monkeypatch.setattr("ui.train.parts.split_dataset", deal)

    asked = [parts.counts(project, dataset, TrainSettings(epochs=n)) for n in (1, 2, 3)]

    assert asked == [(16, 4)] * 3
    assert len(dealt) == 1


def test_counts_follow_the_share_kept_aside(project: Project, dataset: Dataset) -> None:
    assert parts.counts(project, dataset, TrainSettings()) == (16, 4)
    assert parts.counts(project, dataset, TrainSettings(validation_percent=50)) == (10, 10)


def test_counts_follow_the_photos(project: Project, dataset: Dataset) -> None:
    assert parts.counts(project, dataset, TrainSettings()) == (16, 4)
    fewer = replace(dataset, photos=dataset.photos[5:])
    project.workspace.save_dataset(fewer)

    assert parts.counts(project, fewer, TrainSettings()) == (12, 3)


def test_counts_follow_what_the_doctor_found(project: Project, dataset: Dataset) -> None:
    assert parts.counts(project, dataset, TrainSettings()) == (16, 4)
    cats = tuple(photo.id for photo in dataset.photos if photo.label == 0)
    diagnose(project, dataset, (cats,))

    assert parts.counts(project, dataset, TrainSettings()) == (18, 2)
