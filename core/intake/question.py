"""What must be asked because the files can be read in two ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from core.errors import Fact, UserError

Kind = Literal["names", "layout", "csv"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose; "" where nothing was asked.

    Attributes:
        names: id of the code page of the names.
        layout: id of the way in which photos get their class (of a `layout` or `csv` question).
    """

    names: str = ""
    layout: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read the files.

    Attributes:
        id: by which `Choice` names it.
        title_code: message code of its title.
        facts: of the title.
        tree: at most twelve lines: each class with the number of its photos, below it some files.
        classes: number of classes.
        photos: number of files that would be photos of a class.
    """

    id: str
    title_code: str
    facts: Mapping[str, Fact]
    tree: tuple[str, ...]
    classes: int
    photos: int


@dataclass(frozen=True, slots=True)
class Question:
    """The ways to read the files, the likeliest first.

    Attributes:
        kind: `names` (how the names are written), `layout` (what the classes are) or `csv` (which
            column of a list says them).
        options: two or more.
    """

    kind: Kind
    options: tuple[Option, ...]

    def as_plain(self) -> dict[str, Any]:
        """The question as plain values for JSON."""
        return {"kind": self.kind, "options": [asdict(option) for option in self.options]}


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was mended or understood without asking, and is worth telling; by message code."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


class NeedsChoice(UserError):
    """The files can be read in more than one way, and a person must say which is meant.

    Args:
        question: what to ask.
    """

    def __init__(self, question: Question) -> None:
        super().__init__(f"question.{question.kind}", options=len(question.options))
        self.question = question

    def __reduce__(self) -> tuple[object, ...]:
        return NeedsChoice, (self.question,)
