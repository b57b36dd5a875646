"""Everything that the doctor looks at, in one go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from core.context import Context, raise_if_stopped
from core.doctor.balance import balance
from core.doctor.copies import copies, in_two_classes
from core.doctor.health import in_order
from core.doctor.looks import STAGE, look_at
from core.doctor.neighbours import nearest, unit_length
from core.doctor.oddities import odd_ones
from core.doctor.patient import Patient
from core.doctor.photo_map import places
from core.doctor.progress import Part
from core.doctor.quality import quality
from core.doctor.shortcuts import shortcuts
from core.doctor.storing import dismissed, without_dismissed
from core.doctor.suspects import opinions, suspect_labels
from core.doctor.twins import twin_rows
from core.doctor.types import Diagnosis, Finding
from core.store.workspace import Workspace
from core.types import Dataset, Event, FeatureSet, FloatArray

_MIN_PHOTOS = 10


def diagnose(
    dataset: Dataset, workspace: Workspace, features: FeatureSet, context: Context
) -> Diagnosis:
    """What is wrong with the photos, sorted by how much it hurts, and a map of them.

    Args:
        dataset: the photos; one at least.
        workspace: has their working copies, and what a person called fine.
        features: of these photos, in the same order.
        context: told of progress in the stage `doctor`.

    Raises:
        UserError: a working copy is missing or damaged.
        Cancelled: the person asked to stop.
    """
    from threadpoolctl import threadpool_limits

    context.emit(Event("stage", STAGE))
    # OpenMP's threads wait for each other by spinning: beside other work on the machine t-SNE took
    # five times longer with two of them than with one.
    with threadpool_limits(1, user_api="openmp"):
        patient = _examined(dataset, workspace, features, context)
        findings = in_order(list(_findings(patient, Part(context, 0.65, 0.85))))
        raise_if_stopped(context)
        spots = places(patient.features, Part(context, 0.85, 1.0))
    context.emit(Event("progress", STAGE, 1, 1))
    diagnosis = Diagnosis(
        dataset.key,
        findings,
        "",
        {"photos": len(dataset.photos), "classes": len(dataset.classes)},
        patient.ids_of(patient.twins),
        _map(patient, spots),
    )
    return without_dismissed(diagnosis, dismissed(workspace))


def _examined(
    dataset: Dataset, workspace: Workspace, features: FeatureSet, context: Context
) -> Patient:
    ids = [photo.id for photo in dataset.photos]
    looks = look_at(ids, workspace.photos, Part(context, 0.0, 0.3))
    directions = unit_length(features.features)
    neighbours = nearest(directions, context=context)
    twins = twin_rows(looks, neighbours, Part(context, 0.3, 0.65))
    return Patient(dataset, directions, looks, neighbours, twins)


def _findings(patient: Patient, context: Part) -> Iterator[Finding]:
    """All findings; of the same severity, those come first that hurt more."""
    can_be_told = len(np.unique(patient.labels)) > 1 and len(patient.ids) >= _MIN_PHOTOS
    probabilities = opinions(patient, context) if can_be_told else _undecided(patient)
    context.emit(Event("progress", STAGE, 1, 2))
    yield from in_two_classes(patient)
    yield from copies(patient, probabilities)
    suspects = list(suspect_labels(patient, probabilities)) if can_be_told else []
    yield from suspects
    if can_be_told:
        yield from shortcuts(patient, context)
    yield from balance(patient.dataset)
    doubted = [photo_id for finding in suspects for photo_id in finding.notes]
    yield from odd_ones(patient, context, doubted)
    yield from quality(patient)
    context.emit(Event("progress", STAGE, 2, 2))


def _undecided(patient: Patient) -> FloatArray:
    """No class is likelier than another."""
    shape = (len(patient.ids), max(1, len(patient.dataset.classes)))
    return np.full(shape, 1 / shape[1], np.float32)


def _map(patient: Patient, spots: FloatArray) -> Mapping[str, tuple[float, float]]:
    rounded = np.round(spots.astype(float), 4).tolist()
    return {photo_id: (x, y) for photo_id, (x, y) in zip(patient.ids, rounded, strict=True)}
