"""What becomes of an archive, in a form in which a test can say it whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.context import QuietContext
from core.errors import UserError
from core.intake import Choice, Limits, NeedsChoice, read_with_repairs
from core.messages import CATALOGUE
from core.store.photos import PhotoStore
from tests.factories import COLOURS, photo_bytes

SMALL = (16, 12)


@dataclass(frozen=True)
class Accepted:
    """The photos by class, and everything that was said about the rest.

    Attributes:
        classes: number of photos by class.
        skipped: code by name of each file that was named and left out.
        repairs: codes of what was mended or understood.
        ignored: number of files dropped by rule.
        splits: number of photos by part; empty when the data came unsplit.
    """

    classes: Mapping[str, int]
    skipped: Mapping[str, str] = field(default_factory=dict)
    repairs: Sequence[str] = field(default_factory=list)
    ignored: int = 0
    splits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """The code of the refusal."""

    code: str


@dataclass(frozen=True)
class Asked:
    """The kind of the question and the ids of its options."""

    kind: str
    options: Sequence[str]


Outcome = Accepted | Refused | Asked
Make = Callable[[Path], Path]


@dataclass(frozen=True)
class Case:
    """An archive with one trait.

    Attributes:
        trait: in a few words; the name of the test.
        make: writes the archive into a folder and gives its path.
        outcome: what must become of it.
        limits: what is refused by size.
        choice: what a person answered.
    """

    trait: str
    make: Make
    outcome: Outcome
    limits: Limits = field(default_factory=Limits)
    choice: Choice = field(default_factory=Choice)


def outcome_of(case: Case, folder: Path) -> Outcome:
    """What becomes of the archive, which is made in a folder of its own below `folder`.

    That nothing is written beside the photo store, and nothing is left in it by a refusal, is
    asserted on the way.
    """
    inside = folder / "a" / "b"
    inside.mkdir(parents=True)
    path = case.make(inside)
    before = _files(folder)
    store = PhotoStore(inside / "store")
    try:
        found = read_with_repairs(path, store, QuietContext(), case.limits, case.choice)
    except UserError as refusal:
        _assert_can_be_told(refusal)
        assert _files(folder) == before
        return _ended(refusal)
    dataset = found.dataset
    added = _files(folder) - before
    assert added == {store.path(photo.id) for photo in dataset.photos}
    assert all(entry.code in CATALOGUE for entry in dataset.skipped)
    assert all(repair.code in CATALOGUE for repair in found.repairs)
    return Accepted(
        dict(zip(dataset.classes, dataset.counts, strict=True)),
        {entry.name: entry.code for entry in dataset.skipped},
        [repair.code for repair in found.repairs],
        dataset.ignored,
        dict(Counter(photo.split for photo in dataset.photos if photo.split)),
    )


def _ended(refusal: UserError) -> Outcome:
    if isinstance(refusal, NeedsChoice):
        question = refusal.question
        return Asked(question.kind, [option.id for option in question.options])
    return Refused(refusal.code)


def _assert_can_be_told(refusal: UserError) -> None:
    assert refusal.code in CATALOGUE
    if isinstance(refusal, NeedsChoice):
        for option in refusal.question.options:
            assert option.title_code in CATALOGUE
            assert 0 < len(option.tree) <= 12


def photos(*names: str, size: tuple[int, int] = SMALL) -> dict[str, bytes]:
    """A different photo for each name."""
    return {
        name: photo_bytes(COLOURS[number % len(COLOURS)], size, seed=number)
        for number, name in enumerate(names)
    }


def numbered(count: int, *patterns: str) -> list[str]:
    """Each pattern with the numbers from 0 on in place of `#`."""
    return [pattern.replace("#", str(n)) for pattern in patterns for n in range(count)]


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}
