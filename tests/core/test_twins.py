"""Which photos share a number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.context import QuietContext
from core.doctor.storing import save_diagnosis
from core.doctor.types import Diagnosis
from core.store.workspace import Workspace
from core.twins import known_twins, numbered, twin_numbers
from core.types import Dataset, Event, Photo
from tests.core.doctor.scenes import COPIES, Album, scene


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


@pytest.fixture
def album(workspace: Workspace) -> Album:
    """Twelve scenes and a copy of the fourth; no doctor has looked at them."""
    album = Album(workspace)
    for seed in range(12):
        album.add(scene(seed))
    album.add(COPIES["recompressed"](scene(3)))
    return album


def _known(album: Album, events: list[Event] | None = None) -> set[frozenset[str]]:
    context = QuietContext((events if events is not None else []).append)
    groups = known_twins(album.dataset, album.workspace, album.features, context)
    return {frozenset(group) for group in groups}


def _pair(album: Album) -> frozenset[str]:
    return frozenset({album.photos[3].id, album.photos[12].id})


def test_known_twins_are_looked_for_where_no_doctor_has_looked(album: Album) -> None:
    events: list[Event] = []
    assert _known(album, events) == {_pair(album)}
    assert {event.stage for event in events} == {"twins"}
    assert any(event.kind == "progress" for event in events)


def test_known_twins_are_looked_for_once(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    _known(album)
    monkeypatch.setattr("core.twins.find_twins", lambda *_: pytest.fail("looked again"))
    events: list[Event] = []
    assert _known(album, events) == {_pair(album)}
    assert events == []


def test_known_twins_of_other_photos_are_looked_for_anew(album: Album) -> None:
    _known(album)
    copy = album.add(COPIES["recompressed"](scene(5)))
    assert _known(album) == {_pair(album), frozenset({album.photos[5].id, copy})}


def test_known_twins_of_several_networks_are_remembered_side_by_side(
    album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = album.features
    others = [replace(seen, features=seen.features + n) for n in (0.5, 1.5)]
    for features in others:
        known_twins(album.dataset, album.workspace, features, QuietContext())
    monkeypatch.setattr("core.twins.find_twins", lambda *_: pytest.fail("looked again"))
    for features in others:
        known_twins(album.dataset, album.workspace, features, QuietContext())


@pytest.mark.parametrize("content", ["{", "{}", "null", "[1]", "[[1, 2]]", '{"key": 1}'])
def test_known_twins_damaged_file_is_looked_for_anew(album: Album, content: str) -> None:
    (album.workspace.folder / "twins.json").write_text(content)
    assert _known(album) == {_pair(album)}


def test_known_twins_are_the_doctors_where_it_has_seen_all_photos(album: Album) -> None:
    ids = [photo.id for photo in album.photos]
    spots = dict.fromkeys(ids, (0.5, 0.5))
    facts = {"photos": 13, "classes": 2}
    found = Diagnosis("key", (), "doctor.health_good", facts, (tuple(ids[:2]),), spots)
    save_diagnosis(album.workspace, found)
    assert _known(album) == {frozenset(ids[:2])}

    album.add(scene(50))
    assert _known(album) == {frozenset(ids[:2]), _pair(album)}
