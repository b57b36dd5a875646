"""Words that stand in several places: counts, shares, times and names."""

from __future__ import annotations

import re

# Signs that act anywhere, a colon before a word (`:red[…]`, `:smile:`), and what acts at the start.
_ACTING = re.compile(
    r"[\\`*_\[\]<~$|&]|:(?=[A-Za-z])|^[#>+=-]|(?<=^\d)[.)]|(?<=^\d\d)[.)]", re.MULTILINE
)


def plain(text: str) -> str:
    """The text with every sign that Streamlit's Markdown would act upon made harmless.

    File and class names come from strangers: `*a*` must not turn slanted, nor `[a](b)` a link.
    """
    return _ACTING.sub(r"\\\g<0>", text)


def count(number: int, singular: str, plural: str = "") -> str:
    """A number with its noun: `1 photo`, `2,000 photos`, `3 classes`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def percent(share: float) -> str:
    """A share from 0 to 1 in whole percent; 100 % and 0 % are said only when they are exact.

    The space before the sign is one at which no line is broken.
    """
    whole = round(share * 100)
    if whole == 100 and share < 1:
        whole = 99
    if whole == 0 and share > 0:
        whole = 1
    return f"{whole}\u00a0%"


def large_number(number: int) -> str:
    """A count rounded so that it can be grasped: `512`, `328,000`, `3.4 million`."""
    if number < 10_000:
        return f"{number:,}"
    if number < 1_000_000:
        return f"{round(number, -3):,}"
    return f"{number / 1_000_000:.1f} million"


def duration(seconds: float) -> str:
    """How long something takes or took: `less than a second`, `12 seconds`, `3 minutes`."""
    if seconds < 1:
        return "less than a second"
    if seconds < 90:
        return count(round(seconds), "second")
    if seconds < 90 * 60:
        return count(round(seconds / 60), "minute")
    return count(round(seconds / 3600), "hour")


def megabytes(size_bytes: int) -> str:
    """A file size: `3 kB`, `16.9 MB`."""
    if size_bytes < 1_000_000:
        return f"{max(1, round(size_bytes / 1000))} kB"
    return f"{size_bytes / 1_000_000:.1f} MB"
