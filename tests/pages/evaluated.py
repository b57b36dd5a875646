"""What is found out about a run, for tests of pages, written without asking any model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from core.evaluation.calibration import answered_by_threshold, calibration
from core.evaluation.files import save
from core.evaluation.headline import headline
from core.evaluation.report import Report, evaluate
from core.evaluation.types import (
    TEST_FOLD,
    ClassCurve,
    Condition,
    Conditions,
    ConfusedPair,
    CurvePoint,
    Evaluation,
    Headline,
    LearningCurve,
)
from core.runs import Run
from core.types import Dataset, Photo


def add_evaluation(
    run: Run,
    dataset: Dataset,
    answers: Sequence[int],
    *,
    tested: int = 0,
    confidence: float = 0.9,
    twins_in_test: int = 0,
    knows_twins: bool = True,
) -> Evaluation:
    """The evaluation of a run whose models gave these answers on the first photos.

    Args:
        run: where it is saved.
        dataset: the photos asked are its first ones.
        answers: the class answered for each.
        tested: how many of the last photos asked are the given test part.
        confidence: how sure of every answer.
        twins_in_test: as in `Evaluation`.
        knows_twins: False for one of an earlier version.
    """
    photos = dataset.photos[: (count := len(answers))]
    shares = _shares(answers, len(dataset.classes), confidence)
    folds = np.where(np.arange(count) < count - tested, np.arange(count) % 5, TEST_FOLD)
    right = np.array([photo.label for photo in photos]) == np.array(answers)
    is_test = folds == TEST_FOLD
    sure = shares.max(axis=1)

    def report(of: np.ndarray, part) -> Report:
        rows = np.flatnonzero(of)
        return evaluate(shares[rows], [photos[row] for row in rows], dataset.classes, part)

    evaluation = Evaluation(
        run=run.id,
        dataset_key=dataset.key,
        classes=dataset.classes,
        **_photo_by_photo(photos, answers, shares),
        folds=tuple(folds.tolist()),
        fold_count=5,
        report=report(~is_test, "out_of_fold"),
        test_report=report(is_test, "test") if tested else None,
        headline=_headline(right, is_test),
        calibration=calibration(sure, right),
        thresholds=answered_by_threshold(sure, right),
        confused=_confused(dataset.classes, photos, answers),
        twins_in_test=twins_in_test,
        twins=tuple(range(count)) if knows_twins else (),
    )
    save(run.folder, evaluation)
    return evaluation


def _headline(right: np.ndarray, is_test: np.ndarray) -> Headline:
    """Of the test part where there is one, else of all photos."""
    counted = is_test if is_test.any() else ~is_test
    part: Literal["out_of_fold", "test"] = "test" if is_test.any() else "out_of_fold"
    return headline(part, right[counted], np.flatnonzero(counted))


def _shares(answers: Sequence[int], classes: int, confidence: float) -> np.ndarray:
    """float32 array `(photos, classes)`: what is left over is shared among the other classes."""
    shares = np.full((len(answers), classes), (1 - confidence) / (classes - 1), dtype=np.float32)
    shares[np.arange(len(answers)), list(answers)] = confidence
    return shares


def _photo_by_photo(
    photos: Sequence[Photo], answers: Sequence[int], shares: np.ndarray
) -> dict[str, Any]:
    """The fields of an `Evaluation` that have a value for each photo asked, but for the folds."""
    labels = [photo.label for photo in photos]
    return {
        "photo_ids": tuple(photo.id for photo in photos),
        "names": tuple(photo.name for photo in photos),
        "labels": tuple(labels),
        "answers": tuple(map(int, answers)),
        "confidences": tuple(shares.max(axis=1).astype(float).tolist()),
        "true_confidences": tuple(shares[np.arange(len(labels)), labels].astype(float).tolist()),
    }


def _confused(
    classes: Sequence[str], photos: Sequence[Photo], answers: Sequence[int]
) -> tuple[ConfusedPair, ...]:
    asked = zip(photos, answers, strict=True)
    wrong = [(photo.label, answer) for photo, answer in asked if photo.label != answer]
    pairs = sorted({*wrong}, key=lambda pair: -wrong.count(pair))
    return tuple(ConfusedPair(classes[t], classes[a], wrong.count((t, a))) for t, a in pairs)


def add_learning_curve(run: Run, verdicts: Sequence[str]) -> None:
    """A learning curve with these verdicts, class by class."""
    points = tuple(
        CurvePoint(n * 10, 0.5 + n / 10, 0.4 + n / 10, 0.6 + n / 10) for n in (1, 2, 3, 4)
    )
    curves = tuple(
        ClassCurve(name, points, verdict, 30, 0.05 + n / 100, 0.02, 0.09)  # type: ignore[arg-type]
        for n, (name, verdict) in enumerate(zip(run.manifest.classes, verdicts, strict=True))
    )
    save(run.folder, LearningCurve(run.id, (0.25, 0.5, 0.75, 1.0), points, curves))


def add_conditions(run: Run, lost_ids: tuple[str, ...]) -> None:
    """Conditions of which one holds, and one fails on the photos given."""
    lost = len(lost_ids)
    save(
        run.folder,
        Conditions(
            run.id, "validation", 20, 18,
            (
                Condition("darker", 18, 0, 0, -0.1, 0.1, "holds", ()),
                Condition("blurred", 18 - lost, lost, 0, 0.05, 0.35, "fails", lost_ids),
            ),
        ),
    )  # fmt: skip
