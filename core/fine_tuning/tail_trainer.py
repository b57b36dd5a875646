"""The last blocks of a bundled network and the head of a model, trained further together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from core.backbones.lite import build_lite_tail, kernels_of
from core.backbones.registry import BackboneSpec
from core.backbones.tuned import kernel_shapes, lite_tensors, tuned_kernels
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
from core.fine_tuning.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from core.fine_tuning.cut_maps import Maps
from core.fine_tuning.tuning_settings import TuningSettings
from core.head import build_head
from core.runs import EpochResult
from core.settings import TrainSettings
from core.trained_layers import Layers, as_layers
from core.types import Event, FloatArray, LabelArray

STAGE = "tuning"
_SCORED_AT_ONCE = 64


@dataclass(frozen=True, slots=True, eq=False)
class MapPart:
    """Rows of the maps with their classes; the maps themselves are never copied.

    Attributes:
        maps: what `cut_maps` gave, of all photos.
        rows: int64 array, the rows that belong to this part.
        labels: int64 array of the same length.
    """

    maps: Maps
    rows: LabelArray
    labels: LabelArray


@dataclass(frozen=True, slots=True, eq=False)
class TrainedTail:
    """The best epoch of a fine-tuning.

    Attributes:
        kernels: what became of the network's kernels, by their names, those included that an earlier
            fine-tuning changed.
        layers: the head.
        history: number 0, before any step, and every epoch that ended.
        best_epoch: the one that `kernels` and `layers` are from; 0 when no epoch was better.
        stopped: whether the person ended it early.
        before, after: float32 arrays `(validation photos, classes)`: what was answered at first, and
            what after the best epoch.
    """

    kernels: dict[str, FloatArray]
    layers: Layers
    history: tuple[EpochResult, ...]
    best_epoch: int
    stopped: bool
    before: FloatArray
    after: FloatArray


class TailTrainer:
    """Trains from maps; batch normalisation keeps the statistics that it came with.

    Args:
        spec: a bundled network, perhaps fine-tuned before.
        layers: the head to begin with.
        settings: of the model: dropout, batch size, class weights and the like stay as they were.
        tuning: of the fine-tuning.
    """

    def __init__(
        self, spec: BackboneSpec, layers: Layers, settings: TrainSettings, tuning: TuningSettings
    ) -> None:
        keras = keras_module()
        self._tail = build_lite_tail(spec, lite_tensors(spec), tuning.blocks)
        self._names = kernel_shapes(spec.id, tuning.blocks)
        # An earlier fine-tuning may have changed more blocks than this one trains.
        self._earlier = tuned_kernels(spec)
        self._classes = layers[-1][1].size
        self._head = build_head(spec.feature_count, self._classes, settings)
        self._head.set_weights([part for layer in layers for part in layer])
        self._model = keras.Model(self._tail.input, self._head(self._tail.output))
        own = replace(settings, learning_rate=tuning.learning_rate)
        self._optimizer, self._step, self._forward = compiled(self._model, self._classes, own)
        self._settings, self._tuning = settings, tuning

    def train(
        self,
        train: MapPart,
        validation: MapPart,
        checkpoint: tuple[Path, str],
        context: Context,
    ) -> TrainedTail:
        """The network's end and the head from the epoch that is best on the photos kept aside.

        Args:
            train: what is learned from.
            validation: decides on the best epoch; at least one photo.
            checkpoint: where it notes after each epoch how far it is, and for what purpose; what it
                finds there for the same purpose it goes on from.
            context: one `epoch` event per epoch; asked before each batch whether to stop.

        Raises:
            UserError: `training.diverged`, `general.disk_full`.
        """
        before = self._in_parts(self._forward, validation)
        best = self._begun(load_checkpoint(*checkpoint), train, validation)
        epochs, stopped = self._tuning.epochs, False
        context.emit(Event("stage", STAGE, best.history[-1].epoch, epochs))
        for result in best.history[1:]:
            _tell(result, epochs, context)
        while best.history[-1].epoch < epochs and not best.is_exhausted:
            epoch = best.history[-1].epoch + 1
            if not self._epoch(epoch, train, context):
                stopped = True
                break
            result = self._measured(epoch, train, validation)
            if not is_sound(self._model, result.loss):
                raise diverged(epoch, self._tuning.learning_rate)
            best.consider(result, self._model)
            self._note(checkpoint, best)
            _tell(result, epochs, context)
        self._model.set_weights(best.weights)
        return TrainedTail(
            {**self._earlier, **kernels_of(self._tail, self._names)},
            as_layers(self._head.get_weights()),
            tuple(best.history),
            best.epoch,
            stopped,
            before,
            self._in_parts(self._forward, validation),
        )

    def features(self, part: MapPart) -> FloatArray:
        """float32 array `(rows, features)`: what the network's end, as it is now, says of some photos."""
        return self._in_parts(self._tail, part)

    def _begun(self, checkpoint: Checkpoint | None, train: MapPart, validation: MapPart) -> Best:
        best = Best(self._tuning.patience)
        shapes = [tuple(variable.shape) for variable in self._state]
        if checkpoint is None or [value.shape for value in checkpoint.state] != shapes:
            best.consider(self._measured(0, train, validation), self._model)
            return best
        for variable, value in zip(self._state, checkpoint.state, strict=True):
            variable.assign(value)
        best.resume(checkpoint.history, checkpoint.best_epoch, checkpoint.best)
        return best

    @property
    def _state(self) -> list[Any]:
        return [*self._model.variables, *self._optimizer.variables]

    def _note(self, checkpoint: tuple[Path, str], best: Best) -> None:
        path, purpose = checkpoint
        state = [np.array(variable) for variable in self._state]
        save_checkpoint(
            path, Checkpoint(purpose, tuple(best.history), best.epoch, state, best.weights)
        )

    def _epoch(self, epoch: int, train: MapPart, context: Context) -> bool:
        """Whether the epoch came to its end; photos come in an order of their own in each epoch."""
        rng = np.random.default_rng([self._settings.seed, epoch])
        balanced = self._settings.class_weights
        weights = class_weights_of(train.labels, self._classes, balanced=balanced)
        for batch in shuffled_batches(len(train.rows), self._settings.batch_size, rng):
            if context.stop_requested():
                return False
            labels = train.labels[batch]
            self._step(_read(train, batch), labels, weights[labels])
        return True

    def _measured(self, epoch: int, train: MapPart, validation: MapPart) -> EpochResult:
        return EpochResult(epoch, *self._score(train), *self._score(validation))

    def _score(self, part: MapPart) -> tuple[float, float]:
        """Mean cross-entropy and accuracy on a part, dropout off."""
        shares = self._in_parts(self._forward, part)
        right = (shares.argmax(axis=1) == part.labels).mean()
        return float(losses_of(shares, part.labels).mean()), float(right)

    def _in_parts(self, asked: Callable[[FloatArray], Any], part: MapPart) -> FloatArray:
        """What a model says of some photos, a few of them at a time."""
        return np.concatenate(
            [
                np.asarray(asked(_read(part, slice(start, start + _SCORED_AT_ONCE))))
                for start in range(0, len(part.rows), _SCORED_AT_ONCE)
            ]
        )


def _read(part: MapPart, which: slice | LabelArray) -> FloatArray:
    return part.maps[part.rows[which]].astype(np.float32)


def _tell(result: EpochResult, epochs: int, context: Context) -> None:
    context.emit(Event("epoch", STAGE, result.epoch, epochs, metrics=metrics_of(result)))
