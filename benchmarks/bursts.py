"""Is the number honest where photos come in bursts and the doctor has not looked yet?

Seed after seed some photos of each class are drawn and each becomes a burst: itself and frames shifted,
turned a little and with the light changed. A model is trained and evaluated on them exactly as the app
does it, once as it is and once with only equal files taken for twins. What is stated is held against the
truth, counted class by class on all photos that were not drawn.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from benchmarks.calibration import drawn, in_the_mix
from benchmarks.faults import burst_frame
from benchmarks.featured import featured, sets
from benchmarks.measured import table
from core import training
from core.backbones.registry import DEFAULT_BACKBONE
from core.context import QuietContext
from core.evaluation.calibration import calibration
from core.evaluation.run_evaluation import evaluate_run
from core.intake.images import working_copy
from core.run_layers import layers_of
from core.settings import TrainSettings
from core.store.workspace import Workspace
from core.trained_layers import probabilities
from core.types import Dataset, FeatureSet, Photo

FINDER = "core.twins.find_twins"
WAYS = {"near copies looked for": True, "only equal files": False}


@dataclass(frozen=True, slots=True)
class Stated:
    """What was said of one model, and the truth: shares from 0 to 1, and its calibration error."""

    share: float
    low: float
    high: float
    truth: float
    error: float

    @property
    def holds(self) -> bool:
        """Whether the stated range contains the truth."""
        return self.low <= self.truth <= self.high


def main(arguments: Sequence[str]) -> None:
    """Prints a row per data set and way."""
    options = _options(arguments)
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for source, per_class in sets(options.data):
            if per_class is None:
                raise SystemExit(f"How many photos of each class? For example {source}:10")
            workspace, dataset, features = featured(source, DEFAULT_BACKBONE, folder)
            found: dict[str, list[Stated]] = {way: [] for way in WAYS}
            for seed in range(options.seeds):
                learn, others = drawn(dataset, per_class, seed)
                filmed = Workspace(folder / f"{Path(source).stem}-filmed-{seed}")
                _film(dataset, learn, workspace, filmed, options.frames, seed)
                truth = (dataset, features, learn, others)
                for way, is_looking in WAYS.items():
                    stated = _stated(
                        filmed, folder / "networks", truth, seed, is_looking=is_looking
                    )
                    found[way].append(stated)
            rows += [_row(Path(source).stem, per_class, way, found[way]) for way in WAYS]
            print(table(rows[-len(WAYS) :]), flush=True)
    print(f"\n{table(rows)}")


def _film(
    dataset: Dataset,
    rows: Sequence[int],
    source: Workspace,
    filmed: Workspace,
    frames: int,
    seed: int,
) -> None:
    """The photos of these rows, each with more frames of its burst, are the data set of `filmed`."""
    rng = np.random.default_rng([seed, 7])
    photos = []
    for row in rows:
        original = dataset.photos[row]
        data = source.photos.read(original.id)
        for number in range(frames):
            copy = working_copy(burst_frame(data, rng) if number else data)
            filmed.photos.put(copy.id, copy.jpeg)
            name = f"{row}-{number}.jpg"
            photos.append(Photo(copy.id, name, original.label, None, copy.width, copy.height))
    filmed.save_dataset(Dataset(dataset.classes, tuple(photos)))


def _stated(
    filmed: Workspace,
    networks: Path,
    truth: tuple[Dataset, FeatureSet, Sequence[int], Sequence[int]],
    seed: int,
    *,
    is_looking: bool,
) -> Stated:
    dataset, features, learn, others = truth
    settings = replace(TrainSettings(), seed=seed)
    # What the other way has found must not be remembered.
    (filmed.folder / "twins.json").unlink(missing_ok=True)
    context = QuietContext()
    with mock.patch.object(training, "save_model", lambda path, *_: path.write_bytes(b"")):
        looking: AbstractContextManager[Any] = (
            nullcontext() if is_looking else mock.patch(FINDER, return_value=())
        )
        with looking:
            run = training.train_model(filmed, networks, settings, context)
            evaluation = evaluate_run(filmed, run, networks, context).evaluation
    shares = probabilities(layers_of(run), features.features[list(others)])
    labels = np.array([dataset.photos[row].label for row in others])
    is_right = shares.argmax(axis=1) == labels
    found = evaluation.headline
    return Stated(
        found.share,
        found.low,
        found.high,
        in_the_mix(is_right, labels, [dataset.photos[row].label for row in learn]),
        calibration(shares.max(axis=1), is_right).error,
    )


def _row(name: str, per_class: int, way: str, found: Sequence[Stated]) -> dict[str, object]:
    def mean(field: str) -> float:
        return float(np.mean([getattr(each, field) for each in found]))

    return {
        "data": f"{name}, {per_class} bursts a class",
        "way": way,
        "stated": f"{mean('share'):.1%}",
        "range": f"{mean('low'):.0%} to {mean('high'):.0%}",
        "true": f"{mean('truth'):.1%}",
        "held": sum(each.holds for each in found),
        "of": len(found),
        "calibration error": f"{mean('error'):.1%}",
    }


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("bursts", description=__doc__)
    parser.add_argument(
        "data", nargs="+", metavar="SET:N",
        help="a zip or folder, or the name of a sample, and how many bursts of each class to learn from",
    )  # fmt: skip
    parser.add_argument("--frames", type=int, default=4, help="of each burst")
    parser.add_argument("--seeds", type=int, default=5)
    return parser.parse_args(arguments)
