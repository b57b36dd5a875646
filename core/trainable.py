"""The data set of a workspace, once it is enough to learn from."""

from __future__ import annotations

from core.intake.check import require_trainable
from core.store.workspace import Workspace
from core.types import Dataset


def trainable_dataset(workspace: Workspace) -> Dataset:
    """The data set of a workspace.

    Raises:
        UserError: `dataset.empty`, `dataset.one_class`, `dataset.class_too_small` or
            `dataset.class_not_in_training`; `general.file_damaged`.
    """
    dataset = workspace.dataset() or Dataset((), ())
    require_trainable(dataset)
    return dataset
