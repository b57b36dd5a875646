"""How far a fine-tuning has come, so that it goes on where it was stopped or where the app was ended."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from core.errors import UserError
from core.runs import EpochResult
from core.store import atomic
from core.types import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A fine-tuning after an epoch.

    Attributes:
        purpose: what was being trained and how; for anything else it is of no use.
        history: the epochs that have ended; the first is number 0, before any step.
        best_epoch: the one with the lowest loss on the photos kept aside.
        state: the model's and the optimiser's numbers after the last epoch.
        best: the model's numbers after the best one.
    """

    purpose: str
    history: tuple[EpochResult, ...]
    best_epoch: int
    state: Sequence[FloatArray]
    best: Sequence[FloatArray]

    @property
    def epoch(self) -> int:
        """The last epoch that has ended."""
        return self.history[-1].epoch


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """It stands at `path`, in place of an earlier one.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    about = {
        "purpose": checkpoint.purpose,
        "history": [asdict(epoch) for epoch in checkpoint.history],
        "best_epoch": checkpoint.best_epoch,
    }
    arrays = {f"state_{n}": value for n, value in enumerate(checkpoint.state)}
    arrays |= {f"best_{n}": value for n, value in enumerate(checkpoint.best)}
    with atomic.replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(file, allow_pickle=False, about=np.array(json.dumps(about)), **arrays)


def epochs_done(path: Path, purpose: str) -> int | None:
    """After how many epochs what was saved for that purpose stands; None where there is nothing of use.

    Reads the description only, not the numbers of the model.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            about = json.loads(str(arrays["about"]))
        return int(about["history"][-1]["epoch"]) if about["purpose"] == purpose else None
    except (OSError, KeyError, IndexError, TypeError, ValueError, EOFError, zipfile.BadZipFile):
        return None


def load_checkpoint(path: Path, purpose: str) -> Checkpoint | None:
    """What was saved for that purpose; None where there is nothing, or nothing of use."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            about = json.loads(str(arrays["about"]))
            counts = {
                kind: sum(n.startswith(kind) for n in arrays.files) for kind in ("state", "best")
            }
            lists = {
                kind: [arrays[f"{kind}_{n}"] for n in range(count)]
                for kind, count in counts.items()
            }
        history = tuple(EpochResult(**epoch) for epoch in about["history"])
        found = Checkpoint(
            about["purpose"], history, int(about["best_epoch"]), lists["state"], lists["best"]
        )
    except (OSError, UserError, KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    is_whole = any(epoch.epoch == found.best_epoch for epoch in history)
    return found if found.purpose == purpose and is_whole else None
