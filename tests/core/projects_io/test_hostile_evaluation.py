"""What a stranger may send in place of an evaluation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.context import QuietContext
from core.errors import UserError
from core.evaluation.files import EVALUATION, load_evaluation
from core.projects_io.save import save_project
from core.runs import all_runs
from core.store.projects import Project
from tests.core.projects_io.conftest import Open
from tests.core.projects_io.finished import rewritten
from tests.pages.evaluated import add_evaluation

RUN = "runs/20260101-120000-aaaa"


@pytest.fixture
def values(project: Project) -> dict[str, Any]:
    """The evaluation of the project's run, as it stands in its file."""
    (run,) = all_runs(project.workspace)
    dataset = project.workspace.dataset()
    assert dataset is not None
    add_evaluation(run, dataset, [photo.label for photo in dataset.photos])
    found: dict[str, Any] = json.loads((run.folder / EVALUATION).read_text())
    return found


@pytest.fixture
def evaluated(project: Project, values: dict[str, Any], tmp_path: Path) -> Path:
    """The project with that evaluation, as a zip."""
    path = tmp_path / "evaluated.zip"
    save_project(project, path, QuietContext())
    return path


def test_evaluation_of_a_saved_project_is_opened(
    evaluated: Path, project: Project, open_it: Open
) -> None:
    (run,) = all_runs(project.workspace)
    (received,) = all_runs(open_it(evaluated).project.workspace)

    assert load_evaluation(received.folder) == load_evaluation(run.folder)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("labels", [0]), ("answers", []), ("twins", [0]), ("names", ["x"]), ("classes", ["a", "b"]),
        ("folds", [0, 1]),
    ],
)  # fmt: skip
def test_evaluation_whose_columns_do_not_fit_is_refused(
    evaluated: Path, values: dict[str, Any], open_it: Open, field: str, value: Any
) -> None:
    changed = json.dumps({**values, field: value}).encode()

    with pytest.raises(UserError, match=r"projects\.damaged"):
        open_it(rewritten(evaluated, {f"{RUN}/{EVALUATION}": changed}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("labels", 9), ("answers", -1), ("photo_ids", "../x"), ("confidences", float("nan")),
        ("folds", -7), ("twins", -1), ("names", "n" * 5000),
    ],
)  # fmt: skip
def test_evaluation_of_values_that_cannot_be_is_refused(
    evaluated: Path, values: dict[str, Any], open_it: Open, field: str, value: Any
) -> None:
    column = [*(values[field] or range(len(values["labels"])))]
    column[0] = value
    changed = json.dumps({**values, field: column}).encode()

    with pytest.raises(UserError, match=r"projects\.damaged"):
        open_it(rewritten(evaluated, {f"{RUN}/{EVALUATION}": changed}))


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("headline", {"share": 2.0}), ("headline", {"right": -1}), ("headline", {"low": None}),
        ("calibration", {"error": float("inf")}), ("calibration", {"bins": [7]}),
        ("calibration", {"bins": [{"low": 0, "high": 1, "photos": 1, "confidence": 2, "accuracy": 1}]}),
        ("calibration", {"bins": [{"low": 0, "high": 1, "photos": 1, "confidence": 1, "accuracy": 1, "weight": 9}]}),
    ],
)  # fmt: skip
def test_evaluation_whose_summary_cannot_be_is_refused(
    evaluated: Path, values: dict[str, Any], open_it: Open, part: str, change: dict[str, Any]
) -> None:
    changed = json.dumps({**values, part: {**values[part], **change}}).encode()

    with pytest.raises(UserError, match=r"projects\.damaged"):
        open_it(rewritten(evaluated, {f"{RUN}/{EVALUATION}": changed}))
