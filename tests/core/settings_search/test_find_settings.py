"""From tiny generated photos to settings and a model, with the bundled networks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.context import QuietContext
from core.errors import UserError
from core.settings import TrainSettings
from core.settings_search import find_settings as find_settings_module
from core.settings_search.find_settings import find_settings, present_backbones
from core.settings_search.leaderboard import Confirmation, Leaderboard, Trial, load_leaderboard
from core.settings_search.material import Material
from core.settings_search.search import search
from core.store.workspace import Workspace
from core.types import Dataset
from tests.core.settings_search.filled_workspace import filled_workspace

START = TrainSettings(epochs=3, dense=(16,), patience=0)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return filled_workspace(tmp_path, {"red hats": 6, "blue mugs": 6})


def test_find_settings_that_finds_nothing_better_trains_nothing(workspace, networks):
    outcome = find_settings(workspace, networks, START, 0, QuietContext())

    assert outcome.run is None
    saved = load_leaderboard(workspace)
    assert saved is not None
    assert saved.state == "time_is_up"
    assert [trial.settings for trial in saved.trials] == [START]
    assert outcome.leaderboard.start.photos == 12


def test_find_settings_trains_the_best_settings(workspace, networks, monkeypatch):
    better = replace(START, dense=(8,))
    given: list[Material] = []

    def found(material: Material, start: TrainSettings, *_: object, **__: object) -> Leaderboard:
        given.append(material)
        trials = (Trial(1, start, 6, 12, 0.9, 1.0), Trial(2, better, 12, 12, 0.1, 1.0))
        confirmed = (Confirmation(2, 12, 6, 12, gain=0.8, doubt=0.1),)
        return Leaderboard(material.dataset_key, 30, "time_is_up", 0, trials, confirmed)

    monkeypatch.setattr(find_settings_module, "search", found)

    outcome = find_settings(workspace, networks, START, 30, QuietContext())

    assert outcome.run is not None
    assert outcome.run.settings == better
    [material] = given
    assert set(material.features) == set(present_backbones(START.backbone))
    assert {len(values) for values in material.features.values()} == {12}
    assert all((folds >= 0).all() for folds in material.deals)
    assert any((folds != material.deals[0]).any() for folds in material.deals[1:])
    assert material.labels.tolist() == [photo.label for photo in workspace.dataset().photos]


def test_find_settings_with_a_best_try_that_is_not_surely_better_trains_nothing(
    workspace, networks, monkeypatch
):
    def found(material: Material, start: TrainSettings, *_: object, **__: object) -> Leaderboard:
        trials = (
            Trial(1, start, 6, 12, 0.9, 1.0),
            Trial(2, replace(start, dense=(8,)), 12, 12, 0.1, 1.0),
        )
        confirmed = (Confirmation(2, 7, 6, 12, gain=0.1, doubt=0.2),)
        return Leaderboard(material.dataset_key, 30, "time_is_up", 0, trials, confirmed)

    monkeypatch.setattr(find_settings_module, "search", found)

    assert find_settings(workspace, networks, START, 30, QuietContext()).run is None


def test_find_settings_keeps_photos_of_a_given_test_part_out_of_the_search(
    workspace, networks, monkeypatch
):
    dataset = workspace.dataset()
    photos = [
        replace(photo, split="test" if number % 3 == 0 else "train")
        for number, photo in enumerate(dataset.photos)
    ]
    workspace.save_dataset(replace(dataset, photos=tuple(photos)))

    outcome = find_settings(workspace, networks, START, 0, QuietContext())

    assert outcome.leaderboard.start.photos == sum(photo.split == "train" for photo in photos)


def test_find_settings_of_a_person_with_views_learns_from_them_in_the_search(
    workspace, networks, monkeypatch
):
    given: list[Material] = []

    def found(material: Material, *rest: Any, **more: Any) -> Leaderboard:
        given.append(material)
        return search(material, *rest, **more)

    monkeypatch.setattr(find_settings_module, "search", found)

    outcome = find_settings(workspace, networks, replace(START, views=2), 0, QuietContext())

    [material] = given
    assert material.views == {START.backbone: 2}
    assert outcome.leaderboard.start.settings.views == 2
    assert outcome.leaderboard.start.photos == 12


def test_find_settings_with_classes_of_one_group_of_twins_is_refused(
    workspace, networks, monkeypatch
):
    def all_alike(dataset: Dataset, _: Workspace) -> np.ndarray:
        return np.array([photo.label for photo in dataset.photos])

    monkeypatch.setattr(find_settings_module, "twin_numbers", all_alike)

    with pytest.raises(UserError, match=r"settings_search\.too_few"):
        find_settings(workspace, networks, START, 0, QuietContext())


def test_present_backbones_are_the_bundled_ones_and_the_persons_own(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))

    assert present_backbones("mobilenet") == (
        "mobilenet",
        "efficientnet-lite0",
        "efficientnet-lite2",
        "efficientnet-lite0-lite2",
    )
