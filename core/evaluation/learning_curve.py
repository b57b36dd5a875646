"""What the job "learning_curve" finds out: would more photos help, and of which class?"""

from __future__ import annotations

from math import ceil, log2
from pathlib import Path

import numpy as np

from core.context import Context, raise_if_stopped
from core.errors import UserError
from core.evaluation.headline import out_of_fold_z
from core.evaluation.interval import Z_95, wilson_interval
from core.evaluation.twin_weights import group_means
from core.evaluation.types import ClassCurve, CurvePoint, LearningCurve, Verdict
from core.features import extract_features
from core.folds import NOT_ASKED, deal_folds
from core.head import HeadTrainer, Labelled
from core.lessons import all_photos, lesson
from core.run_data import load_run_data, with_latest_twins
from core.runs import Run
from core.store.workspace import Workspace
from core.thinning import some_of_each
from core.trained_layers import logits
from core.types import Event, FloatArray, LabelArray
from core.view_features import with_views

STAGE = "learning_curve"
SHARES = (0.25, 0.5, 0.75, 1.0)
MORE_PHOTOS = 30
"""How many more photos of a class are spoken of; a quarter of a large class, since 30 more would be
lost in it, and a doubling of a small one, since the curve cannot tell what lies beyond."""

_TREND_FROM = 0.5
_WORTH_IT, _HARDLY_WORTH_IT, _WELL_KNOWN = 0.01, 0.03, 0.95
_REPEATED_PHOTOS, _MAX_REPEATS = 1000, 5
# Student's t for 19 times in 20, by number of folds.
_STUDENT = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78}


def draw_learning_curve(
    workspace: Workspace, run: Run, networks: Path, context: Context
) -> LearningCurve:
    """How many photos of each class are recognised after learning from 25, 50, 75 and 100 % of them.

    Cross-validated like the evaluation, with the run's settings and as many training steps with few
    photos as with all. With few photos each share is drawn several times. What more photos would
    bring is read from the upper half of the curve, as a straight line over the logarithm of the
    number of photos.

    Args:
        workspace: of the run.
        run: a finished training.
        networks: folder of converted backbones (`Home.networks`).
        context: told of progress in the stage `learning_curve`.

    Raises:
        UserError: `evaluation.fine_tuned`, `evaluation.data_changed` or `evaluation.too_few`;
            `dataset.working_copy_missing`.
        Cancelled: the person asked to stop.
    """
    if run.manifest.fine_tuned_from:
        raise UserError("evaluation.fine_tuned")
    data = load_run_data(run, workspace)
    spec = run.backbone
    features = extract_features(data.dataset, workspace, spec, networks, context)
    data = with_latest_twins(data, workspace, features, context)
    features = with_views(
        features, data.learnable, run.settings.views, workspace, spec, networks, context
    )
    twins = data.twins
    folds = deal_folds(data.dataset, data.learnable, twins, run.settings.seed)
    if not (folds != NOT_ASKED).any():
        raise UserError("evaluation.too_few", photos=0)
    photos = all_photos(features, data.dataset)
    trainer = HeadTrainer(photos.features.shape[1], len(data.dataset.classes), run.settings)
    learned_from = np.array(data.learnable, dtype=np.int64)
    right = right_by_share(
        trainer, photos, learned_from, folds, twins, run.manifest.best_epoch, context
    )
    return curve_from(
        run.id, data.dataset.classes, photos.labels, learned_from, folds, right, twins
    )


def right_by_share(
    trainer: HeadTrainer,
    photos: Labelled,
    learned_from: LabelArray,
    folds: LabelArray,
    twins: LabelArray,
    epochs: int,
    context: Context,
) -> FloatArray:
    """float array `(shares, photos)`: how often each photo was answered rightly; NaN where not asked.

    Args:
        trainer: a head of the settings to be judged.
        photos: all photos, row by row.
        learned_from: rows to learn from.
        folds: what `deal_folds` gave.
        twins: numbers that twins share; a share of the photos takes whole groups first.
        epochs: of a training on all photos.
        context: told of progress; asked whether to stop.

    Raises:
        Cancelled: the person asked to stop.
    """
    count = int(folds.max()) + 1
    repeats = max(1, min(_MAX_REPEATS, _REPEATED_PHOTOS // len(learned_from)))
    draws = [(share, draw) for share in SHARES for draw in range(repeats if share < 1 else 1)]
    right = np.where(folds == NOT_ASKED, np.nan, np.zeros((len(SHARES), len(folds))))
    context.emit(Event("stage", STAGE, 0, count * len(draws)))
    done = 0
    for share, draw in draws:
        weight = 1 / (repeats if share < 1 else 1)
        for fold in range(count):
            raise_if_stopped(context)
            rows = learned_from[folds[learned_from] != fold]
            rows = some_of_each(rows, photos.labels, twins, share, trainer.settings.seed + draw)
            layers = trainer.train_for(lesson(photos, rows), max(1, round(epochs / share)), context)
            asked = np.flatnonzero(folds == fold)
            answers = logits(layers, photos.features[asked]).argmax(axis=1)
            right[SHARES.index(share), asked] += weight * (answers == photos.labels[asked])
            done += 1
            context.emit(Event("progress", STAGE, done, count * len(draws)))
    return right


def curve_from(
    run_id: str,
    classes: tuple[str, ...],
    labels: LabelArray,
    learned_from: LabelArray,
    folds: LabelArray,
    right: FloatArray,
    twins: LabelArray,
) -> LearningCurve:
    """The curve and what it says of each class; of twins each group counts as one photo.

    Args:
        run_id: whose.
        classes: class names.
        labels: int64 array `(photos,)`.
        learned_from: rows that were learned from.
        folds: what `deal_folds` gave.
        right: what `right_by_share` gave.
        twins: int64 array `(photos,)`, a number that twins share.
    """
    asked = folds != NOT_ASKED
    count = int(folds.max()) + 1
    z = out_of_fold_z(max(2, count))
    learned = np.bincount(labels[learned_from], minlength=len(classes))
    in_a_fold = learned * (count - 1) / count
    curves = []
    for label, name in enumerate(classes):
        own = asked & (labels == label)
        of_groups = _by_group(right[:, own], twins[own])
        in_folds = group_means(folds[own].astype(float), twins[own]).astype(np.int64)
        curves.append(
            _class_curve(name, int(learned[label]), in_a_fold[label], of_groups, in_folds, z)
        )
    points = _points(float(in_a_fold.sum()), _by_group(right[:, asked], twins[asked]), z)
    return LearningCurve(run_id, SHARES, points, tuple(curves))


def _by_group(right: FloatArray, twins: LabelArray) -> FloatArray:
    """float array `(shares, groups)`: as if each group of twins were one photo."""
    return np.stack([group_means(row, twins) for row in right])


def _points(learned: float, right: FloatArray, z: float) -> tuple[CurvePoint, ...]:
    asked = right.shape[1]
    found = []
    for share, row in zip(SHARES, right, strict=True):
        total = float(row.sum())
        low, high = wilson_interval(total, asked, z)
        found.append(CurvePoint(round(share * learned), total / max(1, asked), low, high))
    return tuple(found)


def _class_curve(
    name: str, photos: int, in_a_fold: float, right: FloatArray, folds: LabelArray, z: float
) -> ClassCurve:
    points = _points(in_a_fold, right, z)
    more = 5 * ceil(max(min(MORE_PHOTOS, photos), photos / 4) / 5)
    if right.shape[1] < 2:
        return ClassCurve(name, points, "unsure", more, 0.0, 0.0, 0.0)
    gain, spread = _trend(right, folds)
    doublings = log2((photos + more) / max(1, photos))
    missing = 1 - points[-1].recognised
    low, middle, high = (
        max(0.0, min(missing, doublings * (gain + side * spread))) for side in (-1, 0, 1)
    )
    return ClassCurve(
        name, points, _verdict(points[-1], low, middle, high), more, middle, low, high
    )


def _trend(right: FloatArray, folds: LabelArray) -> tuple[float, float]:
    """By how much the share recognised rises with each doubling of the photos, and how far the truth
    may lie from it to either side, 19 times in 20.

    Each photo has a line of its own, so that a photo that is always or never right adds no doubt.
    Two imagined photos, one gained and one lost on the last doubling, keep eight photos that happen
    not to change from looking like certainty; as in `paired.fall_interval`. Photos of a fold are
    answered by the same models and share their luck, so the folds among each other are looked at as
    well, and the larger doubt counts.
    """
    kept = [i for i, share in enumerate(SHARES) if share >= _TREND_FROM]
    place = np.log2([SHARES[i] for i in kept])
    weights = (place - place.mean()) / ((place - place.mean()) ** 2).sum()
    own = weights @ right[kept]
    slopes = np.append(own, (1.0, -1.0))
    spread = Z_95 * float(slopes.std(ddof=1) / np.sqrt(len(slopes)))
    by_fold = [own[folds == fold].mean() for fold in np.unique(folds)]
    if len(by_fold) > 1:
        luck = float(np.std(by_fold, ddof=1) / np.sqrt(len(by_fold)))
        spread = max(spread, _STUDENT.get(len(by_fold), Z_95) * luck)
    return float(slopes.mean()), spread


def _verdict(full: CurvePoint, low: float, gain: float, high: float) -> Verdict:
    if low > 0 and gain >= _WORTH_IT:
        return "more"
    if high < _HARDLY_WORTH_IT or (full.recognised >= _WELL_KNOWN and gain < _WORTH_IT):
        return "enough"
    return "unsure"
