"""The part that learns: dense layers on the frozen features."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.context import Context
from core.errors import Cancelled, UserError
from core.runs import EpochResult
from core.settings import TrainSettings
from core.trained_layers import Layers
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


def train_head(
    train: Labelled,
    validation: Labelled,
    class_count: int,
    settings: TrainSettings,
    context: Context,
) -> TrainedHead:
    """The dense head after one training; see `HeadTrainer.train`."""
    trainer = HeadTrainer(train.features.shape[1], class_count, settings)
    return trainer.train(train, validation, context)


def build_head(feature_count: int, class_count: int, settings: TrainSettings) -> keras.Model:
    """A fresh Keras head: dense ReLU layers with dropout between, and a softmax layer; seeded."""
    keras = _keras()
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
        self.model = build_head(feature_count, class_count, settings)
        self.class_count = class_count
        self.settings = settings
        self.optimizer, self._step, self._forward = _compiled(self.model, class_count, settings)
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
        best = _Best(self.settings.patience)
        stopped = True
        for epoch in self._epochs(train, epochs, context):
            result = self._measured(epoch, train, validation)
            if not np.isfinite(result.loss):
                raise self._diverged(epoch)
            best.consider(result, self.model)
            context.emit(Event("epoch", STAGE, epoch, epochs, metrics=_metrics(result)))
            if best.is_exhausted or epoch == epochs:
                stopped = False
                break
        if not best.history:
            raise Cancelled
        return TrainedHead(best.layers, tuple(best.history), best.epoch, stopped)

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
        layers = _layers_of(self.model.get_weights())
        if not all(np.isfinite(part).all() for layer in layers for part in layer):
            raise self._diverged(epochs)
        return layers

    def _epochs(self, train: Labelled, epochs: int, context: Context) -> Iterator[int]:
        """The number of each epoch that has ended, from 1; it breaks off when asked to stop."""
        for variable, value in zip(self._state, self._fresh, strict=True):
            variable.assign(value)
        rng = np.random.default_rng(self.settings.seed)
        balanced = self.settings.class_weights
        weights = _class_weights(train.labels, self.class_count, balanced=balanced)
        for epoch in range(1, epochs + 1):
            for batch in _batches(len(train.rows), self.settings.batch_size, rng):
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
            loss -= float(np.log(np.maximum(shares[np.arange(len(labels)), labels], 1e-7)).sum())
            right += float((shares.argmax(axis=1) == labels).sum())
        return loss / len(part.rows), right / len(part.rows)

    def _diverged(self, epoch: int) -> UserError:
        rate = self.settings.learning_rate
        return UserError("training.diverged", epoch=epoch, learning_rate=rate)


def _batches(count: int, size: int, rng: np.random.Generator) -> Iterator[LabelArray]:
    order = rng.permutation(count)
    for start in range(0, count, size):
        yield order[start : start + size]


class _Best:
    """Remembers the best epoch so far and how long ago it was."""

    def __init__(self, patience: int) -> None:
        self.history: list[EpochResult] = []
        self.layers: Layers = ()
        self.epoch = 0
        self._patience = patience
        self._lowest = np.inf

    def consider(self, result: EpochResult, model: keras.Model) -> None:
        """Keeps the weights if this epoch is the best so far."""
        self.history.append(result)
        if result.val_loss < self._lowest:
            self._lowest, self.epoch = result.val_loss, result.epoch
            self.layers = _layers_of(model.get_weights())

    @property
    def is_exhausted(self) -> bool:
        """Whether nothing has improved for as long as the person is willing to wait."""
        return bool(self._patience) and len(self.history) - self.epoch >= self._patience


def _metrics(result: EpochResult) -> dict[str, float]:
    return {
        "loss": result.loss,
        "accuracy": result.accuracy,
        "val_loss": result.val_loss,
        "val_accuracy": result.val_accuracy,
    }


def _layers_of(weights: Sequence[FloatArray]) -> Layers:
    return tuple(
        (np.array(weights[i]), np.array(weights[i + 1])) for i in range(0, len(weights), 2)
    )


def _class_weights(labels: LabelArray, class_count: int, *, balanced: bool) -> FloatArray:
    """float32 weight of each class; balanced ones give every class the same total (scikit-learn's "balanced")."""
    if not balanced:
        return np.ones(class_count, dtype=np.float32)
    counts = np.maximum(np.bincount(labels, minlength=class_count), 1)
    return (len(labels) / (class_count * counts)).astype(np.float32)


def _compiled(
    model: keras.Model, class_count: int, settings: TrainSettings
) -> tuple[Any, Any, Any]:
    """The optimiser, a training step and a forward pass as graphs, made once for every batch size."""
    import tensorflow as tf

    keras = _keras()
    optimizer = _optimizer(settings)
    optimizer.build(model.trainable_variables)
    loss_of = keras.losses.CategoricalCrossentropy(label_smoothing=settings.label_smoothing)
    features = tf.TensorSpec((None, model.input_shape[1]), tf.float32)

    @tf.function(
        input_signature=[
            features,
            tf.TensorSpec((None,), tf.int64),
            tf.TensorSpec((None,), tf.float32),
        ]
    )
    def step(x: Any, labels: Any, weights: Any) -> None:
        with tf.GradientTape() as tape:
            answers = model(x, training=True)
            loss = loss_of(tf.one_hot(labels, class_count), answers, sample_weight=weights)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))

    @tf.function(input_signature=[features])
    def forward(x: Any) -> Any:
        return model(x, training=False)

    return optimizer, step, forward


def _optimizer(settings: TrainSettings) -> Any:
    """Adam, or AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101), which spares the biases."""
    if not settings.weight_decay:
        return _keras().optimizers.Adam(settings.learning_rate)
    optimizer = _keras().optimizers.AdamW(
        settings.learning_rate, weight_decay=settings.weight_decay
    )
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return optimizer


def _keras() -> Any:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    return keras
