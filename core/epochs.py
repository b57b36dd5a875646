"""What every training of ours is made of: batches, a step, a score, and the best epoch so far."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import UserError
from core.runs import EpochResult
from core.settings import TrainSettings
from core.types import FloatArray, LabelArray

if TYPE_CHECKING:
    import keras


_LEAST_SHARE, _LEAST_OWN_SHARE = 1e-30, 1e-7


def shuffled_batches(count: int, size: int, rng: np.random.Generator) -> Iterator[LabelArray]:
    """Each of the numbers 0 to `count - 1` once, in batches of `size`, the last one perhaps smaller."""
    order = rng.permutation(count)
    for start in range(0, count, size):
        yield order[start : start + size]


class Best:
    """Remembers the best epoch so far and how long ago it was."""

    def __init__(self, patience: int) -> None:
        self.history: list[EpochResult] = []
        self.weights: list[FloatArray] = []
        self.epoch = 0
        self._patience = patience
        self._lowest = np.inf

    def consider(self, result: EpochResult, model: keras.Model) -> None:
        """Keeps the weights if this epoch is the best so far."""
        self.history.append(result)
        if result.val_loss < self._lowest:
            self._lowest, self.epoch = result.val_loss, result.epoch
            self.weights = [np.array(value) for value in model.get_weights()]

    def resume(
        self, history: Sequence[EpochResult], best_epoch: int, weights: Sequence[FloatArray]
    ) -> None:
        """It stands where it stood after these epochs."""
        self.history, self.epoch, self.weights = list(history), best_epoch, list(weights)
        self._lowest = next(e.val_loss for e in history if e.epoch == best_epoch)

    @property
    def is_exhausted(self) -> bool:
        """Whether nothing has improved for as long as the person is willing to wait."""
        return bool(self._patience) and self.history[-1].epoch - self.epoch >= self._patience


def metrics_of(result: EpochResult) -> dict[str, float]:
    """The figures of an epoch by name, as an `epoch` event tells them."""
    return {
        "loss": result.loss,
        "accuracy": result.accuracy,
        "val_loss": result.val_loss,
        "val_accuracy": result.val_accuracy,
    }


def losses_of(shares: FloatArray, labels: LabelArray) -> FloatArray:
    """float array `(photos,)`: the cross-entropy of each answer, finite also where a share is 0.

    Args:
        shares: array `(photos, classes)` of the shares that a model gives.
        labels: int64 array `(photos,)`, the class of each photo.
    """
    own: FloatArray = shares[np.arange(len(labels)), labels]
    losses: FloatArray = -np.log(np.maximum(own, _LEAST_OWN_SHARE))
    return losses


def is_sound(model: keras.Model, loss: float = 0.0) -> bool:
    """Whether every weight is a number, and the loss where it was measured.

    The loss alone does not tell: on some processors a rectifier makes 0 of what is no number.
    """
    return bool(np.isfinite(loss)) and all(
        np.isfinite(value).all() for value in model.get_weights()
    )


def diverged(epoch: int, learning_rate: float) -> UserError:
    """The refusal `training.diverged`: a loss or a weight is no number any more."""
    return UserError("training.diverged", epoch=epoch, learning_rate=learning_rate)


def class_weights_of(labels: LabelArray, class_count: int, *, balanced: bool) -> FloatArray:
    """float32 weight of each class; balanced ones give every class the same total (scikit-learn's "balanced")."""
    if not balanced:
        return np.ones(class_count, dtype=np.float32)
    counts = np.maximum(np.bincount(labels, minlength=class_count), 1)
    return (len(labels) / (class_count * counts)).astype(np.float32)


def compiled(model: keras.Model, class_count: int, settings: TrainSettings) -> tuple[Any, Any, Any]:
    """The optimiser, a training step and a forward pass as graphs, made once for every batch size.

    Args:
        model: gives shares `(photos, classes)`, or `(photos, teams, classes)`; each team is trained
            for itself, and their answer is that of the mean of their logits. What is trainable in it
            is trained.
        class_count: number of its outputs.
        settings: learning rate, weight decay and label smoothing count here.
    """
    import tensorflow as tf

    keras = keras_module()
    optimizer = _optimizer(settings)
    optimizer.build(model.trainable_variables)
    loss_of = keras.losses.CategoricalCrossentropy(label_smoothing=settings.label_smoothing)
    features = tf.TensorSpec(model.input_shape, tf.float32)

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
            loss = _loss_of_all(loss_of, tf.one_hot(labels, class_count), answers, weights)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))

    @tf.function(input_signature=[features])
    def forward(x: Any) -> Any:
        return _together(model(x, training=False))

    return optimizer, step, forward


def _loss_of_all(loss_of: Any, truth: Any, answers: Any, weights: Any) -> Any:
    """The sum of the losses of all teams, so that none learns more slowly for there being others."""
    import tensorflow as tf

    if len(answers.shape) == 2:
        return loss_of(truth, answers, sample_weight=weights)
    teams = answers.shape[1]
    truth = tf.repeat(truth[:, None], teams, axis=1)
    return teams * loss_of(truth, answers, sample_weight=tf.repeat(weights[:, None], teams, axis=1))


def _together(answers: Any) -> Any:
    """The softmax of the mean of the logits, from the shares that each team gives."""
    import tensorflow as tf

    if len(answers.shape) == 2:
        return answers
    return tf.nn.softmax(tf.reduce_mean(tf.math.log(tf.maximum(answers, _LEAST_SHARE)), axis=1))


def _optimizer(settings: TrainSettings) -> Any:
    """Adam, or AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101), which spares the biases."""
    if not settings.weight_decay:
        return keras_module().optimizers.Adam(settings.learning_rate)
    optimizer = keras_module().optimizers.AdamW(
        settings.learning_rate, weight_decay=settings.weight_decay
    )
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return optimizer


def keras_module() -> Any:
    """Keras, imported without its greetings."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    return keras
