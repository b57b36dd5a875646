"""How good settings are: each photo answered by a head that never saw it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.context import Context, QuietContext, raise_if_stopped
from core.evaluation.gain import calibrated_losses
from core.head import HeadTrainer, Labelled
from core.lessons import lesson
from core.settings import TrainSettings
from core.settings_search.material import Material
from core.trained_layers import logits
from core.types import FloatArray, LabelArray

BoolArray = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What is known after some of the folds.

    Attributes:
        is_asked: bool array `(photos,)`: which photos were asked.
        is_right: bool array `(photos,)`: which of them were answered rightly.
        losses: float32 array `(photos,)`: cross-entropy of each calibrated answer, NaN if not asked.
        epochs: how long the heads learned for, on average.
    """

    is_asked: BoolArray
    is_right: BoolArray
    losses: FloatArray
    epochs: int

    @property
    def right(self) -> int:
        """How many were answered rightly."""
        return int(self.is_right.sum())

    @property
    def photos(self) -> int:
        """How many were asked."""
        return int(self.is_asked.sum())

    @property
    def loss(self) -> float:
        """Mean cross-entropy of the calibrated answers; lower is better."""
        return float(self.losses[self.is_asked].mean())


class Judge:
    """Judges settings deal by deal; the head is compiled once.

    Args:
        settings: to be judged.
        material: the photos.
        context: asked whether to stop.
    """

    def __init__(self, settings: TrainSettings, material: Material, context: Context) -> None:
        self._material, self._context = material, context
        self._photos = material.photos(settings)
        self._trainer = HeadTrainer(self._photos.features.shape[1], material.class_count, settings)

    def judged(self, folds: LabelArray, epochs: int | None = None) -> Iterator[Judgement]:
        """The judgement after each fold, the last one over all photos.

        Args:
            folds: one of the deals of the material.
            epochs: of each training. Without it the best epoch is chosen on the photos that are
                asked. That is a little too kind, and not to all settings alike.

        Raises:
            Cancelled: the person asked to stop.
            UserError: `training.diverged`.
        """
        labels = self._material.labels
        answers = np.zeros((len(labels), self._material.class_count), dtype=np.float32)
        lengths: list[int] = []
        for fold in range(int(folds.max()) + 1):
            ask = np.flatnonzero(folds == fold)
            answers[ask], length = self._answers(np.flatnonzero(folds != fold), ask, epochs)
            lengths.append(length)
            is_asked = (folds >= 0) & (folds <= fold)
            length = max(1, round(float(np.mean(lengths))))
            yield _judgement(answers, labels, self._material.twins, is_asked, length)

    def _answers(
        self, learn: LabelArray, ask: LabelArray, epochs: int | None
    ) -> tuple[FloatArray, int]:
        """The logits of the photos asked, and how many epochs the head learned for."""
        quiet = QuietContext(should_stop=self._context.stop_requested)
        train, features = lesson(self._photos, learn), self._photos.features
        if epochs is not None:
            return logits(self._trainer.train_for(train, epochs, quiet), features[ask]), epochs
        asked = Labelled(features, ask, self._material.labels[ask])
        head = self._trainer.train(train, asked, quiet)
        raise_if_stopped(self._context)
        return logits(head.layers, features[ask]), head.best_epoch


def _judgement(
    answers: FloatArray, labels: LabelArray, twins: LabelArray, is_asked: BoolArray, epochs: int
) -> Judgement:
    losses = np.full(len(labels), np.nan, dtype=np.float32)
    losses[is_asked] = calibrated_losses(answers[is_asked], labels[is_asked], twins[is_asked])
    return Judgement(is_asked, is_asked & (answers.argmax(axis=1) == labels), losses, epochs)
