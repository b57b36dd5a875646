"""Finished trainings for tests of pages, written without training anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.evaluation.report import evaluate
from core.runs import (
    FORMAT,
    HEAD,
    LABELS,
    MODEL,
    EpochResult,
    Manifest,
    Run,
    load_run,
    write_description,
)
from core.settings import TrainSettings, to_dict
from core.store.projects import Project
from core.types import Dataset, Split

HISTORY = (
    EpochResult(1, 0.9, 0.55, 0.95, 0.5),
    EpochResult(2, 0.4, 0.85, 0.5, 0.8),
    EpochResult(3, 0.2, 0.95, 0.6, 0.75),
)


def add_run(
    project: Project,
    dataset: Dataset,
    answers: Sequence[int],
    *,
    run_id: str = "20260101-120000-aaaa",
    part: Split = "validation",
    settings: TrainSettings | None = None,
    **facts: Any,
) -> Run:
    """A run in the project whose model gave these answers on the first photos of the data set.

    Args:
        project: whose run.
        dataset: the photos asked are its first ones.
        answers: the class answered for each, with 0.9 confidence.
        run_id: sorts by time.
        part: which part the photos are said to be.
        settings: what it was trained with.
        facts: further fields of the manifest.
    """
    folder = project.workspace.runs / run_id
    folder.mkdir(parents=True)
    for name in (MODEL, HEAD, LABELS):
        (folder / name).write_bytes(b"x" * 1000)
    write_description(
        folder,
        _manifest(dataset, settings or TrainSettings(epochs=3), facts),
        HISTORY,
        evaluate(
            _shares(answers, len(dataset.classes)),
            dataset.photos[: len(answers)],
            dataset.classes,
            part,
        ),
    )
    return load_run(folder)


def _shares(answers: Sequence[int], classes: int) -> np.ndarray:
    shares = np.full((len(answers), classes), 0.1 / (classes - 1), dtype=np.float32)
    shares[np.arange(len(answers)), list(answers)] = 0.9
    return shares


def _manifest(dataset: Dataset, settings: TrainSettings, facts: dict[str, Any]) -> Manifest:
    known: dict[str, Any] = {
        "format": FORMAT,
        "app_version": "0.1.0",
        "created_at": 1_767_268_800.0,
        "classes": dataset.classes,
        "backbone": settings.backbone,
        "weights_key": "0" * 32,
        "input_size": 224,
        "input": "RGB values from 0 to 255",
        "preprocessing": "none",
        "settings": to_dict(settings),
        "dataset_key": dataset.key,
        "photos_used": 30,
        "photos_kept_aside": 10,
        "photos_skipped": 0,
        "best_epoch": 2,
        "stopped": False,
        "trained_parameters": 1000,
        "frozen_parameters": 3_413_024,
        "seconds": {"features": 4.0, "training": 2.0, "saving": 1.0},
        "sha256": {},
    }
    return Manifest(**{**known, **facts})
