"""Lays a zip of class folders out as `train/`, `validation/` and `test/`, so that all sides see the same photos."""

from __future__ import annotations

import random
import shutil
import zipfile
from pathlib import Path, PurePosixPath

SPLITS = ("train", "validation", "test")
PHOTO_ENDINGS = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}


def lay_out(
    archive: Path, folder: Path, test_percent: int = 25, seed: int = 0, per_class: int | None = None
) -> None:
    """`folder/<split>/<class>/<n>.<ending>` for each photo of the zip.

    Args:
        archive: a well-formed zip with one folder per class, with or without splits above them.
        folder: where to write.
        test_percent: share of each class for `test/` when the zip has none.
        seed: of that draw.
        per_class: keep at most so many photos of each class and split.
    """
    with zipfile.ZipFile(archive) as source:
        groups = _groups(source)
        if not any(split == "test" for split, _ in groups):
            groups = _with_drawn_test(groups, test_percent, seed)
        for (split, name), members in groups.items():
            target = folder / split / name
            target.mkdir(parents=True, exist_ok=True)
            for number, member in enumerate(members[:per_class]):
                ending = PurePosixPath(member.filename).suffix.lower()
                with (
                    source.open(member) as photo,
                    (target / f"{number}{ending}").open("wb") as file,
                ):
                    shutil.copyfileobj(photo, file)


def photos_by_class(source: zipfile.ZipFile) -> dict[str, list[zipfile.ZipInfo]]:
    """The photos of each class, of all splits together."""
    by_class: dict[str, list[zipfile.ZipInfo]] = {}
    for (_, name), members in _groups(source).items():
        by_class.setdefault(name, []).extend(members)
    return by_class


Groups = dict[tuple[str, str], list[zipfile.ZipInfo]]


def _groups(source: zipfile.ZipFile) -> Groups:
    groups: Groups = {}
    for member in source.infolist():
        path = PurePosixPath(member.filename)
        if path.suffix.lower() in PHOTO_ENDINGS and "__MACOSX" not in path.parts:
            split = next((part for part in path.parts if part in SPLITS), "train")
            groups.setdefault((split, path.parent.name), []).append(member)
    return groups


def _with_drawn_test(groups: Groups, percent: int, seed: int) -> Groups:
    drawn: Groups = {}
    for (_, name), members in groups.items():
        shuffled = random.Random(seed).sample(members, len(members))
        count = max(1, round(len(members) * percent / 100))
        drawn["test", name], drawn["train", name] = shuffled[:count], shuffled[count:]
    return drawn
