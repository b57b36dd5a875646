"""A finished run on made-up features, shared by the tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from core import training
from core.backbones.registry import get
from core.context import QuietContext
from core.features import feature_store
from core.runs import Run
from core.settings import TrainSettings
from core.store.workspace import Workspace
from core.types import Dataset, Photo, Split

SETTINGS = TrainSettings(epochs=6, dense=(16,))
PER_CLASS = 30


@dataclass(frozen=True, slots=True)
class Trained:
    """A workspace and its run."""

    workspace: Workspace
    run: Run
    networks: Path

    @property
    def dataset(self) -> Dataset:
        """The photos that it was trained on."""
        dataset = self.workspace.dataset()
        assert dataset is not None
        return dataset


def made_up(workspace: Workspace, split_of: dict[int, Split] | None = None) -> Dataset:
    """Ninety photos in three classes that lie near each other; saved, with features in the cache.

    Args:
        workspace: where.
        split_of: the given part of the photos, by their number within the class.
    """
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(3), PER_CLASS)
    features = np.zeros((len(labels), get(SETTINGS.backbone).feature_count), dtype=np.float32)
    centres = rng.normal(size=(3, 40))
    features[:, :40] = centres[labels] + 1.6 * rng.normal(size=(len(labels), 40))
    photos = tuple(
        Photo(
            f"{row:032x}",
            f"photo {row}.jpg",
            int(label),
            (split_of or {}).get(row % PER_CLASS),
            9,
            9,
        )
        for row, label in enumerate(labels)
    )
    dataset = Dataset(("cats", "dogs", "owls"), photos)
    workspace.save_dataset(dataset)
    store = feature_store(workspace, get(SETTINGS.backbone))
    store.add([photo.id for photo in photos], features)
    return dataset


def train(workspace: Workspace, networks: Path, settings: TrainSettings = SETTINGS) -> Trained:
    """A run of the photos in the workspace; without its model file, which costs seconds and is
    tested elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "save_model", lambda path, *_: path.write_bytes(b"model"))
        run = training.train_model(workspace, networks, settings, QuietContext())
    return Trained(workspace, run, networks)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, networks: Path) -> Trained:
    """A run on photos that came in no parts."""
    workspace = Workspace(tmp_path_factory.mktemp("trained"))
    made_up(workspace)
    return train(workspace, networks)


@pytest.fixture(scope="session")
def trained_with_test(tmp_path_factory: pytest.TempPathFactory, networks: Path) -> Trained:
    """A run on photos of which ten of each class are a test part."""
    workspace = Workspace(tmp_path_factory.mktemp("trained"))
    made_up(workspace, dict.fromkeys(range(10), "test"))
    return train(workspace, networks)
