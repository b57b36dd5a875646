"""Projects and their workspaces on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import UserError
from core.store.projects import ProjectStore
from core.types import Dataset, Photo, Skipped

DATASET = Dataset(
    ("cat", "dog"),
    (Photo("ab" * 16, "1.jpg", 0, None, 4, 3), Photo("cd" * 16, "2.jpg", 1, "test", 4, 3)),
    (Skipped("bad.jpg", "photo.truncated", {"n": 1}),),
    2,
)


@pytest.fixture
def projects(tmp_path: Path) -> ProjectStore:
    return ProjectStore(tmp_path / "projects")


def test_create_project_can_be_opened_and_listed(projects: ProjectStore) -> None:
    project = projects.create("  My\tpets \n")
    assert project.name == "My pets"
    assert projects.open(project.id) == project
    assert projects.all() == [project]


def test_rename_keeps_the_id_and_the_date(projects: ProjectStore) -> None:
    project = projects.create("a")
    renamed = projects.rename(project.id, "b")
    assert (renamed.id, renamed.name, renamed.created_at) == (project.id, "b", project.created_at)


def test_create_nameless_or_endless_name_is_tamed(projects: ProjectStore) -> None:
    assert projects.create(" \x00 ").name == "My project"
    assert len(projects.create("x" * 500).name) == 60


def test_delete_leaves_nothing(projects: ProjectStore) -> None:
    project = projects.create("a")
    project.workspace.photos.put("ab" * 16, b"jpeg")
    projects.delete(project.id)
    assert projects.all() == []
    assert list(projects.folder.iterdir()) == []


@pytest.mark.parametrize("bad", ["../../etc", "", "ABCDEFABCDEF", "a" * 12 + "/..", "0123456789ab"])
def test_open_id_that_is_none_is_refused(projects: ProjectStore, bad: str) -> None:
    with pytest.raises(UserError, match="project_missing"):
        projects.open(bad)


def test_all_damaged_project_does_not_hide_the_others(projects: ProjectStore) -> None:
    good, bad = projects.create("good"), projects.create("bad")
    (bad.workspace.folder / "project.json").write_text("[]")
    assert projects.all() == [good]
    with pytest.raises(UserError, match="file_damaged"):
        projects.open(bad.id)


def test_dataset_survives_the_disk(projects: ProjectStore) -> None:
    workspace = projects.create("a").workspace
    assert workspace.dataset() is None
    workspace.save_dataset(DATASET)
    assert workspace.dataset() == DATASET


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"classes": 3}', "not json", '{"classes": [], "photos": [[1]]}']
)
def test_dataset_damaged_file_is_told(projects: ProjectStore, text: str) -> None:
    workspace = projects.create("a").workspace
    (workspace.folder / "dataset.json").write_text(text)
    with pytest.raises(UserError, match="file_damaged"):
        workspace.dataset()


def test_dataset_key_depends_on_labels_but_not_on_names_or_order() -> None:
    first, second = DATASET.photos
    same = Dataset(DATASET.classes, (second, first))
    moved = Dataset(DATASET.classes, (first, Photo(second.id, "2.jpg", 0, "test", 4, 3)))
    assert same.key == DATASET.key
    assert moved.key != DATASET.key


def test_photo_store_keep_only_removes_the_others(projects: ProjectStore) -> None:
    photos = projects.create("a").workspace.photos
    photos.put("ab" * 16, b"1")
    photos.put("cd" * 16, b"2")
    assert photos.keep_only(["ab" * 16]) == 1
    assert photos.has("ab" * 16)
    assert not photos.has("cd" * 16)
