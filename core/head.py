"""The part that learns: dense layers on the frozen features."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.context import Context
from core.epochs import (
    Best,
    class_weights_of,
    compiled,
    diverged,
    is_sound,
    keras_module,
    losses_of,
    metrics_of,
    shuffled_batches,
)
from core.errors import Cancelled
from core.runs import EpochResult
from core.settings import TrainSettings
from core.teams import build_teams, one_head, team_count
from core.trained_layers import Layers, as_layers
from core.types import Event, FloatArray, LabelArray

if TYPE_CHECKING:
    import keras

STAGE = "training"
_SCORE_ROWS = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Rows of a feature array with their classes; the array itself is never copied.

    Attributes:
        features: float32 array of shape `(photos, features)`.
        rows: int64 array, the rows that belong to this part.
        labels: int64 array of the same length, the class of each.
    """

    features: FloatArray
    rows: LabelArray
    labels: LabelArray


@dataclass(frozen=True, slots=True, eq=False)
class TrainedHead:
    """The best epoch of a training.

    Attributes:
        layers: weights `(inputs, outputs)` and biases `(outputs,)` of each dense layer, the softmax
            layer last.
        history: every epoch that ended.
        best_epoch: the epoch (from 1) that `layers` are from.
        stopped: whether the person ended it early.
    """

    layers: Layers
    history: tuple[EpochResult, ...]
    best_epoch: int
    stopped: bool


def build_head(feature_count: int, class_count: int, settings: TrainSettings) -> keras.Model:
    """A fresh Keras head: dense ReLU layers with dropout between, and a softmax layer; seeded."""
    keras = keras_module()
    layers: list[Any] = [keras.Input((feature_count,), name="features")]
    for number, size in enumerate(settings.dense):
        start = keras.initializers.GlorotUniform(seed=settings.seed + number)
        layers.append(
            keras.layers.Dense(size, "relu", kernel_initializer=start, name=f"dense_{number + 1}")
        )
        if settings.dropout:
            layers.append(keras.layers.Dropout(settings.dropout, seed=settings.seed + number))
    start = keras.initializers.GlorotUniform(seed=settings.seed + len(settings.dense))
    layers.append(
        keras.layers.Dense(class_count, "softmax", kernel_initializer=start, name="classes")
    )
    return keras.Sequential(layers, name="head")


class HeadTrainer:
    """A head that is compiled once and trained as often as need be, each time afresh from the seed.

    Args:
        feature_count: length of a row of features.
        class_count: number of classes, at least two.
        settings: see `core.settings`.
    """

    def __init__(self, feature_count: int, class_count: int, settings: TrainSettings) -> None:
        self._are_teams = team_count(settings) > 1
        build = build_teams if self._are_teams else build_head
        self.model = build(feature_count, class_count, settings)
        self.class_count = class_count
        self.settings = settings
        self.optimizer, self._step, self._forward = compiled(self.model, class_count, settings)
        self._state = [*self.model.variables, *self.optimizer.variables]
        self._fresh = [np.array(variable) for variable in self._state]

    def train(self, train: Labelled, validation: Labelled, context: Context) -> TrainedHead:
        """The head from the epoch with the lowest loss on the validation part.

        Both losses and accuracies of an epoch are measured alike, after it, with dropout off and
        without class weights or label smoothing, so that the two curves can be compared. Without
        validation photos the training part decides.

        Args:
            train: what it learns from, at least one photo.
            validation: what decides on the best epoch; may be empty.
            context: one `epoch` event per epoch; asked before each batch whether to stop.

        Raises:
            Cancelled: stopped before the first epoch had ended.
            UserError: `training.diverged` when the loss is no number any more.
        """
        epochs = self.settings.epochs
        context.emit(Event("stage", STAGE, 0, epochs))
        best = Best(self.settings.patience)
        stopped = True
        for epoch in self._epochs(train, epochs, context):
            result = self._measured(epoch, train, validation)
            if not is_sound(self.model, result.loss):
                raise diverged(epoch, self.settings.learning_rate)
            best.consider(result, self.model)
            context.emit(Event("epoch", STAGE, epoch, epochs, metrics=metrics_of(result)))
            if best.is_exhausted or epoch == epochs:
                stopped = False
                break
        if not best.history:
            raise Cancelled
        return TrainedHead(self._layers(best.weights), tuple(best.history), best.epoch, stopped)

    def train_for(self, train: Labelled, epochs: int, context: Context) -> Layers:
        """The head after that many epochs; nothing is measured on the way.

        Args:
            train: what it learns from, at least one photo.
            epochs: at least one.
            context: asked before each batch whether to stop; told nothing.

        Raises:
            Cancelled: stopped before the last epoch had ended.
            UserError: `training.diverged` when a weight is no number any more.
        """
        if sum(1 for _ in self._epochs(train, epochs, context)) < epochs:
            raise Cancelled
        if not is_sound(self.model):
            raise diverged(epochs, self.settings.learning_rate)
        return self._layers(self.model.get_weights())

    def _layers(self, weights: Sequence[FloatArray]) -> Layers:
        """The weights of the model as one ordinary head."""
        return one_head(weights) if self._are_teams else as_layers(weights)

    def _epochs(self, train: Labelled, epochs: int, context: Context) -> Iterator[int]:
        """The number of each epoch that has ended, from 1; it breaks off when asked to stop."""
        for variable, value in zip(self._state, self._fresh, strict=True):
            variable.assign(value)
        rng = np.random.default_rng(self.settings.seed)
        balanced = self.settings.class_weights
        weights = class_weights_of(train.labels, self.class_count, balanced=balanced)
        for epoch in range(1, epochs + 1):
            for batch in shuffled_batches(len(train.rows), self.settings.batch_size, rng):
                if context.stop_requested():
                    return
                labels = train.labels[batch]
                self._step(train.features[train.rows[batch]], labels, weights[labels])
            yield epoch

    def _measured(self, epoch: int, train: Labelled, validation: Labelled) -> EpochResult:
        loss, accuracy = self._score(train)
        asked = self._score(validation) if len(validation.rows) else (loss, accuracy)
        return EpochResult(epoch, loss, accuracy, *asked)

    def _score(self, part: Labelled) -> tuple[float, float]:
        """Mean cross-entropy and accuracy on a part, dropout off."""
        loss = right = 0.0
        for start in range(0, len(part.rows), _SCORE_ROWS):
            rows = slice(start, start + _SCORE_ROWS)
            labels = part.labels[rows]
            shares = self._forward(part.features[part.rows[rows]]).numpy()
            loss += float(losses_of(shares, labels).sum())
            right += float((shares.argmax(axis=1) == labels).sum())
        return loss / len(part.rows), right / len(part.rows)
