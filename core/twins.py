"""Which photos belong together, so that no model is asked about a photo whose twin it learned from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.context import Context
from core.doctor.storing import load_diagnosis
from core.doctor.twins import Groups, find_twins, twin_groups
from core.errors import UserError
from core.store import atomic
from core.store.workspace import Workspace
from core.types import Dataset, Event, FeatureSet, LabelArray

STAGE = "twins"
_RECIPE = "1"
"""Changes when something else would be found of the same photos."""
_MOST_KEPT = 6
"""Looks that are remembered: several networks, and the photos as they were some changes ago."""


def twin_numbers(dataset: Dataset, workspace: Workspace) -> LabelArray:
    """int64 array, a number per photo of the data set that twins share.

    Twins are what the doctor found to be nearly the same, and photos of the same content; before
    the doctor has looked, only the latter are known.
    """
    ids = [photo.id for photo in dataset.photos]
    return numbered(ids, twin_groups(dataset, workspace))


def known_twins(
    dataset: Dataset, workspace: Workspace, features: FeatureSet, context: Context
) -> Groups:
    """Groups of ids of photos that are nearly the same: the doctor's where it has seen them all.

    Else a quick look of our own is added, and kept for the next time: whether a number is honest must
    not hang on the doctor's having been let finish.

    Args:
        dataset: the photos.
        workspace: has their working copies, and the diagnosis if there is one.
        features: of these photos, row by row.
        context: told of the stage `twins` where there is something to do.

    Raises:
        UserError: a working copy is damaged; `general.disk_full` and its kin.
        Cancelled: the person asked to stop.
    """
    groups = twin_groups(dataset, workspace)
    diagnosis = load_diagnosis(workspace)
    if diagnosis is not None and diagnosis.has_seen(photo.id for photo in dataset.photos):
        return groups
    key = _key(features)
    looks = _kept(workspace)
    if key not in looks:
        found = find_twins(dataset, workspace, features, _Told(context))
        looks = {key: found, **looks}
        newest = [[known, looks[known]] for known in list(looks)[:_MOST_KEPT]]
        atomic.write_json(_path(workspace), newest)
    return (*groups, *looks[key])


class _Told:
    """A context for the doctor's look, told as a stage of its own."""

    def __init__(self, context: Context) -> None:
        self._context = context
        context.emit(Event("stage", STAGE))

    def emit(self, event: Event) -> None:
        """Tells of progress."""
        if event.kind == "progress":
            self._context.emit(replace(event, stage=STAGE))

    def stop_requested(self) -> bool:
        """Whether the person asked to stop."""
        return self._context.stop_requested()


def _key(features: FeatureSet) -> str:
    """Of which photos, and by what features, twins were looked for."""
    digest = hashlib.sha256("\n".join((_RECIPE, *features.ids)).encode())
    digest.update(np.ascontiguousarray(features.features).data)
    return digest.hexdigest()


def _kept(workspace: Workspace) -> dict[str, Groups]:
    """What was found the last times by key, the newest first; it can be found again at any time."""
    try:
        return {
            str(key): tuple(tuple(map(str, group)) for group in groups)
            for key, groups in atomic.read_json(_path(workspace))
        }
    except (FileNotFoundError, UserError, ValueError, TypeError):
        return {}


def _path(workspace: Workspace) -> Path:
    return workspace.folder / "twins.json"


def numbered(ids: Sequence[str], groups: Iterable[Sequence[str]]) -> LabelArray:
    """int64 array, a number per id that ids of one group share; groups with an id in common are one.

    Args:
        ids: one per photo; the same id twice is a twin of itself.
        groups: ids that belong together; those that are not in `ids` are passed over.
    """
    first_of: dict[str, str] = {}

    def root(photo_id: str) -> str:
        while (above := first_of.get(photo_id, photo_id)) != photo_id:
            photo_id = above
        return photo_id

    for group in groups:
        for photo_id in group[1:]:
            first_of[root(photo_id)] = root(group[0])
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(root(i), len(numbers)) for i in ids], dtype=np.int64)
