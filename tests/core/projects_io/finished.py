"""A small finished project for tests, trained by nobody: its head's numbers are drawn by chance."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from core.backbones.registry import DEFAULT_BACKBONE, get
from core.backbones.tuned import TUNED, kernel_shapes, lite_tensors, save_tuned
from core.backbones.weights import weights_key
from core.context import QuietContext
from core.doctor.storing import dismiss
from core.evaluation.report import evaluate
from core.intake import read_dataset
from core.run_data import RunData, save_run_data
from core.run_folder import file_hash
from core.runs import (
    FORMAT,
    HEAD,
    LABELS,
    MANIFEST,
    EpochResult,
    Manifest,
    Run,
    load_run,
    write_description,
)
from core.settings import TrainSettings, to_dict
from core.splits import split_dataset
from core.store import atomic
from core.store.last_settings import save_settings
from core.store.projects import Project, ProjectStore
from core.trained_layers import Layers, save_layers
from core.types import Dataset, FloatArray
from tests.factories import folder_zip

SETTINGS = TrainSettings(epochs=7, dense=(8,))
COUNTS = {"cats": 6, "dogs": 6}
SPEC = get(DEFAULT_BACKBONE)


def finished_project(store: ProjectStore, folder: Path, name: str = "Pets") -> Project:
    """A project with photos, settings, something called fine, and one model without its model file."""
    project = store.create(name)
    source = folder_zip(folder / "photos.zip", COUNTS)
    dataset = read_dataset(source, project.workspace.photos, QuietContext())
    project.workspace.save_dataset(dataset)
    save_settings(project.workspace, SETTINGS)
    dismiss(project.workspace, "copies", [dataset.photos[0].id])
    _add_run(project, dataset)
    return project


def layers(classes: int = 2, seed: int = 0) -> Layers:
    """A head of one dense layer of 8 neurons."""
    random, sizes = np.random.default_rng(seed), (SPEC.feature_count, 8, classes)
    return tuple(
        (
            random.normal(0, 0.1, (before, after)).astype(np.float32),
            random.normal(0, 0.1, after).astype(np.float32),
        )
        for before, after in pairwise(sizes)
    )


def rewritten(path: Path, changes: Mapping[str, bytes | None], *, honest: bool = True) -> Path:
    """The zip with other contents, for tests of what a stranger may send.

    Args:
        path: a saved project.
        changes: new content by name; None takes a file out.
        honest: whether the list of contents is changed with them.
    """
    with zipfile.ZipFile(path) as archive:
        members: dict[str, bytes] = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("foldersight.json"))
    for name, data in changes.items():
        if name == "foldersight.json":
            continue
        members.pop(name, None)
        manifest["files"].pop(name, None) if honest else None
        if data is not None:
            members[name] = data
            if honest:
                digest = hashlib.sha256(data).hexdigest()
                manifest["files"][name] = {"size_bytes": len(data), "sha256": digest}
    listed = changes.get("foldersight.json") or json.dumps(manifest).encode()
    target = path.with_name("rewritten.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**members, "foldersight.json": listed}.items():
            archive.writestr(name, data)
    return target


def changed_manifest(path: Path, **changes: Any) -> Path:
    """The saved project with other values in its list of contents."""
    with zipfile.ZipFile(path) as archive:
        value = json.loads(archive.read("foldersight.json"))
    return rewritten(path, {"foldersight.json": json.dumps({**value, **changes}).encode()})


def _add_run(project: Project, dataset: Dataset) -> Run:
    folder = project.workspace.runs / "20260101-120000-aaaa"
    save_layers(folder / HEAD, layers())
    (folder / LABELS).write_text("cats\ndogs\n")
    parts = split_dataset(dataset, 20, 1)
    twins = np.arange(len(dataset.photos), dtype=np.int64)
    save_run_data(folder, RunData(dataset, parts, twins))
    aside = [dataset.photos[row] for row in parts.validation]
    shares = np.tile(np.array([[0.7, 0.3]], np.float32), (len(aside), 1))
    report = evaluate(shares, aside, dataset.classes, "validation")
    history = (EpochResult(1, 0.7, 0.5, 0.8, 0.5), EpochResult(2, 0.4, 0.8, 0.6, 0.5))
    write_description(folder, _manifest(folder, dataset), history, report)
    return load_run(folder)


def _manifest(folder: Path, dataset: Dataset) -> Manifest:
    digest = hashlib.sha256((folder / HEAD).read_bytes()).hexdigest()
    return Manifest(
        format=FORMAT, app_version="0.1.0", created_at=1.7e9, classes=dataset.classes,
        backbone=SPEC.id, weights_key="0" * 32, input_size=SPEC.input_size, input="RGB",
        preprocessing=SPEC.preprocessing, settings=to_dict(SETTINGS), dataset_key=dataset.key,
        photos_used=10, photos_kept_aside=2, photos_skipped=0, best_epoch=2, stopped=False,
        trained_parameters=10266, frozen_parameters=SPEC.parameters, seconds={"training": 1.0},
        sha256={HEAD: digest},
    )  # fmt: skip


def changed_kernels(blocks: int = 1) -> dict[str, FloatArray]:
    """The kernels of the network's last blocks, each filter made weaker or stronger by chance."""
    random, published = np.random.default_rng(3), lite_tensors(SPEC)
    return {
        name: (published[name] * random.uniform(0.2, 2, (len(published[name]), 1, 1, 1))).astype(
            np.float32
        )
        for name in kernel_shapes(SPEC.id, blocks)
    }


def as_if_fine_tuned(run: Run) -> Run:
    """The same run, on a network of its own from now on: as a fine-tuning leaves it, in no time."""
    kernels = changed_kernels()
    save_tuned(run.folder / TUNED, kernels)
    changed = sum(kernel.size for kernel in kernels.values())
    before = replace(run.manifest, fine_tuned_from="20251231-120000-bbbb")
    manifest = replace(
        before,
        weights_key=weights_key(replace(run, manifest=before).backbone),
        trained_parameters=run.manifest.trained_parameters + changed,
        frozen_parameters=run.manifest.frozen_parameters - changed,
        sha256={**run.manifest.sha256, TUNED: file_hash(run.folder / TUNED)},
    )
    atomic.write_json(run.folder / MANIFEST, asdict(manifest))
    return load_run(run.folder)


def changed_run(run: Run, **changes: Any) -> bytes:
    """The bytes of the run's `model.json` with other values."""
    return json.dumps({**asdict(replace(run.manifest)), **changes}).encode()
