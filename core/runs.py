"""Finished trainings: what was trained, how it went and how good it is."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from core import settings as train_settings
from core.backbones.registry import BackboneSpec, get
from core.backbones.tuned import TUNED
from core.backbones.weights import weights_key
from core.errors import UserError
from core.evaluation.report import Report, report_from_dict, report_to_dict
from core.settings import TrainSettings
from core.store import atomic
from core.store.workspace import Workspace

FORMAT = 1
MANIFEST, HISTORY, REPORT = "model.json", "history.json", "report.json"
MODEL, HEAD, LABELS = "model.keras", "head.npz", "labels.txt"
WITNESS, DATASET = "witness.npz", "dataset.json"
FILES = (MANIFEST, HISTORY, REPORT, MODEL, HEAD, LABELS, WITNESS, DATASET, TUNED)
_RUN_ID = re.compile(r"[0-9a-f-]{1,40}")


@dataclass(frozen=True, slots=True)
class EpochResult:
    """How one epoch ended: losses, and accuracies from 0 to 1, on both parts."""

    epoch: int
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float


@dataclass(frozen=True, slots=True)
class Manifest:
    """What somebody needs to know to use a model file.

    Attributes:
        format: version of this file's form.
        app_version: Foldersight's version that wrote it.
        created_at: seconds since 1970.
        classes: class names in the order of the model's outputs.
        backbone: id of the frozen network.
        weights_key: fingerprint of its weights.
        input_size: side of the square input in pixels.
        input: what the model takes, in words.
        preprocessing: what the model itself does first, in words.
        settings: every `TrainSettings` value.
        dataset_key: fingerprint of the data.
        photos_used, photos_kept_aside, photos_skipped: counts; those of `report.json`, whose model
            never saw the photos kept aside.
        best_epoch: the epoch (from 1) that was best on the photos kept aside.
        stopped: whether the person stopped the training before its end.
        trained_parameters, frozen_parameters: counts.
        seconds: seconds of each stage.
        sha256: hash of each file beside this one.
        temperature: what the logits were divided by to calibrate the confidences; it is part of the
            weights in every file already.
        refit_photos: number of photos, those kept aside included, that the saved model learned from
            in the end; 0 when it learned from `photos_used` only.
        fine_tuned_from: id of the run whose network and head were trained further; "" where the
            network is as it was published.
    """

    format: int
    app_version: str
    created_at: float
    classes: tuple[str, ...]
    backbone: str
    weights_key: str
    input_size: int
    input: str
    preprocessing: str
    settings: Mapping[str, Any]
    dataset_key: str
    photos_used: int
    photos_kept_aside: int
    photos_skipped: int
    best_epoch: int
    stopped: bool
    trained_parameters: int
    frozen_parameters: int
    seconds: Mapping[str, float]
    sha256: Mapping[str, str]
    temperature: float = 1.0
    refit_photos: int = 0
    fine_tuned_from: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A finished training in its folder.

    Attributes:
        folder: holds `model.keras`, `labels.txt`, `model.json`, `head.npz`, `history.json`,
            `report.json`, `dataset.json` (the photos as they were) and, where the model learned from
            all photos in the end, `witness.npz` (the head that never saw those kept aside), and, where
            the network was trained as well, `tuned.npz`. What is
            found out later stands beside them, see `core.evaluation.files`.
    """

    folder: Path
    manifest: Manifest
    history: tuple[EpochResult, ...]
    report: Report

    @property
    def id(self) -> str:
        """Name of the folder; sorts by time."""
        return self.folder.name

    @property
    def settings(self) -> TrainSettings:
        """The settings that it was trained with."""
        return train_settings.from_dict(self.manifest.settings)

    @property
    def backbone(self) -> BackboneSpec:
        """The network that it stands on; see `backbone_of`."""
        return backbone_of(self.folder, self.manifest)


def backbone_of(folder: Path, manifest: Manifest) -> BackboneSpec:
    """The network that a model stands on: a ready-made one, or one that was fine-tuned for it.

    Args:
        folder: of the model, or a copy of it anywhere.
        manifest: what stands in it.

    Raises:
        UserError: `backbone.unknown`.
    """
    spec = get(manifest.backbone)
    return replace(spec, tuned=folder / TUNED) if manifest.fine_tuned_from else spec


def labels_file(classes: Sequence[str]) -> bytes:
    """The content of `labels.txt`: a class a line, in the order of the model's outputs."""
    return "".join(f"{name}\n" for name in classes).encode()


def load_manifest(folder: Path) -> Manifest:
    """The manifest of a model folder.

    Raises:
        UserError: `model.missing`, `model.too_new`, or `general.file_damaged`.
    """
    try:
        value = atomic.read_json(folder / MANIFEST)
    except FileNotFoundError as error:
        raise UserError("model.missing", folder=folder.name) from error
    if (
        isinstance(value, dict)
        and isinstance(value.get("format"), int)
        and value["format"] > FORMAT
    ):
        raise UserError("model.too_new", folder=folder.name, version=str(value.get("app_version")))
    with _damaged(MANIFEST):
        known = {f.name: value[f.name] for f in fields(Manifest) if f.name in value}
        known["classes"] = tuple(map(str, known["classes"]))
        known["created_at"] = float(known["created_at"])
        # Models of earlier versions were of one team, not refit and learned from no views, whatever
        # is usual now.
        known["settings"] = {"teams": 1, "refit": False, "views": 0, **known["settings"]}
        train_settings.from_dict(known["settings"])
        return Manifest(**known)


def load_run(folder: Path) -> Run:
    """The finished training in a folder.

    Raises:
        UserError: `model.missing`, `model.too_new`, or `general.file_damaged`.
    """
    manifest = load_manifest(folder)
    with _damaged(HISTORY):
        history = tuple(EpochResult(**epoch) for epoch in atomic.read_json(folder / HISTORY))
    with _damaged(REPORT):
        report = report_from_dict(atomic.read_json(folder / REPORT))
    return Run(folder, manifest, history, report)


def all_runs(workspace: Workspace) -> list[Run]:
    """The readable trainings of a workspace, the newest first.

    Ids tell the time of this computer's clock by the second only, and it may be put back.
    """
    found = []
    for path in workspace.runs.glob(f"*/{MANIFEST}"):
        if not _RUN_ID.fullmatch(path.parent.name):
            continue
        try:
            found.append(load_run(path.parent))
        except UserError:
            continue
    return sorted(found, key=lambda run: (run.manifest.created_at, run.id), reverse=True)


def find_run(workspace: Workspace, run_id: str) -> Run:
    """The training of that id.

    Raises:
        UserError: `model.missing`, `model.too_new`, or `general.file_damaged`.
    """
    if not _RUN_ID.fullmatch(run_id):
        raise UserError("model.missing", folder=run_id[:40])
    return load_run(workspace.runs / run_id)


def delete_run(workspace: Workspace, run_id: str) -> None:
    """The training of that id is gone, with the features that only its own network has seen.

    Raises:
        UserError: as `find_run`.
    """
    run = find_run(workspace, run_id)
    if run.manifest.fine_tuned_from:
        with contextlib.suppress(UserError):
            for features in workspace.features.glob(f"*-{weights_key(run.backbone)[:12]}-*"):
                shutil.rmtree(features, ignore_errors=True)
    for unfinished in workspace.fine_tuning.glob(f"{run.id}*"):
        unfinished.unlink(missing_ok=True)
    shutil.rmtree(run.folder, ignore_errors=True)


def write_description(
    folder: Path, manifest: Manifest, history: tuple[EpochResult, ...], report: Report
) -> None:
    """The three JSON files stand in `folder`, the manifest last: a folder without it is no run."""
    atomic.write_json(folder / HISTORY, [asdict(epoch) for epoch in history])
    atomic.write_json(folder / REPORT, report_to_dict(report))
    atomic.write_json(folder / MANIFEST, asdict(manifest))


class _damaged:  # noqa: N801 - reads as a statement
    """Anything that a damaged file can make Python say, told as one `UserError`."""

    def __init__(self, file: str) -> None:
        self.file = file

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        damaged = (KeyError, TypeError, ValueError, AttributeError, FileNotFoundError)
        if isinstance(error, damaged) or (
            isinstance(error, UserError) and error.code.startswith("general.setting")
        ):
            raise UserError("general.file_damaged", file=self.file) from error
