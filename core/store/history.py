"""The last changes to a data set, so that each can be taken back, and what may be deleted for good.

Beside `dataset.json` stands a folder with the data set as it was before each change, and a list of
the changes. A working copy is kept as long as the data set or one of its earlier states has the
photo; a photo that is deleted for good is forgotten by all of them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.errors import Fact, UserError
from core.store import atomic
from core.store.dataset_json import dataset_from_json, dataset_to_json
from core.store.workspace import Workspace
from core.types import Dataset, Photo

KEPT_CHANGES = 20


@dataclass(frozen=True, slots=True)
class Change:
    """One change that somebody made.

    Attributes:
        kind: such as `"moved"`; pages have the words.
        facts: what the words mention.
        file: name of the file with the data set as it was before.
        lost: ids of photos that the data set had before and not after it.
    """

    kind: str
    facts: Mapping[str, Fact]
    file: str
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Story:
    """The list of changes as it stands on disk.

    Attributes:
        digest: of `dataset.json` after the last change; where another stands, the data set was
            changed by somebody who keeps no history, and nothing can be taken back.
        changes: the oldest first.
        unused: ids of photos whose working copies nobody needs any more.
    """

    digest: str = ""
    changes: tuple[Change, ...] = ()
    unused: tuple[str, ...] = ()


def save_change(
    workspace: Workspace, after: Dataset, kind: str, facts: Mapping[str, Fact] | None = None
) -> None:
    """`after` is the data set from now on, and `undo` gives back the present one.

    Args:
        workspace: holds the data set.
        after: the data set after the change.
        kind: of the change, such as `"moved"`.
        facts: what is to be said of it.

    Raises:
        UserError: `general.disk_full`, `general.folder_not_writable` or `general.file_damaged`;
            the data set is as it was.
    """
    before = workspace.dataset() or Dataset((), ())
    if before == after:
        return
    story = _fresh(workspace)
    file = f"{secrets.token_hex(8)}.json.gz"
    packed = gzip.compress(json.dumps(dataset_to_json(before)).encode(), compresslevel=1)
    atomic.write_bytes(_folder(workspace) / file, packed)
    lost = tuple(_ids(before) - _ids(after))
    workspace.save_dataset(after)
    changes = (*story.changes, Change(kind, dict(facts or {}), file, lost))
    _keep(workspace, replace(story, changes=changes[-KEPT_CHANGES:]), story.changes, after)


def last_change(workspace: Workspace) -> Change | None:
    """The change that `undo` would take back; None where there is none."""
    story = _read(workspace)
    if not story.changes or story.digest != _digest(workspace):
        return None
    return story.changes[-1]


def undo(workspace: Workspace) -> Change | None:
    """The change that was taken back: the data set is as it was before it. None where there is none.

    Photos that were deleted for good since do not come back.

    Raises:
        UserError: `general.disk_full`, `general.folder_not_writable` or `general.file_damaged`.
    """
    change = last_change(workspace)
    if change is None:
        return None
    story, now = _read(workspace), workspace.dataset() or Dataset((), ())
    gone = frozenset(story.unused)

    def is_there(photo: Photo) -> bool:
        return photo.id in known or (photo.id not in gone and workspace.photos.has(photo.id))

    known = _ids(now)
    earlier = _snapshot(workspace, change)
    restored = replace(
        earlier,
        photos=tuple(photo for photo in earlier.photos if is_there(photo)),
        excluded=tuple(photo for photo in earlier.excluded if is_there(photo)),
    )
    workspace.save_dataset(restored)
    dropped = replace(change, lost=tuple(known - _ids(restored)))
    _keep(workspace, replace(story, changes=story.changes[:-1]), (dropped,), restored)
    return change


def save_for_good(workspace: Workspace, after: Dataset) -> None:
    """`after` is the data set; the photos that it has lost are gone, also from what `undo` gives.

    Their working copies go with the next `clear_away`. Earlier changes can still be taken back.

    Raises:
        UserError: `general.disk_full`, `general.folder_not_writable` or `general.file_damaged`.
    """
    before, story = workspace.dataset() or Dataset((), ()), _fresh(workspace)
    gone = _ids(before) - _ids(after)
    workspace.save_dataset(after)
    changes = tuple(
        replace(change, lost=tuple(i for i in change.lost if i not in gone))
        for change in story.changes
    )
    _keep(workspace, replace(story, changes=changes), (Change("", {}, "", tuple(gone)),), after)


def clear_away(workspace: Workspace) -> int:
    """How many working copies that nobody needs any more were deleted.

    To be called while no job reads or adds photos.

    Raises:
        UserError: `general.folder_not_writable` or `general.file_damaged`.
    """
    story = _read(workspace)
    if not story.unused:
        return 0
    needed = _needed(story.changes, workspace.dataset() or Dataset((), ()))
    unused = [photo_id for photo_id in story.unused if photo_id not in needed]
    for photo_id in unused:
        path = workspace.photos.path(photo_id)
        with atomic.explained(path):
            path.unlink(missing_ok=True)
    _write(workspace, replace(story, unused=()))
    return len(unused)


def _keep(
    workspace: Workspace, story: _Story, former: Collection[Change], dataset: Dataset
) -> None:
    """The list of changes is on disk; what the former ones held and nobody needs is unused."""
    needed = _needed(story.changes, dataset)
    freed = {i for change in former for i in change.lost}
    unused = tuple(sorted({*story.unused, *freed} - needed))
    _write(workspace, _Story(_digest(workspace), story.changes, unused))
    named = {change.file for change in story.changes}
    for path in _folder(workspace).glob("*.json.gz"):
        if path.name not in named:
            path.unlink(missing_ok=True)


def _fresh(workspace: Workspace) -> _Story:
    """The list of changes; an empty one when somebody else has changed the data set since."""
    story = _read(workspace)
    if story.digest == _digest(workspace):
        return story
    freed = {i for change in story.changes for i in change.lost}
    return _Story(unused=tuple({*story.unused, *freed}))


def _needed(changes: Collection[Change], dataset: Dataset) -> set[str]:
    return _ids(dataset).union(*(change.lost for change in changes))


def _ids(dataset: Dataset) -> set[str]:
    return {photo.id for photo in (*dataset.photos, *dataset.excluded)}


def _digest(workspace: Workspace) -> str:
    try:
        return hashlib.sha256(workspace.dataset_file.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def _snapshot(workspace: Workspace, change: Change) -> Dataset:
    try:
        packed = (_folder(workspace) / change.file).read_bytes()
        return dataset_from_json(json.loads(gzip.decompress(packed)))
    except (OSError, EOFError, KeyError, TypeError, ValueError) as error:
        raise UserError("general.file_damaged", file=change.file) from error


def _read(workspace: Workspace) -> _Story:
    """The list of changes; a damaged one is as good as none."""
    try:
        value = atomic.read_json(_folder(workspace) / "changes.json")
        changes = tuple(
            Change(row["kind"], row["facts"], row["file"], tuple(row["lost"]))
            for row in value["changes"]
        )
        return _Story(value["digest"], changes, tuple(value["unused"]))
    except (OSError, UserError, KeyError, TypeError, ValueError):
        return _Story()


def _write(workspace: Workspace, story: _Story) -> None:
    value: dict[str, Any] = {
        "digest": story.digest,
        "changes": [
            {"kind": c.kind, "facts": dict(c.facts), "file": c.file, "lost": list(c.lost)}
            for c in story.changes
        ],
        "unused": list(story.unused),
    }
    atomic.write_json(_folder(workspace) / "changes.json", value)


def _folder(workspace: Workspace) -> Path:
    return workspace.folder / "history"
