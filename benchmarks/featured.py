"""A data set with the features of its photos, made once and kept for the next benchmark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from core.backbones.registry import BACKBONES
from core.context import QuietContext
from core.features import extract_features
from core.intake import read_dataset
from core.samples import SAMPLES, write_digits, write_sample
from core.store.workspace import Workspace
from core.types import Dataset, FeatureSet
from core.views import RECIPE

ALL_DIGITS = "all-digits"
"""The 1,797 digits that the sample has 600 of: where the truth is counted on what was not learned from,
300 of 600 would leave too few for it."""


def featured(
    source: str, backbone: str, folder: Path, per_class: int | None = None
) -> tuple[Workspace, Dataset, FeatureSet]:
    """A data set without its given parts, and its features, row by row.

    Args:
        source: a zip or folder, the id of a sample, or `ALL_DIGITS`.
        backbone: id of the network.
        folder: where working copies, features and converted networks are kept.
        per_class: at most so many photos of each class, evenly chosen.
    """
    workspace, context = Workspace(folder / Path(source).stem), QuietContext()
    dataset = workspace.dataset()
    if dataset is None:
        archive = Path(source)
        if source in (*(sample.id for sample in SAMPLES), ALL_DIGITS):
            archive = folder / f"{source}.zip"
            _write(source, archive)
        dataset = read_dataset(archive, workspace.photos, context)
        workspace.save_dataset(dataset)
    photos = []
    for label in range(len(dataset.classes)):
        own = dataset.of_class(label)
        step = max(1, -(-len(own) // per_class)) if per_class else 1
        photos += [replace(photo, split=None) for photo in own[::step]]
    chosen = Dataset(dataset.classes, tuple(photos))
    networks = folder / "networks"
    return (
        workspace,
        chosen,
        extract_features(chosen, workspace, BACKBONES[backbone], networks, context),
    )


def _write(source: str, path: Path) -> None:
    if source == ALL_DIGITS:
        write_digits(path, 1000, QuietContext())
    else:
        write_sample(source, path, QuietContext())


def lent(kept: Workspace, folder: Path) -> Workspace:
    """A workspace in `folder` with the same photos and what the networks said of them, but no views.

    What is added to it leaves `kept` as it is.
    """
    workspace = Workspace(folder)
    workspace.photos.folder.symlink_to(kept.photos.folder.resolve(), target_is_directory=True)
    workspace.features.mkdir()
    for store in kept.features.iterdir():
        if f"-{RECIPE}-" not in store.name:
            (workspace.features / store.name).symlink_to(store.resolve(), target_is_directory=True)
    return workspace


def sets(words: Sequence[str]) -> Iterator[tuple[str, int | None]]:
    """Source and photos of each class: `photos.zip:20` stands for 20, without a number it is None."""
    for word in words:
        source, _, number = word.rpartition(":")
        yield (source, int(number)) if number.isdigit() else (word, None)
