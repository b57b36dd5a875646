"""Names as people see them: tidy paths and class names, natural order."""

from __future__ import annotations

import re
import unicodedata

MAX_CLASS_NAME_LENGTH = 80

_HIDDEN = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
# They can make a name look like another one (UAX #9).
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DIGITS = re.compile(r"(\d+)")


def tidy_path(name: str) -> str:
    """A path as text: `/` between the parts, NFC, without what cannot be shown or encoded."""
    composed = unicodedata.normalize("NFC", name.replace("\\", "/"))
    return "".join(c if _can_be_shown(c) else "\N{REPLACEMENT CHARACTER}" for c in composed)


def tidy_class_name(name: str) -> str:
    """A class name on one line, at most 80 characters; empty when nothing of it can be shown."""
    composed = unicodedata.normalize("NFC", name)
    shown = "".join(c if _can_be_shown(c) else " " for c in composed)
    return " ".join(shown.split())[:MAX_CLASS_NAME_LENGTH].strip()


def same_name_key(name: str) -> str:
    """What two class names have in common when they mean the same, such as `Cats` and `cats`."""
    return unicodedata.normalize("NFKC", tidy_class_name(name)).casefold()


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key by which `photo 2` comes before `photo 10`."""
    parts = _DIGITS.split(name.casefold())
    return tuple(
        (0, int(part), "") if part.isdecimal() and len(part) < 1000 else (1, 0, part)
        for part in parts
    )


def _can_be_shown(character: str) -> bool:
    return unicodedata.category(character) not in _HIDDEN and character not in _BIDI_CONTROLS
