"""The ways in which photos may be given their classes, and whether more than one is sensible."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.errors import Fact
from core.intake.class_folders import class_of_each, says_what_is_in_it
from core.intake.file_name_classes import class_of_name, classes_by_file_name
from core.intake.label_columns import LabelColumn
from core.intake.names import same_name_key
from core.intake.outer_folders import outer_class_of_each
from core.intake.parts import Placed, take_out_parts
from core.types import Split

INNER, OUTER, FILE_NAMES, LIST = "folders", "outer_folders", "file_names", "list"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to give each photo its class.

    Attributes:
        id: by which a person chooses it.
        classes: of each photo, None for one that has no class.
        splits: the part of each photo, None when the data came unsplit.
        facts: what the sentences about it mention.
    """

    id: str
    classes: tuple[str | None, ...]
    splits: tuple[Split | None, ...]
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def way(self) -> str:
        """One of `INNER`, `OUTER`, `FILE_NAMES` and `LIST`."""
        return self.id.partition(":")[0]


def possible_readings(
    paths: Sequence[tuple[str, ...]], columns: Callable[[], Sequence[LabelColumn]]
) -> list[Reading]:
    """The sensible ways, the likeliest first: none, one, or several that only a person can choose
    from.

    Args:
        paths: folders and name of each photo.
        columns: gives the columns of tables that may say the classes.
    """
    placed = take_out_parts([path[:-1] for path in paths])
    splits = tuple(place.split for place in placed)
    lists = [_by_list(column, splits) for column in columns()]
    by_name = _by_file_name(paths, placed, splits)
    by_folder = _by_folders(placed, splits)
    if by_folder is None:
        if by_name is not None and lists and not _same_division(by_name, lists[0]):
            return [*lists, by_name]
        return lists or ([by_name] if by_name is not None else [])
    if _is_one_class(by_folder):
        return [by_folder, *lists, *_several(by_name)]
    readings = [by_folder, *_several(_by_outer_folders(placed, by_folder))]
    if len(lists) == 1 and _cross(by_folder, lists[0]):
        readings.append(lists[0])
    if by_name is not None and _cross(by_folder, by_name) and _only_number(by_folder):
        readings.append(by_name)
    return readings


def _by_folders(placed: Sequence[Placed], splits: tuple[Split | None, ...]) -> Reading | None:
    inside = iter(class_of_each([place.folders for place in placed if not place.is_outside]))
    classes = tuple(None if place.is_outside else next(inside) for place in placed)
    return Reading(INNER, classes, splits) if any(classes) else None


def _by_outer_folders(placed: Sequence[Placed], inner: Reading) -> Reading | None:
    classes = outer_class_of_each([place.folders for place in placed], inner.classes)
    return None if classes is None else replace(inner, id=OUTER, classes=tuple(classes))


def _by_file_name(
    paths: Sequence[tuple[str, ...]], placed: Sequence[Placed], splits: tuple[Split | None, ...]
) -> Reading | None:
    """By file name; where data come in parts, only the training part need be named by class."""
    has_parts = any(splits)
    asked = [
        index
        for index, place in enumerate(placed)
        if not place.is_outside and (not has_parts or place.split == "train")
    ]
    found = classes_by_file_name([paths[index][-1] for index in asked])
    if found is None:
        return None
    classes: list[str | None] = [None] * len(paths)
    for index, name in zip(asked, found, strict=True):
        classes[index] = name
    if has_parts:
        _name_the_other_parts(classes, paths, splits)
    return Reading(FILE_NAMES, tuple(classes), splits)


def _name_the_other_parts(
    classes: list[str | None], paths: Sequence[tuple[str, ...]], splits: Sequence[Split | None]
) -> None:
    """Photos for validation and test that are named as those for training get their class, too."""
    known = {same_name_key(name): name for name in classes if name is not None}
    for index, split in enumerate(splits):
        if split in ("validation", "test"):
            classes[index] = known.get(same_name_key(class_of_name(paths[index][-1]) or ""))


def _by_list(column: LabelColumn, splits: tuple[Split | None, ...]) -> Reading:
    own = column.splits if any(column.splits) else splits
    facts = {"file": column.file, "column": column.column}
    return Reading(f"{LIST}:{column.column}", column.labels, own, facts)


def _pairs(first: Reading, second: Reading) -> set[tuple[str, str]]:
    both = zip(first.classes, second.classes, strict=True)
    return {
        (same_name_key(a), same_name_key(b)) for a, b in both if a is not None and b is not None
    }


def _same_division(first: Reading, second: Reading) -> bool:
    """Whether both put the same photos together, whatever they call them."""
    pairs = _pairs(first, second)
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def _cross(folders: Reading, other: Reading) -> bool:
    """Whether classes of the one go across those of the other: neither is only a finer division."""
    pairs = _pairs(folders, other)
    return len(pairs) > len({a for a, _ in pairs}) and len(pairs) > len({b for _, b in pairs})


def _several(reading: Reading | None) -> list[Reading]:
    return [] if reading is None else [reading]


def _is_one_class(reading: Reading) -> bool:
    """Whether all photos lie in one folder, from which nothing could be learned by itself."""
    return len({same_name_key(name) for name in reading.classes if name is not None}) == 1


def _only_number(reading: Reading) -> bool:
    return not any(says_what_is_in_it(name) for name in reading.classes if name is not None)
