"""What the job "evaluate" finds out about a finished run; the model itself is never touched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from core.context import Context
from core.errors import UserError
from core.evaluation.calibration import answered_by_threshold, calibration
from core.evaluation.headline import MIN_PHOTOS, headline
from core.evaluation.report import Part, Report, evaluate
from core.evaluation.types import TEST_FOLD, ConfusedPair, Evaluation
from core.familiarity import Familiarity, fit_familiarity
from core.features import extract_features
from core.folds import NOT_ASKED
from core.out_of_fold import OutOfFold, ask_out_of_fold
from core.run_data import RunData, load_run_data, with_latest_twins
from core.run_layers import layers_of
from core.runs import Run
from core.splits import Rows
from core.store.workspace import Workspace
from core.trained_layers import logits, probabilities, softmax
from core.types import FeatureSet, FloatArray, LabelArray
from core.view_features import with_views


@dataclass(frozen=True, slots=True)
class EvaluatedRun:
    """What was found out.

    Attributes:
        evaluation: every photo answered.
        familiarity: what is normal for photos of the run's classes; None when no photo was answered
            out of fold.
    """

    evaluation: Evaluation
    familiarity: Familiarity | None


def evaluate_run(workspace: Workspace, run: Run, networks: Path, context: Context) -> EvaluatedRun:
    """Every photo of the run answered by a model that never saw it or its twin.

    The photos of a given test part are answered by the run's model. All others are dealt into folds
    and answered by models of the same settings, trained for the run's best number of epochs on the
    other folds, their logits divided by the run's temperature. A fine-tuned model answers the photos
    that were kept aside itself, and no others: its network learned from those.

    Args:
        workspace: of the run.
        run: a finished training.
        networks: folder of converted backbones (`Home.networks`).
        context: told of the stages `features`, `views` (nothing, when they are cached), `twins` (nothing,
            when the doctor has looked) and `folds`.

    Raises:
        UserError: `evaluation.data_changed` or `evaluation.too_few`; `dataset.working_copy_missing`.
        Cancelled: the person asked to stop.
    """
    data = load_run_data(run, workspace)
    spec = run.backbone
    features = extract_features(data.dataset, workspace, spec, networks, context)
    data = with_latest_twins(data, workspace, features, context)
    if run.manifest.fine_tuned_from:
        found = _asked_aside(run, data, features)
    else:
        features = with_views(
            features, data.learnable, run.settings.views, workspace, spec, networks, context
        )
        found = _asked(run, data, features, context)
    if not found.is_asked.any() and not data.parts.test:
        raise UserError("evaluation.too_few", photos=0)
    is_test = np.isin(np.arange(len(data.dataset.photos)), data.parts.test)
    answers = softmax(found.logits)
    if is_test.any():
        answers[is_test] = probabilities(layers_of(run), features.features[is_test])
    folds = np.where(is_test, TEST_FOLD, found.folds)
    rows = np.flatnonzero(found.is_asked | is_test)
    evaluation = _summary(run, data, rows, answers[rows], folds[rows])
    return EvaluatedRun(evaluation, _familiarity(features, found, data.learnable))


def _asked(run: Run, data: RunData, features: FeatureSet, context: Context) -> OutOfFold:
    """The photos that the model learned from, asked of models that did not."""
    manifest = run.manifest
    return ask_out_of_fold(
        features, data, run.settings, manifest.best_epoch, manifest.temperature, context,
        learned=manifest.refit_photos or manifest.photos_used,
    )  # fmt: skip


def _asked_aside(run: Run, data: RunData, features: FeatureSet) -> OutOfFold:
    """The photos kept aside, asked of the run's own model, which learned from none and from no twin."""
    rows = list(data.unseen(data.parts.validation, data.parts.train))
    labels = np.array([photo.label for photo in data.dataset.photos], dtype=np.int64)
    folds = np.full(len(labels), NOT_ASKED, dtype=np.int64)
    folds[rows] = 0
    answers = np.full((len(labels), len(data.dataset.classes)), np.nan, dtype=np.float32)
    answers[rows] = logits(layers_of(run), features.features[rows])
    return OutOfFold(labels, folds, answers)


def _familiarity(features: FeatureSet, found: OutOfFold, learnable: Rows) -> Familiarity | None:
    """What is normal for the photos that the model learned from; a test part is left out of it."""
    rows = list(learnable)
    return fit_familiarity(
        features.features[rows], found.labels[rows], found.folds[rows], found.logits[rows]
    )


def _summary(
    run: Run,
    data: RunData,
    asked: LabelArray,
    answers: FloatArray,
    folds: LabelArray,
) -> Evaluation:
    twins = data.twins
    photos = [data.dataset.photos[row] for row in asked]
    labels = np.array([photo.label for photo in photos], dtype=np.int64)
    answered = answers.argmax(axis=1)
    confidences, right = answers.max(axis=1), answered == labels
    is_test = folds == TEST_FOLD
    own_part: Literal["out_of_fold", "validation"] = (
        "validation" if run.manifest.fine_tuned_from else "out_of_fold"
    )
    report = _report(data, asked[~is_test], answers[~is_test], own_part)
    test_report = _report(data, asked[is_test], answers[is_test], "test") if is_test.any() else None
    is_told_by_test = _is_told_by_test(twins[asked][is_test], is_any_other=not is_test.all())
    counted = is_test if is_told_by_test else ~is_test
    fold_count = int(folds.max(initial=TEST_FOLD)) + 1
    own = answers[np.arange(len(labels)), labels]
    return Evaluation(
        run=run.id,
        dataset_key=run.manifest.dataset_key,
        classes=data.dataset.classes,
        photo_ids=tuple(photo.id for photo in photos),
        names=tuple(photo.name for photo in photos),
        labels=tuple(labels.tolist()),
        answers=tuple(answered.tolist()),
        confidences=_rounded(confidences),
        true_confidences=_rounded(own),
        folds=tuple(folds.tolist()),
        fold_count=fold_count,
        report=report,
        test_report=test_report,
        headline=headline(
            "test" if is_told_by_test else own_part,
            right[counted], twins[asked][counted], max(2, fold_count),
        ),
        calibration=calibration(confidences, right, twins[asked]),
        thresholds=answered_by_threshold(confidences, right),
        confused=_confused(labels, answered, data.dataset.classes),
        twins_in_test=len(data.parts.test) - len(data.unseen(data.parts.test, data.learnable)),
        twins=tuple(twins[asked].tolist()),
    )  # fmt: skip


def _is_told_by_test(twins: LabelArray, *, is_any_other: bool) -> bool:
    """Whether the number is that of the test part: not where it is too small for one and others are not."""
    return len(np.unique(twins)) >= MIN_PHOTOS or (len(twins) > 0 and not is_any_other)


def _report(data: RunData, rows: LabelArray, answers: FloatArray, part: Part) -> Report:
    return evaluate(answers, [data.dataset.photos[row] for row in rows], data.dataset.classes, part)


def _confused(
    labels: LabelArray, answered: LabelArray, classes: tuple[str, ...]
) -> tuple[ConfusedPair, ...]:
    wrong = labels != answered
    pairs, counts = np.unique(
        np.stack([labels[wrong], answered[wrong]], axis=1), axis=0, return_counts=True
    )
    order = np.argsort(-counts, kind="stable")
    return tuple(
        ConfusedPair(classes[pairs[i][0]], classes[pairs[i][1]], int(counts[i])) for i in order
    )


def _rounded(values: FloatArray) -> tuple[float, ...]:
    return tuple(round(float(value), 5) for value in values)
