"""Many photos asked at once, against the extraction of the same photos that a training does.

Extraction reads working copies and keeps features; asking reads the uploaded files themselves, keeps
small pictures for the table and gives answers. Rounds alternate, so that both see the same machine.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.folders import photos_by_class
from benchmarks.measured import table
from core.answering import Answerer
from core.backbones.extractor import Extractor
from core.backbones.onnx_export import ensure_onnx
from core.backbones.registry import DEFAULT_BACKBONE, get
from core.classify.asking import ask_all
from core.context import QuietContext
from core.features import extract_features
from core.intake import read_dataset
from core.settings import TrainSettings
from core.store.photos import PhotoStore
from core.store.workspace import Workspace
from core.training import train_model
from core.types import Dataset

_TO_LEARN_FROM = 20
"""Photos of each class that the model learns from."""


def main(arguments: Sequence[str]) -> None:
    """Prints photos a second of both, round by round, and the median share."""
    options = _options(arguments)
    spec, context, rows = get(DEFAULT_BACKBONE), QuietContext(), []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        networks = folder / "networks"
        workspace = Workspace(folder / "work")
        dataset = read_dataset(options.data, workspace.photos, context)
        workspace.save_dataset(_few(dataset))
        run = train_model(workspace, networks, TrainSettings(epochs=2), context)
        upload, count = _upload(options.data, folder / "upload.zip", options.photos)
        for number in range(options.rounds):
            extraction = _extraction(dataset, workspace, networks, options.photos)
            began = time.perf_counter()
            model = (Answerer(run.folder), Extractor(ensure_onnx(spec, networks)))
            store = PhotoStore(folder / f"thumbnails-{number}")
            ask_all(upload, "upload.zip", run.id, model, store, context)
            asking = count / (time.perf_counter() - began)
            rows.append({
                "round": number + 1,
                "photos": count,
                "extraction a second": round(extraction, 1),
                "asking a second": round(asking, 1),
                "share": round(asking / extraction, 3),
            })  # fmt: skip
    print(table(rows))
    print(f"\nMedian share: {statistics.median(float(row['share']) for row in rows):.0%}")


def _few(dataset: Dataset) -> Dataset:
    """Enough photos for a model; how good it is does not matter here."""
    labels = range(len(dataset.classes))
    photos = [p for label in labels for p in dataset.of_class(label)[:_TO_LEARN_FROM]]
    return Dataset(dataset.classes, tuple(photos))


def _extraction(dataset: Dataset, workspace: Workspace, networks: Path, photos: int) -> float:
    """Photos a second of the extraction, with nothing cached."""
    asked = Dataset(dataset.classes, dataset.photos[:photos])
    shutil.rmtree(workspace.features)
    began = time.perf_counter()
    extract_features(asked, workspace, get(DEFAULT_BACKBONE), networks, QuietContext())
    return len(asked.photos) / (time.perf_counter() - began)


def _upload(archive: Path, target: Path, photos: int) -> tuple[Path, int]:
    """A zip of at most so many of the original photos, and how many there are."""
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(target, "w") as upload:
        members = [
            (name, member) for name, own in photos_by_class(source).items() for member in own
        ][:photos]
        for number, (name, member) in enumerate(members):
            ending = Path(member.filename).suffix
            upload.writestr(f"{name}/{number}{ending}", source.read(member))
    return target, len(members)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python run.py bench many", description=__doc__)
    parser.add_argument("data", type=Path, help="a well-formed zip of class folders")
    parser.add_argument("--photos", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args(arguments)
