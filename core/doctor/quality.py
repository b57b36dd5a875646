"""Photos of which little can be learnt: blurred, dark, white, tiny, or with a border."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from core.doctor.patient import Patient
from core.doctor.types import Finding, Repair, Severity

# Grey levels of 255.
_DARK, _DARK_CONTRAST = 25.0, 22.0
_WHITE, _WHITE_CONTRAST = 238.0, 22.0
_EMPTY_CONTRAST = 5.0
_SHARP_ENOUGH = 0.55
_TINY_SIDE = 48
_BORDER, _LETTERBOX = 0.12, 0.06


class _Trouble(NamedTuple):
    id: str
    severity: Severity
    rows: np.ndarray
    """Bool, one a photo."""


def quality(patient: Patient) -> Iterable[Finding]:
    """One finding for each kind of trouble; a photo that shows nothing at all is in one only."""
    looks = patient.looks
    sides = np.array([min(photo.width, photo.height) for photo in patient.dataset.photos])
    dark = (looks.brightness < _DARK) & (looks.contrast < _DARK_CONTRAST)
    white = (looks.brightness > _WHITE) & (looks.contrast < _WHITE_CONTRAST)
    empty = (looks.contrast < _EMPTY_CONTRAST) & ~dark & ~white
    nothing = dark | white | empty
    tiny = sides < _TINY_SIDE
    blurred = (looks.sharpness < _SHARP_ENOUGH) & ~nothing & ~tiny
    for trouble in (
        _Trouble("dark", "look", dark),
        _Trouble("white", "look", white),
        _Trouble("empty", "look", empty),
        _Trouble("blurred", "hint", blurred),
        _Trouble("tiny", "hint", tiny),
        _Trouble("borders", "hint", _with_borders(looks.borders) & ~nothing),
    ):
        if trouble.rows.any():
            yield _finding(patient, trouble)


def _finding(patient: Patient, trouble: _Trouble) -> Finding:
    ids = tuple(patient.ids[row] for row in np.flatnonzero(trouble.rows))
    return Finding(
        id=trouble.id,
        code=f"doctor.{trouble.id}_many" if len(ids) > 1 else f"doctor.{trouble.id}",
        severity=trouble.severity,
        facts={"photos": len(ids), "groups": len(ids), "side": _TINY_SIDE},
        groups=tuple((photo_id,) for photo_id in ids),
        repairs=(Repair("exclude", ids),),
    )


def _with_borders(borders: np.ndarray) -> np.ndarray:
    """Photos with bars at two opposite sides, as screenshots have; a plain wall all round is none."""
    across = np.minimum(borders[:, 0], borders[:, 1])
    down = np.minimum(borders[:, 2], borders[:, 3])
    bars = (np.maximum(across, down) > _BORDER) & (np.minimum(across, down) < _LETTERBOX)
    even = np.abs(borders[:, 0::2] - borders[:, 1::2]).max(axis=1) < _LETTERBOX
    return bars & even
