"""What was understood or mended without asking, for a person to know and to object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from core.errors import Fact
from core.intake import names
from core.intake.candidates import Candidates
from core.intake.code_pages import CODE_PAGES
from core.intake.parts import part_of
from core.intake.question import Repaired
from core.intake.readings import FILE_NAMES, INNER, LIST, OUTER, Reading

_SHOWN = 3


def repairs_of(
    candidates: Candidates, reading: Reading, classes: Sequence[str]
) -> tuple[Repaired, ...]:
    """Everything worth telling, by message codes `repair.…`."""
    told = [
        *_names_decoded(candidates),
        *_wrapper(candidates, reading),
        *_way(reading, classes),
        *_merged_spellings(reading, classes),
        *_folders_joined(candidates, reading),
        *_splits(reading),
    ]
    if candidates.masks:
        told.append(Repaired("repair.masks_left_out", {"masks": candidates.masks}))
    return tuple(told)


def _names_decoded(candidates: Candidates) -> Iterator[Repaired]:
    if candidates.code_page not in ("", "utf-8"):
        title = CODE_PAGES[candidates.code_page].title
        yield Repaired("repair.names_decoded", {"code_page": title})


def _wrapper(candidates: Candidates, reading: Reading) -> Iterator[Repaired]:
    """Folders around everything that say nothing of the classes."""
    if reading.way not in (INNER, OUTER):
        return
    folders = [
        path[:-1]
        for path, name in zip(candidates.paths, reading.classes, strict=True)
        if name is not None
    ]
    common = []
    for level in zip(*folders, strict=False):
        if len(set(level)) > 1 or level[0] in reading.classes or part_of(level[0]) is not None:
            break
        common.append(level[0])
    if common:
        yield Repaired("repair.wrapper_taken_off", {"name": "/".join(common)})


def _way(reading: Reading, classes: Sequence[str]) -> Iterator[Repaired]:
    if reading.way == FILE_NAMES:
        shown = ", ".join(classes[:_SHOWN])
        facts: dict[str, Fact] = {"classes": len(classes), "examples": shown}
        yield Repaired("repair.classes_from_file_names", facts)
    if reading.way == LIST:
        yield Repaired("repair.classes_from_list", {**reading.facts, "classes": len(classes)})


def _merged_spellings(reading: Reading, classes: Sequence[str]) -> Iterator[Repaired]:
    """Classes whose folders are spelled in several ways."""
    spellings: dict[str, set[str]] = {}
    for name in reading.classes:
        if name is not None:
            tidy = names.tidy_class_name(name)
            spellings.setdefault(names.same_name_key(name), set()).add(tidy)
    for name in classes:
        others = spellings.get(names.same_name_key(name), set()) - {name}
        if others:
            facts = {"name": name, "others": ", ".join(sorted(others))}
            yield Repaired("repair.spellings_merged", facts)


def _folders_joined(candidates: Candidates, reading: Reading) -> Iterator[Repaired]:
    """Classes whose photos lie in several folders of the same part."""
    if reading.way not in (INNER, OUTER):
        return
    folders: dict[tuple[str, str | None], set[tuple[str, ...]]] = {}
    for path, name, split in zip(candidates.paths, reading.classes, reading.splits, strict=True):
        if name is not None:
            tidy = tuple(names.same_name_key(folder) for folder in path[:-1])
            folders.setdefault((names.same_name_key(name), split), set()).add(tidy)
    several = {key for (key, _), found in folders.items() if len(found) > 1}
    if several:
        name = next(n for n in reading.classes if n and names.same_name_key(n) in several)
        facts: dict[str, Fact] = {"classes": len(several), "name": names.tidy_class_name(name)}
        yield Repaired("repair.folders_joined", facts)


def _splits(reading: Reading) -> Iterator[Repaired]:
    placed = zip(reading.splits, reading.classes, strict=True)
    counts = Counter(split for split, name in placed if split and name is not None)
    if len(counts) > 1:
        facts = {part: counts[part] for part in ("train", "validation", "test")}
        yield Repaired("repair.split_recognised", facts)
