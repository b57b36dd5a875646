"""The photos that a run was trained on, as they were, so that an old run stays explainable."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.doctor.twins import twin_groups
from core.errors import UserError
from core.runs import DATASET, Run
from core.settings import TrainSettings
from core.splits import Parts, Rows, split_dataset
from core.store import atomic
from core.store.dataset_json import dataset_from_json, dataset_to_json
from core.store.workspace import Workspace
from core.twins import numbered, twin_numbers
from core.types import Dataset, LabelArray


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


def dealt(dataset: Dataset, workspace: Workspace, settings: TrainSettings) -> RunData:
    """The photos and what each is for in a training with these settings; twins stay together."""
    twins = twin_numbers(dataset, workspace)
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


def latest_twins(data: RunData, workspace: Workspace) -> LabelArray:
    """int64 array, a number per photo that twins share: those known at the training and those found since."""
    together: dict[int, list[str]] = {}
    ids = [photo.id for photo in data.dataset.photos]
    for photo_id, number in zip(ids, data.twins.tolist(), strict=True):
        together.setdefault(number, []).append(photo_id)
    return numbered(ids, [*together.values(), *twin_groups(data.dataset, workspace)])


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
