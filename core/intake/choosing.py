"""Opening a source and finding its layout, with a question where only a person can decide."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from core.intake.archive import open_archive
from core.intake.code_pages import CODE_PAGES
from core.intake.layout import Layout, classes_at_first_sight, find_layout
from core.intake.limits import Limits
from core.intake.names import same_name_key
from core.intake.question import Choice, NeedsChoice, Option, Question
from core.intake.source import Source
from core.intake.trees import class_tree


@contextlib.contextmanager
def opened_layout(
    path: Path, limits: Limits, choice: Choice, known_classes: Collection[str]
) -> Iterator[tuple[Source, Layout]]:
    """The open source and its layout, for the block.

    Args:
        path: a zip, tar or folder.
        limits: what is refused by size.
        choice: what a person answered.
        known_classes: classes that the data set has already.

    Raises:
        NeedsChoice: something must be asked that `choice` does not answer.
        UserError: an `archive.…`, `layout.…` or `question.…` code.
    """
    with open_archive(path, limits, choice.names) as source:
        if source.decoding.rivals:
            _ask_for_names(path, limits, source)
        yield source, find_layout(source, path.name, choice.layout, known_classes)


def _ask_for_names(path: Path, limits: Limits, source: Source) -> None:
    """Nothing, if every way to read the names gives the same classes: only names of files differ.

    Raises:
        NeedsChoice: the classes would have other names.
    """
    options: dict[frozenset[str], Option] = {}
    for code_page in (source.decoding.code_page, *source.decoding.rivals):
        with open_archive(path, limits, code_page) as read_so:
            classes, files = classes_at_first_sight(read_so, path.name)
        keys = frozenset(same_name_key(name) for name in classes if name is not None)
        options.setdefault(keys, _option(code_page, classes, files))
    if len(options) > 1:
        raise NeedsChoice(Question("names", tuple(options.values())))


def _option(code_page: str, classes: Sequence[str | None], files: Sequence[str]) -> Option:
    facts = {"code_page": CODE_PAGES[code_page].title}
    count = len({same_name_key(name) for name in classes if name is not None})
    photos = sum(name is not None for name in classes)
    tree = class_tree(classes, files)
    return Option(code_page, "question.names_option", facts, tree, count, photos)
