"""The photos that a run was trained on, as they were, so that an old run stays explainable."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.context import Context
from core.errors import UserError
from core.runs import DATASET, Run
from core.settings import TrainSettings
from core.splits import Parts, Rows, split_dataset
from core.store import atomic
from core.store.dataset_json import dataset_from_json, dataset_to_json
from core.store.workspace import Workspace
from core.twins import known_twins, numbered
from core.types import Dataset, FeatureSet, LabelArray


@dataclass(frozen=True, slots=True, eq=False)
class RunData:
    """What a training was given.

    Attributes:
        dataset: the photos with names, labels and given splits.
        parts: what each was for.
        twins: int64 array, a number per photo that twins share, as known at the training.
    """

    dataset: Dataset
    parts: Parts
    twins: LabelArray

    @property
    def learnable(self) -> Rows:
        """Rows of all photos that are not for the test."""
        return tuple(sorted(self.parts.train + self.parts.validation))

    def unseen(self, rows: Rows, learned_from: Rows) -> Rows:
        """Those of the rows that have no twin among the rows that were learned from."""
        known = np.isin(self.twins[list(rows)], self.twins[list(learned_from)])
        return tuple(row for row, is_known in zip(rows, known, strict=True) if not is_known)


def dealt(dataset: Dataset, twins: LabelArray, settings: TrainSettings) -> RunData:
    """The photos and what each is for in a training with these settings; twins stay together.

    Args:
        dataset: the photos.
        twins: int64 array, a number per photo that twins share.
        settings: say how many are kept aside, and the seed.
    """
    parts = split_dataset(dataset, settings.validation_percent, settings.seed, twins)
    return RunData(dataset, parts, twins)


def save_run_data(folder: Path, data: RunData) -> None:
    """The data stand in the run's folder.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    value = dataset_to_json(data.dataset)
    value["validation"] = list(data.parts.validation)
    value["twins"] = data.twins.tolist()
    atomic.write_json(folder / DATASET, value)


def load_run_data(run: Run, workspace: Workspace) -> RunData:
    """The data of a run; those of a run of an earlier version, which kept none, are the workspace's
    if they have not changed since.

    Raises:
        UserError: `evaluation.data_changed` when they have; `general.file_damaged`.
    """
    try:
        value = atomic.read_json(run.folder / DATASET)
    except FileNotFoundError:
        return _data_of_earlier_version(run, workspace)
    try:
        dataset = dataset_from_json(value)
        twins = np.array(value["twins"], dtype=np.int64)
        validation = tuple(map(int, value["validation"]))
        if twins.shape != (len(dataset.photos),) or dataset.classes != run.manifest.classes:
            raise ValueError
        return RunData(dataset, _parts(dataset, validation), twins)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise UserError("general.file_damaged", file=DATASET) from error


def with_latest_twins(
    data: RunData, workspace: Workspace, features: FeatureSet, context: Context
) -> RunData:
    """The same data with the twins that were known at the training and those known by now.

    Args:
        data: of a run.
        workspace: of the run.
        features: of its photos, row by row.
        context: see `core.twins.known_twins`.

    Raises:
        UserError: a working copy is damaged.
        Cancelled: the person asked to stop.
    """
    together: dict[int, list[str]] = {}
    ids = [photo.id for photo in data.dataset.photos]
    for photo_id, number in zip(ids, data.twins.tolist(), strict=True):
        together.setdefault(number, []).append(photo_id)
    since = known_twins(data.dataset, workspace, features, context)
    return replace(data, twins=numbered(ids, [*together.values(), *since]))


def _parts(dataset: Dataset, validation: tuple[int, ...]) -> Parts:
    aside = {row: dataset.photos[row] for row in validation}
    test = tuple(row for row, photo in enumerate(dataset.photos) if photo.split == "test")
    other = aside.keys() | set(test)
    return Parts(
        tuple(row for row in range(len(dataset.photos)) if row not in other), validation, test
    )


def _data_of_earlier_version(run: Run, workspace: Workspace) -> RunData:
    dataset = workspace.dataset()
    if dataset is None or dataset.key != run.manifest.dataset_key:
        raise UserError("evaluation.data_changed")
    settings = run.settings
    parts = split_dataset(dataset, settings.validation_percent, settings.seed)
    return RunData(dataset, parts, np.arange(len(dataset.photos), dtype=np.int64))
