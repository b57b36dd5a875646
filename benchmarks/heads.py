"""Dense head settings against each other and against logistic regression, on several data sets."""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.featured import sets
from benchmarks.folders import lay_out
from benchmarks.measured import table
from core.backbones.registry import BACKBONES, DEFAULT_BACKBONE
from core.context import QuietContext
from core.features import extract_features
from core.fitting import labelled
from core.head import Labelled, train_head
from core.intake import read_dataset
from core.settings import ARTICLE, TrainSettings
from core.splits import split_dataset
from core.store.workspace import Workspace
from core.trained_layers import probabilities
from core.types import Dataset, FeatureSet

DEFAULT = TrainSettings()
CANDIDATES: Mapping[str, TrainSettings] = {
    "default": DEFAULT,
    "no dense layer": replace(DEFAULT, dense=(), dropout=0.0),
    "dense 64": replace(DEFAULT, dense=(64,)),
    "dense 512": replace(DEFAULT, dense=(512,)),
    "dense 256-128": replace(DEFAULT, dense=(256, 128)),
    "article's head": replace(ARTICLE, backbone=DEFAULT_BACKBONE),
    "dropout 0": replace(DEFAULT, dropout=0.0),
    "dropout 0.5": replace(DEFAULT, dropout=0.5),
    "smoothing 0": replace(DEFAULT, label_smoothing=0.0),
    "rate 0.0003": replace(DEFAULT, learning_rate=0.0003),
    "rate 0.003": replace(DEFAULT, learning_rate=0.003),
    "batch 16": replace(DEFAULT, batch_size=16),
    "batch 64": replace(DEFAULT, batch_size=64),
    "no class weights": replace(DEFAULT, class_weights=False),
    "no early stop": replace(DEFAULT, patience=0),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Features with labels, and the rows to learn from and to be judged on."""

    name: str
    features: FeatureSet
    dataset: Dataset
    learn: tuple[int, ...]
    judge: tuple[int, ...]


def main(arguments: Sequence[str]) -> None:
    """Prints mean test accuracy over the seeds: a row per candidate, a column per data set."""
    options = _options(arguments)
    scores: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for source, per_class in sets(options.data):
            for seed in range(options.seeds):
                problem = _problem(Path(source), per_class, seed, options.backbone, Path(temporary))
                for name, accuracy in _scores(problem, seed, options.only):
                    scores.setdefault(name, {}).setdefault(problem.name, []).append(accuracy)
    print(table([_row(name, by_set) for name, by_set in scores.items()]))


def _problem(
    archive: Path, per_class: int | None, seed: int, backbone: str, folder: Path
) -> Problem:
    name = archive.stem + (f" {per_class}" if per_class else "")
    data, workspace = folder / f"{archive.stem}-{seed}", Workspace(folder / f"{archive.stem}-work")
    if not data.exists():
        lay_out(archive, data, seed=seed)
    dataset = read_dataset(data, workspace.photos, QuietContext())
    spec, networks = BACKBONES[backbone], folder / "networks"
    features = extract_features(dataset, workspace, spec, networks, QuietContext())
    rng = np.random.default_rng(seed)
    learn: list[int] = []
    for label in range(len(dataset.classes)):
        rows = [
            row
            for row, photo in enumerate(dataset.photos)
            if photo.label == label and photo.split != "test"
        ]
        learn.extend(int(row) for row in rng.permutation(rows)[:per_class])
    judge = tuple(row for row, photo in enumerate(dataset.photos) if photo.split == "test")
    return Problem(name, features, dataset, tuple(learn), judge)


def _scores(problem: Problem, seed: int, only: Sequence[str] | None) -> Iterator[tuple[str, float]]:
    judge = labelled(problem.features, problem.dataset, problem.judge)
    learn = labelled(problem.features, problem.dataset, problem.learn)
    if not only or "logistic regression" in only:
        yield "logistic regression", logistic_regression(learn, judge)
    chosen = [problem.dataset.photos[row] for row in problem.learn]
    subset = Dataset(problem.dataset.classes, tuple(replace(photo, split=None) for photo in chosen))
    parts = split_dataset(subset, DEFAULT.validation_percent, seed)
    sides = (
        labelled(problem.features, problem.dataset, tuple(problem.learn[i] for i in rows))
        for rows in (parts.train, parts.validation)
    )
    train, validation = sides
    for name, settings in CANDIDATES.items():
        if only and name not in only:
            continue
        count = len(problem.dataset.classes)
        seeded = replace(settings, seed=seed)
        head = train_head(train, validation, count, seeded, QuietContext())
        answers = probabilities(head.layers, judge.features[judge.rows]).argmax(axis=1)
        yield name, float((answers == judge.labels).mean())


def logistic_regression(learn: Labelled, judge: Labelled) -> float:
    """Test accuracy of scikit-learn's logistic regression, its regularisation cross-validated."""
    from sklearn.linear_model import LogisticRegressionCV

    model = LogisticRegressionCV(
        Cs=[0.001, 0.01, 0.1, 1, 10], cv=3, max_iter=500, l1_ratios=(0,),
        use_legacy_attributes=False, scoring="accuracy",
    )  # fmt: skip
    model.fit(learn.features[learn.rows], learn.labels)
    return float(model.score(judge.features[judge.rows], judge.labels))


def _row(name: str, by_set: Mapping[str, list[float]]) -> dict[str, str]:
    row = {"settings": name}
    for data, values in by_set.items():
        spread = statistics.pstdev(values)
        row[data] = f"{statistics.mean(values):.1%} ± {spread:.1%}"
    row["mean"] = f"{statistics.mean(statistics.mean(v) for v in by_set.values()):.2%}"
    return row


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python run.py bench heads", description=__doc__)
    parser.add_argument(
        "data", nargs="+", help="zips; photos.zip:20 takes 20 training photos of each class"
    )
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--backbone", choices=list(BACKBONES), default=DEFAULT_BACKBONE)
    parser.add_argument("--only", nargs="+", help="names of rows, such as default")
    return parser.parse_args(arguments)
