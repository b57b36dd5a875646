"""A small tree of a way to read the files, for a person to compare it with another one."""

from __future__ import annotations

from collections.abc import Sequence

MAX_LINES = 12
_INDENT = "    "


def class_tree(classes: Sequence[str | None], files: Sequence[str]) -> tuple[str, ...]:
    """At most twelve lines: each class with the number of its photos, below it some of its files.

    Args:
        classes: the class of each file, or None.
        files: their paths.
    """
    by_class: dict[str, list[str]] = {}
    for name, file in zip(classes, files, strict=True):
        if name is not None:
            by_class.setdefault(name, []).append(file)
    if len(by_class) > MAX_LINES:
        shown = list(by_class.items())[: MAX_LINES - 1]
        rest = len(by_class) - len(shown)
        return (*(_heading(name, found) for name, found in shown), f"… (+{rest})")
    examples = min(3, MAX_LINES // max(1, len(by_class)) - 1)
    lines: list[str] = []
    for name, found in by_class.items():
        lines.append(_heading(name, found))
        lines += [_INDENT + file for file in _spread(found, examples)]
    return tuple(lines)


def _heading(name: str, files: Sequence[str]) -> str:
    return f"{name} ({len(files)})"


def _spread(files: Sequence[str], count: int) -> list[str]:
    """Some of the files, from as many folders as there are."""
    of_folders = {file.rpartition("/")[0]: file for file in reversed(files)}
    chosen = list(reversed(of_folders.values()))[:count]
    others = [file for file in files if file not in chosen]
    return chosen + others[: count - len(chosen)]
