"""A trained model from elsewhere: its description and its numbers, checked before they are used."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import get_args, get_type_hints

from core.backbones.registry import BackboneSpec, get
from core.backbones.tuned import TUNED
from core.errors import UserError
from core.evaluation import files
from core.evaluation.report import Part, Report
from core.familiarity import FAMILIARITY, load_familiarity
from core.projects_io.arrays import check_arrays, check_tuned, familiarity_arrays, head_arrays
from core.projects_io.checked_data import checked_dataset
from core.projects_io.checked_evaluation import check_evaluation
from core.projects_io.plain_values import class_names, number, text, whole
from core.run_data import load_run_data
from core.runs import (
    DATASET,
    HEAD,
    WITNESS,
    EpochResult,
    Manifest,
    Run,
    backbone_of,
    load_manifest,
    load_run,
)
from core.settings import from_dict
from core.store import atomic
from core.store.workspace import Workspace
from core.teams import hidden_sizes
from core.trained_layers import Layers, load_layers

_MAX_TEXT = 2_000
_MAX_PHOTOS = 1_000_000_000
_DAMAGED = (
    "general.file_damaged",
    "model.head_damaged",
    "model.missing",
    "evaluation.data_changed",
)


def checked_run(folder: Path, workspace: Workspace) -> Run:
    """The run whose files stand in `folder`, every one of them checked.

    Args:
        folder: of the run; nobody else looks at it yet.
        workspace: that the run is in.

    Raises:
        UserError: `model.too_new`, `backbone.unknown`.
        KeyError, TypeError, ValueError: a file is not what it should be.
    """
    with _damage_as_value_error():
        _check_manifest(load_manifest(folder))
        run = load_run(folder)
        for epoch in run.history:
            _check_epoch(epoch)
        _check_report(run.report, run.manifest.classes)
        checked_layers(folder, run.manifest)
        _check_knowledge(run)
        if (folder / DATASET).is_file():
            checked_dataset(atomic.read_json(folder / DATASET))
            load_run_data(run, workspace)
    return run


def checked_layers(folder: Path, manifest: Manifest) -> Layers:
    """The head of the run in `folder`.

    Its witness, its familiarity and what a fine-tuning changed are right, too, where they are there.

    Raises:
        UserError: `backbone.unknown`, `model.head_damaged`.
        ValueError: an array has another shape or dtype than the manifest says, or what a fine-tuning
            changed is there without one, or the other way round.
    """
    spec = backbone_of(folder, manifest)
    _check_network(folder, spec)
    sizes = (*hidden_sizes(from_dict(manifest.settings)), len(manifest.classes))
    for name in (HEAD, WITNESS):
        if name == HEAD or (folder / name).is_file():
            check_arrays(folder / name, head_arrays(spec.feature_count, sizes))
            load_layers(folder / name, spec.feature_count, sizes)
    if (folder / FAMILIARITY).is_file():
        expected = familiarity_arrays(spec.feature_count, len(manifest.classes))
        check_arrays(folder / FAMILIARITY, expected)
        load_familiarity(folder / FAMILIARITY, spec.feature_count, len(manifest.classes))
    return load_layers(folder / HEAD, spec.feature_count, sizes)


def _check_network(folder: Path, spec: BackboneSpec) -> None:
    """The network is as published, or there is what a fine-tuning of it changed, and is right.

    The published weights need not be on this computer for that.
    """
    if (spec.tuned is not None) != (folder / TUNED).is_file():
        raise ValueError("a fine-tuning and what it changed do not come together")
    if spec.tuned is not None:
        if spec.parts or not spec.bundled:
            raise ValueError("a network that cannot be fine-tuned here")
        check_tuned(spec.tuned, spec.id)


def _check_manifest(manifest: Manifest) -> None:
    hints = get_type_hints(Manifest)
    for field in fields(Manifest):
        _check_field(hints[field.name], getattr(manifest, field.name))
    class_names(manifest.classes)
    for seconds in manifest.seconds.values():
        number(seconds)
    if not len(manifest.classes) >= 2 or manifest.input_size != get(manifest.backbone).input_size:
        raise ValueError("the description does not fit together")


def _check_field(kind: object, value: object) -> None:
    if kind is int:
        whole(value, 0, 10**12)
    elif kind is float:
        number(value)
    elif kind is bool and not isinstance(value, bool):
        raise ValueError("not yes or no")
    elif kind is str and not (isinstance(value, str) and len(value) <= _MAX_TEXT):
        raise ValueError("not a text")
    elif value is None:
        raise ValueError("nothing")


def _check_epoch(epoch: EpochResult) -> None:
    for value in asdict(epoch).values():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError("not an epoch")


def _check_report(report: Report, classes: tuple[str, ...]) -> None:
    if report.part not in get_args(Part) or report.classes != classes:
        raise ValueError("not the report of this model")
    if [len(row) for row in report.confusion] != [len(classes)] * len(classes):
        raise ValueError("not a square table")
    for row in report.confusion:
        for count in row:
            whole(count, 0, _MAX_PHOTOS)
    for mistake in report.mistakes:
        text(mistake.photo_id)
        text(mistake.name)
        number(mistake.confidence)
        number(mistake.true_confidence)
        if not {mistake.true_class, mistake.answered_class} <= set(classes):
            raise ValueError("a mistake about no class of this model")


def _check_knowledge(run: Run) -> None:
    """What was found out later is whole and about the same classes."""
    evaluation = files.load_evaluation(run.folder)
    if evaluation is not None:
        check_evaluation(evaluation, run.manifest.classes)
        for report in (evaluation.report, evaluation.test_report):
            if report is not None:
                _check_report(report, run.manifest.classes)
    files.load_learning_curve(run.folder)
    files.load_conditions(run.folder)


@contextlib.contextmanager
def _damage_as_value_error() -> Iterator[None]:
    """Advice to restore a damaged file helps nobody whose file came from elsewhere."""
    try:
        yield
    except UserError as error:
        if error.code in _DAMAGED:
            raise ValueError(str(error)) from error
        raise
    except (AttributeError, OverflowError, RuntimeError, zlib.error) as error:
        # The last two: nested too deeply, or arrays that are packed in a way nobody can undo.
        raise ValueError("not the values of a run") from error
