"""What would make the number too kind, and does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import out_of_fold
from core.context import QuietContext
from core.evaluation.run_evaluation import evaluate_run
from core.evaluation.types import Evaluation
from core.run_data import load_run_data
from core.store.workspace import Workspace
from core.types import LabelArray
from tests.core.doctor.scenes import Album, encoded, scene
from tests.core.evaluation.conftest import SETTINGS, Trained, made_up, train

FRAMES = 4


def _evaluated(trained: Trained) -> Evaluation:
    context = QuietContext()
    return evaluate_run(trained.workspace, trained.run, trained.networks, context).evaluation


@pytest.fixture(scope="module")
def bursts(tmp_path_factory: pytest.TempPathFactory, networks: Path) -> Trained:
    """Sixteen scenes in each of two classes that have nothing to do with the scenes, each filmed in a
    burst; no doctor has looked at them."""
    workspace = Workspace(tmp_path_factory.mktemp("bursts"))
    album = Album(workspace)
    for number in range(32):
        for step in range(FRAMES):
            frame = scene(number).crop((step, step, 232 + step, 172 + step))
            album.add(encoded(frame), label=number % 2)
    workspace.save_dataset(album.dataset)
    return train(workspace, networks, replace(SETTINGS, epochs=20))


def test_evaluation_of_bursts_that_no_doctor_saw_keeps_each_in_one_fold(bursts: Trained) -> None:
    found = _evaluated(bursts)

    folds = np.array(found.folds).reshape(32, FRAMES)
    assert (folds == folds[:, :1]).all()
    assert len(set(found.twins)) == 32


def test_evaluation_of_bursts_in_meaningless_classes_gives_chance(bursts: Trained) -> None:
    found = _evaluated(bursts)

    assert found.headline.low < 0.5 < found.headline.high


def test_training_keeps_bursts_that_no_doctor_saw_on_one_side(bursts: Trained) -> None:
    parts = load_run_data(bursts.run, bursts.workspace).parts
    aside = {row // FRAMES for row in parts.validation}

    assert parts.validation
    assert not aside & {row // FRAMES for row in parts.train}


@pytest.fixture
def learned_from(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many photos each of the models that answer out of fold learned from."""
    counts: list[int] = []
    plain: Any = out_of_fold.out_of_fold_logits

    def watched(*given: Any, kept: Callable[[LabelArray], LabelArray]) -> Any:
        def counted(rows: LabelArray) -> LabelArray:
            chosen = kept(rows)
            counts.append(len(chosen))
            return chosen

        return plain(*given, kept=counted)

    monkeypatch.setattr(out_of_fold, "out_of_fold_logits", watched)
    return counts


def test_evaluation_of_a_model_of_all_photos_asks_models_that_learned_from_nearly_all(
    trained: Trained, learned_from: list[int]
) -> None:
    _evaluated(trained)

    assert trained.run.manifest.refit_photos == 90
    assert learned_from == [81] * 10


def test_evaluation_of_a_model_of_fewer_photos_asks_models_that_know_no_more_than_it(
    workspace: Workspace, networks: Path, learned_from: list[int]
) -> None:
    made_up(workspace)
    half = train(workspace, networks, replace(SETTINGS, refit=False, validation_percent=50))

    _evaluated(half)

    assert half.run.manifest.photos_used == 45
    assert learned_from == [45] * 10


def test_evaluation_test_part_too_small_for_a_percentage_is_told_beside_the_number(
    workspace: Workspace, networks: Path
) -> None:
    made_up(workspace, {0: "test"})
    found = _evaluated(train(workspace, networks))

    assert found.test_report is not None
    assert found.test_report.photos == 3
    assert (found.headline.part, found.headline.photos) == ("out_of_fold", 87)
    assert found.headline.more_needed == 0
    assert found.headline_report is found.report
