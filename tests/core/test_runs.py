"""Finished trainings on the disk: found, listed, deleted, and told where a file is no good."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import UserError
from core.runs import MANIFEST, Run, all_runs, delete_run, find_run, load_run
from core.store.projects import Project, ProjectStore
from core.types import Dataset, Photo
from tests.pages.trained import add_run

DATASET = Dataset(
    ("cats", "dogs"),
    tuple(Photo(f"{n:032x}", f"{n}.jpg", n % 2, None, 64, 48) for n in range(10)),
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project."""
    return ProjectStore(tmp_path).create("Pets")


@pytest.fixture
def run(project: Project) -> Run:
    """A finished training."""
    return add_run(project, DATASET, [0, 1, 0, 1])


def _manifest_of(run: Run, **changes: object) -> None:
    manifest = json.loads((run.folder / MANIFEST).read_text())
    (run.folder / MANIFEST).write_text(json.dumps({**manifest, **changes}))


def test_find_run_gives_the_one_of_that_id(project: Project, run: Run) -> None:
    add_run(project, DATASET, [0, 0], run_id="20260102-120000-bbbb")
    assert find_run(project.workspace, run.id) == run


def test_find_run_unknown_or_hostile_id_is_refused(project: Project, run: Run) -> None:
    for run_id in ("20200101-000000-abcd", f"../runs/{run.id}", ""):
        with pytest.raises(UserError, match=r"model\.missing"):
            find_run(project.workspace, run_id)


def test_delete_run_only_that_one_is_gone(project: Project, run: Run) -> None:
    other = add_run(project, DATASET, [0, 0], run_id="20260102-120000-bbbb")
    delete_run(project.workspace, other.id)
    assert all_runs(project.workspace) == [run]


@pytest.mark.parametrize("name", ["model.json", "history.json", "report.json"])
@pytest.mark.parametrize("content", ["{", "[1]", "{}", '{"format": 1}', "null"])
def test_load_run_damaged_file_is_named_and_the_list_goes_on(
    project: Project, run: Run, name: str, content: str
) -> None:
    broken = add_run(project, DATASET, [0, 0], run_id="20260102-120000-bbbb")
    (broken.folder / name).write_text(content)
    if not (name == "history.json" and content == "{}"):
        with pytest.raises(UserError) as caught:
            load_run(broken.folder)
        assert caught.value.facts["file"] == name
    found = {each.id for each in all_runs(project.workspace)}
    assert run.id in found
    assert broken.id not in found or name == "history.json"


def test_load_run_from_a_newer_version_is_refused(run: Run) -> None:
    _manifest_of(run, format=99)
    with pytest.raises(UserError, match=r"model\.too_new"):
        load_run(run.folder)


def test_load_run_of_an_earlier_version_learned_from_no_views(run: Run) -> None:
    settings = dict(run.manifest.settings)
    del settings["views"]
    _manifest_of(run, settings=settings)
    assert load_run(run.folder).settings.views == 0
