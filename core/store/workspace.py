"""The folder of one data set: its photos, its features and its trained models."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from core.errors import UserError
from core.store import atomic
from core.store.dataset_json import dataset_from_json, dataset_to_json
from core.store.photos import PhotoStore
from core.types import Dataset


@dataclass(frozen=True, slots=True)
class Workspace:
    """What training needs on disk; a project has one, and so has a training from a terminal.

    Attributes:
        folder: holds `dataset.json`, `photos/`, `features/` and `runs/`.
    """

    folder: Path

    @property
    def photos(self) -> PhotoStore:
        """The working copies."""
        return PhotoStore(self.folder / "photos")

    @property
    def features(self) -> Path:
        """Cached features, one folder per backbone."""
        return self.folder / "features"

    @property
    def runs(self) -> Path:
        """One folder per finished training."""
        return self.folder / "runs"

    @property
    def fine_tuning(self) -> Path:
        """How far unfinished fine-tunings have come; files begin with the id of the run."""
        return self.folder / "fine_tuning"

    @property
    def dataset_file(self) -> Path:
        """Where the data set stands."""
        return self.folder / "dataset.json"

    def new_run_id(self) -> str:
        """A run id that sorts by time and is not taken."""
        return time.strftime("%Y%m%d-%H%M%S-") + secrets.token_hex(2)

    def dataset(self) -> Dataset | None:
        """The data set as last saved, or None before there is one.

        Raises:
            UserError: `general.file_damaged` when the file cannot be understood.
        """
        path = self.dataset_file
        try:
            return dataset_from_json(atomic.read_json(path))
        except FileNotFoundError:
            return None
        except (KeyError, TypeError, ValueError) as error:
            raise UserError("general.file_damaged", file=path.name) from error

    def save_dataset(self, dataset: Dataset) -> None:
        """The data set is what `dataset()` returns from now on."""
        atomic.write_json(self.dataset_file, dataset_to_json(dataset))
