"""The form that every sentence to a person has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import Fact


class _Facts(dict[str, Fact]):
    """Facts for `str.format_map`; a missing one must not hide the sentence itself."""

    def __missing__(self, key: str) -> str:
        return "?"


@dataclass(frozen=True, slots=True)
class Message:
    """What happened (`title`), the details with file names and figures, and what to do now (`fix`)."""

    title: str
    detail: str
    fix: str

    def filled(self, facts: Mapping[str, Fact]) -> Message:
        """The same message with `{names}` replaced by their facts."""
        known = _Facts({name: _shown(value) for name, value in facts.items()})
        return Message(*(text.format_map(known) for text in (self.title, self.detail, self.fix)))

    @property
    def sentence(self) -> str:
        """All three parts as one line of text."""
        return " ".join(
            part for part in (self.title + ".", self.detail, self.fix) if part.strip(".")
        )


def _shown(value: Fact) -> Fact:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value
