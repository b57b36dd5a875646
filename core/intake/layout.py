"""From the names of files to classes and parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from core.errors import UserError
from core.intake import names
from core.intake.candidates import Candidates, find_candidates
from core.intake.label_lists import find_label_columns
from core.intake.question import NeedsChoice, Option, Question, Repaired
from core.intake.readings import FILE_NAMES, LIST, Reading, possible_readings
from core.intake.repairs import repairs_of
from core.intake.source import Member, Source, left_out
from core.intake.trees import class_tree
from core.types import Skipped, Split

_EXAMPLES = 3
# A folder with a single photo beside classes of so many is no class but a stray.
_LARGE_CLASS = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where a photo belongs.

    Attributes:
        member: the file.
        name: its own name, without folders.
        label: index into `Layout.classes`.
        split: the part that the data itself put it in, or None when the data came unsplit.
    """

    member: Member
    name: str
    label: int
    split: Split | None


@dataclass(frozen=True, slots=True)
class Layout:
    """What the names of the files say; none of the photos has been stored yet.

    Attributes:
        classes: class names in natural order.
        places: the files that should be photos, in the order of the source.
        skipped: files that are left out, with reasons.
        ignored: number of files dropped silently by rule.
        repairs: what was understood or mended and is worth telling.
    """

    classes: tuple[str, ...]
    places: tuple[Place, ...]
    skipped: tuple[Skipped, ...]
    ignored: int
    repairs: tuple[Repaired, ...] = ()


def find_layout(
    source: Source, file: str, choice: str = "", known_classes: Collection[str] = ()
) -> Layout:
    """Class and part of each photo, from folders, file names or a table beside the photos.

    Args:
        source: the files.
        file: what the person calls the archive or folder, for the sentence of a refusal.
        choice: id of the option that a person chose, or "".
        known_classes: classes that the data set has already: one photo for them is welcome.

    Raises:
        NeedsChoice: there is more than one way to read it, and none was chosen.
        UserError: `archive.no_photos`, `archive.only_archives`, `layout.no_classes` when nothing
            says what the photos show, `question.unknown_choice`.
    """
    candidates = find_candidates(source, file)
    return _laid_out(
        candidates, _chosen(_readings(source, candidates, file), choice, candidates), known_classes
    )


def classes_at_first_sight(source: Source, file: str) -> tuple[list[str | None], list[str]]:
    """The class of each photo by the likeliest way to read the files, and the paths of the photos.

    Raises:
        UserError: as `find_layout`.
    """
    candidates = find_candidates(source, file)
    first = _readings(source, candidates, file)[0]
    return list(first.classes), [member.name for member in candidates.photos]


def _readings(source: Source, candidates: Candidates, file: str) -> list[Reading]:
    paths = [member.name for member in candidates.photos]
    found = possible_readings(candidates.paths, lambda: find_label_columns(source, paths))
    if not found:
        examples = ", ".join(paths[:_EXAMPLES])
        raise UserError("layout.no_classes", file=file, photos=len(paths), found=examples)
    return found


def _chosen(readings: Sequence[Reading], choice: str, candidates: Candidates) -> Reading:
    """The only reading, or the one that a person chose.

    Raises:
        NeedsChoice: there are several.
        UserError: `question.unknown_choice`.
    """
    if len(readings) == 1 and not choice:
        return readings[0]
    by_id = {reading.id: reading for reading in readings}
    if choice:
        if choice not in by_id:
            raise UserError("question.unknown_choice", choice=choice, known=", ".join(by_id))
        return by_id[choice]
    paths = [member.name for member in candidates.photos]
    options = tuple(_option(reading, paths) for reading in readings)
    is_list = all(reading.way == LIST for reading in readings)
    raise NeedsChoice(Question("csv" if is_list else "layout", options))


def _option(reading: Reading, paths: Sequence[str]) -> Option:
    classes = {names.same_name_key(name) for name in reading.classes if name is not None}
    photos = sum(name is not None for name in reading.classes)
    tree, code = class_tree(reading.classes, paths), f"question.by_{reading.way}"
    return Option(reading.id, code, reading.facts, tree, len(classes), photos)


def _laid_out(candidates: Candidates, reading: Reading, known: Collection[str]) -> Layout:
    lone = _lone_classes(reading, known)
    names_found = [name for name in reading.classes if name is not None and name not in lone]
    classes, labels = _merged(names_found)
    places, skipped = [], list(candidates.skipped)
    for member, path, name, split in zip(
        candidates.photos, candidates.paths, reading.classes, reading.splits, strict=True
    ):
        if name in lone:
            skipped.append(left_out(member.name, "layout.lone_photo", folder=str(name)))
        elif name is None:
            skipped.append(
                left_out(member.name, _LEFT_OUT.get(reading.way, "layout.outside_classes"))
            )
        else:
            places.append(Place(member, path[-1], labels[names.same_name_key(name)], split))
    repairs = repairs_of(candidates, reading, classes)
    return Layout(classes, tuple(places), tuple(skipped), candidates.ignored, repairs)


_LEFT_OUT = {FILE_NAMES: "layout.no_class_in_name", LIST: "layout.not_in_list"}


def _lone_classes(reading: Reading, known: Collection[str]) -> set[str]:
    """Classes of one photo beside two large ones at least."""
    if reading.way in (FILE_NAMES, LIST):
        return set()
    counts = Counter(names.same_name_key(name) for name in reading.classes if name is not None)
    if sum(count >= _LARGE_CLASS for count in counts.values()) < 2:
        return set()
    known_keys = {names.same_name_key(name) for name in known}
    lone = {key for key, count in counts.items() if count == 1 and key not in known_keys}
    return {name for name in reading.classes if name and names.same_name_key(name) in lone}


def _merged(found: Sequence[str]) -> tuple[tuple[str, ...], dict[str, int]]:
    """The classes and the label by name key; `Cats` and `cats` are one, as most spell it."""
    spellings: dict[str, Counter[str]] = {}
    for name in found:
        tidy = names.tidy_class_name(name) or "?"
        spellings.setdefault(names.same_name_key(name), Counter())[tidy] += 1
    shown = {key: counter.most_common(1)[0][0] for key, counter in spellings.items()}
    keys = sorted(shown, key=lambda key: names.natural_key(shown[key]))
    return tuple(shown[key] for key in keys), {key: label for label, key in enumerate(keys)}
