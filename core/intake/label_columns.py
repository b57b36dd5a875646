"""Which column of a table says the class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.intake.parts import part_of
from core.types import Split

Rows = Mapping[int, tuple[str, ...]]

_LABEL_NAMES = frozenset({
    "label", "labels", "class", "classes", "category", "categories", "target", "classname", "class_name", "label_name",
    "species", "breed", "diagnosis", "dx", "disease", "kind", "type", "tag", "annotation", "y", "ground_truth", "gt",
    "标签", "类别", "分类", "ラベル", "분류", "klasse", "kategorie", "clase", "etiqueta", "classe", "étiquette",
})  # fmt: skip
_SPLIT_NAMES = frozenset({"split", "subset", "set", "partition", "usage", "part", "phase"})


@dataclass(frozen=True, slots=True)
class LabelColumn:
    """A column that may say the class of each photo.

    Attributes:
        file: name of the table.
        column: its heading; "" when each class has a column of its own with ones and zeros.
        labels: the class of each photo, or None where the table does not say it.
        splits: the part that the table puts each photo in, or None.
        is_named_so: whether the heading says that this is the class.
    """

    file: str
    column: str
    labels: tuple[str | None, ...]
    splits: tuple[Split | None, ...]
    is_named_so: bool


def label_columns(file: str, header: Sequence[str], rows: Rows, photos: int) -> list[LabelColumn]:
    """The columns that may say the class; one when its heading says so or no other could be meant.

    Args:
        file: name of the table.
        header: its headings.
        rows: the row of each photo by the photo's index.
        photos: number of photos.
    """
    splits = _splits(header, rows, photos)
    one_hot = _one_hot(header, rows, photos)
    if one_hot is not None:
        return [LabelColumn(file, "", one_hot, splits, is_named_so=True)]
    possible = []
    for place, heading in enumerate(header):
        if _key(heading) in _SPLIT_NAMES or not _has_classes([row[place] for row in rows.values()]):
            continue
        labels = _spread({index: row[place].strip() for index, row in rows.items()}, photos)
        is_named_so = _key(heading) in _LABEL_NAMES
        possible.append(LabelColumn(file, heading or str(place + 1), labels, splits, is_named_so))
    named = [column for column in possible if column.is_named_so]
    return _without_synonyms(named or possible)


def _key(heading: str) -> str:
    return heading.strip().casefold().replace(" ", "_")


def _spread(labels: Mapping[int, str], photos: int) -> tuple[str | None, ...]:
    return tuple(labels.get(index) or None for index in range(photos))


def _has_classes(values: Sequence[str]) -> bool:
    """Whether values come again as classes do, and are no measurements."""
    filled = [value.strip() for value in values if value.strip()]
    distinct = set(filled)
    if not 2 <= len(distinct) <= max(2, len(filled) // 2):
        return False
    return not any(_is_a_fraction(value) for value in distinct)


def _is_a_fraction(value: str) -> bool:
    try:
        return not float(value).is_integer()
    except (ValueError, OverflowError):
        return False


def _one_hot(header: Sequence[str], rows: Rows, photos: int) -> tuple[str | None, ...] | None:
    """The heading that has a one in each photo's row, when all other columns hold ones and zeros."""
    places = [
        place
        for place, heading in enumerate(header)
        if heading.strip() and {row[place].strip() for row in rows.values()} <= _BITS
    ]
    filled = [
        place for place in range(len(header)) if any(row[place].strip() for row in rows.values())
    ]
    if len(places) < 2 or places != filled:
        return None
    labels = {
        index: header[ones[0]].strip()
        for index, row in rows.items()
        if len(ones := [place for place in places if row[place].strip() in _ONES]) == 1
    }
    covers = 10 * len(labels) >= 9 * len(rows) and len(set(labels.values())) > 1
    return _spread(labels, photos) if covers else None


_ONES = frozenset({"1", "1.0"})
_BITS = _ONES | {"0", "0.0"}


def _splits(header: Sequence[str], rows: Rows, photos: int) -> tuple[Split | None, ...]:
    for place, heading in enumerate(header):
        parts = {index: part_of(row[place]) for index, row in rows.items()}
        named = set(parts.values())
        if _key(heading) in _SPLIT_NAMES and None not in named and "train" in named:
            return tuple(parts.get(index) for index in range(photos))
    return (None,) * photos


def _without_synonyms(columns: Sequence[LabelColumn]) -> list[LabelColumn]:
    """The columns without those that divide the photos as another one does; words before numbers."""
    ordered = sorted(columns, key=lambda column: _numbers(column.labels))
    kept: list[LabelColumn] = []
    for column in ordered:
        if not any(_divide_alike(column.labels, other.labels) for other in kept):
            kept.append(column)
    return kept


def _numbers(labels: Sequence[str | None]) -> bool:
    return all(label is None or label.strip("-").isdigit() for label in labels)


def _divide_alike(first: Sequence[str | None], second: Sequence[str | None]) -> bool:
    pairs = set(zip(first, second, strict=True))
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
