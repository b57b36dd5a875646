"""Test accuracy and seconds of the article's recipe, logistic regression, our default and our search.

Features are extracted once per network and data set; the seconds are processor seconds of the
learning alone, and so is the time that the search is given: other work on the machine alters neither.
The article's network, dense sizes and epochs see the same features in every epoch, as the article
does not alter the photos, so its row needs no generator.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from pathlib import Path

from benchmarks.featured import lent, sets
from benchmarks.measured import table
from benchmarks.problems import Problem, held_out, run_data, whole
from benchmarks.tuned_way import fine_tuned
from core.backbones.registry import BACKBONES, DEFAULT_BACKBONE
from core.backbones.weights import weights_state
from core.context import QuietContext
from core.fine_tuning.tuning_settings import TuningSettings
from core.fitting import fit, labelled
from core.head import Labelled
from core.run_data import RunData
from core.settings import ARTICLE, TrainSettings
from core.settings_search.leaderboard import Leaderboard
from core.settings_search.material import Material, deals_of, material_of
from core.settings_search.search import search
from core.settings_search.views_in_search import view_maker
from core.store.workspace import Workspace
from core.trained_layers import probabilities
from core.types import FeatureSet
from core.view_features import with_views


def main(arguments: Sequence[str]) -> None:
    """Prints mean and spread of test accuracy over the seeds: a row per way, a column per data set."""
    options = _options(arguments)
    present = [spec.id for spec in BACKBONES.values() if weights_state(spec) != "missing"]
    accuracies: dict[str, dict[str, list[float]]] = {}
    seconds: dict[str, list[float]] = {}
    with ExitStack() as stack:
        folder = options.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for source, per_class in sets(options.data):
            name = Path(source).stem + (f" {per_class}" if per_class else "")
            kept = Workspace(folder / Path(source).stem)
            all_photos = whole(source, per_class, present, folder)
            for seed in range(options.first_seed, options.first_seed + options.seeds):
                problem = held_out(all_photos, per_class, seed)
                ways = [_ways(problem, seed)]
                if options.search_s:
                    ways.append(_searched(problem, seed, options.search_s, kept))
                if options.fine_tune:
                    ways.append(_fine_tuned(problem, seed, folder, source))
                for way, accuracy, took_s in chain.from_iterable(ways):
                    accuracies.setdefault(way, {}).setdefault(name, []).append(accuracy)
                    seconds.setdefault(way, []).append(took_s)
                    print(f"{name}, seed {seed}: {way}: {accuracy:.1%}", flush=True)
    print(table([_row(way, by_set, seconds[way]) for way, by_set in accuracies.items()]))


def _ways(problem: Problem, seed: int) -> Iterator[tuple[str, float, float]]:
    """Name, test accuracy and seconds of each way that searches nothing."""
    if ARTICLE.backbone in problem.features:
        yield (
            "the article's network, layers and epochs",
            *_ours(problem, replace(ARTICLE, seed=seed)),
        )
    yield "logistic regression, regularisation cross-validated", *_logistic(problem, seed)
    yield "our default", *_ours(problem, TrainSettings(seed=seed))


def _searched(
    problem: Problem, seed: int, search_s: float, kept: Workspace
) -> Iterator[tuple[str, float, float]]:
    """Name, test accuracy and seconds of what a search of so many seconds finds."""
    data = run_data(problem.dataset, seed)
    with tempfile.TemporaryDirectory() as temporary:
        workspace, networks = lent(kept, Path(temporary)), kept.folder.parent / "networks"
        began = time.process_time()
        board = search(
            _material(problem, data, seed), TrainSettings(seed=seed), search_s, QuietContext(),
            clock=time.process_time, maker=view_maker(data, workspace, networks),
        )  # fmt: skip
        print(_told(board), flush=True)
        for way, trial in (
            (f"our search, {search_s:g} s", board.winner or board.start),
            ("the same, its lowest loss taken as it is", board.best),
        ):
            seen = with_views(
                problem.features[trial.settings.backbone], data.learnable, trial.settings.views,
                workspace, BACKBONES[trial.settings.backbone], networks, QuietContext(),
            )  # fmt: skip
            accuracy, _ = _ours(problem, trial.settings, seen)
            yield way, accuracy, time.process_time() - began


def _fine_tuned(
    problem: Problem, seed: int, folder: Path, source: str
) -> Iterator[tuple[str, float, float]]:
    """Name, test accuracy and seconds of what the person has in the end."""
    settings = TrainSettings(seed=seed)
    accuracy, took_s, is_tuned = fine_tuned(problem, settings, TuningSettings(), folder, source)
    print("kept" if is_tuned else "not better, the frozen one stays", flush=True)
    yield "our default, fine-tuned", accuracy, took_s


def _told(board: Leaderboard) -> str:
    """What the search did, in a line."""
    tries = f"{len(board.trials)} tries, {board.given_up} given up, {board.state}"
    gains = "; ".join(
        f"{c.gain:+.3f} ± {c.doubt:.3f}, {c.right - c.start_right:+g} right"
        for c in board.confirmed
    )
    return f"{tries}; asked again: {gains or 'none'}; {board.winner.settings if board.winner else 'stays'}"


def _ours(
    problem: Problem, settings: TrainSettings, seen: FeatureSet | None = None
) -> tuple[float, float]:
    """Test accuracy and seconds of a training as the app does it; `seen` are features with views."""
    began = time.process_time()
    features = seen or problem.features[settings.backbone]
    data = run_data(problem.dataset, settings.seed)
    layers = fit(features, data, settings, QuietContext()).layers
    took_s = time.process_time() - began
    judge = labelled(features, data.dataset, data.parts.test)
    answers = probabilities(layers, judge.features[judge.rows]).argmax(axis=1)
    return float((answers == judge.labels).mean()), took_s


def _logistic(problem: Problem, seed: int) -> tuple[float, float]:
    began = time.process_time()
    features, data = problem.features[DEFAULT_BACKBONE], run_data(problem.dataset, seed)
    learn, judge = (
        labelled(features, data.dataset, rows) for rows in (data.learnable, data.parts.test)
    )
    return _learned_by_scikit_learn(learn, judge), time.process_time() - began


def _learned_by_scikit_learn(learn: Labelled, judge: Labelled) -> float:
    """Test accuracy of scikit-learn's logistic regression, its regularisation cross-validated."""
    from sklearn.linear_model import LogisticRegressionCV

    model = LogisticRegressionCV(
        Cs=[0.001, 0.01, 0.1, 1, 10], cv=3, max_iter=500, l1_ratios=(0,),
        use_legacy_attributes=False, scoring="accuracy",
    )  # fmt: skip
    model.fit(learn.features[learn.rows], learn.labels)
    return float(model.score(judge.features[judge.rows], judge.labels))


def _material(problem: Problem, data: RunData, seed: int) -> Material:
    """What the app's own search is given, of the bundled networks."""
    features = {
        backbone: found.features
        for backbone, found in problem.features.items()
        if BACKBONES[backbone].bundled
    }
    return material_of(features, data, deals_of(data, seed))


def _row(way: str, by_set: Mapping[str, list[float]], seconds: Sequence[float]) -> dict[str, str]:
    row = {"way": way}
    for name, values in by_set.items():
        row[name] = f"{statistics.mean(values):.1%} ± {statistics.pstdev(values):.1%}"
    row["mean"] = f"{statistics.mean(statistics.mean(v) for v in by_set.values()):.1%}"
    row["processor seconds"] = f"{statistics.mean(seconds):.1f}"
    return row


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python run.py bench accuracy", description=__doc__)
    parser.add_argument(
        "data", nargs="+", help="zips or samples; photos.zip:20 learns from 20 a class"
    )
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument(
        "--search-s", type=float, default=0, help="also a search of so many processor seconds"
    )
    parser.add_argument("--fine-tune", action="store_true", help="fine-tune the default as well")
    parser.add_argument("--work", type=Path, help="a folder in which features are kept")
    return parser.parse_args(arguments)
