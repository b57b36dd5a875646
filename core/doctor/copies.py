"""What is wrong with photos that are there more than once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from core.doctor.patient import Patient
from core.doctor.types import Action, Finding, Repair, Severity
from core.messages import describe_code
from core.types import FloatArray

Group = tuple[int, ...]

_TESTED = {"test": 2, "validation": 1}


def in_two_classes(patient: Patient) -> Iterable[Finding]:
    """Photos of which the very same file lay in two class folders; one of the two was left out."""
    dataset = patient.dataset
    here = {(photo.name, dataset.classes[photo.label]): photo for photo in dataset.photos}
    notes: dict[str, str] = {}
    for skipped in dataset.skipped:
        place = (str(skipped.facts.get("same_as")), str(skipped.facts.get("kept_in")))
        if skipped.code == "photo.in_two_classes" and place in here:
            facts = {"name": skipped.facts.get("other", "?")}
            notes[here[place].id] = describe_code("doctor.note_also_in", facts).title
    if notes:
        groups = tuple((photo_id,) for photo_id in notes)
        yield Finding(
            id="in_two_classes",
            code=_plural("doctor.in_two_classes", len(groups)),
            severity="serious",
            facts={"photos": len(groups), "groups": len(groups)},
            groups=groups,
            notes=notes,
            repairs=(Repair("exclude", tuple(notes)),),
        )


def copies(patient: Patient, probabilities: FloatArray) -> Iterable[Finding]:
    """Findings about twins: across classes, across given parts, exact ones and near ones.

    Each group is in one finding only, the one that hurts most.

    Args:
        patient: the data set.
        probabilities: what models that did not see it think of each photo.
    """
    by_kind: dict[str, list[Group]] = {}
    for group in patient.twins:
        by_kind.setdefault(_kind(patient, group), []).append(group)
    if groups := by_kind.get("twins_across_classes"):
        yield _across_classes(patient, groups, probabilities)
    if groups := by_kind.get("leak"):
        yield _finding(patient, "leak", "serious", groups, _learned_from)
    if groups := by_kind.get("exact_duplicates"):
        yield _finding(patient, "exact_duplicates", "look", groups, _all_but_best)
    if groups := by_kind.get("near_duplicates"):
        yield _finding(patient, "near_duplicates", "look", groups, _all_but_best)


def _kind(patient: Patient, group: Group) -> str:
    photos = [patient.dataset.photos[row] for row in group]
    if len({photo.label for photo in photos}) > 1:
        return "twins_across_classes"
    if len({photo.split or "train" for photo in photos}) > 1:
        return "leak"
    is_exact = len({int(patient.looks.digests[row]) for row in group}) == 1
    return "exact_duplicates" if is_exact else "near_duplicates"


def _finding(
    patient: Patient,
    kind: str,
    severity: Severity,
    groups: list[Group],
    unwanted: Callable[[Patient, Group], Group],
) -> Finding:
    action: Action = "exclude" if kind == "leak" else "keep_one"
    groups = sorted((_best_first(patient, group) for group in groups), key=len, reverse=True)
    ids = tuple(patient.ids[row] for group in groups for row in unwanted(patient, group))
    photos = sum(len(group) for group in groups)
    return Finding(
        id=kind,
        code=_plural(f"doctor.{kind}", len(groups)),
        severity=severity,
        facts={"photos": photos, "groups": len(groups), "copies": len(ids)},
        groups=patient.ids_of(tuple(groups)),
        notes=_notes(patient, groups) if kind == "leak" else {},
        repairs=(Repair(action, ids),),
    )


def _across_classes(patient: Patient, groups: list[Group], probabilities: FloatArray) -> Finding:
    groups = [_best_first(patient, group) for group in groups]
    moves: dict[int, list[str]] = {}
    for group in groups:
        label = _likeliest(patient, group, probabilities)
        strays = [patient.ids[row] for row in group if patient.labels[row] != label]
        moves.setdefault(label, []).extend(strays)
    classes = patient.dataset.classes
    everything = tuple(patient.ids[row] for group in groups for row in group)
    return Finding(
        id="twins_across_classes",
        code=_plural("doctor.twins_across_classes", len(groups)),
        severity="serious",
        facts={"photos": len(everything), "groups": len(groups)},
        groups=patient.ids_of(tuple(groups)),
        notes={patient.ids[row]: classes[patient.labels[row]] for group in groups for row in group},
        repairs=(
            *(Repair("move", tuple(ids), classes[label]) for label, ids in sorted(moves.items())),
            Repair("exclude", everything),
        ),
    )


def _likeliest(patient: Patient, group: Group, probabilities: FloatArray) -> int:
    """The class, among those that the group lies in, that the models give most."""
    labels = np.unique(patient.labels[list(group)])
    return int(labels[probabilities[list(group)].sum(axis=0)[labels].argmax()])


def _best_first(patient: Patient, group: Group) -> Group:
    """The group, the photo with the most pixels first; of equal ones the sharpest."""

    def goodness(row: int) -> tuple[int, float]:
        photo = patient.dataset.photos[row]
        return photo.width * photo.height, float(patient.looks.sharpness[row])

    return tuple(sorted(group, key=goodness, reverse=True))


def _all_but_best(patient: Patient, group: Group) -> Group:
    return group[1:]


def _learned_from(patient: Patient, group: Group) -> Group:
    """All but those that the model is tested on, so that the test stays what it was."""
    ranks = {row: _TESTED.get(patient.dataset.photos[row].split or "", 0) for row in group}
    return tuple(row for row in group if ranks[row] < max(ranks.values()))


def _notes(patient: Patient, groups: Iterable[Group]) -> dict[str, str]:
    def notes() -> Iterator[tuple[str, str]]:
        for group in groups:
            for row in group:
                part = patient.dataset.photos[row].split or "train"
                yield patient.ids[row], describe_code(f"doctor.note_in_{part}", {}).title

    return dict(notes())


def _plural(code: str, count: int) -> str:
    return code if count == 1 else f"{code}_many"
