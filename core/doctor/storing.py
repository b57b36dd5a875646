"""Keeping a diagnosis, and what a person called fine, beside the data set."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from core.doctor.health import health
from core.doctor.types import Diagnosis, Finding, Repair
from core.errors import UserError
from core.store import atomic
from core.store.workspace import Workspace

_FORMAT = 2
"""An earlier doctor is asked again: it overlooked most frames of bursts longer than ten."""


def save_diagnosis(workspace: Workspace, diagnosis: Diagnosis) -> None:
    """The diagnosis is what `load_diagnosis` returns from now on.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    atomic.write_json(diagnosis_path(workspace), {"format": _FORMAT, **asdict(diagnosis)})


def load_diagnosis(workspace: Workspace) -> Diagnosis | None:
    """The last diagnosis less what was dismissed since; None before one and when it is damaged.

    It is out of date when its `dataset_key` is not that of the data set.
    """
    try:
        value = atomic.read_json(diagnosis_path(workspace))
        diagnosis = _diagnosis(value) if value["format"] == _FORMAT else None
    except (FileNotFoundError, UserError, KeyError, TypeError, ValueError, AttributeError):
        return None
    return diagnosis and without_dismissed(diagnosis, dismissed(workspace))


def dismiss(workspace: Workspace, finding_id: str, photo_ids: Collection[str]) -> None:
    """A person said of these photos that this is fine; the finding never names them again.

    Args:
        workspace: where to remember it.
        finding_id: `Finding.id`.
        photo_ids: all photos of a group; none for a finding that is about the data as a whole.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    known = dismissed(workspace)
    known[finding_id] = known.get(finding_id, frozenset()) | frozenset(photo_ids)
    value = {name: sorted(ids) for name, ids in known.items()}
    atomic.write_json(_dismissed_path(workspace), value)


def dismissed(workspace: Workspace) -> dict[str, frozenset[str]]:
    """Ids of photos that a person called fine, by the id of the finding."""
    try:
        value = atomic.read_json(_dismissed_path(workspace))
        return {str(name): frozenset(map(str, ids)) for name, ids in value.items()}
    except (FileNotFoundError, UserError, TypeError, AttributeError):
        return {}


def without_dismissed(diagnosis: Diagnosis, fine: Mapping[str, Collection[str]]) -> Diagnosis:
    """The diagnosis less the groups of which every photo was called fine."""
    left = (_left(finding, fine.get(finding.id)) for finding in diagnosis.findings)
    findings = tuple(finding for finding in left if finding)
    code, facts = health(findings, diagnosis.health_facts)
    return replace(diagnosis, findings=findings, health_code=code, health_facts=facts)


def _left(finding: Finding, fine: Collection[str] | None) -> Finding | None:
    if fine is None:
        return finding
    groups = tuple(group for group in finding.groups if not set(group) <= set(fine))
    if not groups:
        return None
    shown = {photo_id for group in groups for photo_id in group}
    repairs = (
        replace(r, photo_ids=tuple(i for i in r.photo_ids if i in shown)) for r in finding.repairs
    )
    copies = {"copies": len(shown) - len(groups)} if "copies" in finding.facts else {}
    return replace(
        finding,
        code=finding.code.removesuffix("_many") if len(groups) == 1 else finding.code,
        groups=groups,
        facts={**finding.facts, "photos": len(shown), "groups": len(groups), **copies},
        notes={i: note for i, note in finding.notes.items() if i in shown},
        repairs=tuple(repair for repair in repairs if repair.photo_ids),
    )


def diagnosis_path(workspace: Workspace) -> Path:
    """The file of the diagnosis; it need not be there."""
    return workspace.folder / "doctor.json"


def _dismissed_path(workspace: Workspace) -> Path:
    return workspace.folder / "doctor-fine.json"


def _diagnosis(value: dict[str, Any]) -> Diagnosis:
    return Diagnosis(
        dataset_key=str(value["dataset_key"]),
        findings=tuple(_finding(finding) for finding in value["findings"]),
        health_code=str(value["health_code"]),
        health_facts=dict(value["health_facts"]),
        twins=tuple(tuple(group) for group in value["twins"]),
        map={i: (float(x), float(y)) for i, (x, y) in value["map"].items()},
    )


def _finding(value: dict[str, Any]) -> Finding:
    return Finding(
        id=value["id"],
        code=value["code"],
        severity=value["severity"],
        facts=dict(value["facts"]),
        groups=tuple(tuple(group) for group in value["groups"]),
        notes=dict(value["notes"]),
        repairs=tuple(
            Repair(r["action"], tuple(r["photo_ids"]), r["to_class"]) for r in value["repairs"]
        ),
    )
