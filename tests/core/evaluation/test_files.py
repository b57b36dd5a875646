"""Knowledge in files."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from core.errors import UserError
from core.evaluation.files import (
    CONDITIONS,
    file_of,
    load_conditions,
    load_evaluation,
    load_learning_curve,
    save,
)
from core.evaluation.types import (
    ClassCurve,
    Condition,
    Conditions,
    CurvePoint,
    LearningCurve,
)

CONDITION = Condition("darker", 7, 2, 1, -0.1, 0.3, "holds", ("a", "b"))
FOUND = Conditions("run", "validation", 10, 8, (CONDITION,))
POINT = CurvePoint(10, 0.5, 0.3, 0.7)
CURVE = LearningCurve(
    "run", (0.5, 1.0), (POINT, POINT),
    (
        ClassCurve("cup", (POINT, POINT), "enough", 30, 0.01, 0.0, 0.02),
        ClassCurve("mug", (POINT, POINT), "more", 30, 0.1, 0.05, 0.2),
    ),
)  # fmt: skip


def test_files_give_back_what_was_saved(tmp_path: Path) -> None:
    for value in (FOUND, CURVE):
        save(tmp_path, value)
    assert load_conditions(tmp_path) == FOUND
    assert load_learning_curve(tmp_path) == CURVE


def test_files_that_are_not_there_are_none(tmp_path: Path) -> None:
    assert load_evaluation(tmp_path) is None


def test_files_of_a_newer_version_are_none(tmp_path: Path) -> None:
    (tmp_path / CONDITIONS).write_text(json.dumps({"format": 99}))
    assert load_conditions(tmp_path) is None


@pytest.mark.parametrize(
    "change",
    [
        {"photos": "ten"}, {"photos": None}, {"conditions": {}}, {"conditions": [1]},
        {"conditions": [{**asdict(CONDITION), "verdict": "perhaps"}]}, {"part": "elsewhere"},
        {"conditions": [{**asdict(CONDITION), "lost_ids": [1]}]}, {"format": "1"},
    ],
)  # fmt: skip
def test_files_that_are_damaged_are_named(tmp_path: Path, change: dict[str, object]) -> None:
    save(tmp_path, FOUND)
    path = tmp_path / file_of(FOUND)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(UserError) as caught:
        load_conditions(tmp_path)
    assert caught.value.facts["file"] == CONDITIONS


def test_learning_curve_names_the_class_that_more_photos_help_most() -> None:
    assert CURVE.most_helped is not None
    assert CURVE.most_helped.name == "mug"
    nothing = LearningCurve("run", CURVE.shares, CURVE.points, CURVE.classes[:1])
    assert nothing.most_helped is None
