"""What a worker does to save a project and to open a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import UserError
from core.jobs.context import JobContext
from core.jobs.job import Job
from core.projects_io import job
from core.projects_io.contents import saved_file
from core.store.home import Home
from core.store.projects import Project, ProjectStore


def _context(home: Home, project_id: str) -> JobContext:
    return JobContext(home, Job("ab" * 8, "open_file", project_id, {}, "running", None, 0.0))


def _uploaded(home: Home, data: bytes) -> Path:
    home.uploads.mkdir(parents=True, exist_ok=True)
    path = home.uploads / "kh5DkZq.zip"
    path.write_bytes(data)
    return path


def test_save_and_open_on_the_same_computer_gives_a_copy(
    home: Home, project: Project, store: ProjectStore, no_keras: None
) -> None:
    with _context(home, project.id) as context:
        saved = job.save({}, context)
    source = _uploaded(home, saved_file(project.workspace).read_bytes())

    with _context(home, "") as context:
        request = {"source": str(source), "name": "pets.zip", "kind": "project"}
        opened = job.open_file(request, context)

    assert saved["size_mb"] > 0
    assert (opened["runs"], opened["without_model_file"]) == (1, 0)
    assert {each.name for each in store.all()} == {"Pets", "Pets (2)"}
    assert store.open(opened["project"]).name == "Pets (2)"
    assert not source.exists()


@pytest.mark.parametrize("kind", ["project", "model"])
def test_open_of_rubbish_deletes_the_upload_and_leaves_no_project(
    home: Home, store: ProjectStore, kind: str
) -> None:
    source = _uploaded(home, b"PK\x03\x04 rubbish")

    with _context(home, "") as context, pytest.raises(UserError):
        job.open_file({"source": str(source), "name": "x.zip", "kind": kind}, context)

    assert not source.exists()
    assert store.all() == []
    assert not (home.jobs / ("ab" * 8) / "opening").exists()
