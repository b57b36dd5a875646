"""A diagnosis is kept as it was, and what a person called fine is not named again."""

from __future__ import annotations

import pytest

from core.doctor.storing import dismiss, load_diagnosis, save_diagnosis
from core.doctor.types import Diagnosis, Finding, Repair
from core.store.workspace import Workspace

PAIRS = Finding(
    id="near_duplicates",
    code="doctor.near_duplicates_many",
    severity="look",
    facts={"photos": 4, "groups": 2, "copies": 2},
    groups=(("a", "b"), ("c", "d")),
    notes={"a": "first", "c": "third"},
    repairs=(Repair("keep_one", ("b", "d")), Repair("move", ("c",), "dogs")),
)
UNEVEN = Finding("unbalanced", "doctor.unbalanced", "hint", {"largest": "cats"})
DIAGNOSIS = Diagnosis(
    "key",
    (PAIRS, UNEVEN),
    "doctor.health_look",
    {"photos": 9, "classes": 2, "serious": 0, "look": 1, "hint": 1},
    (("a", "b"), ("c", "d")),
    {"a": (0.25, 1.0)},
)


def test_load_diagnosis_gives_back_what_was_saved(workspace: Workspace) -> None:
    assert load_diagnosis(workspace) is None
    save_diagnosis(workspace, DIAGNOSIS)
    assert load_diagnosis(workspace) == DIAGNOSIS


@pytest.mark.parametrize("content", [b"", b"[]", b'{"format": 1}', b'{"format": 99}', b"\xff"])
def test_load_diagnosis_damaged_file_counts_as_none(content: bytes, workspace: Workspace) -> None:
    save_diagnosis(workspace, DIAGNOSIS)
    (workspace.folder / "doctor.json").write_bytes(content)
    assert load_diagnosis(workspace) is None


def test_dismiss_group_leaves_the_others_and_their_repairs(workspace: Workspace) -> None:
    save_diagnosis(workspace, DIAGNOSIS)
    dismiss(workspace, "near_duplicates", ("c", "d"))
    loaded = load_diagnosis(workspace)
    assert loaded
    left = loaded.findings[0]
    assert left.groups == (("a", "b"),)
    assert left.facts == {"photos": 2, "groups": 1, "copies": 1}
    assert left.code == "doctor.near_duplicates"
    assert left.notes == {"a": "first"}
    assert left.repairs == (Repair("keep_one", ("b",)),)
    assert loaded.twins == DIAGNOSIS.twins


def test_dismiss_one_photo_of_a_group_leaves_the_group(workspace: Workspace) -> None:
    save_diagnosis(workspace, DIAGNOSIS)
    dismiss(workspace, "near_duplicates", ("a",))
    assert load_diagnosis(workspace) == DIAGNOSIS


def test_dismiss_everything_makes_the_data_healthy(workspace: Workspace) -> None:
    save_diagnosis(workspace, DIAGNOSIS)
    dismiss(workspace, "near_duplicates", ("a", "b"))
    dismiss(workspace, "near_duplicates", ("c", "d"))
    dismiss(workspace, "unbalanced", ())
    loaded = load_diagnosis(workspace)
    assert loaded
    assert loaded.findings == ()
    assert loaded.health_code == "doctor.health_good"


def test_dismiss_another_finding_of_the_same_photos_leaves_this_one(workspace: Workspace) -> None:
    save_diagnosis(workspace, DIAGNOSIS)
    dismiss(workspace, "blurred", ("a", "b", "c", "d"))
    assert load_diagnosis(workspace) == DIAGNOSIS


def test_dismissed_file_that_is_damaged_dismisses_nothing(workspace: Workspace) -> None:
    save_diagnosis(workspace, DIAGNOSIS)
    (workspace.folder / "doctor-fine.json").write_bytes(b"{{")
    assert load_diagnosis(workspace) == DIAGNOSIS
