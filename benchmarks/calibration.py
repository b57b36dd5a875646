"""Is the number honest? States a range and confidences from few photos, then looks at many others.

Features are extracted once. Then, seed after seed, some photos of each class are drawn, a model is
trained on them exactly as the app does, its headline is stated as the app does, and the truth is
counted on all photos that were not drawn, class by class: as many of each class are drawn, and what
is stated is said of new photos of the same mix.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.featured import featured, sets
from benchmarks.measured import table
from core.backbones.registry import BACKBONES, DEFAULT_BACKBONE
from core.context import QuietContext
from core.evaluation.calibration import calibration
from core.evaluation.headline import headline
from core.fitting import fit
from core.out_of_fold import ask_out_of_fold
from core.run_data import RunData
from core.settings import TrainSettings
from core.splits import split_dataset
from core.trained_layers import logits, softmax
from core.types import Dataset, FeatureSet


@dataclass(frozen=True, slots=True)
class Trial:
    """One seed: what was stated, and what was true.

    Attributes:
        stated, low, high: the headline.
        truth: share of right answers on the photos that were not drawn, had they the mix of
            classes of those drawn.
        error: expected calibration error on those, with the temperature.
        raw_error: the same without it.
        temperature: of the model.
        seconds: of the training and the evaluation.
    """

    stated: float
    low: float
    high: float
    truth: float
    error: float
    raw_error: float
    temperature: float
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether the stated range contains the truth."""
        return self.low <= self.truth <= self.high


def main(arguments: Sequence[str]) -> None:
    """Prints a row per data set: what was stated, what was true, and how often the range held."""
    options = _options(arguments)
    settings = replace(TrainSettings(), backbone=options.backbone)
    rows, held, runs = [], 0, 0
    with ExitStack() as stack:
        folder = options.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for source, per_class in sets(options.data):
            if per_class is None:
                raise SystemExit(f"How many photos of each class? For example {source}:20")
            _, dataset, features = featured(source, options.backbone, folder)
            trials = [
                trial(dataset, features, per_class, replace(settings, seed=seed))
                for seed in range(options.first_seed, options.first_seed + options.seeds)
            ]
            held, runs = held + sum(each.holds for each in trials), runs + len(trials)
            rows.append(_row(Path(source).stem, per_class, len(dataset.classes), trials))
            print(table(rows[-1:]), flush=True)
    print(f"\n{table(rows)}\n\nThe range held the truth in {held} of {runs} runs.")


def trial(dataset: Dataset, features: FeatureSet, per_class: int, settings: TrainSettings) -> Trial:
    """What a training on `per_class` photos of each class states, and the truth on all others."""
    learn, others = drawn(dataset, per_class, settings.seed)
    began = time.perf_counter()
    known = Dataset(dataset.classes, tuple(dataset.photos[row] for row in learn))
    own = FeatureSet(
        tuple(photo.id for photo in known.photos), features.features[learn], features.backbone_id
    )
    twins = np.arange(len(learn), dtype=np.int64)
    parts = split_dataset(known, settings.validation_percent, settings.seed, twins)
    data = RunData(known, parts, twins)
    fitted = fit(own, data, settings, QuietContext())
    found = ask_out_of_fold(
        own, data, settings, fitted.trained.best_epoch, fitted.temperature, QuietContext()
    )
    asked = found.is_asked
    right = found.logits[asked].argmax(axis=1) == found.labels[asked]
    stated = headline("out_of_fold", right, twins[asked])
    seconds = time.perf_counter() - began
    labels = np.array([dataset.photos[row].label for row in others])
    given = logits(fitted.layers, features.features[others])
    is_right = given.argmax(axis=1) == labels
    # What the logits were divided by, taken back, gives the confidences as they were.
    raw = softmax(given * np.float32(fitted.temperature)).max(axis=1)
    return Trial(
        stated=stated.share,
        low=stated.low,
        high=stated.high,
        truth=in_the_mix(is_right, labels, [dataset.photos[row].label for row in learn]),
        error=calibration(softmax(given).max(axis=1), is_right).error,
        raw_error=calibration(raw, is_right).error,
        temperature=fitted.temperature,
        seconds=seconds,
    )


def in_the_mix(is_right: np.ndarray, labels: np.ndarray, drawn: Sequence[int]) -> float:
    """Share of right answers, were the classes as frequent as among those drawn."""
    mix = np.bincount(drawn) / len(drawn)
    return sum(
        float(share * is_right[labels == label].mean()) for label, share in enumerate(mix) if share
    )


def drawn(dataset: Dataset, per_class: int, seed: int) -> tuple[list[int], list[int]]:
    """Rows of so many photos of each class, two thirds of them at most, and the rows of all others."""
    rng = np.random.default_rng([seed, 2026])
    learn: list[int] = []
    for label in range(len(dataset.classes)):
        rows = [row for row, photo in enumerate(dataset.photos) if photo.label == label]
        learn.extend(
            int(row) for row in rng.permutation(rows)[: min(per_class, len(rows) * 2 // 3)]
        )
    chosen = set(learn)
    return learn, [row for row in range(len(dataset.photos)) if row not in chosen]


def _row(name: str, per_class: int, classes: int, trials: Sequence[Trial]) -> dict[str, object]:
    def mean(field: str) -> float:
        return float(np.mean([getattr(each, field) for each in trials]))

    return {
        "data": name,
        "photos": f"{per_class * classes} ({classes} x {per_class})",
        "stated": f"{mean('stated'):.1%}",
        "true": f"{mean('truth'):.1%}",
        "range": f"{mean('low'):.0%} to {mean('high'):.0%}",
        "held": sum(each.holds for each in trials),
        "of": len(trials),
        "calibration error": f"{mean('error'):.1%}",
        "largest": f"{max(each.error for each in trials):.1%}",
        "without temperature": f"{mean('raw_error'):.1%}",
        "temperature": f"{mean('temperature'):.2f}",
        "seconds": f"{mean('seconds'):.1f}",
    }


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("calibration", description=__doc__)
    parser.add_argument(
        "data", nargs="+", metavar="SET:N",
        help="a zip or folder, or the name of a sample, and how many photos of each class to learn from",
    )  # fmt: skip
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--backbone", choices=list(BACKBONES), default=DEFAULT_BACKBONE)
    parser.add_argument("--work", type=Path, help="keep photos and features here for the next time")
    return parser.parse_args(arguments)
