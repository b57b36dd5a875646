"""The doctor on photos that nobody made for it."""

from __future__ import annotations

from pathlib import Path

from core.backbones.registry import DEFAULT_BACKBONE, get
from core.context import QuietContext
from core.doctor.diagnosis import diagnose
from core.doctor.types import Diagnosis
from core.features import extract_features
from core.intake import read_dataset
from core.store.workspace import Workspace
from core.types import Dataset


def _diagnosed(archive: Path, workspace: Workspace, networks: Path) -> tuple[Dataset, Diagnosis]:
    context = QuietContext()
    dataset = read_dataset(archive, workspace.photos, context)
    features = extract_features(dataset, workspace, get(DEFAULT_BACKBONE), networks, context)
    return dataset, diagnose(dataset, workspace, features, context)


def test_diagnose_fruit_finds_the_mirrored_photos_and_nothing_wrong(
    shared_data: Path, workspace: Workspace, networks: Path
) -> None:
    dataset, diagnosis = _diagnosed(shared_data / "fruit.zip", workspace, networks)
    labels = {photo.id: photo.label for photo in dataset.photos}
    # Seen by eye: twelve photos have a mirrored copy, some of them more than one.
    assert len(diagnosis.twins) >= 10
    assert all(len({labels[i] for i in group}) == 1 for group in diagnosis.twins)
    assert {finding.id for finding in diagnosis.findings} == {"near_duplicates", "few_photos"}


def test_diagnose_cats_dogs_and_horses_is_nearly_quiet(
    shared_data: Path, workspace: Workspace, networks: Path
) -> None:
    archive = shared_data / "cats_dogs_horses.zip"
    dataset, diagnosis = _diagnosed(archive, workspace, networks)
    named = {i for f in diagnosis.findings for group in f.groups for i in group}
    assert len(named) <= 0.03 * len(dataset.photos)
    assert all(finding.severity != "serious" for finding in diagnosis.findings)
    assert diagnosis.twins == ()
