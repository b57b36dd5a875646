"""A network from nothing on tiny generated photos whose classes differ in colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from core import scratch as module
from core.context import QuietContext
from core.errors import Cancelled, UserError
from core.intake import read_dataset
from core.run_data import RunData
from core.scratch import train_from_scratch
from core.scratch_result import Scratch, scratch_from_plain
from core.splits import split_dataset
from core.store.workspace import Workspace
from core.types import Event
from tests.factories import folder_zip


@pytest.fixture
def data(workspace: Workspace, tmp_path: Path) -> RunData:
    """Two classes that a few photos suffice to tell apart."""
    archive = folder_zip(tmp_path / "photos.zip", {"red hats": 10, "blue mugs": 10})
    dataset = read_dataset(archive, workspace.photos, QuietContext())
    return RunData(dataset, split_dataset(dataset, 20, 1), np.arange(len(dataset.photos)))


def test_network_from_nothing_learns_and_tells_of_every_epoch(
    data: RunData, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EPOCHS", 12)
    events: list[Event] = []

    found = train_from_scratch("a-run", data, workspace, QuietContext(events.append))

    epochs = [event for event in events if event.kind == "epoch"]
    assert (found.run, found.photos, found.aside, found.stopped) == ("a-run", 16, 4, False)
    assert len(epochs) == found.epochs
    assert epochs[-1].metrics["loss"] < epochs[0].metrics["loss"]
    best = min(epochs, key=lambda event: event.metrics["val_loss"])
    assert found.best_epoch == best.done
    assert found.right == round(best.metrics["val_accuracy"] * 4)
    assert found.parameters > 20_000


def test_stop_keeps_the_epochs_so_far_and_before_the_first_nothing(
    data: RunData, workspace: Workspace
) -> None:
    seen: list[Event] = []

    def after_an_epoch() -> bool:
        return any(event.kind == "epoch" for event in seen)

    found = train_from_scratch("a-run", data, workspace, QuietContext(seen.append, after_an_epoch))
    assert (found.epochs, found.stopped) == (1, True)

    with pytest.raises(Cancelled):
        train_from_scratch("a-run", data, workspace, QuietContext(should_stop=lambda: True))


def test_time_that_is_up_ends_the_training_after_its_epoch(
    data: RunData, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUDGET_S", 0.0)

    found = train_from_scratch("a-run", data, workspace, QuietContext())

    assert (found.epochs, found.stopped) == (1, False)


def test_without_photos_kept_aside_it_is_refused(data: RunData, workspace: Workspace) -> None:
    alone = replace(data, parts=replace(data.parts, validation=()))

    with pytest.raises(UserError, match=r"training\.none_aside"):
        train_from_scratch("a-run", alone, workspace, QuietContext())


RESULT = Scratch("a-run", 16, 4, 3, 12, 9, 23_714, 4.2, False)


def test_result_comes_back_from_plain_values() -> None:
    assert scratch_from_plain(asdict(RESULT)) == RESULT


@pytest.mark.parametrize("value", [{}, {"run": "x"}, {**asdict(RESULT), "aside": 0}])
def test_result_that_is_damaged_is_none(value: Mapping[str, object]) -> None:
    assert scratch_from_plain(value) is None
