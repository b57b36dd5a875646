"""The other way to read folders within folders: the outer ones are the classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from core.intake.class_folders import says_what_is_in_it
from core.intake.names import same_name_key

# Folders with less than this share of the photos may be anything, such as a handful of examples.
_MIN_SHARE = 0.05

Folders = tuple[str, ...]


def outer_class_of_each(
    photos: Sequence[Folders], inner: Sequence[str | None]
) -> list[str | None] | None:
    """The outer class of each photo, or None when there is only one sensible way to read them.

    `cats/tabby/1.jpg, cats/persian/2.jpg, dogs/pug/3.jpg` may be meant as three classes or as two.
    Folders that only number or sort (`part 1`, `images`, `train`) never are classes, and folders
    that hold one inner class each (`a/cats/…, b/dogs/…`) divide the photos as the inner ones do.

    Args:
        photos: the names of the folders of each photo, the outermost first.
        inner: the class of each photo by the innermost folders.
    """
    level = _first_that_divides(photos)
    tops = [folders[level] if len(folders) > level else None for folders in photos]
    within = _inner_classes(tops, inner)
    if len(within) < 2 or not all(says_what_is_in_it(top) for top in within):
        return None
    sizes = sorted(Counter(top for top in tops if top is not None).values())
    if sizes[-2] < max(2, _MIN_SHARE * len(photos)) or not _divides_otherwise(within):
        return None
    return [top if name is not None else None for top, name in zip(tops, inner, strict=True)]


def _first_that_divides(photos: Sequence[Folders]) -> int:
    """The first level on which there are several folders."""
    deepest = max(map(len, photos), default=0)
    for level in range(deepest):
        if len({folders[level] for folders in photos if len(folders) > level}) > 1:
            return level
    return deepest


def _inner_classes(
    tops: Sequence[str | None], inner: Sequence[str | None]
) -> Mapping[str, set[str]]:
    within: dict[str, set[str]] = {}
    for top, name in zip(tops, inner, strict=True):
        if top is not None and name is not None:
            within.setdefault(top, set()).add(same_name_key(name))
    return within


def _divides_otherwise(within: Mapping[str, set[str]]) -> bool:
    """Whether some outer folder holds several classes, and not only its neighbours once more."""
    neighbours = set().union(*(names for names in within.values() if len(names) == 1))
    return any(len(names) > 1 and not names <= neighbours for names in within.values())
