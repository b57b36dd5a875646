"""The doctor as a job of a project."""

from __future__ import annotations

import pytest

from core import project_tasks
from core.backbones.registry import DEFAULT_BACKBONE
from core.doctor.storing import dismiss, load_diagnosis
from core.errors import Cancelled, UserError
from core.jobs.context import JobContext
from core.jobs.job import Job
from core.store.home import Home
from core.store.projects import Project, ProjectStore
from core.types import FeatureSet
from tests.core.doctor.scenes import COPIES, Album, scene

REQUEST = {"backbone": DEFAULT_BACKBONE}


@pytest.fixture
def project(home: Home) -> Project:
    """A project without photos."""
    return ProjectStore(home.projects).create("Test")


@pytest.fixture
def album(project: Project, monkeypatch: pytest.MonkeyPatch) -> Album:
    """Photos of the project, one of them twice; what the network says of them is made up."""
    album = Album(project.workspace)
    for number in range(20):
        album.add(scene(number, tone=number % 2 + 1), label=number % 2)
    album.add(COPIES["smaller"](scene(0, tone=1)), label=0)
    project.workspace.save_dataset(album.dataset)

    def features(*_: object) -> FeatureSet:
        return album.features

    monkeypatch.setattr(project_tasks, "extract_features", features)
    return album


def _context(home: Home, project: Project) -> JobContext:
    return JobContext(home, Job("cd" * 8, "doctor", project.id, REQUEST, "running", None, 0.0))


def test_doctor_counts_its_findings_and_saves_the_diagnosis(
    home: Home, project: Project, album: Album
) -> None:
    with _context(home, project) as context:
        result = project_tasks.doctor(REQUEST, context)
    diagnosis = load_diagnosis(project.workspace)
    assert diagnosis
    assert diagnosis.dataset_key == album.dataset.key
    assert result["findings"] == len(diagnosis.findings) > 0
    assert "near_duplicates" in {finding.id for finding in diagnosis.findings}


def test_doctor_what_was_called_fine_is_not_found_again(
    home: Home, project: Project, album: Album
) -> None:
    dismiss(project.workspace, "near_duplicates", (album.photos[0].id, album.photos[-1].id))
    with _context(home, project) as context:
        project_tasks.doctor(REQUEST, context)
    diagnosis = load_diagnosis(project.workspace)
    assert diagnosis
    assert "near_duplicates" not in {finding.id for finding in diagnosis.findings}
    assert len(diagnosis.twins) == 1


def test_doctor_project_without_photos_is_refused(home: Home, project: Project) -> None:
    with _context(home, project) as context, pytest.raises(UserError) as refusal:
        project_tasks.doctor(REQUEST, context)
    assert refusal.value.code == "dataset.empty"


def test_doctor_stopped_leaves_the_last_diagnosis(
    home: Home, project: Project, album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _context(home, project) as context:
        project_tasks.doctor(REQUEST, context)
    before = load_diagnosis(project.workspace)
    album.add(scene(77))
    project.workspace.save_dataset(album.dataset)
    monkeypatch.setattr(JobContext, "stop_requested", lambda _: True)
    with _context(home, project) as context, pytest.raises(Cancelled):
        project_tasks.doctor(REQUEST, context)
    assert load_diagnosis(project.workspace) == before
