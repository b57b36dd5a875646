"""The whole recipe of a fine-tuning: from a finished run to a better one, or to the word that there is none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.backbones.cut_extractor import CutExtractor
from core.backbones.ready import ready_network
from core.backbones.registry import BackboneSpec
from core.backbones.tuned import TUNED, save_tuned
from core.backbones.weights import weights_key
from core.context import Context
from core.errors import Cancelled, UserError
from core.evaluation.report import Report, evaluate
from core.evaluation.temperature import fitted_temperature
from core.export.keras_model import save_model
from core.features import extract_features
from core.fine_tuning.cut_maps import Maps, cut_maps
from core.fine_tuning.gain import MIN_ASIDE, Gain, measured_gain
from core.fine_tuning.places import can_be_tuned, checkpoint_path, purpose_of
from core.fine_tuning.tail_trainer import MapPart, TailTrainer, TrainedTail
from core.fine_tuning.tuning_settings import TuningSettings, checked_tuning
from core.run_data import RunData, load_run_data, save_run_data, with_latest_twins
from core.run_folder import file_hash, finished_run, new_run_folder
from core.run_layers import witness_of
from core.runs import (
    HEAD,
    LABELS,
    MODEL,
    Run,
    labels_file,
    write_description,
)
from core.splits import Rows
from core.store import atomic
from core.store.workspace import Workspace
from core.trained_layers import (
    cooled,
    logits,
    parameter_count,
    probabilities,
    save_layers,
)
from core.types import Event, FloatArray
from core.version import VERSION


@dataclass(frozen=True, slots=True)
class FineTuned:
    """What came of a fine-tuning.

    Attributes:
        run: the better model; None when the frozen network stays the better choice.
        photos: how many were kept aside.
        gain: what changed on them.
        stopped: whether the person ended it early; then no run is made, and it can be gone on with.
    """

    run: Run | None
    photos: int
    gain: Gain
    stopped: bool


def fine_tune(
    workspace: Workspace, run: Run, networks: Path, tuning: TuningSettings, context: Context
) -> FineTuned:
    """A run whose network was trained further as well, where that is better on photos kept aside.

    It begins with the head that never learned from the photos kept aside, on the photos as they were
    at its training, and learns from the same ones: so before and after can be compared. What is better
    says `Gain.is_sure`.

    Args:
        workspace: of the run.
        run: a finished training on a bundled network, perhaps fine-tuned before.
        networks: folder of converted backbones (`Home.networks`).
        tuning: how.
        context: told of the stages `features` and `twins` (nothing, when they are known), `maps`,
            `tuning` and `saving`.

    Raises:
        UserError: `fine_tuning.network`, `fine_tuning.too_few_aside`,
            `evaluation.data_changed`, `dataset.working_copy_missing`, `general.disk_full`.
        Cancelled: stopped before the first epoch had ended.
    """
    began = time.monotonic()
    if not can_be_tuned(run):
        raise UserError("fine_tuning.network", backbone=run.backbone.title)
    data = _data(workspace, run, networks, context)
    judged = _without_seen(data)
    trainer = TailTrainer(run.backbone, witness_of(run), run.settings, checked_tuning(tuning))
    checkpoint = checkpoint_path(workspace, run)
    with _maps(workspace, run, networks, tuning, data, context) as maps:
        learned = _learned(trainer, maps, judged, (checkpoint, purpose_of(run, tuning)), context)
        del maps  # Windows deletes no file that somebody still looks into
    better = None
    if learned.report is not None:
        better = _saved(workspace, run, data, learned, learned.report, began)
    if not learned.trained.stopped:
        checkpoint.unlink(missing_ok=True)
    return FineTuned(better, len(judged.parts.validation), learned.gain, learned.trained.stopped)


def _data(workspace: Workspace, run: Run, networks: Path, context: Context) -> RunData:
    """The photos of the run, with all twins that are known by now."""
    data = load_run_data(run, workspace)
    features = extract_features(data.dataset, workspace, run.backbone, networks, context)
    return with_latest_twins(data, workspace, features, context)


def _without_seen(data: RunData) -> RunData:
    """The same, less the photos kept aside that would be known by heart for a twin that is learned from.

    Raises:
        UserError: `fine_tuning.too_few_aside` where too few are left.
    """
    aside = data.unseen(data.parts.validation, data.parts.train)
    count = len(np.unique(data.twins[list(aside)]))
    if count < MIN_ASIDE:
        raise UserError("fine_tuning.too_few_aside", photos=count, needed=MIN_ASIDE)
    return replace(data, parts=replace(data.parts, validation=aside))


@dataclass(frozen=True, slots=True, eq=False)
class _Learned:
    """A training of the last blocks, and what it is worth; no report where it is not surely better."""

    trained: TrainedTail
    gain: Gain
    temperature: float
    report: Report | None


def _learned(
    trainer: TailTrainer,
    maps: Maps,
    data: RunData,
    checkpoint: tuple[Path, str],
    context: Context,
) -> _Learned:
    train, aside = (_part(maps, data, r) for r in (data.parts.train, data.parts.validation))
    trained = trainer.train(train, aside, checkpoint, context)
    if trained.stopped and len(trained.history) == 1:
        raise Cancelled
    twins = data.twins[aside.rows]
    gain = measured_gain(trained.before, trained.after, aside.labels, twins)
    if trained.stopped or not trained.best_epoch or not gain.is_sure:
        return _Learned(trained, gain, 1.0, None)
    context.emit(Event("stage", "saving"))
    answers = logits(trained.layers, trainer.features(aside))
    temperature = fitted_temperature(answers, aside.labels, twins)
    made = replace(trained, layers=cooled(trained.layers, temperature))
    reported = _part(maps, data, data.parts.reported[1])
    return _Learned(made, gain, temperature, _report(made, trainer.features(reported), data))


@contextmanager
def _maps(
    workspace: Workspace,
    run: Run,
    networks: Path,
    tuning: TuningSettings,
    data: RunData,
    context: Context,
) -> Iterator[Maps]:
    """The maps of all photos, in a file that is gone after the block."""
    path = workspace.fine_tuning / f"{run.id}-maps.npy"
    extractor = CutExtractor(
        ready_network(run.backbone, networks, context), run.backbone, tuning.blocks
    )
    ids = [photo.id for photo in data.dataset.photos]
    try:
        yield cut_maps(ids, workspace.photos, extractor, run.backbone.input_size, path, context)
    finally:
        # Where something went wrong, Windows may still hold it; the next fine-tuning writes over it.
        with suppress(PermissionError):
            path.unlink(missing_ok=True)


def _part(maps: Maps, data: RunData, rows: Rows) -> MapPart:
    labels = [data.dataset.photos[row].label for row in rows]
    return MapPart(maps, np.array(rows, dtype=np.int64), np.array(labels, dtype=np.int64))


def _report(made: TrainedTail, features: FloatArray, data: RunData) -> Report:
    part, rows = data.parts.reported
    answers = probabilities(made.layers, features)
    return evaluate(answers, [data.dataset.photos[r] for r in rows], data.dataset.classes, part)


def _saved(
    workspace: Workspace,
    run: Run,
    data: RunData,
    learned: _Learned,
    report: Report,
    began: float,
) -> Run:
    trained = learned.trained
    changed = sum(kernel.size for kernel in trained.kernels.values())
    with new_run_folder(workspace) as folder:
        spec = replace(run.backbone, tuned=folder / TUNED)
        _save_files(folder, spec, trained, data)
        manifest = replace(
            run.manifest,
            app_version=VERSION,
            created_at=time.time(),
            weights_key=weights_key(spec),
            best_epoch=trained.best_epoch,
            stopped=False,
            trained_parameters=parameter_count(trained.layers) + changed,
            frozen_parameters=spec.parameters - changed,
            seconds={"fine_tuning": round(time.monotonic() - began, 3)},
            sha256={name: file_hash(folder / name) for name in (MODEL, HEAD, LABELS, TUNED)},
            temperature=round(learned.temperature, 4),
            refit_photos=0,
            fine_tuned_from=run.id,
        )
        write_description(folder, manifest, trained.history[1:], report)
    return finished_run(folder)


def _save_files(folder: Path, spec: BackboneSpec, trained: TrainedTail, data: RunData) -> None:
    save_tuned(folder / TUNED, trained.kernels)
    save_layers(folder / HEAD, trained.layers)
    save_run_data(folder, data)
    atomic.write_bytes(folder / LABELS, labels_file(data.dataset.classes))
    save_model(folder / MODEL, spec, trained.layers)
