"""Our extraction, decoding included, against ONNX Runtime alone on arrays that are decoded already."""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.folders import lay_out
from benchmarks.measured import table
from core.backbones.extractor import BATCH_SIZE, Extractor
from core.backbones.onnx_export import ensure_onnx
from core.backbones.registry import BACKBONES, DEFAULT_BACKBONE, BackboneSpec
from core.context import QuietContext
from core.features import decoded_batches, extract_features
from core.intake import read_dataset
from core.store.workspace import Workspace
from core.types import Dataset


def main(arguments: Sequence[str]) -> None:
    """Prints photos a second of both, in turns, and their ratio."""
    options = _options(arguments)
    spec = BACKBONES[options.backbone]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        lay_out(options.data, folder / "data")
        workspace = Workspace(folder / "workspace")
        dataset = read_dataset(folder / "data", workspace.photos, QuietContext())
        dataset = Dataset(dataset.classes, dataset.photos[: options.photos])
        ensure_onnx(spec, folder / "networks")
        rows = [
            _round(dataset, workspace, spec, folder, number) for number in range(options.rounds)
        ]
    print(table([{**row} for row in rows]))
    print(f"\nmedian ratio {statistics.median(row['ratio'] for row in rows):.2f}")


def _round(
    dataset: Dataset, workspace: Workspace, spec: BackboneSpec, folder: Path, number: int
) -> dict[str, float]:
    fresh = Workspace(folder / f"round{number}")
    fresh.folder.mkdir()
    (fresh.folder / "photos").symlink_to(workspace.photos.folder, target_is_directory=True)
    raw = _raw_rate(dataset, workspace, spec, folder)
    began = time.perf_counter()
    extract_features(dataset, fresh, spec, folder / "networks", QuietContext())
    ours = len(dataset.photos) / (time.perf_counter() - began)
    return {
        "raw photos/s": round(raw, 1),
        "ours photos/s": round(ours, 1),
        "ratio": round(ours / raw, 3),
    }


def _raw_rate(dataset: Dataset, workspace: Workspace, spec: BackboneSpec, folder: Path) -> float:
    ids = [photo.id for photo in dataset.photos[: 16 * BATCH_SIZE]]
    batches = [pixels for _, pixels in decoded_batches(ids, workspace.photos, spec.input_size)]
    extractor = Extractor(ensure_onnx(spec, folder / "networks"))
    extractor.features(batches[0])
    began = time.perf_counter()
    done = 0
    while done < len(dataset.photos):
        for pixels in batches:
            done += len(np.asarray(extractor.features(pixels)))
    return done / (time.perf_counter() - began)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python run.py bench extraction", description=__doc__)
    parser.add_argument("data", type=Path, help="a zip with one folder of photos per class")
    parser.add_argument("--backbone", choices=list(BACKBONES), default=DEFAULT_BACKBONE)
    parser.add_argument("--photos", type=int, default=1500)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args(arguments)
