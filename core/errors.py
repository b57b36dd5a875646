"""The two exceptions that the engine raises on purpose."""

from __future__ import annotations

Fact = str | int | float | bool


class UserError(Exception):
    """A refusal that a person can act upon, told by a code and its facts.

    The sentences belong to the code and stand in `core/messages/`; use
    `core.messages.describe(error)`.

    Args:
        code: dotted name such as `"archive.not_a_zip"`; must have an entry in `core/messages/`.
        facts: what the sentences mention: file names, limits with their unit in the name, counts.
    """

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts: dict[str, Fact] = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({facts})"

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions with keyword arguments need help to cross a process border.
        return _rebuild_user_error, (self.code, self.facts)


def _rebuild_user_error(code: str, facts: dict[str, Fact]) -> UserError:
    return UserError(code, **facts)


class Cancelled(Exception):
    """The person pressed Stop; whoever catches it leaves nothing half-written behind."""
