"""Does the heatmap point at the right thing, and what does it cost?

A model is trained as the app does. Then collages are made of two photos of two classes that it did
not learn from, side by side and squeezed to a square as every photo is. For each of the two classes
the heatmap ought to be strongest on the half that shows it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.featured import featured
from benchmarks.measured import table
from core.backbones.extractor import Extractor
from core.backbones.map_extractor import MapExtractor
from core.backbones.onnx_export import ensure_onnx
from core.backbones.registry import BACKBONES, DEFAULT_BACKBONE
from core.context import QuietContext
from core.explain import evidence
from core.fitting import fit
from core.intake.images import model_input
from core.run_data import RunData
from core.settings import ARTICLE, TrainSettings
from core.splits import split_dataset
from core.store.photos import PhotoStore
from core.trained_layers import Layers, probabilities
from core.types import Dataset, FeatureSet, PixelArray
from ui.trial.heatmap import with_heat

HEADS = ((), TrainSettings().dense, ARTICLE.dense)
JUDGED_EVERY = 4
"""Each fourth photo is kept aside for the collages."""


def main(arguments: Sequence[str]) -> None:
    """Prints a row per data set and head: how often it points right, and milliseconds."""
    options = _options(arguments)
    rows = []
    with ExitStack() as stack:
        folder = options.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for source in options.data:
            workspace, dataset, features = featured(
                source, options.backbone, folder, options.per_class
            )
            network = ensure_onnx(BACKBONES[options.backbone], folder / "networks")
            maps, extractor = MapExtractor(network), Extractor(network)
            for dense in HEADS[: options.heads]:
                teams = 1 if dense == ARTICLE.dense else TrainSettings().teams
                settings = replace(
                    TrainSettings(), backbone=options.backbone, dense=dense, teams=teams
                )
                layers = trained_head(dataset, features, settings)
                right = pointing(
                    layers,
                    maps,
                    extractor.input_size,
                    judged_photos(dataset),
                    workspace.photos,
                    options.collages,
                )
                photo = workspace.photos.read(dataset.photos[0].id)
                alone, explained = _milliseconds(layers, maps, extractor, photo)
                rows.append({
                    "data": Path(source).stem,
                    "dense layers": "-".join(map(str, dense)) or "none",
                    "points right": f"{right:.1%}",
                    "of": 2 * options.collages,
                    "prediction ms": f"{alone:.0f}",
                    "with heatmap ms": f"{explained:.0f}",
                })  # fmt: skip
                print(table(rows[-1:]), flush=True)
    print(f"\n{table(rows)}")


def pointing(
    layers: Layers,
    maps: MapExtractor,
    size: int,
    dataset: Dataset,
    photos: PhotoStore,
    collages: int,
    seed: int = 0,
) -> float:
    """The share of heatmaps that are strongest on the half with their class.

    Args:
        layers: the trained head.
        maps: the backbone.
        size: side of its square input.
        dataset: photos to make collages of, at least one of each class.
        photos: their working copies.
        collages: how many; each is asked about both its classes.
        seed: of the draw.
    """
    rng = np.random.default_rng(seed)
    right = 0
    for _ in range(collages):
        pair = [int(label) for label in rng.choice(len(dataset.classes), 2, replace=False)]
        halves = []
        for label in pair:
            own = dataset.of_class(label)
            photo = own[int(rng.integers(len(own)))]
            halves.append(model_input(photos.read(photo.id), size))
        feature_map = maps.maps(_collage(halves[0], halves[1])[None])[0]
        for side, label in enumerate(pair):
            heat = evidence(layers, feature_map, label).heat
            smooth = np.asarray(Image.fromarray(heat).resize((size,) * 2, Image.Resampling.BICUBIC))
            column = int(np.unravel_index(int(smooth.argmax()), smooth.shape)[1])
            right += (column >= size / 2) == bool(side)
    return right / (2 * collages)


def trained_head(dataset: Dataset, features: FeatureSet, settings: TrainSettings) -> Layers:
    """The head that the app would train on the photos that are not kept aside for collages."""
    rows = [row for row in range(len(dataset.photos)) if row % JUDGED_EVERY]
    known = Dataset(dataset.classes, tuple(dataset.photos[row] for row in rows))
    own = FeatureSet(
        tuple(photo.id for photo in known.photos), features.features[rows], features.backbone_id
    )
    twins = np.arange(len(rows), dtype=np.int64)
    parts = split_dataset(known, settings.validation_percent, settings.seed, twins)
    return fit(own, RunData(known, parts, twins), settings, QuietContext()).layers


def judged_photos(dataset: Dataset) -> Dataset:
    """The photos that `trained_head` does not learn from."""
    return Dataset(dataset.classes, dataset.photos[::JUDGED_EVERY])


def _collage(left: PixelArray, right: PixelArray) -> PixelArray:
    both = np.concatenate([left, right], axis=1)
    return np.asarray(Image.fromarray(both).resize(left.shape[:2], Image.Resampling.BICUBIC))


def _milliseconds(
    layers: Layers, maps: MapExtractor, extractor: Extractor, photo: bytes, rounds: int = 9
) -> tuple[float, float]:
    """Median time of a prediction alone, and of one with a heatmap drawn over the photo."""
    pixels = model_input(photo, extractor.input_size)[None]
    alone, explained = [], []
    for _ in range(rounds):
        began = time.perf_counter()
        probabilities(layers, extractor.features(pixels))
        alone.append(time.perf_counter() - began)
        began = time.perf_counter()
        feature_map = maps.maps(pixels)[0]
        probabilities(layers, feature_map.mean(axis=(0, 1))[None])
        with_heat(photo, evidence(layers, feature_map, 0).heat)
        explained.append(time.perf_counter() - began)
    return 1000 * float(np.median(alone)), 1000 * float(np.median(explained))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python run.py bench explain", description=__doc__)
    parser.add_argument("data", nargs="+", help="zips or folders, or names of samples: digits")
    parser.add_argument("--collages", type=int, default=60)
    parser.add_argument("--per-class", type=int, default=60, help="photos of each class at most")
    parser.add_argument(
        "--heads", type=int, default=len(HEADS), help="how many of none, the default, 1024-1024-512"
    )
    parser.add_argument("--backbone", choices=list(BACKBONES), default=DEFAULT_BACKBONE)
    parser.add_argument("--work", type=Path, help="keep photos and features here for the next time")
    return parser.parse_args(arguments)
