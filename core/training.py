"""The whole recipe: from the photos of a workspace to a finished run."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from core.backbones.registry import BackboneSpec, get
from core.backbones.weights import weights_key
from core.context import Context, raise_if_stopped
from core.evaluation.report import Report, evaluate
from core.export.keras_model import save_model
from core.features import extract_features
from core.fitting import Fitted, fit
from core.run_data import RunData, dealt, save_run_data
from core.run_folder import file_hash, finished_run, new_run_folder
from core.runs import (
    FORMAT,
    HEAD,
    LABELS,
    MODEL,
    WITNESS,
    Manifest,
    Run,
    labels_file,
    write_description,
)
from core.settings import TrainSettings, checked, to_dict
from core.store import atomic
from core.store.workspace import Workspace
from core.summary import summarise, trained_parameters
from core.trainable import trainable_dataset
from core.trained_layers import probabilities, save_layers
from core.twins import known_twins, numbered
from core.types import Event, FeatureSet
from core.version import VERSION
from core.view_features import with_views

INPUT_IN_WORDS = "RGB values from 0 to 255, the whole upright photo squeezed to a square"


def train_model(
    workspace: Workspace, networks: Path, settings: TrainSettings, context: Context
) -> Run:
    """A finished run in `workspace.runs`: features, head, report and model file.

    Stopped during the features or views, nothing is kept but the cache; stopped during the epochs, the best
    one so far is saved.

    Args:
        workspace: holds the data set.
        networks: folder of converted backbones (`Home.networks`).
        settings: every choice of the person.
        context: told of the stages `features`, `twins`, `views`, `training`, `calibration`, `refit`,
            `saving`.

    Raises:
        UserError: the data cannot be trained on, the backbone is missing, the disk is full.
        Cancelled: stopped before the first epoch had ended.
    """
    dataset = trainable_dataset(workspace)
    spec = get(checked(settings).backbone)
    clock = _Clock()
    with clock.stage("features"):
        features = extract_features(dataset, workspace, spec, networks, context)
    raise_if_stopped(context)
    with clock.stage("twins"):
        groups = known_twins(dataset, workspace, features, context)
    data = dealt(dataset, numbered(features.ids, groups), settings)
    if settings.views:
        with clock.stage("views"):
            features = with_views(
                features, data.learnable, settings.views, workspace, spec, networks, context
            )
        raise_if_stopped(context)
    with clock.stage("training"):
        fitted = fit(features, data, settings, context)
    context.emit(Event("stage", "saving"))
    with new_run_folder(workspace) as folder:
        with clock.stage("saving"):
            _save_files(folder, spec, fitted, data)
        manifest = _manifest(folder, spec, settings, data, fitted, clock.seconds)
        report = _report(fitted, features, data)
        write_description(folder, manifest, fitted.trained.history, report)
    return finished_run(folder)


def _report(fitted: Fitted, features: FeatureSet, data: RunData) -> Report:
    """What is known at once: a test part is answered by the model itself, any other by the witness."""
    part, rows = data.parts.reported
    layers = fitted.layers if part == "test" else fitted.witness
    answers = probabilities(layers, features.features[list(rows)])
    return evaluate(answers, [data.dataset.photos[r] for r in rows], data.dataset.classes, part)


def _save_files(folder: Path, spec: BackboneSpec, fitted: Fitted, data: RunData) -> None:
    save_layers(folder / HEAD, fitted.layers)
    if fitted.is_refit:
        save_layers(folder / WITNESS, fitted.witness)
    save_run_data(folder, data)
    atomic.write_bytes(folder / LABELS, labels_file(data.dataset.classes))
    save_model(folder / MODEL, spec, fitted.layers)


def _manifest(
    folder: Path,
    spec: BackboneSpec,
    settings: TrainSettings,
    data: RunData,
    fitted: Fitted,
    seconds: Mapping[str, float],
) -> Manifest:
    dataset, parts, head = data.dataset, data.parts, fitted.trained
    learned = len(parts.train) + len(parts.validation)
    return Manifest(
        format=FORMAT,
        app_version=VERSION,
        created_at=time.time(),
        classes=dataset.classes,
        backbone=spec.id,
        weights_key=weights_key(spec),
        input_size=spec.input_size,
        input=INPUT_IN_WORDS,
        preprocessing=spec.preprocessing,
        settings=to_dict(settings),
        dataset_key=dataset.key,
        photos_used=len(parts.train),
        photos_kept_aside=len(parts.validation) + len(parts.test),
        photos_skipped=len(dataset.skipped),
        best_epoch=head.best_epoch,
        stopped=head.stopped,
        trained_parameters=trained_parameters(summarise(settings, len(dataset.classes))),
        frozen_parameters=spec.parameters,
        seconds={stage: round(value, 3) for stage, value in seconds.items()},
        sha256={name: file_hash(folder / name) for name in (MODEL, HEAD, LABELS)},
        temperature=round(fitted.temperature, 4),
        refit_photos=learned if fitted.is_refit else 0,
    )


@dataclass(slots=True)
class _Clock:
    """Seconds of each stage."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began
