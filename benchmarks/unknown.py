"""Does it notice what it has never learned? Each class is left out in turn, and then shown.

A model is trained on the other classes exactly as the app does, and what is normal for them is
fitted as the app does. Then it is asked about known photos that it did not learn from and about all
photos of the class left out: how well strangeness tells the two apart (AUROC), and which share of
the known photos is turned away as unfamiliar.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.featured import featured, sets
from benchmarks.measured import table
from core.backbones.registry import BACKBONES, DEFAULT_BACKBONE
from core.context import QuietContext
from core.familiarity import fit_familiarity
from core.fitting import fit
from core.out_of_fold import ask_out_of_fold
from core.run_data import RunData
from core.settings import TrainSettings
from core.splits import split_dataset
from core.trained_layers import logits
from core.types import Dataset, FeatureSet, FloatArray, LabelArray

AUROC, TURNED_AWAY = "AUROC", "known turned away"
KNOWN_ASIDE = 0.25
"""Share of the known photos that is kept aside to be asked."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One class left out.

    Attributes:
        left_out: its name.
        auroc: 1 when every strange photo is stranger than every known one, 0.5 for guessing.
        turned_away: share of the known photos that count as unfamiliar.
        noticed: share of the strange photos that do.
    """

    left_out: str
    auroc: float
    turned_away: float
    noticed: float


def main(arguments: Sequence[str]) -> None:
    """Prints a row per data set and the means over all."""
    options = _options(arguments)
    settings = replace(TrainSettings(), backbone=options.backbone)
    rows = []
    with ExitStack() as stack:
        folder = options.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for source, per_class in sets(options.data):
            _, dataset, features = featured(source, options.backbone, folder, per_class)
            trials = [
                trial(dataset, features, label, replace(settings, seed=seed))
                for seed in range(options.seeds)
                for label in range(len(dataset.classes))[: options.classes]
            ]
            rows.append(_row(Path(source).stem, len(dataset.photos), trials))
            print(table(rows[-1:]), flush=True)
    print(f"\n{table(rows)}\n")
    means = {name: float(np.mean([row[name] for row in rows])) for name in (AUROC, TURNED_AWAY)}
    print(
        f"Mean over {len(rows)} data sets: AUROC {means[AUROC]:.3f}, "
        f"known turned away {means[TURNED_AWAY]:.1%}"
    )


def trial(dataset: Dataset, features: FeatureSet, left_out: int, settings: TrainSettings) -> Trial:
    """What a model that never saw a class makes of it."""
    labels = np.array([photo.label for photo in dataset.photos])
    strange, known = np.flatnonzero(labels == left_out), np.flatnonzero(labels != left_out)
    shuffled = np.random.default_rng(settings.seed).permutation(known)
    aside = shuffled[: round(len(shuffled) * KNOWN_ASIDE)]
    learn = np.sort(shuffled[len(aside) :])
    scores, limit = _strangeness(_without(dataset, learn, left_out), features, learn, settings)
    of_strange, of_known = scores(features.features[strange]), scores(features.features[aside])
    return Trial(
        dataset.classes[left_out],
        auroc(of_known, of_strange),
        float((of_known >= limit).mean()),
        float((of_strange >= limit).mean()),
    )


def auroc(known: FloatArray, strange: FloatArray) -> float:
    """How often a strange photo is stranger than a known one; ties count half."""
    difference = strange[:, None] - known[None, :]
    return float(((difference > 0) + 0.5 * (difference == 0)).mean())


def _strangeness(
    known: Dataset, features: FeatureSet, rows: LabelArray, settings: TrainSettings
) -> tuple[Callable[[FloatArray], FloatArray], float]:
    """A function from features to strangeness, and the limit, of a model of these photos."""
    own = FeatureSet(
        tuple(photo.id for photo in known.photos), features.features[rows], features.backbone_id
    )
    twins = np.arange(len(rows), dtype=np.int64)
    parts = split_dataset(known, settings.validation_percent, settings.seed, twins)
    data = RunData(known, parts, twins)
    fitted = fit(own, data, settings, QuietContext())
    found = ask_out_of_fold(
        own, data, settings, fitted.trained.best_epoch, fitted.temperature, QuietContext()
    )
    familiarity = fit_familiarity(own.features, found.labels, found.folds, found.logits)
    if familiarity is None:
        raise SystemExit("too few photos to learn what is normal")

    def scores(of: FloatArray) -> FloatArray:
        return familiarity.strangeness(of, logits(fitted.layers, of))

    return scores, familiarity.limit


def _without(dataset: Dataset, rows: LabelArray, left_out: int) -> Dataset:
    """The chosen photos without the class, later classes moved up."""
    photos = [dataset.photos[row] for row in rows]
    classes = tuple(n for label, n in enumerate(dataset.classes) if label != left_out)
    return Dataset(classes, tuple(replace(p, label=p.label - (p.label > left_out)) for p in photos))


def _row(name: str, photos: int, trials: Sequence[Trial]) -> dict[str, Any]:
    by_class: dict[str, list[float]] = {}
    for each in trials:
        by_class.setdefault(each.left_out, []).append(each.auroc)
    means = {name: float(np.mean(found)) for name, found in by_class.items()}
    hardest = min(means, key=means.__getitem__)
    return {
        "data": name,
        "photos": photos,
        "classes left out": len(means),
        AUROC: round(float(np.mean(list(means.values()))), 3),
        "hardest": f"{hardest} {means[hardest]:.3f}",
        TURNED_AWAY: round(float(np.mean([each.turned_away for each in trials])), 3),
        "strange noticed": round(float(np.mean([each.noticed for each in trials])), 3),
    }


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python run.py bench unknown", description=__doc__)
    parser.add_argument(
        "data", nargs="+", metavar="SET[:N]",
        help="a zip or folder, or the name of a sample, and how many photos of each class at most",
    )  # fmt: skip
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--classes", type=int, help="leave out only the first so many classes")
    parser.add_argument("--backbone", choices=list(BACKBONES), default=DEFAULT_BACKBONE)
    parser.add_argument("--work", type=Path, help="keep photos and features here for the next time")
    return parser.parse_args(arguments)
