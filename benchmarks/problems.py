"""A data set with some photos to learn from and all the others to be judged on, seed by seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.featured import featured
from core.run_data import RunData
from core.settings import TrainSettings
from core.splits import split_dataset
from core.types import Dataset, FeatureSet

HELD_OUT = 0.3
"""Share of each class to be judged on where no number of photos to learn from is given."""
MOST_OF_CLASS = 100
"""With a number, at most so many photos of each class are taken into account at all."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Photos of which some are marked as the test part, with their features by network."""

    dataset: Dataset
    features: Mapping[str, FeatureSet]


def whole(source: str, per_class: int | None, backbones: Sequence[str], folder: Path) -> Problem:
    """The photos of a data set, none of them held out yet.

    Args:
        source: a zip or folder, or the id of a sample.
        per_class: how many photos of each class are to be learned from.
        backbones: ids of the networks.
        folder: where working copies, features and converted networks are kept.
    """
    features = {}
    for backbone in backbones:
        most = MOST_OF_CLASS if per_class else None
        _, dataset, features[backbone] = featured(source, backbone, folder, most)
    return Problem(dataset, features)


def held_out(problem: Problem, per_class: int | None, seed: int) -> Problem:
    """The same photos, of each class some drawn to learn from and the others marked as test.

    Args:
        problem: none of its photos held out yet.
        per_class: photos of each class to learn from, two thirds of them at most; None is 70 %.
        seed: of the draw.
    """
    rng = np.random.default_rng(seed)
    photos = list(problem.dataset.photos)
    for label in range(len(problem.dataset.classes)):
        rows = [row for row, photo in enumerate(photos) if photo.label == label]
        held = max(1, round(HELD_OUT * len(rows)))
        if per_class:
            held = len(rows) - min(per_class, len(rows) * 2 // 3)
        for row in rng.permutation(rows)[:held]:
            photos[row] = replace(photos[row], split="test")
    return Problem(replace(problem.dataset, photos=tuple(photos)), problem.features)


def run_data(dataset: Dataset, seed: int) -> RunData:
    """The photos and what each is for, as the app would deal them; none counts as a twin."""
    twins = np.arange(len(dataset.photos))
    percent = TrainSettings().validation_percent
    return RunData(dataset, split_dataset(dataset, percent, seed, twins), twins)
