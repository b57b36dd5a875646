"""Which photos share a number."""

from __future__ import annotations

import numpy as np

from core.store.workspace import Workspace
from core.twins import numbered, twin_numbers
from core.types import Dataset, Photo


def test_numbered_twins_share_a_number_and_nobody_else_does() -> None:
    numbers = numbered(["a", "b", "c", "d"], [("a", "c")])
    assert numbers[0] == numbers[2]
    assert len(set(numbers.tolist())) == 3


def test_numbered_groups_with_a_photo_in_common_are_one() -> None:
    numbers = numbered(["a", "b", "c", "d", "e"], [("a", "b"), ("d", "c"), ("b", "c")])
    assert len(set(numbers[:4].tolist())) == 1
    assert numbers[4] != numbers[0]


def test_numbered_same_id_twice_is_its_own_twin_and_strangers_are_passed_over() -> None:
    assert numbered(["a", "b", "a"], [("x", "y")]).tolist() == [0, 1, 0]


def test_twin_numbers_before_the_doctor_has_looked_keep_photos_apart(workspace: Workspace) -> None:
    photos = tuple(Photo(str(n), "p.jpg", 0, None, 9, 9) for n in range(4))
    assert len(np.unique(twin_numbers(Dataset(("a",), photos), workspace))) == 4
