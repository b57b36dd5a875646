"""Every photo answered by a head that never saw it or its twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from core.context import Context, raise_if_stopped
from core.folds import NOT_ASKED, deal_folds, folds_to_judge_by
from core.head import HeadTrainer, Labelled
from core.lessons import all_photos, lesson
from core.run_data import RunData
from core.settings import TrainSettings
from core.thinning import some_of_each
from core.trained_layers import logits
from core.types import Event, FeatureSet, FloatArray, LabelArray

STAGE = "folds"


@dataclass(frozen=True, slots=True, eq=False)
class OutOfFold:
    """What models that never saw a photo say of it, row by row as the photos of the data set.

    Attributes:
        labels: int64 array `(photos,)`: the class of each photo.
        folds: int64 array `(photos,)`: the fold that each photo was asked in, or `NOT_ASKED`.
        logits: float32 array `(photos, classes)`: calibrated; NaN for photos that were not asked.
    """

    labels: LabelArray
    folds: LabelArray
    logits: FloatArray

    @property
    def is_asked(self) -> NDArray[np.bool_]:
        """bool array `(photos,)`: which photos were asked."""
        return self.folds != NOT_ASKED


def ask_out_of_fold(
    features: FeatureSet,
    data: RunData,
    settings: TrainSettings,
    epochs: int,
    temperature: float,
    context: Context,
    learned: int | None = None,
) -> OutOfFold:
    """Every photo that a model may learn from, asked of one that learned from the other folds.

    Args:
        features: row by row as the photos of the data set.
        data: the photos, what each is for, and which are twins; the test part is not asked.
        settings: of the model that is judged; its seed deals the folds.
        epochs: that it was trained for.
        temperature: that its logits were divided by.
        context: told of the stage `folds`.
        learned: how many photos the model that is judged learned from, where that is not all: so many
            at most are learned from in each fold, else the judges would know more than it does.

    Raises:
        Cancelled: the person asked to stop.
    """
    photos = all_photos(features, data.dataset)
    learned_from = np.array(data.learnable, dtype=np.int64)
    count = folds_to_judge_by(len(learned_from))
    folds = deal_folds(data.dataset, data.learnable, data.twins, settings.seed, count)
    trainer = HeadTrainer(features.features.shape[1], len(data.dataset.classes), settings)

    def thinned(rows: LabelArray) -> LabelArray:
        share = (learned or len(rows)) / max(1, len(rows))
        return some_of_each(
            rows, photos.labels, data.twins, min(1.0, share), settings.seed, rounded=floor
        )

    found = out_of_fold_logits(
        trainer, photos, learned_from, folds, epochs, context, STAGE, kept=thinned
    )
    return OutOfFold(photos.labels, folds, found / np.float32(temperature))


def out_of_fold_logits(
    trainer: HeadTrainer,
    photos: Labelled,
    learned_from: LabelArray,
    folds: LabelArray,
    epochs: int,
    context: Context,
    stage: str,
    kept: Callable[[LabelArray], LabelArray] = lambda rows: rows,
) -> FloatArray:
    """float32 array `(photos, classes)`: the logits of each photo that is asked; NaN for the others.

    Args:
        trainer: a head of the settings to be judged.
        photos: all photos, row by row, perhaps with views, which are never asked.
        learned_from: rows to learn from, those of the fold that is asked left out with their views.
        folds: what `deal_folds` gave.
        epochs: of every training.
        context: told of progress in `stage`, fold by fold.
        stage: name of it.
        kept: those of the rows of the other folds that are learned from.

    Raises:
        Cancelled: the person asked to stop.
    """
    count = int(folds.max(initial=NOT_ASKED)) + 1
    answers = np.full((len(photos.labels), trainer.class_count), np.nan, dtype=np.float32)
    context.emit(Event("stage", stage, 0, count))
    for fold in range(count):
        raise_if_stopped(context)
        learn = kept(learned_from[folds[learned_from] != fold])
        layers = trainer.train_for(lesson(photos, learn), epochs, context)
        asked = np.flatnonzero(folds == fold)
        answers[asked] = logits(layers, photos.features[asked])
        context.emit(Event("progress", stage, fold + 1, count))
    return answers
