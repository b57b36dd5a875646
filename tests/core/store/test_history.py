"""Taking changes back, and what is deleted for good."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.store.history import (
    KEPT_CHANGES,
    clear_away,
    last_change,
    save_change,
    save_for_good,
    undo,
)
from core.store.workspace import Workspace
from core.types import Dataset, Photo

PHOTOS = tuple(Photo(f"{n:032x}", f"{n}.jpg", n % 2, None, 4, 3) for n in range(6))
DATASET = Dataset(("cats", "dogs"), PHOTOS)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path)
    for photo in PHOTOS:
        workspace.photos.put(photo.id, b"jpeg")
    workspace.save_dataset(DATASET)
    return workspace


def without(*numbers: int) -> Dataset:
    return replace(DATASET, photos=tuple(p for n, p in enumerate(PHOTOS) if n not in numbers))


def test_undo_gives_back_each_change_the_last_one_first(workspace: Workspace) -> None:
    save_change(workspace, without(0), "excluded", {"photos": 1})
    save_change(workspace, without(0, 1), "moved")

    last = last_change(workspace)
    assert last is not None
    assert last.kind == "moved"
    undo(workspace)
    assert workspace.dataset() == without(0)
    first = undo(workspace)
    assert first is not None
    assert (first.kind, first.facts) == ("excluded", {"photos": 1})
    assert workspace.dataset() == DATASET
    assert last_change(workspace) is None
    assert undo(workspace) is None


def test_history_survives_a_restart(workspace: Workspace) -> None:
    save_change(workspace, without(0), "excluded")

    undo(Workspace(workspace.folder))

    assert workspace.dataset() == DATASET


def test_change_that_changes_nothing_is_not_remembered(workspace: Workspace) -> None:
    save_change(workspace, DATASET, "moved")

    assert last_change(workspace) is None


def test_first_photos_of_a_project_can_be_taken_back(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    save_change(workspace, DATASET, "added")

    undo(workspace)

    assert workspace.dataset() == Dataset((), ())


def test_only_the_last_changes_are_kept_and_old_files_go(workspace: Workspace) -> None:
    for number in range(KEPT_CHANGES + 5):
        save_change(workspace, replace(DATASET, ignored=number + 1), "moved")

    while undo(workspace):
        pass

    now = workspace.dataset()
    assert now is not None
    assert now.ignored == 5
    assert not list((workspace.folder / "history").glob("*.gz"))


def test_change_made_by_somebody_else_ends_what_can_be_taken_back(workspace: Workspace) -> None:
    save_change(workspace, without(0), "excluded")
    workspace.save_dataset(without(0, 1))

    assert last_change(workspace) is None
    assert undo(workspace) is None
    assert workspace.dataset() == without(0, 1)

    save_change(workspace, without(0, 1, 2), "excluded")
    undo(workspace)
    assert workspace.dataset() == without(0, 1)
    assert undo(workspace) is None


def test_working_copies_stay_as_long_as_a_change_can_be_taken_back(workspace: Workspace) -> None:
    save_change(workspace, without(0), "class_removed")
    assert clear_away(workspace) == 0
    assert workspace.photos.has(PHOTOS[0].id)

    for number in range(KEPT_CHANGES):
        save_change(workspace, replace(without(0), ignored=number + 1), "moved")

    assert clear_away(workspace) == 1
    assert not workspace.photos.has(PHOTOS[0].id)
    assert all(workspace.photos.has(photo.id) for photo in PHOTOS[1:])


def test_photos_deleted_for_good_do_not_come_back(workspace: Workspace) -> None:
    save_change(workspace, without(0, 1), "excluded")
    save_for_good(workspace, without(0, 1, 2))
    assert workspace.photos.has(PHOTOS[2].id)

    undo(workspace)
    assert workspace.dataset() == without(2)
    assert clear_away(workspace) == 1
    assert not workspace.photos.has(PHOTOS[2].id)


def test_photos_deleted_and_cleared_away_do_not_come_back(workspace: Workspace) -> None:
    save_change(workspace, without(0, 1), "excluded")
    save_for_good(workspace, without(0, 1, 2))
    clear_away(workspace)

    undo(workspace)

    assert workspace.dataset() == without(2)


def test_photo_deleted_and_added_again_keeps_its_working_copy(workspace: Workspace) -> None:
    save_for_good(workspace, without(0))
    save_change(workspace, DATASET, "added")

    assert clear_away(workspace) == 0
    assert workspace.photos.has(PHOTOS[0].id)


def test_photos_added_and_taken_back_leave_no_working_copies(workspace: Workspace) -> None:
    new = Photo("f" * 32, "new.jpg", 0, None, 4, 3)
    workspace.photos.put(new.id, b"jpeg")
    save_change(workspace, replace(DATASET, photos=(*PHOTOS, new)), "added")

    undo(workspace)

    assert clear_away(workspace) == 1
    assert not workspace.photos.has(new.id)
    assert workspace.photos.has(PHOTOS[0].id)


def test_clear_away_after_a_change_by_somebody_else_still_knows_what_is_unused(
    workspace: Workspace,
) -> None:
    save_change(workspace, without(0), "excluded")
    workspace.save_dataset(without(0, 1))
    save_change(workspace, without(0, 1, 2), "excluded")

    assert clear_away(workspace) == 1
    assert not workspace.photos.has(PHOTOS[0].id)
    assert workspace.photos.has(PHOTOS[2].id)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"digest": 1}'])
def test_damaged_list_of_changes_is_as_good_as_none(workspace: Workspace, text: str) -> None:
    save_change(workspace, without(0), "excluded")
    (workspace.folder / "history" / "changes.json").write_text(text)

    assert last_change(workspace) is None
    assert clear_away(workspace) == 0
    assert workspace.dataset() == without(0)
