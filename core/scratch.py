"""A small network that starts from nothing, trained on a project's photos, to set transfer learning beside it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.context import Context, raise_if_stopped
from core.epochs import metrics_of
from core.errors import Cancelled, UserError
from core.features import decoded_batches
from core.jobs.context import JobContext
from core.run_data import RunData, load_run_data
from core.runs import EpochResult, find_run
from core.scratch_result import Scratch
from core.store.photos import PhotoStore
from core.store.projects import ProjectStore
from core.store.workspace import Workspace
from core.types import Event, LabelArray, PixelArray

if TYPE_CHECKING:
    import keras

READING, TRAINING = "reading", "training"
SIDE_PX = 64
MAX_PHOTOS, MAX_ASIDE = 1500, 500
EPOCHS, PATIENCE = 60, 12
BUDGET_S = 45.0
_BATCH = 32
_FILTERS = (16, 32, 64)
_LEARNING_RATE = 0.002


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    pixels: PixelArray
    labels: LabelArray


def scratch(request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """The fields of a `Scratch`; nothing is kept on disk.

    Args:
        request: `run` is the id of a finished run, whose photos are used.
        context: of the job.

    Raises:
        UserError: the run is gone; what `train_from_scratch` raises.
        Cancelled: stopped before the first epoch had ended.
    """
    workspace = ProjectStore(context.home.projects).open(context.project_id).workspace
    run = find_run(workspace, request["run"])
    return asdict(train_from_scratch(run.id, load_run_data(run, workspace), workspace, context))


def train_from_scratch(
    run_id: str, data: RunData, workspace: Workspace, context: Context
) -> Scratch:
    """What a small network reaches that begins with random weights, in at most a minute.

    It learns from the photos that the run learned from and is asked those that the run is judged
    by, at most `MAX_PHOTOS` and `MAX_ASIDE` of them, drawn at random.

    Args:
        run_id: goes into the result.
        data: of the run.
        workspace: holds the working copies.
        context: told of the stages `reading` and `training`, with an `epoch` event per epoch.

    Raises:
        UserError: `training.none_aside`; `dataset.working_copy_missing`.
        Cancelled: stopped before the first epoch had ended.
    """
    rng = np.random.default_rng(1)
    train_rows = _drawn(data.parts.train, MAX_PHOTOS, rng)
    aside_rows = _drawn(data.parts.reported[1], MAX_ASIDE, rng)
    if not aside_rows:
        raise UserError("training.none_aside")
    pixels = _read(data, [*train_rows, *aside_rows], workspace.photos, context)
    labels = np.array([data.dataset.photos[row].label for row in [*train_rows, *aside_rows]])
    cut = len(train_rows)
    train, aside = _Part(pixels[:cut], labels[:cut]), _Part(pixels[cut:], labels[cut:])
    model = build_small_network(len(data.dataset.classes))
    began = time.monotonic()
    history, stopped = _learned(model, train, aside, context)
    best = min(history, key=lambda epoch: epoch.val_loss)
    return Scratch(
        run_id, cut, len(aside_rows), round(best.val_accuracy * len(aside_rows)), len(history),
        best.epoch, model.count_params(), round(time.monotonic() - began, 2), stopped,
    )  # fmt: skip


def build_small_network(classes: int) -> keras.Model:
    """Three convolutions that halve the photo, an average over all places, and a softmax layer; seeded."""
    import keras

    layers: list[Any] = [
        keras.Input((SIDE_PX, SIDE_PX, 3), name="photos"),
        keras.layers.Rescaling(1 / 127.5, offset=-1.0),
    ]
    for number, filters in enumerate(_FILTERS, start=1):
        start = keras.initializers.HeNormal(seed=number)
        layers.append(
            keras.layers.Conv2D(filters, 3, 2, "same", activation="relu", kernel_initializer=start)
        )
    start = keras.initializers.GlorotUniform(seed=0)
    layers += [
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(classes, "softmax", kernel_initializer=start),
    ]
    model = keras.Sequential(layers, name="from_scratch")
    model.compile(
        keras.optimizers.Adam(_LEARNING_RATE),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def _learned(
    model: keras.Model, train: _Part, aside: _Part, context: Context
) -> tuple[list[EpochResult], bool]:
    """Every epoch that ended, and whether the person ended it early."""
    history: list[EpochResult] = []
    context.emit(Event("stage", TRAINING, 0, EPOCHS))
    until = time.monotonic() + BUDGET_S
    try:
        for epoch in range(1, EPOCHS + 1):
            _one_epoch(model, train, epoch, context)
            history.append(_measured(model, train, aside, epoch))
            figures = metrics_of(history[-1])
            context.emit(Event("epoch", TRAINING, epoch, EPOCHS, metrics=figures))
            best = min(history, key=lambda result: result.val_loss)
            if epoch - best.epoch >= PATIENCE or time.monotonic() > until:
                break
    except Cancelled:
        if not history:
            raise
        return history, True
    return history, False


def _one_epoch(model: keras.Model, train: _Part, epoch: int, context: Context) -> None:
    """All training photos once, half of them mirrored, in an order of its own."""
    rng = np.random.default_rng(epoch)
    order = rng.permutation(len(train.labels))
    for start in range(0, len(order), _BATCH):
        raise_if_stopped(context)
        rows = order[start : start + _BATCH]
        pixels = train.pixels[rows]
        mirrored = rng.random(len(rows)) < 0.5
        pixels[mirrored] = pixels[mirrored, :, ::-1]
        model.train_on_batch(pixels, train.labels[rows])


def _measured(model: keras.Model, train: _Part, aside: _Part, epoch: int) -> EpochResult:
    loss, accuracy = model.evaluate(train.pixels, train.labels, 256, verbose=0)
    val_loss, val_accuracy = model.evaluate(aside.pixels, aside.labels, 256, verbose=0)
    return EpochResult(epoch, float(loss), float(accuracy), float(val_loss), float(val_accuracy))


def _drawn(rows: Sequence[int], most: int, rng: np.random.Generator) -> list[int]:
    if len(rows) <= most:
        return list(rows)
    return sorted(rng.choice(np.array(rows), most, replace=False).tolist())


def _read(data: RunData, rows: Sequence[int], photos: PhotoStore, context: Context) -> PixelArray:
    """The photos of these rows: uint8 array `(n, SIDE_PX, SIDE_PX, 3)`."""
    ids = [data.dataset.photos[row].id for row in rows]
    context.emit(Event("stage", READING, 0, len(ids)))
    return np.concatenate(list(_told(decoded_batches(ids, photos, SIDE_PX), len(ids), context)))


def _told(
    batches: Iterator[tuple[list[str], PixelArray]], total: int, context: Context
) -> Iterator[PixelArray]:
    done = 0
    for ids, pixels in batches:
        raise_if_stopped(context)
        done += len(ids)
        context.emit(Event("progress", READING, done, total))
        yield pixels
