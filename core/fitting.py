"""From features to a calibrated head, and to an honest witness of how good it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.context import Context
from core.errors import Cancelled
from core.evaluation.temperature import fitted_temperature
from core.folds import NOT_ASKED, deal_folds
from core.head import HeadTrainer, Labelled, TrainedHead
from core.lessons import all_photos, lesson
from core.out_of_fold import out_of_fold_logits
from core.run_data import RunData
from core.settings import TrainSettings
from core.trained_layers import Layers, cooled, logits
from core.types import Dataset, Event, FeatureSet

REFIT, CALIBRATION = "refit", "calibration"

ENOUGH_ASIDE = 200
"""From so many photos kept aside, twins counted once, the temperature is fitted on them alone. With
fewer it is fitted on all photos, each answered out of fold, which costs five more trainings; they are
short, unless few things were filmed in long bursts. Measured in `docs/decisions/0003-head-defaults.md`."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A head to be used, and how it came to be.

    Attributes:
        layers: the head to be used, calibrated.
        witness: the head that never learned from the photos kept aside, calibrated likewise; all
            that is said of those photos is said by it. The same as `layers` unless `is_refit`.
        trained: epochs and history of the witness.
        temperature: what the logits of both were divided by.
        is_refit: whether `layers` learned from the photos kept aside as well.
    """

    layers: Layers
    witness: Layers
    trained: TrainedHead
    temperature: float
    is_refit: bool


def fit(features: FeatureSet, data: RunData, settings: TrainSettings, context: Context) -> Fitted:
    """A head that learned from all photos that are not for the test.

    First the witness is trained on the training part, for as many epochs as are best for the photos
    kept aside. Photos that a head did not learn from then tell how sure it may be: its temperature.
    Then, if the settings say so, a second head is trained afresh on both parts together for as many
    epochs.

    Args:
        features: row by row as the photos of the data set; what is learned from is learned from
            with its views, what is asked is asked without.
        data: the photos and what each is for.
        settings: see `core.settings`.
        context: told of the stages `training`, `calibration` and `refit`; stopped in the first, the
            best epoch so far is used, stopped later, the witness.

    Raises:
        Cancelled: stopped before the first epoch had ended.
        UserError: `training.diverged`.
    """
    dataset, parts = data.dataset, data.parts
    photos = all_photos(features, dataset)
    train, aside = lesson(photos, parts.train), labelled(features, dataset, parts.validation)
    trainer = HeadTrainer(features.features.shape[1], len(dataset.classes), settings)
    head = trainer.train(train, aside, context)
    twins = data.twins[aside.rows]
    temperature = fitted_temperature(
        logits(head.layers, aside.features[aside.rows]), aside.labels, twins
    )
    try:
        if not head.stopped and len(np.unique(twins)) < ENOUGH_ASIDE:
            temperature = _temperature_out_of_fold(trainer, photos, data, head, context)
        layers = head.layers
        is_refit = settings.refit and not head.stopped and bool(parts.validation)
        if is_refit:
            context.emit(Event("stage", REFIT))
            layers = trainer.train_for(lesson(photos, data.learnable), head.best_epoch, context)
    except Cancelled:
        layers, is_refit = head.layers, False
    return Fitted(
        cooled(layers, temperature), cooled(head.layers, temperature), head, temperature, is_refit
    )


def _temperature_out_of_fold(
    trainer: HeadTrainer, photos: Labelled, data: RunData, head: TrainedHead, context: Context
) -> float:
    folds = deal_folds(data.dataset, data.learnable, data.twins, trainer.settings.seed)
    answers = out_of_fold_logits(
        trainer, photos, np.array(data.learnable), folds, head.best_epoch, context, CALIBRATION
    )
    asked = folds != NOT_ASKED
    return fitted_temperature(answers[asked], photos.labels[asked], data.twins[asked])


def labelled(features: FeatureSet, dataset: Dataset, rows: Sequence[int]) -> Labelled:
    """One part of the data with its labels, without views."""
    labels = [dataset.photos[row].label for row in rows]
    return Labelled(
        features.features, np.array(rows, dtype=np.int64), np.array(labels, dtype=np.int64)
    )
