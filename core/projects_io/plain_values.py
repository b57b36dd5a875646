"""Values of a stranger's JSON, checked one by one; everything else is refused."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Any

MAX_NAME_LENGTH = 300
_ID = re.compile(r"[0-9a-f]{32}")


def parsed(data: bytes) -> Any:
    """The value of a JSON file.

    Raises:
        ValueError: it is not JSON, or nested more deeply than any file of ours.
    """
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def text(value: object) -> str:
    """The same text, if it is one of sensible length.

    Raises:
        ValueError: it is not.
    """
    if not isinstance(value, str) or len(value) > MAX_NAME_LENGTH:
        raise ValueError("not a short text")
    return value


def number(value: object) -> float:
    """The same number, if it is one and finite.

    Raises:
        ValueError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("not a number")
    return value


def whole(value: object, minimum: int, maximum: int) -> int:
    """The same whole number, if it is one within the range.

    Raises:
        ValueError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
        raise ValueError("not a whole number in its range")
    return value


def photo_id(value: object) -> str:
    """The same text, if it is the id of a photo: 32 hex digits.

    Raises:
        ValueError: it is not.
    """
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError("not a photo's id")
    return value


def class_names(values: Sequence[object]) -> tuple[str, ...]:
    """The same names, if each is a text and none comes twice.

    Raises:
        ValueError: they are not.
    """
    names = tuple(text(value) for value in values)
    if len(set(names)) != len(names) or not all(names):
        raise ValueError("class names come twice or are empty")
    return names
