"""Files of Teachable Machine: a zip of one class's samples, and a project file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from core.context import QuietContext
from core.errors import UserError
from core.intake import read_dataset
from core.intake.sample_zip import sample_class, sort_samples
from core.store.workspace import Workspace
from tests.factories import folder_zip, photo_bytes, zip_of


def _samples(path: Path, count: int = 4) -> Path:
    return zip_of(path, {f"{n}.jpg": photo_bytes("red", seed=n) for n in range(count)})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Cats-samples.zip", "Cats"), ("Class_1-samples.zip", "Class 1"),
        ("Cats-samples (2).zip", "Cats"), ("cats.zip", None), ("samples.zip", None), ("", None),
    ],
)  # fmt: skip
def test_class_of_a_zip_of_samples_stands_in_its_name(name: str, expected: str | None) -> None:
    assert sample_class(name) == expected


def test_zip_of_samples_is_read_as_one_class(tmp_path: Path, workspace: Workspace) -> None:
    path = _samples(tmp_path / "upload.zip")

    assert sort_samples(path, "Cats-samples.zip")

    dataset = read_dataset(path, workspace.photos, QuietContext())
    assert (dataset.classes, dataset.counts) == (("Cats",), (4,))


def test_zip_with_folders_stays_as_it_is_whatever_its_name(tmp_path: Path) -> None:
    path = folder_zip(tmp_path / "upload.zip", {"a": 2, "b": 2})
    before = path.read_bytes()

    assert not sort_samples(path, "All-samples.zip")
    assert path.read_bytes() == before


def test_zip_of_samples_that_is_a_bomb_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "upload.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.jpg", bytes(70_000_000))

    with pytest.raises(UserError) as caught:
        sort_samples(path, "Cats-samples.zip")

    assert caught.value.code == "archive.bomb"
    assert list(tmp_path.iterdir()) == [path]


def test_project_file_with_classes_in_the_names_is_read_as_data(
    tmp_path: Path, workspace: Workspace
) -> None:
    photos = {
        f"{name}-!-{number}.png": photo_bytes(colour, seed=number, format="PNG")
        for name, colour in (("Class 1", "red"), ("Class 2", "blue"))
        for number in range(4)
    }
    path = zip_of(tmp_path / "project.tm", {"manifest.json": b'{"type": "image"}', **photos})

    dataset = read_dataset(path, workspace.photos, QuietContext())

    assert (dataset.classes, dataset.counts) == (("Class 1", "Class 2"), (4, 4))
