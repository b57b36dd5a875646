"""How well a description tells the classes apart: places on a plane, and a simple classifier."""

from __future__ import annotations

import numpy as np

from core.folds import NOT_ASKED, deal_folds
from core.types import Dataset, FloatArray, LabelArray

_STRENGTHS = (0.01, 0.1, 1.0)


def plane(rows: FloatArray) -> FloatArray:
    """float32 `(n, 2)`: where each row lies on the plane that shows most of the differences, 0 to 1.

    A principal component analysis of the standardised numbers.

    Args:
        rows: float32 `(n, numbers)`, at least three rows.
    """
    spread = _standardised(rows, rows)
    left, sizes, _ = np.linalg.svd(spread, full_matrices=False)
    places = left[:, :2] * sizes[:2]
    low, high = places.min(axis=0), places.max(axis=0)
    return ((places - low) / np.maximum(high - low, 1e-9)).astype(np.float32)


def told_apart(rows: FloatArray, dataset: Dataset, twins: LabelArray | None) -> tuple[int, int]:
    """How many photos a simple classifier names rightly, and of how many.

    A ridge regression on one column per class, the class with the largest answer wins. Each photo is
    asked of a classifier that learned from the others only (five folds, twins in one). How strongly
    the weights are held small is chosen within the photos that it learns from.

    Args:
        rows: float32 `(photos, numbers)`, row by row as the photos of `dataset`.
        dataset: the photos with their classes.
        twins: see `core.twins.twin_numbers`.
    """
    labels = np.array([photo.label for photo in dataset.photos])
    folds = deal_folds(dataset, range(len(labels)), twins, seed=1)
    right = 0
    for fold in sorted(set(folds.tolist()) - {NOT_ASKED}):
        asked = folds == fold
        answers = _answers(rows[~asked], labels[~asked], rows[asked])
        right += int((answers == labels[asked]).sum())
    return right, int((folds != NOT_ASKED).sum())


def _answers(known: FloatArray, labels: LabelArray, asked: FloatArray) -> LabelArray:
    together = _standardised(known, np.concatenate([known, asked]))
    learned, new = together[: len(known)], together[len(known) :]
    targets = np.eye(labels.max() + 1)[labels]
    targets -= targets.mean(axis=0)
    # With fewer photos than numbers it is quicker to weigh photos than numbers: the dual form.
    alike = learned @ learned.T / learned.shape[1]
    strength = _best_strength(alike, targets, labels)
    weights = np.linalg.solve(alike + strength * np.eye(len(known)), targets)
    found: LabelArray = (new @ learned.T / learned.shape[1] @ weights).argmax(axis=1)
    return found


def _best_strength(alike: FloatArray, targets: np.ndarray, labels: LabelArray) -> float:
    """The strength with which most photos are right when each is left out in turn (closed form)."""

    def right(strength: float) -> int:
        inverse = np.linalg.inv(alike + strength * np.eye(len(alike)))
        left_out = targets - (inverse @ targets) / np.diag(inverse)[:, None]
        return int((left_out.argmax(axis=1) == labels).sum())

    return max(reversed(_STRENGTHS), key=right)


def _standardised(known: FloatArray, rows: FloatArray) -> FloatArray:
    """Each column less its mean and divided by its spread over `known`."""
    spread = known.std(axis=0)
    varies = spread > 1e-6
    result: FloatArray = (rows[:, varies] - known[:, varies].mean(axis=0)) / spread[varies]
    return result
