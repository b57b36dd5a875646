"""Photos kept aside in worse conditions, with the real network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core import run_layers
from core.context import QuietContext
from core.errors import Cancelled, UserError
from core.evaluation import conditions as module
from core.evaluation.alterations import ALTERATIONS
from core.evaluation.conditions import try_conditions
from core.evaluation.files import load_conditions, save
from core.intake import read_dataset
from core.runs import WITNESS
from core.settings import TrainSettings
from core.store.workspace import Workspace
from core.trained_layers import Layers, load_layers
from core.types import Event, Photo
from tests.core.evaluation.conftest import Trained, train
from tests.factories import folder_zip

SETTINGS = TrainSettings(epochs=10, dense=(16,), learning_rate=0.005)


@pytest.fixture(scope="module")
def coloured(tmp_path_factory: pytest.TempPathFactory, networks: Path) -> Trained:
    """A run on two classes that differ in colour above all."""
    folder = tmp_path_factory.mktemp("coloured")
    workspace = Workspace(folder / "workspace")
    archive = folder_zip(folder / "data.zip", {"red": 12, "blue": 12})
    workspace.save_dataset(read_dataset(archive, workspace.photos, QuietContext()))
    return train(workspace, networks, SETTINGS)


def test_conditions_are_tried_on_the_photos_kept_aside(coloured: Trained) -> None:
    events: list[Event] = []
    context = QuietContext(events.append)
    found = try_conditions(coloured.workspace, coloured.run, coloured.networks, context)
    assert (found.part, found.photos) == ("validation", 4)
    assert found.right == coloured.run.report.right
    assert [condition.id for condition in found.conditions] == list(ALTERATIONS)
    for condition in found.conditions:
        assert condition.right == found.right - condition.lost + condition.gained
        assert len(condition.lost_ids) == condition.lost
        assert condition.low <= (condition.lost - condition.gained) / 4 <= condition.high
    assert events[-1].done == events[-1].total == 4 * len(ALTERATIONS)
    save(coloured.run.folder, found)
    assert load_conditions(coloured.run.folder) == found


def test_conditions_are_judged_by_the_head_that_never_saw_the_photos(
    coloured: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def watched(path: Path, feature_count: int, sizes: tuple[int, ...]) -> Layers:
        opened.append(path.name)
        return load_layers(path, feature_count, sizes)

    monkeypatch.setattr(run_layers, "load_layers", watched)
    try_conditions(coloured.workspace, coloured.run, coloured.networks, QuietContext())
    assert coloured.run.manifest.refit_photos
    assert opened == [WITNESS]


def test_conditions_of_a_photo_whose_copy_is_gone_are_refused_by_name(trained: Trained) -> None:
    with pytest.raises(UserError, match="working_copy_missing"):
        try_conditions(trained.workspace, trained.run, trained.networks, QuietContext())


def test_conditions_stop_is_heard(coloured: Trained) -> None:
    events: list[Event] = []
    context = QuietContext(events.append, lambda: any(e.stage == module.STAGE for e in events))
    with pytest.raises(Cancelled):
        try_conditions(coloured.workspace, coloured.run, coloured.networks, context)


@pytest.mark.parametrize(
    ("lost", "gained", "photos", "verdict"),
    [
        (0, 0, 50, "holds"), (2, 1, 100, "holds"), (0, 9, 50, "holds"), (8, 0, 100, "weaker"),
        (30, 2, 100, "fails"), (2, 0, 10, "unsure"),
    ],
)  # fmt: skip
def test_condition_verdict_tells_a_failure_from_chance(
    lost: int, gained: int, photos: int, verdict: str
) -> None:
    assert module._verdict(lost, gained, (lost - gained) / photos) == verdict


def test_condition_that_costs_each_burst_one_frame_is_not_one_that_costs_the_bursts() -> None:
    photos = [Photo(f"{n}", f"{n}.jpg", 0, None, 9, 9) for n in range(200)]
    before, after = np.ones(200, bool), np.arange(200) % 10 > 0
    found = module._condition("darker", photos, before, after, np.arange(200) // 10)
    assert (found.right, found.lost) == (180, 20)
    assert 0 <= found.low < 0.1 < found.high < 0.35
