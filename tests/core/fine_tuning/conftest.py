"""A workspace with a weak model, and what became of it: shared, as fine-tuning takes seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.context import QuietContext
from core.fine_tuning.fine_tune import FineTuned, fine_tune
from core.fine_tuning.tuning_settings import TuningSettings
from core.intake import read_dataset
from core.runs import Run
from core.settings import TrainSettings
from core.store.workspace import Workspace
from core.training import train_model
from tests.factories import folder_zip

CLASSES = {"red hats": 18, "blue mugs": 18, "gold rings": 18}
TUNING = TuningSettings(epochs=3, learning_rate=0.0003)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with three classes of photos."""
    folder = tmp_path_factory.mktemp("fine_tuning")
    workspace = Workspace(folder / "workspace")
    source = folder_zip(folder / "data.zip", CLASSES)
    workspace.save_dataset(read_dataset(source, workspace.photos, QuietContext()))
    return workspace


@pytest.fixture(scope="module")
def weak(filled: Workspace, networks: Path) -> Run:
    """A model that has learned for one epoch only, so that there is something to gain."""
    settings = TrainSettings(epochs=1, dense=(), learning_rate=0.0001)
    return train_model(filled, networks, settings, QuietContext())


@pytest.fixture(scope="module")
def tuned(filled: Workspace, weak: Run, networks: Path) -> FineTuned:
    """What came of fine-tuning it."""
    return fine_tune(filled, weak, networks, TUNING, QuietContext())
