"""Two runs against each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.context import QuietContext
from core.errors import UserError
from core.evaluation.comparison import compare_runs
from core.evaluation.files import load_evaluation, save
from core.evaluation.run_evaluation import evaluate_run
from core.evaluation.types import Evaluation
from core.runs import Run
from tests.core.evaluation.conftest import Trained

Make = Callable[..., Run]


@pytest.fixture(scope="module")
def evaluation(trained: Trained) -> Evaluation:
    """Of the shared run."""
    found = evaluate_run(trained.workspace, trained.run, trained.networks, QuietContext())
    return found.evaluation


@pytest.fixture
def make(trained: Trained, evaluation: Evaluation, tmp_path: Path) -> Make:
    """Makes a run whose evaluation has these photos right, in order, and settings of its own."""

    def made(
        name: str,
        right: Sequence[bool],
        first: int = 0,
        twins: Sequence[int] = (),
        **settings: object,
    ) -> Run:
        folder = tmp_path / name
        folder.mkdir()
        part = slice(first, first + len(right))
        labels = evaluation.labels[part]
        answers = tuple(
            label if is_right else (label + 1) % 3
            for label, is_right in zip(labels, right, strict=True)
        )
        columns = {
            field: getattr(evaluation, field)[part]
            for field in ("photo_ids", "names", "confidences", "true_confidences", "folds")
        }
        columns["twins"] = tuple(twins or range(len(right)))
        save(folder, replace(evaluation, run=name, labels=labels, answers=answers, **columns))
        known = {**trained.run.manifest.settings, **settings}
        return replace(
            trained.run, folder=folder, manifest=replace(trained.run.manifest, settings=known)
        )

    return made


def test_compare_names_settings_and_photos_that_changed(make: Make) -> None:
    first = make("one", [True, True, False, False], dense=[16])
    second = make("two", [True, False, True, True], dense=[64, 8], refit=False)
    found = compare_runs(first, second)
    assert [(d.name, d.first, d.second) for d in found.settings] == [
        ("dense", "16", "64 · 8"), ("refit", "on", "off"),
    ]  # fmt: skip
    ids = load_evaluation(first.folder).photo_ids  # type: ignore[union-attr]
    assert (found.now_right, found.now_wrong) == ((ids[2], ids[3]), (ids[1],))
    assert (found.photos, found.first_right, found.second_right) == (4, 2, 3)
    assert (found.p_value, found.verdict) == (1.0, "chance")


def test_compare_many_photos_gained_is_better_and_lost_is_worse(make: Make) -> None:
    good, bad = make("one", [True] * 40), make("two", [True] * 20 + [False] * 20)
    assert compare_runs(bad, good).verdict == "better"
    assert compare_runs(good, bad).verdict == "worse"
    assert compare_runs(good, bad).p_value < 1e-5


def test_compare_only_photos_that_both_were_asked_about(make: Make) -> None:
    found = compare_runs(make("one", [True] * 20), make("two", [False] * 20, first=15))
    assert (found.photos, len(found.now_wrong)) == (5, 5)
    assert found.left_out == 15 + 15


def test_compare_photos_that_changed_their_class_are_counted_as_left_out(
    make: Make, evaluation: Evaluation
) -> None:
    first, second = make("one", [True] * 10), make("two", [True] * 10)
    known = load_evaluation(second.folder)
    assert known is not None
    moved = (known.labels[0] + 1) % 3
    save(second.folder, replace(known, labels=(moved, *known.labels[1:])))

    found = compare_runs(first, second)

    assert (found.photos, found.left_out) == (9, 1)


def test_compare_values_that_read_alike_are_no_difference(make: Make) -> None:
    first, second = make("one", [True], dropout=0.1 + 0.2), make("two", [True], dropout=0.3)

    assert compare_runs(first, second).settings == ()


def test_compare_runs_without_a_common_photo_is_refused(make: Make) -> None:
    with pytest.raises(UserError, match="nothing_in_common"):
        compare_runs(make("one", [True] * 5), make("two", [True] * 5, first=50))


def test_compare_run_that_was_not_evaluated_is_refused(make: Make, tmp_path: Path) -> None:
    first = make("one", [True])
    with pytest.raises(UserError, match="not_yet"):
        compare_runs(first, replace(first, folder=tmp_path / "none"))


def test_compare_a_run_with_itself_differs_in_nothing(make: Make) -> None:
    run = make("one", list(np.arange(30) % 2 == 0))
    found = compare_runs(run, run)
    assert (found.settings, found.now_right, found.now_wrong, found.p_value) == ((), (), (), 1.0)


def test_compare_frames_of_one_burst_that_turn_right_are_one_photo_and_may_be_chance(
    make: Make,
) -> None:
    burst = [0] * 8 + list(range(1, 13))
    first = make("one", [False] * 8 + [True] * 12)
    alone = make("alone", [True] * 20)
    together = make("together", [True] * 20, twins=burst)

    assert compare_runs(first, alone).verdict == "better"
    assert compare_runs(first, together).verdict == "chance"
    assert len(compare_runs(first, together).now_right) == 8


def test_compare_many_bursts_that_gain_a_frame_do_not_outweigh_one_that_is_lost(make: Make) -> None:
    bursts = [number for number in range(8) for _ in range(10)] + [8] * 10
    nearly = [False] + [True] * 9
    first = make("one", nearly * 8 + [True] * 10, twins=bursts)
    second = make("two", [True] * 80 + [False] * 10, twins=bursts)

    assert compare_runs(first, second).verdict == "chance"


def test_compare_takes_the_twins_of_whichever_knew_them(make: Make) -> None:
    burst = [0] * 8 + list(range(1, 13))
    first = make("one", [False] * 8 + [True] * 12, twins=burst)
    second = make("of an earlier version", [True] * 20)
    known = load_evaluation(second.folder)
    assert known is not None
    save(second.folder, replace(known, twins=()))

    assert compare_runs(first, second).verdict == "chance"
