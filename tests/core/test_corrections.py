"""Corrected photos join the data, once, and can be taken back."""

from __future__ import annotations

import pytest

from core.corrections import corrections, taught_class, teach, withdraw
from core.errors import UserError
from core.intake.edit import add_photos, exclude_photos
from core.intake.images import photo_id
from core.store.history import undo
from core.store.workspace import Workspace
from core.types import Dataset
from tests.factories import photo_bytes

RED, BLUE = photo_bytes("red"), photo_bytes("blue")


def _now(workspace: Workspace) -> Dataset:
    dataset = workspace.dataset()
    assert dataset is not None
    return dataset


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    """A workspace with one photo of each of two classes."""
    dataset = add_photos(None, "cats", [("a.jpg", RED)], workspace.photos)
    dataset = add_photos(dataset, "dogs", [("b.jpg", BLUE)], workspace.photos)
    workspace.save_dataset(dataset)
    return workspace


def test_new_photo_joins_its_class_marked_as_a_correction(filled: Workspace) -> None:
    data = photo_bytes("green")
    photo = teach(filled, "new.jpg", data, "Dogs")
    assert (photo.name, photo.origin, photo.split) == ("new.jpg", "correction", None)
    assert taught_class(_now(filled), photo_id(data)) == "dogs"
    assert corrections(_now(filled)) == (photo,)
    assert filled.photos.has(photo.id)


def test_class_that_is_new_is_created(filled: Workspace) -> None:
    teach(filled, "new.jpg", photo_bytes("green"), "owls")
    assert _now(filled).classes == ("cats", "dogs", "owls")


def test_photo_of_the_data_is_moved_and_never_there_twice(filled: Workspace) -> None:
    teach(filled, "other name.jpg", RED, "dogs")
    assert _now(filled).counts == (0, 2)
    assert _now(filled).skipped == ()


def test_photo_that_was_put_aside_is_in_use_again(filled: Workspace) -> None:
    filled.save_dataset(exclude_photos(_now(filled), {photo_id(RED)}))
    teach(filled, "a.jpg", RED, "dogs")
    assert (_now(filled).counts, _now(filled).excluded) == ((0, 2), ())


def test_answer_changed_twice_leaves_one_photo(filled: Workspace) -> None:
    data = photo_bytes("green")
    teach(filled, "new.jpg", data, "cats")
    photo = teach(filled, "new.jpg", data, "dogs")
    assert photo.origin == "correction"
    assert _now(filled).counts == (1, 2)


def test_withdrawn_photo_is_gone_and_undo_brings_it_back(filled: Workspace) -> None:
    data = photo_bytes("green")
    teach(filled, "new.jpg", data, "cats")
    withdraw(filled, photo_id(data))
    assert taught_class(_now(filled), photo_id(data)) is None
    undo(filled)
    assert taught_class(_now(filled), photo_id(data)) == "cats"


@pytest.mark.parametrize(
    ("data", "class_name", "code"),
    [(b"no photo", "cats", r"photo\."), (photo_bytes("green"), "  ", "class_name_empty")],
)
def test_what_cannot_be_taught_changes_nothing(
    filled: Workspace, data: bytes, class_name: str, code: str
) -> None:
    before = _now(filled)
    with pytest.raises(UserError, match=code):
        teach(filled, "new.jpg", data, class_name)
    assert _now(filled) == before
