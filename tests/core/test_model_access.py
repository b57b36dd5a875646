"""Which models other programs may ask."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.report import evaluate
from core.model_access import access_of, close_access, open_access, opens
from core.runs import Run, load_run
from core.store.home import Home
from core.store.projects import Project, ProjectStore
from tests.pages.opening import finish_run

RUN, OTHER = "20260101-120000-aaaa", "20260101-130000-bbbb"


@pytest.fixture
def project(home: Home) -> Project:
    return ProjectStore(home.projects).create("Pets")


def _run(project: Project, run_id: str) -> Run:
    report = evaluate(np.zeros((0, 2), np.float32), [], ("cats", "dogs"), "test")
    return load_run(finish_run(project, report, run_id))


def test_model_is_closed_until_somebody_opens_it(project: Project) -> None:
    _run(project, RUN)
    assert access_of(project.workspace, RUN) is None


def test_only_the_models_own_key_opens_it(project: Project) -> None:
    first, second = _run(project, RUN), _run(project, OTHER)
    key, other = open_access(project.workspace, first), open_access(project.workspace, second)
    access = access_of(project.workspace, RUN)
    assert access is not None
    assert opens(access, key)
    assert not any(opens(access, wrong) for wrong in (other, "", key[:-1], f"{key} ", "\ud800"))


def test_key_is_not_kept(project: Project) -> None:
    key = open_access(project.workspace, _run(project, RUN))
    kept = (project.workspace.folder / "api.json").read_text()
    assert key not in kept
    assert len(key) > 40


def test_new_key_ends_the_old_one(project: Project) -> None:
    run = _run(project, RUN)
    old, new = open_access(project.workspace, run), open_access(project.workspace, run)
    access = access_of(project.workspace, RUN)
    assert access is not None
    assert (opens(access, old), opens(access, new)) == (False, True)


def test_closing_one_model_leaves_the_other_open(project: Project) -> None:
    for run_id in (RUN, OTHER):
        open_access(project.workspace, _run(project, run_id))
    close_access(project.workspace, RUN)
    assert access_of(project.workspace, RUN) is None
    assert access_of(project.workspace, OTHER) is not None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"x": 1}', '{"x": {"sha256": 1}}'])
def test_damaged_file_opens_nothing(project: Project, content: str) -> None:
    (project.workspace.folder / "api.json").write_text(content)
    assert access_of(project.workspace, "x") is None
