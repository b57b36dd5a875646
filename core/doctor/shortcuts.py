"""Whether the class can be told without looking at the thing in the photo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

import numpy as np

from core.context import Context
from core.doctor.folds import Classifier, out_of_fold
from core.doctor.patient import Patient
from core.doctor.types import Finding
from core.types import FloatArray, Photo

Clue = Literal["format", "size", "shape", "border", "colourfulness", "corners"]

_AT_MOST = 3000
_MIN_PHOTOS = 10
_FEW_COLUMNS, _TREES = 8, 40
_Z = 2.58  # both bounds at 99 %
# How much more often a class is answered for its own photos than for others, at the least: file
# format, size, shape and borders are never what a class is about; colours may be.
_BAR: dict[Clue, float] = {
    "format": 0.4, "size": 0.6, "shape": 0.6, "border": 0.5, "colourfulness": 0.75, "corners": 0.8,
}  # fmt: skip
_SERIOUS: frozenset[Clue] = frozenset({"format", "size", "shape", "border"})


@dataclass(frozen=True, slots=True)
class Told:
    """How well a class can be told by a clue alone.

    Attributes:
        clue: which.
        label: of the class.
        hits: share of its photos for which the class was answered.
        false_alarms: share of the other classes' photos for which it was.
        sure_gain: least difference of the two that the number of photos allows for, -1 to 1.
    """

    clue: Clue
    label: int
    hits: float
    false_alarms: float
    sure_gain: float


def shortcuts(patient: Patient, context: Context) -> Iterable[Finding]:
    """Findings about clues that give a class away, one a clue.

    Raises:
        Cancelled: the person asked to stop.
    """
    rows = _some(patient)
    for clue, columns in _clues(patient, rows):
        told = [t for t in told_by(clue, columns, patient, rows, context) if _is_alarming(t)]
        if told:
            yield _finding(patient, sorted(told, key=lambda t: -t.sure_gain))


def told_by(
    clue: Clue, columns: FloatArray, patient: Patient, rows: np.ndarray, context: Context
) -> Iterator[Told]:
    """How well each class of enough photos is told by a clue alone, by models out of fold.

    Args:
        clue: its name.
        columns: numbers of the clue, one row for each of `rows`.
        patient: the data set.
        rows: the photos that are asked about.
        context: asked whether to go on.
    """
    if (columns == columns[0]).all():
        return
    labels = patient.labels[rows]
    probabilities = out_of_fold(
        _model_for(columns), columns, labels, patient.families[rows], context
    )
    answers = probabilities.argmax(axis=1)
    for label, count in enumerate(np.bincount(labels)):
        if _MIN_PHOTOS <= count <= len(labels) - _MIN_PHOTOS:
            own, others = labels == label, labels != label
            hits, alarms = (
                float((answers[own] == label).mean()),
                float((answers[others] == label).mean()),
            )
            sure = _bound(hits, int(own.sum()), -1) - _bound(alarms, int(others.sum()), 1)
            yield Told(clue, label, hits, alarms, sure)


def _is_alarming(told: Told) -> bool:
    return told.sure_gain > _BAR[told.clue]


def _bound(share: float, count: int, sign: int) -> float:
    """Lower (`sign` -1) or upper (1) end of the Wilson interval of a share."""
    middle = share + _Z**2 / (2 * count)
    half = _Z * ((share * (1 - share) + _Z**2 / (4 * count)) / count) ** 0.5
    return (middle + sign * half) / (1 + _Z**2 / count)


def _finding(patient: Patient, told: list[Told]) -> Finding:
    worst = told[0]
    return Finding(
        id=f"shortcut_{worst.clue}",
        code=f"doctor.shortcut_{worst.clue}",
        severity="serious" if worst.clue in _SERIOUS else "look",
        facts={
            "name": patient.dataset.classes[worst.label],
            "classes": len(told),
            "percent": round(100 * worst.hits),
            "wrong_percent": round(100 * worst.false_alarms),
        },
    )


def _some(patient: Patient) -> np.ndarray:
    """Rows of all photos, or of an even draw from each class where there are very many."""
    counts = np.bincount(patient.labels)
    cap = max(50, _AT_MOST // max(1, int((counts > 0).sum())))
    rng = np.random.default_rng(0)
    drawn = [
        rng.permutation(np.flatnonzero(patient.labels == label))[:cap]
        for label in range(len(counts))
    ]
    return np.sort(np.concatenate(drawn))


def _clues(patient: Patient, rows: np.ndarray) -> Iterator[tuple[Clue, FloatArray]]:
    photos = [patient.dataset.photos[row] for row in rows]
    looks = patient.looks
    sizes = np.log2(np.array([(p.width, p.height) for p in photos], np.float32).clip(1))
    yield "format", _formats(photos)
    yield "size", np.stack([sizes.sum(axis=1), sizes.max(axis=1)], axis=1)
    yield "shape", sizes[:, :1] - sizes[:, 1:]
    yield "border", looks.borders[rows]
    yield "colourfulness", looks.colourfulness[rows][:, None]
    yield "corners", looks.corners[rows]


def _formats(photos: list[Photo]) -> FloatArray:
    """A column for each kind of file, 1 where the photo is of that kind."""
    kinds = [format_of(photo) for photo in photos]
    known = sorted(set(kinds))
    return np.array([[kind == other for other in known] for kind in kinds], np.float32)


def format_of(photo: Photo) -> str:
    """The kind of file: as seen at intake, else by the name's ending."""
    ending = PurePosixPath(photo.name).suffix.lower().lstrip(".")
    return photo.format or {"jpg": "jpeg", "tif": "tiff", "heic": "heif"}.get(ending, ending)


def _model_for(columns: FloatArray) -> Callable[[], Classifier]:
    """A tree for a few numbers, a small forest for many."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.tree import DecisionTreeClassifier

    settings = {
        "min_samples_leaf": 3, "max_depth": 8, "class_weight": "balanced", "random_state": 0
    }  # fmt: skip
    if columns.shape[1] <= _FEW_COLUMNS:
        return lambda: DecisionTreeClassifier(**settings)
    return lambda: RandomForestClassifier(_TREES, n_jobs=1, **settings)
