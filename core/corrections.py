"""What people say of answers: right, or wrong, it is … . The photo joins the project's data."""

from __future__ import annotations

from dataclasses import replace

from core.errors import UserError
from core.intake.edit import EMPTY, add_photos, move_photos, remove_photos, restore_photos
from core.intake.images import photo_id
from core.intake.names import same_name_key, tidy_class_name
from core.store.history import save_change
from core.store.workspace import Workspace
from core.types import Dataset, Photo

CHANGE, WITHDRAWN = "corrected", "correction_withdrawn"
"""Kinds of these changes in the history of the data."""


def teach(workspace: Workspace, name: str, data: bytes, class_name: str) -> Photo:
    """The photo, in the project's data and in that class from now on; it can be taken back.

    A photo that is there already, or was put aside, is moved, and never stands there twice.

    Args:
        workspace: whose data.
        name: what the person calls the photo.
        data: its file.
        class_name: what it shows; the class is created by need.

    Raises:
        UserError: `dataset.class_name_empty`; a `photo.…` code when it cannot be read;
            `general.disk_full` and its like. Nothing is changed then.
    """
    before = workspace.dataset() or EMPTY
    own_id = photo_id(data)
    if taught_class(before, own_id) is None:
        after = _added(before, workspace, name, data, class_name)
    else:
        after = move_photos(restore_photos(before, {own_id}), {own_id}, class_name)
    save_change(workspace, after, CHANGE, {"name": name, "to": tidy_class_name(class_name)})
    return next(photo for photo in after.photos if photo.id == own_id)


def withdraw(workspace: Workspace, own_id: str) -> None:
    """The photo is not in the project's data any more; that can be taken back, too.

    Raises:
        UserError: `general.disk_full`, `general.folder_not_writable` or `general.file_damaged`.
    """
    before = workspace.dataset() or EMPTY
    save_change(workspace, remove_photos(before, {own_id}), WITHDRAWN, {"photos": 1})


def taught_class(dataset: Dataset | None, own_id: str) -> str | None:
    """The class that a photo has in the data, those put aside included; None where it is not there."""
    if dataset is None:
        return None
    for photo in (*dataset.photos, *dataset.excluded):
        if photo.id == own_id:
            return dataset.classes[photo.label]
    return None


def corrections(dataset: Dataset | None) -> tuple[Photo, ...]:
    """The photos that came in as corrections and are in use."""
    if dataset is None:
        return ()
    return tuple(photo for photo in dataset.photos if photo.origin == "correction")


def is_same_class(first: str, second: str) -> bool:
    """Whether two names stand for one class, whatever their case."""
    return same_name_key(first) == same_name_key(second)


def _added(
    before: Dataset, workspace: Workspace, name: str, data: bytes, class_name: str
) -> Dataset:
    after = add_photos(before, class_name, [(name, data)], workspace.photos, origin="correction")
    refused = after.skipped[len(before.skipped) :]
    if refused:
        raise UserError(refused[0].code, **refused[0].facts)
    # A photo that comes in by a correction is to be learned from, and known by its own name.
    return replace(after, skipped=before.skipped)
