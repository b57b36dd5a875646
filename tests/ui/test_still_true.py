"""What of a diagnosis still holds after repairs."""

from __future__ import annotations

from core.doctor.types import Finding, Repair
from core.intake.edit import exclude_photos, move_photos
from core.types import Dataset, Photo
from ui.data.still_true import still_true

A, B, C, D = (f"{n:032x}" for n in range(4))
DATASET = Dataset(
    ("cats", "dogs"), tuple(Photo(i, f"{i[-1]}.jpg", 0, None, 4, 3) for i in (A, B, C, D))
)
DOUBLES = Finding(
    "doubles", "c", "serious", {}, ((A, B, C), (C, D)), {}, (Repair("keep_one", (B, C, D)),)
)
SUSPECTS = Finding("suspects", "c", "look", {}, ((A,), (B,)), {}, (Repair("move", (A, B), "dogs"),))
WHOLE = Finding("few", "c", "hint")


def test_unchanged_photos_leave_every_finding_as_it_is() -> None:
    found = (DOUBLES, SUSPECTS, WHOLE)
    assert still_true(found, DATASET) == found


def test_photos_put_aside_are_out_of_their_groups_and_a_single_double_is_none() -> None:
    (left,) = still_true((DOUBLES,), exclude_photos(DATASET, [D]))
    assert left.groups == ((A, B, C),)
    assert left.repairs[0].photo_ids == (B, C)
    assert still_true((DOUBLES,), exclude_photos(DATASET, [A, B, D])) == ()


def test_moved_photo_is_no_suspect_any_more() -> None:
    (left,) = still_true((SUSPECTS,), move_photos(DATASET, [A], "dogs"))
    assert left.groups == ((B,),)
    assert left.repairs == (Repair("move", (B,), "dogs"),)


def test_suspect_moved_elsewhere_stays_one() -> None:
    assert still_true((SUSPECTS,), move_photos(DATASET, [A], "owls")) == (SUSPECTS,)
