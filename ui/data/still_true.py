"""What of a diagnosis still holds for photos that were changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.doctor.types import Finding, Repair
from core.types import Dataset

# The ending of the codes of findings about more than one photo or group.
_MANY = "_many"


def still_true(findings: tuple[Finding, ...], dataset: Dataset) -> tuple[Finding, ...]:
    """The findings without the photos that were moved, put aside or deleted since.

    So a repair shows its effect at once, long before the photos have been looked over anew.
    """
    classes = {photo.id: dataset.classes[photo.label] for photo in dataset.photos}
    found = (_without_the_gone(finding, classes) for finding in findings)
    return tuple(finding for finding in found if finding is not None)


def _without_the_gone(finding: Finding, classes: Mapping[str, str]) -> Finding | None:
    if not finding.groups:
        return finding
    moved = {
        photo_id
        for repair in finding.repairs
        if repair.action == "move"
        for photo_id in repair.photo_ids
        if classes.get(photo_id) == repair.to_class
    }
    groups = []
    for group in finding.groups:
        left = tuple(i for i in group if i in classes and i not in moved)
        if left and not (len(group) > 1 and len(left) == 1):
            groups.append(left)
    if not groups:
        return None
    if tuple(groups) == finding.groups:
        return finding
    shown = {photo_id for group in groups for photo_id in group}
    repairs = (_narrowed(repair, shown) for repair in finding.repairs)
    kept = tuple(r for r in repairs if r.photo_ids or r.action == "none")
    counts = {"photos": len(shown), "groups": len(groups)}
    if "copies" in finding.facts:
        counts["copies"] = len(shown) - len(groups)
    code = finding.code.removesuffix(_MANY) if len(groups) == 1 else finding.code
    return replace(
        finding, code=code, facts={**finding.facts, **counts}, groups=tuple(groups), repairs=kept
    )


def _narrowed(repair: Repair, shown: set[str]) -> Repair:
    return replace(repair, photo_ids=tuple(i for i in repair.photo_ids if i in shown))
