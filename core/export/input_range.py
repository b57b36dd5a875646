"""In which range a written model takes colours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InputRange:
    """What the written model is given: a colour value `c` from 0 to 255 as `(c - offset) / scale`."""

    scale: float = 1.0
    offset: float = 0.0


RAW = InputRange()
