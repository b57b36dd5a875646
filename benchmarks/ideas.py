"""Ideas for a better head, each alone against the default, on the same photos and seeds.

Every head is trained as the app does it: the best epoch is chosen on a fifth of the photos, then it
is trained afresh on all of them for as many epochs. Accuracy is that on the photos held out.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.featured import sets
from benchmarks.measured import table
from benchmarks.problems import Problem, held_out, run_data, whole
from core.context import Context, QuietContext
from core.fitting import labelled
from core.head import HeadTrainer, Labelled
from core.run_data import RunData
from core.settings import TrainSettings
from core.trained_layers import logits, softmax
from core.types import FeatureSet, FloatArray

SMALL, LARGE = "efficientnet-lite0", "efficientnet-lite2"
BOTH = "efficientnet-lite0-lite2"
DEFAULT = TrainSettings()
_AVERAGED_SHARE = 0.8
_LEAST_SPREAD = 0.3


class CosineTrainer(HeadTrainer):
    """The learning rate falls along half a cosine to zero over all epochs (arXiv:1608.03983)."""

    def _epochs(self, train: Labelled, epochs: int, context: Context) -> Iterator[int]:
        for epoch in super()._epochs(train, epochs, context):
            yield epoch
            share = (1 + math.cos(math.pi * epoch / self.settings.epochs)) / 2
            self.optimizer.learning_rate.assign(self.settings.learning_rate * share)


class AveragedTrainer(HeadTrainer):
    """After each epoch it answers with a moving average of the weights (arXiv:1803.05407)."""

    def _epochs(self, train: Labelled, epochs: int, context: Context) -> Iterator[int]:
        mean: list[Any] = []
        for epoch in super()._epochs(train, epochs, context):
            own = self.model.get_weights()
            share = _AVERAGED_SHARE if mean else 0.0
            mean = [share * m + (1 - share) * w for m, w in zip(mean or own, own, strict=True)]
            self.model.set_weights(mean)
            yield epoch
            if epoch < epochs:
                self.model.set_weights(own)


@dataclass(frozen=True, slots=True)
class Idea:
    """One way to train a head.

    Attributes:
        settings: of the head.
        trainer: how it is trained.
        is_standardised: whether each feature is brought to mean 0 and deviation 1 of what is learned from.
        backbones: networks; of several the features stand side by side.
    """

    settings: TrainSettings = DEFAULT
    trainer: type[HeadTrainer] = HeadTrainer
    is_standardised: bool = False
    backbones: tuple[str, ...] = (SMALL,)


IDEAS: Mapping[str, Idea] = {
    "the default": Idea(),
    "no refit on all photos": Idea(replace(DEFAULT, refit=False)),
    "features standardised": Idea(is_standardised=True),
    "learning rate falls along a cosine": Idea(trainer=CosineTrainer),
    "the same, no early stopping": Idea(replace(DEFAULT, patience=0), CosineTrainer),
    "weights averaged": Idea(trainer=AveragedTrainer),
    "label smoothing 0.05": Idea(replace(DEFAULT, label_smoothing=0.05)),
    "label smoothing 0.1": Idea(replace(DEFAULT, label_smoothing=0.1)),
    "weight decay 0.1": Idea(replace(DEFAULT, weight_decay=0.1)),
    "weight decay 1": Idea(replace(DEFAULT, weight_decay=1.0)),
    "weight decay 3": Idea(replace(DEFAULT, weight_decay=3.0)),
    "one team": Idea(replace(DEFAULT, teams=1)),
    "eight teams": Idea(replace(DEFAULT, teams=8)),
    "the larger network": Idea(backbones=(LARGE,)),
    "both networks, features side by side": Idea(backbones=(SMALL, LARGE)),
    "both networks together": Idea(replace(DEFAULT, backbone=BOTH), backbones=(BOTH,)),
}
BLEND = "both networks, mean of the answers"


def main(arguments: Sequence[str]) -> None:
    """Prints a row per idea: per data set the accuracy, and the mean gain over the default."""
    options = _options(arguments)
    found: dict[str, dict[str, list[float]]] = {}
    with ExitStack() as stack:
        folder = options.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for source, per_class in sets(options.data):
            name = Path(source).stem + (f" {per_class}" if per_class else "")
            all_photos = whole(source, per_class, (SMALL, LARGE, BOTH), folder)
            for seed in range(options.seeds):
                problem = held_out(all_photos, per_class, seed)
                for idea, accuracy in _accuracies(problem, seed, options.only):
                    found.setdefault(idea, {}).setdefault(name, []).append(accuracy)
            print(table([_row(i, {name: found[i][name]}, found) for i in found]), flush=True)
    print(table([_row(idea, by_set, found) for idea, by_set in found.items()]))


def _accuracies(
    problem: Problem, seed: int, only: Sequence[str] | None
) -> Iterator[tuple[str, float]]:
    """Each idea with its accuracy on the photos held out."""
    data = run_data(problem.dataset, seed)
    answers: dict[str, FloatArray] = {}
    for name, idea in IDEAS.items():
        if not only or name in only or name == "the default":
            answers[name] = _answers(idea, problem, data, seed)
            yield name, _accuracy(answers[name], data)
    if "the larger network" in answers:
        yield BLEND, _accuracy((answers["the default"] + answers["the larger network"]), data)


def _answers(idea: Idea, problem: Problem, data: RunData, seed: int) -> FloatArray:
    """float32 array `(test photos, classes)`: what a head trained that way says."""
    features = _features(idea, problem, data)
    own, context = replace(idea.settings, seed=seed), QuietContext()
    train, aside, test = (
        labelled(features, data.dataset, rows)
        for rows in (data.parts.train, data.parts.validation, data.parts.test)
    )
    trainer = idea.trainer(features.features.shape[1], len(data.dataset.classes), own)
    head = trainer.train(train, aside, context)
    layers = head.layers
    if own.refit:
        # Without early stopping the cosine runs to its end.
        epochs = head.best_epoch
        if idea.trainer is CosineTrainer and not own.patience:
            epochs = own.epochs
        everything = labelled(features, data.dataset, data.learnable)
        layers = trainer.train_for(everything, epochs, context)
    return softmax(logits(layers, test.features[test.rows]))


def _features(idea: Idea, problem: Problem, data: RunData) -> FeatureSet:
    values = np.concatenate([problem.features[b].features for b in idea.backbones], axis=1)
    if idea.is_standardised:
        known = values[list(data.learnable)]
        spread = known.std(axis=0)
        # What hardly varied in few photos must not drown everything where it varies for once.
        values = (values - known.mean(axis=0)) / np.maximum(spread, _LEAST_SPREAD * spread.mean())
    return FeatureSet(problem.features[SMALL].ids, values, "+".join(idea.backbones))


def _accuracy(answers: FloatArray, data: RunData) -> float:
    labels = np.array([data.dataset.photos[row].label for row in data.parts.test])
    return float((answers.argmax(axis=1) == labels).mean())


def _row(
    idea: str,
    by_set: Mapping[str, Sequence[float]],
    found: Mapping[str, Mapping[str, Sequence[float]]],
) -> dict[str, str]:
    """Mean and spread of each set; last the mean gain, and its standard error over the seeds."""
    row = {"idea": idea}
    gains = []
    for name, values in by_set.items():
        gain = 100 * (np.array(values) - np.array(found["the default"][name]))
        gains.append(gain)
        row[name] = f"{np.mean(values):.1%} ± {np.std(values):.1%}"
        row[f"{name} gain"] = f"{gain.mean():+.1f} ± {_standard_error(gain):.1f}"
    doubt = math.sqrt(sum(_standard_error(gain) ** 2 for gain in gains)) / len(gains)
    row["mean gain"] = f"{np.mean([gain.mean() for gain in gains]):+.2f} ± {doubt:.2f}"
    return row


def _standard_error(values: FloatArray) -> float:
    return float(values.std(ddof=1) / math.sqrt(len(values))) if len(values) > 1 else math.nan


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python run.py bench ideas", description=__doc__)
    parser.add_argument(
        "data", nargs="+", help="zips or samples; photos.zip:20 learns from 20 a class"
    )
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", nargs="+", help="names of rows, such as 'weight decay 1'")
    parser.add_argument("--work", type=Path, help="a folder in which features are kept")
    return parser.parse_args(arguments)
