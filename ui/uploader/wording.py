"""What the upload field says; refusals are worded in `core/messages/uploads.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Literal

from core.messages import describe_code

Choice = Literal["zip", "file", "folder", "photos"]

BUTTONS: Mapping[Choice, str] = MappingProxyType(
    {
        "zip": "Choose a zip",
        "file": "Choose a file",
        "folder": "Choose a folder",
        "photos": "Choose photos",
    }
)
_DROP: Mapping[Choice, str] = MappingProxyType(
    {"zip": "a zip", "file": "a file", "folder": "a folder", "photos": "photos"}
)
_BROWSER_REFUSALS = ("connection_lost", "unreadable", "empty", "several_archives", "not_a_zip")


def words(choices: tuple[Choice, ...], limit_mb: int) -> dict[str, str]:
    """The texts of the upload field; `{...}` is filled in by the browser."""
    *some, last = [_DROP[choice] for choice in choices]
    what = f"{', '.join(some)} or {last}" if some else last
    return {
        "invitation": f"Drop {what} here",
        "hint": f"Up to {limit_mb:,} MB. Your photos stay on the computer that runs this app.",
        "collecting": "Looking through the folder …",
        "starting": "Uploading {name}, {size}",
        "figures": "{done} of {size} · {percent} %",
        "left": "about {time} left",
        "seconds": "{n} s",
        "minutes": "{n} min",
        "waiting": "The connection broke off. Trying again …",
        "finishing": "Putting it in place …",
        "done": "{name} is uploaded ({size}).",
        "cancelled": "The upload was cancelled. Nothing was kept.",
        "several": "{n} files",
        "cancel": "Cancel",
        "progress": "Upload progress",
    }


def browser_refusals() -> dict[str, dict[str, str]]:
    """The refusals that the browser finds by itself, by code."""
    found = {}
    for short in _BROWSER_REFUSALS:
        code = f"uploads.{short}"
        found[code] = asdict(describe_code(code, {"name": "{name}"}))
    return found
