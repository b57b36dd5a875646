"""What came of training from scratch; light enough for the pages, which import nothing that trains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Scratch:
    """How far a network came that had to find everything by itself.

    Attributes:
        run: id of the run that it is set beside.
        photos: how many it learned from.
        aside: how many others it was asked about; those that the run is judged by.
        right: how many of these it answered rightly, in its best epoch.
        epochs: how many it took part in.
        best_epoch: the one with the lowest loss on the photos kept aside, from 1.
        parameters: how many numbers it had to find.
        training_s: how long it learned, in seconds.
        stopped: whether the person ended it early.
    """

    run: str
    photos: int
    aside: int
    right: int
    epochs: int
    best_epoch: int
    parameters: int
    training_s: float
    stopped: bool


def scratch_from_plain(value: Mapping[str, Any]) -> Scratch | None:
    """The result of a job "scratch"; None where it is of another version or damaged."""
    try:
        found = Scratch(**value)
        return found if found.aside > 0 and found.training_s >= 0 else None
    except TypeError:
        return None
