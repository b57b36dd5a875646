"""Photos unlike anything else in their class."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from core.context import Context
from core.doctor.neighbours import nearest
from core.doctor.patient import Patient
from core.doctor.types import Finding, Repair

_NEIGHBOURS = 3
_MIN_PHOTOS = 12
# Robust standard deviations below the class's usual likeness.
_FAR_OUT = 3.0
_SIGMA_OF_MAD = 1.4826
_DOUBT = 10
_LEAST_SPREAD = 0.02


def odd_ones(
    patient: Patient, context: Context, already_named: Iterable[str] = ()
) -> Iterable[Finding]:
    """The finding about odd photos, if there are any.

    Args:
        patient: the data set.
        context: asked whether to go on.
        already_named: ids of photos with suspect labels; being in the wrong class explains them.

    Raises:
        Cancelled: the person asked to stop.
    """
    named = set(already_named)
    oddness = how_odd(patient, context)
    rows = [int(row) for row in np.argsort(-oddness) if oddness[row] > _FAR_OUT]
    ids = tuple(patient.ids[row] for row in rows if patient.ids[row] not in named)
    if ids:
        yield Finding(
            id="odd_ones",
            code="doctor.odd_ones_many" if len(ids) > 1 else "doctor.odd_ones",
            severity="look",
            facts={"photos": len(ids), "groups": len(ids)},
            groups=tuple((photo_id,) for photo_id in ids),
            repairs=(Repair("exclude", ids),),
        )


def how_odd(patient: Patient, context: Context) -> np.ndarray:
    """How far each photo is from the nearest of its class, in robust standard deviations.

    Twins count once, so that two copies of an odd photo do not vouch for each other. 0 in classes
    of few photos.
    """
    oddness = np.zeros(len(patient.ids))
    heads = np.unique(patient.families)
    for label in range(len(patient.dataset.classes)):
        rows = heads[patient.labels[heads] == label]
        if len(rows) < _MIN_PHOTOS:
            continue
        closest = nearest(patient.features[rows], _NEIGHBOURS, context).likeness.mean(axis=1)
        usual = np.median(closest)
        # A spread that was estimated from few photos may well be larger than it looks.
        doubt = 1 + _DOUBT / len(rows)
        spread = _SIGMA_OF_MAD * doubt * float(np.median(np.abs(closest - usual)))
        oddness[rows] = (usual - closest) / max(spread, _LEAST_SPREAD)
    return oddness
