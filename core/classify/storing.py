"""Answers for many photos on disk, in the folder of the job that found them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.classify.types import Answered, Batch
from core.errors import UserError
from core.store import atomic
from core.store.photos import PhotoStore
from core.types import Ranked, Skipped

UPLOAD = "upload"
"""Name of the upload within the job's folder."""

_ANSWERS = "answers.json"


def thumbnails(folder: Path) -> PhotoStore:
    """The small pictures of a job's photos."""
    return PhotoStore(folder / "thumbnails")


def save_batch(folder: Path, batch: Batch) -> None:
    """The answers stand in the job's folder.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    value = {
        "run": batch.run, "name": batch.name, "classes": list(batch.classes), "total": batch.total,
        "seconds": batch.seconds, "answers": [_row(answer) for answer in batch.answers],
        "skipped": [[s.name, s.code, dict(s.facts)] for s in batch.skipped],
    }  # fmt: skip
    atomic.write_json(folder / _ANSWERS, value)


def load_batch(folder: Path) -> Batch:
    """What `save_batch` wrote.

    Raises:
        UserError: `trial.results_gone` or `general.file_damaged`.
    """
    try:
        value = atomic.read_json(folder / _ANSWERS)
        return Batch(
            str(value["run"]), str(value["name"]), tuple(value["classes"]),
            tuple(_answered(row) for row in value["answers"]),
            tuple(Skipped(*row) for row in value["skipped"]),
            int(value["total"]), float(value["seconds"]),
        )  # fmt: skip
    except FileNotFoundError as error:
        raise UserError("trial.results_gone") from error
    except (KeyError, TypeError, ValueError) as error:
        raise UserError("general.file_damaged", file=_ANSWERS) from error


def _row(answer: Answered) -> list[Any]:
    ranked = [[each.name, round(each.confidence, 5)] for each in answer.ranked]
    return [
        answer.name, answer.index, answer.photo_id, ranked, answer.verdict, answer.strangeness,
        answer.true_class,
    ]  # fmt: skip


def _answered(row: list[Any]) -> Answered:
    name, index, photo_id, ranked, verdict, strangeness, true_class = row
    surest = tuple(Ranked(str(each), float(share)) for each, share in ranked)
    return Answered(
        str(name), int(index), str(photo_id), surest, verdict, float(strangeness), str(true_class)
    )
