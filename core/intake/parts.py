"""Whether data comes already divided into parts for training, validation and test."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.types import Split

_WORD = re.compile(r"[a-z]+")
_PARTS: dict[str, Split] = {
    "train": "train", "training": "train", "trainset": "train",
    "val": "validation", "valid": "validation", "validation": "validation", "valset": "validation",
    "test": "test", "testing": "test", "holdout": "test", "testset": "test",
}  # fmt: skip
_FILLERS = frozenset({
    "set", "sets", "data", "dataset", "image", "images", "img", "imgs", "photo", "photos",
    "picture", "pictures", "seg", "split",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placed:
    """A photo's folders once the part that they named is taken out.

    Attributes:
        folders: names of the folders that hold it, the outermost first.
        split: the part that one of them named, or None.
        is_outside: the data comes in parts, but this photo lies in none of them.
    """

    folders: tuple[str, ...]
    split: Split | None = None
    is_outside: bool = False


def part_of(folder: str) -> Split | None:
    """The part that a folder's name means, such as `Training set` or `val2017`, or None."""
    words = [word for word in _WORD.findall(folder.casefold()) if word not in _FILLERS]
    return _PARTS.get(words[0]) if len(words) == 1 else None


def take_out_parts(photos: Sequence[tuple[str, ...]]) -> list[Placed]:
    """The photos' folders without the level that divides them into parts, if there is one.

    A level divides when it names a training part and another one, and half of the photos at least
    lie in a part. A lone `train` folder is only a wrapper.

    Args:
        photos: the names of the folders of each photo, the outermost first.
    """
    for level in range(max(map(len, photos), default=0)):
        splits = [part_of(folders[level]) if level < len(folders) else None for folders in photos]
        named = set(splits) - {None}
        in_a_part = sum(split is not None for split in splits)
        if "train" in named and len(named) > 1 and 2 * in_a_part >= len(photos):
            return _without_level(photos, splits, level)
    return [Placed(folders) for folders in photos]


def _without_level(
    photos: Sequence[tuple[str, ...]], splits: Sequence[Split | None], level: int
) -> list[Placed]:
    above = {folders[:level] for folders, split in zip(photos, splits, strict=True) if split}
    placed = []
    for folders, split in zip(photos, splits, strict=True):
        if split is None:
            placed.append(Placed(folders, is_outside=True))
            continue
        below = folders[level + 1 :]
        while below and part_of(below[0]) == split:  # `seg_train/seg_train/…`
            below = below[1:]
        # What all parts lie in together is a wrapper; else it is the class, as in `cats/train/…`.
        placed.append(Placed(below if len(above) == 1 else folders[:level] + below, split))
    return placed
