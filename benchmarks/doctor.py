"""What the doctor finds of planted faults, and what it says of the same photos without them."""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.faults import Name, lay_out_with_faults
from benchmarks.measured import table
from core.backbones.registry import BACKBONES, DEFAULT_BACKBONE
from core.context import QuietContext
from core.doctor.diagnosis import diagnose
from core.doctor.twins import Groups, find_twins
from core.doctor.types import Diagnosis
from core.features import extract_features
from core.intake import read_dataset
from core.store.workspace import Workspace
from core.types import Dataset, FeatureSet


@dataclass(frozen=True, slots=True)
class Case:
    """A diagnosed data set; `quick` are the twins that a training finds by itself."""

    dataset: Dataset
    features: FeatureSet
    diagnosis: Diagnosis
    seconds: float
    quick: Groups

    @property
    def names(self) -> dict[str, Name]:
        """What the name of each photo tells, by photo id."""
        return {photo.id: Name.of(photo.name) for photo in self.dataset.photos}

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """All pairs of photo ids within the groups of twins."""
        return _pairs_within(self.diagnosis.twins)

    def named(self, finding_id: str) -> set[str]:
        """Photo ids that a finding names."""
        return {
            photo_id
            for finding in self.diagnosis.findings
            if finding.id == finding_id
            for group in finding.groups
            for photo_id in group
        }


def main(arguments: Sequence[str]) -> None:
    """Prints a row per data set and seed, and the findings on the clean photos."""
    options = _options(arguments)
    rows: list[dict[str, Any]] = []
    clean_rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as temporary:
        for number, word in enumerate(options.data):
            path, _, some = word.partition(":")
            classes = some.split(",") if some else []
            title = " ".join([Path(path).stem, *classes])
            for seed in range(options.seeds):
                folder = Path(temporary) / f"{number}-{seed}"
                clean, ill = (
                    _case(Path(path), classes, folder / str(planted), planted, seed, options)
                    for planted in (False, True)
                )
                rows.append({"data": title, "seed": seed, **_scores(clean, ill)})
                print(table(rows[-1:]), flush=True)
                if seed == 0:
                    clean_rows.extend(_on_clean(title, clean))
    print(table(rows))
    print()
    print(table(clean_rows))


def _case(
    archive: Path,
    classes: Sequence[str],
    folder: Path,
    planted: bool,
    seed: int,
    options: argparse.Namespace,
) -> Case:
    lay_out_with_faults(archive, folder / "photos", classes, planted=planted, seed=seed)
    workspace, context = Workspace(folder / "work"), QuietContext()
    dataset = read_dataset(folder / "photos", workspace.photos, context)
    spec, networks = BACKBONES[options.backbone], folder.parents[1] / "networks"
    features = extract_features(dataset, workspace, spec, networks, context)
    began = time.perf_counter()
    diagnosis = diagnose(dataset, workspace, features, context)
    seconds = time.perf_counter() - began
    quick = find_twins(dataset, workspace, features, context)
    return Case(dataset, features, diagnosis, seconds, quick)


def _scores(clean: Case, ill: Case) -> dict[str, Any]:
    names, pairs = ill.names, ill.pairs
    classes = {photo.id: ill.dataset.classes[photo.label] for photo in ill.dataset.photos}
    swapped = {i for i, name in names.items() if name.truth != classes[i]}
    alarms = ill.named("suspect_labels")
    planted = {frozenset(pair) for pair in _planted_pairs(names)}
    found = {frozenset(pair) for pair in pairs}
    quick = {frozenset(pair) for pair in _pairs_within(ill.quick)}
    # Photos kept their bytes: what was alike before the planting is told apart by its families, for
    # a person to judge. All else is false for certain.
    kin = {frozenset(clean.names[i].family for i in pair) for pair in clean.pairs}
    others = found - planted
    new = [pair for pair in others if frozenset(names[i].family for i in pair) not in kin]
    shortcuts = [f.id for f in ill.diagnosis.findings if f.id.startswith("shortcut_")]
    return {
        "photos": len(names),
        "accuracy on clean photos": f"{_accuracy(clean):.1%}",
        "swapped": len(swapped),
        "of these found": _share(len(swapped & alarms), len(swapped)),
        "alarms right": _share(len(swapped & alarms), len(alarms)),
        "planted pairs": len(planted),
        "of these found ": _share(len(planted & found), len(planted)),
        "by a training alone": _share(len(planted & quick), len(planted)),
        "false pairs": _share(len(new), len(found)),
        "pairs alike before": len(others) - len(new),
        "shortcuts told": ", ".join(shortcuts) or "none",
        "seconds": f"{ill.seconds:.1f}",
    }


def _pairs_within(groups: Groups) -> set[tuple[str, str]]:
    return {pair for group in groups for pair in itertools.combinations(sorted(group), 2)}


def _planted_pairs(names: dict[str, Name]) -> Iterator[tuple[str, str]]:
    families: dict[int, list[str]] = {}
    for photo_id, name in names.items():
        families.setdefault(name.family, []).append(photo_id)
    for family in families.values():
        yield from itertools.combinations(sorted(family), 2)


def _on_clean(title: str, case: Case) -> Iterator[dict[str, Any]]:
    for finding in case.diagnosis.findings:
        yield {
            "data": title,
            "photos": len(case.dataset.photos),
            "finding": finding.id,
            "severity": finding.severity,
            "groups": len(finding.groups),
            "photos named": sum(len(group) for group in finding.groups),
        }


def _accuracy(case: Case) -> float:
    """Cross-validated accuracy of logistic regression."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import Normalizer, StandardScaler

    model = make_pipeline(
        Normalizer(), StandardScaler(), LogisticRegression(C=0.01, max_iter=300, tol=1e-3)
    )
    labels = [photo.label for photo in case.dataset.photos]
    return float(cross_val_score(model, case.features.features, labels, cv=5).mean())


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%} ({part}/{whole})" if whole else "none"


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python run.py bench doctor", description=__doc__)
    parser.add_argument(
        "data", nargs="+", help="zips; photos.zip:cats,dogs takes only these classes"
    )
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--backbone", choices=list(BACKBONES), default=DEFAULT_BACKBONE)
    return parser.parse_args(arguments)
