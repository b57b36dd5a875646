"""The same picture is recognised however it was changed, and another one is not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from core.context import Context, QuietContext
from core.doctor import twins
from core.doctor.alignment import likeness
from core.doctor.looks import Looks, look_at
from core.doctor.neighbours import nearest, unit_length
from core.doctor.storing import save_diagnosis
from core.doctor.twins import find_twins, joined, twin_groups, twin_rows
from core.doctor.types import Diagnosis
from core.errors import Cancelled
from core.store.photos import PhotoStore
from core.store.workspace import Workspace
from tests.core.doctor.scenes import COPIES, Album, encoded, scene


def _groups(album: Album) -> set[frozenset[str]]:
    """As the doctor finds them."""
    ids = [photo.id for photo in album.photos]
    looks = look_at(ids, album.workspace.photos, QuietContext())
    found = twin_rows(looks, nearest(unit_length(album.features.features)), QuietContext())
    return {frozenset(ids[row] for row in group) for group in found}


def _quick_groups(album: Album) -> set[frozenset[str]]:
    """As a training finds them by itself."""
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
    album.add(scene(2))
    context = QuietContext(should_stop=lambda: True)
    with pytest.raises(Cancelled):
        find_twins(album.dataset, workspace, album.features, context)


def test_find_twins_sees_bursts_and_copies_and_tells_different_photos_apart(
    workspace: Workspace,
) -> None:
    album = Album(workspace)
    ids = [album.add(scene(seed)) for seed in range(30)]
    burst = {
        album.add(encoded(scene(99).crop((step, step, 232 + step, 172 + step))))
        for step in range(4)
    }
    copy = album.add(COPIES["recompressed"](scene(7)))
    assert _quick_groups(album) == {frozenset(burst), frozenset({ids[7], copy})}


@pytest.mark.parametrize("groups", [_groups, _quick_groups])
def test_twins_where_every_photo_is_of_a_burst_of_many_frames(
    workspace: Workspace, groups: Callable[[Album], set[frozenset[str]]]
) -> None:
    album = Album(workspace)
    bursts = {
        frozenset(
            album.add(encoded(scene(seed).crop((step, step, 226 + step, 166 + step))))
            for step in range(14)
        )
        for seed in range(8)
    }
    assert groups(album) == bursts


def test_find_twins_looks_at_those_photos_only_that_lie_near_each_other(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    album = Album(workspace)
    for seed in range(30):
        album.add(scene(seed))
    album.add(COPIES["recompressed"](scene(7)))
    looked_at: list[str] = []

    def watched(ids: list[str], photos: PhotoStore, context: Context) -> Looks:
        looked_at.extend(ids)
        return look_at(ids, photos, context)

    monkeypatch.setattr(twins, "look_at", watched)
    assert len(_quick_groups(album)) == 1
    assert 2 <= len(looked_at) < 20


def test_find_twins_photo_whose_working_copy_is_gone_has_none(workspace: Workspace) -> None:
    album = Album(workspace)
    photo_id, _ = album.add(scene(1)), album.add(COPIES["recompressed"](scene(1)))
    features = album.features
    workspace.photos.path(photo_id).unlink()
    assert find_twins(album.dataset, workspace, features, QuietContext()) == ()


def test_twin_groups_leave_out_photos_that_are_gone(workspace: Workspace) -> None:
    album = Album(workspace)
    a, b, c = (album.add(scene(seed)) for seed in range(3))
    assert twin_groups(album.dataset, workspace) == ()
    groups = ((a, b, "gone"), (c, "gone"))
    save_diagnosis(workspace, Diagnosis("key", (), "doctor.health_good", _FACTS, groups))
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
