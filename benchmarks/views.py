"""What extra views of the training photos bring and cost, on the same photos and seeds as without.

Every head is trained as the app does it: the best epoch is chosen on a fifth of the photos, then it
is trained afresh on all of them for as many epochs. Accuracy is that on the photos held out, of
which no view is made.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.featured import sets
from benchmarks.measured import table
from benchmarks.problems import Problem, held_out, run_data, whole
from core.backbones.ready import ready_network
from core.backbones.registry import BACKBONES, DEFAULT_BACKBONE
from core.context import QuietContext
from core.features import extract_features
from core.fitting import labelled
from core.head import HeadTrainer
from core.lessons import all_photos, lesson
from core.run_data import RunData
from core.settings import TrainSettings
from core.store.workspace import Workspace
from core.trained_layers import logits
from core.types import Dataset, FeatureSet
from core.view_features import with_views
from core.views import MIX, Mix

Found = dict[int, dict[str, list[float]]]
_TIMED_PHOTOS, _TIMED_VIEWS = 128, 3


def main(arguments: Sequence[str]) -> None:
    """Prints a row per number of views: accuracy per data set, and the mean gain over none."""
    options = _options(arguments)
    mix = replace(MIX, mirrored=True) if options.mirrored else MIX
    found: Found = {}
    seconds: dict[int, list[float]] = {}
    # TensorFlow starts once, and the seconds of the first head shall not tell of it.
    HeadTrainer(1, 2, TrainSettings(dense=()))
    with ExitStack() as stack:
        folder = options.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for source, per_class in sets(options.data):
            name = Path(source).stem + (f" {per_class}" if per_class else "")
            workspace = Workspace(folder / Path(source).stem)
            all_photos = whole(source, per_class, (DEFAULT_BACKBONE,), folder)
            print(name, _cost(all_photos.dataset, workspace, folder, mix), flush=True)
            for seed in range(options.seeds):
                problem = held_out(all_photos, per_class, seed)
                tries = _accuracies(problem, workspace, folder, mix, options.views, seed)
                for views, accuracy, took_s in tries:
                    found.setdefault(views, {}).setdefault(name, []).append(accuracy)
                    seconds.setdefault(views, []).append(took_s)
            print(table([_row(v, {name: found[v][name]}, found, seconds) for v in found]))
    print(table([_row(views, found[views], found, seconds) for views in found]), flush=True)


def _accuracies(
    problem: Problem, workspace: Workspace, folder: Path, mix: Mix, views: Sequence[int], seed: int
) -> Iterator[tuple[int, float, float]]:
    """Each number of views with the accuracy on the photos held out and the seconds of learning."""
    data = run_data(problem.dataset, seed)
    spec, networks = BACKBONES[DEFAULT_BACKBONE], folder / "networks"
    for count in dict.fromkeys((0, *views)):
        features = with_views(
            problem.features[spec.id], data.learnable, count, workspace, spec, networks,
            QuietContext(), mix,
        )  # fmt: skip
        began = time.perf_counter()
        accuracy = _accuracy(features, data, TrainSettings(views=count, seed=seed))
        yield count, accuracy, time.perf_counter() - began


def _accuracy(features: FeatureSet, data: RunData, settings: TrainSettings) -> float:
    """On the photos held out."""
    photos, context = all_photos(features, data.dataset), QuietContext()
    trainer = HeadTrainer(features.features.shape[1], len(data.dataset.classes), settings)
    aside, test = (
        labelled(features, data.dataset, rows) for rows in (data.parts.validation, data.parts.test)
    )
    epochs = trainer.train(lesson(photos, data.parts.train), aside, context).best_epoch
    layers = trainer.train_for(lesson(photos, data.learnable), epochs, context)
    answers = logits(layers, test.features[test.rows]).argmax(axis=1)
    return float((answers == test.labels).mean())


def _cost(dataset: Dataset, workspace: Workspace, folder: Path, mix: Mix) -> str:
    """Milliseconds of processor time for a photo and for a view, each seen for the first time."""
    step = max(1, len(dataset.photos) // _TIMED_PHOTOS)
    some = Dataset(dataset.classes, dataset.photos[::step][:_TIMED_PHOTOS])
    spec, networks, context = BACKBONES[DEFAULT_BACKBONE], folder / "networks", QuietContext()
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Workspace(Path(temporary))
        (fresh.folder / "photos").symlink_to(workspace.photos.folder, target_is_directory=True)
        ready_network(spec, networks, context)
        began = time.process_time()
        features = extract_features(some, fresh, spec, networks, context)
        photos_s = time.process_time() - began
        rows = range(len(some.photos))
        with_views(features, rows, _TIMED_VIEWS, fresh, spec, networks, context, mix)
        views_s = time.process_time() - began - photos_s
    count = len(some.photos)
    a_photo, a_view = 1000 * photos_s / count, 1000 * views_s / count / _TIMED_VIEWS
    return f"{a_photo:.1f} ms of processor time a photo, {a_view:.1f} ms a view ({a_view / a_photo:.2f} of it)"


def _row(
    views: int, by_set: Mapping[str, Sequence[float]], found: Found, seconds: dict[int, list[float]]
) -> dict[str, str]:
    """Mean and spread of each set; last the mean gain over no views, and the seconds of learning."""
    row = {"views": str(views)}
    for name, values in by_set.items():
        row[name] = f"{np.mean(values):.1%} ± {np.std(values):.1%}"
    gains = [float(np.mean(own) - np.mean(found[0][name])) for name, own in by_set.items()]
    row["mean gain"] = f"{100 * statistics.mean(gains):+.2f}"
    row["seconds"] = f"{statistics.mean(seconds[views]):.1f}"
    return row


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python run.py bench views", description=__doc__)
    parser.add_argument(
        "data", nargs="+", help="zips or samples; photos.zip:20 learns from 20 a class"
    )
    parser.add_argument("--views", type=int, nargs="+", default=[1, 3, 7])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--mirrored", action="store_true", help="every second view is mirrored")
    parser.add_argument("--work", type=Path, help="a folder in which features are kept")
    return parser.parse_args(arguments)
