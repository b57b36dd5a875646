"""Class names where there is little room: short, and no two the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

MAX_LENGTH = 18
_END = 9


def short_names(names: Sequence[str]) -> list[str]:
    """The names, each at most 18 characters long, and no two the same.

    Long ones lose their end, or their middle where that would make two alike.

    Args:
        names: all different.
    """
    cuts: tuple[Callable[[int, str], str], ...] = (
        lambda _, name: _cut(name, 0),
        lambda _, name: _cut(name, _END),
        lambda number, name: _cut(f"{number} {name}", 0),
    )
    shown = list(names)
    alike: Sequence[int] = range(len(names))
    for cut in cuts:
        for place in alike:
            shown[place] = cut(place + 1, names[place])
        times = Counter(shown)
        alike = [place for place, name in enumerate(shown) if times[name] > 1]
    return shown


def _cut(name: str, end: int) -> str:
    if len(name) <= MAX_LENGTH:
        return name
    return f"{name[: MAX_LENGTH - 1 - end]}…{name[len(name) - end :]}"
