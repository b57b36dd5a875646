"""The same picture is recognised however it was changed, and another one is not."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from core.context import QuietContext
from core.doctor.alignment import likeness
from core.doctor.storing import save_diagnosis
from core.doctor.twins import find_twins, joined, twin_groups
from core.doctor.types import Diagnosis
from core.errors import Cancelled, UserError
from core.store.workspace import Workspace
from tests.core.doctor.scenes import COPIES, Album, encoded, scene


def _groups(album: Album) -> set[frozenset[str]]:
    found = find_twins(album.dataset, album.workspace, album.features, QuietContext())
    return {frozenset(group) for group in found}


@pytest.mark.parametrize("change", COPIES)
def test_twins_changed_copy_is_found(change: str, workspace: Workspace) -> None:
    album = Album(workspace)
    ids = [album.add(scene(seed)) for seed in range(24)]
    copies = {album.add(COPIES[change](scene(seed))): ids[seed] for seed in range(6)}
    assert _groups(album) == {frozenset(pair) for pair in copies.items()}


def test_twins_same_pixels_in_another_file_are_found(workspace: Workspace) -> None:
    album = Album(workspace)
    for seed in range(12):
        album.add(encoded(scene(seed), format="PNG"))
    copy = album.add(encoded(scene(3), format="BMP"))
    assert _groups(album) == {frozenset({album.photos[3].id, copy})}


def test_twins_burst_of_many_frames_is_one_group(workspace: Workspace) -> None:
    album = Album(workspace)
    for seed in range(30):
        album.add(scene(seed))
    burst = {
        album.add(encoded(scene(99).crop((step, step, 232 + step, 172 + step))))
        for step in range(8)
    }
    assert _groups(album) == {frozenset(burst)}


def test_twins_same_shape_in_another_colour_is_another_photo(workspace: Workspace) -> None:
    album = Album(workspace)
    for seed in range(20):
        album.add(scene(seed))
    red, green, blue = scene(5).split()
    album.add(Image.merge("RGB", (green, blue, red)))
    assert _groups(album) == set()


def test_twins_of_two_photos_and_of_one_do_not_fail(workspace: Workspace) -> None:
    album = Album(workspace)
    assert _groups(album) == set()
    first = album.add(scene(1))
    assert _groups(album) == set()
    second = album.add(COPIES["smaller"](scene(1)))
    assert _groups(album) == {frozenset({first, second})}


def test_twins_stop_is_heard(workspace: Workspace) -> None:
    album = Album(workspace)
    album.add(scene(1))
    context = QuietContext(should_stop=lambda: True)
    with pytest.raises(Cancelled):
        find_twins(album.dataset, workspace, album.features, context)


def test_twins_working_copy_that_is_gone_is_named(workspace: Workspace) -> None:
    album = Album(workspace)
    photo_id = album.add(scene(1))
    features = album.features
    workspace.photos.path(photo_id).unlink()
    with pytest.raises(UserError) as refusal:
        find_twins(album.dataset, workspace, features, QuietContext())
    assert refusal.value.code == "dataset.working_copy_missing"


def test_twin_groups_leave_out_photos_that_are_gone(workspace: Workspace) -> None:
    album = Album(workspace)
    a, b, c = (album.add(scene(seed)) for seed in range(3))
    assert twin_groups(album.dataset, workspace) == ()
    twins = ((a, b, "gone"), (c, "gone"))
    save_diagnosis(workspace, Diagnosis("key", (), "doctor.health_good", _FACTS, twins))
    assert twin_groups(album.dataset, workspace) == ((a, b),)


_FACTS = {"photos": 3, "classes": 2}


def test_joined_pairs_that_share_a_row_become_one_group() -> None:
    assert joined(7, [(5, 1), (1, 3), (6, 2)]) == ((1, 3, 5), (2, 6))


def test_likeness_of_a_picture_with_itself_is_whole() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (3, 48, 48, 3)).astype(np.uint8)
    seen = likeness(pictures, pictures)
    assert seen.coarse.min() > 0.99
    assert seen.fine.min() > 0.99
    assert seen.overlap.min() > 0.95
    assert seen.colour.max() < 1


def test_likeness_of_flat_pictures_is_a_number() -> None:
    flat = np.full((2, 48, 48, 3), 77, np.uint8)
    seen = likeness(flat, flat)
    assert np.isfinite([seen.coarse, seen.fine, seen.colour, seen.overlap]).all()
