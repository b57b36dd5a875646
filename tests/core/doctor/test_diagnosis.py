"""Planted faults are found and named, and on clean photos the doctor is quiet."""

from __future__ import annotations

import dataclasses
from functools import partial

import numpy as np
import pytest
from PIL import Image, ImageOps

from core.context import QuietContext
from core.doctor.diagnosis import diagnose
from core.doctor.types import Diagnosis, Finding
from core.errors import Cancelled
from core.messages import CATALOGUE, describe_code
from core.store.workspace import Workspace
from core.types import Dataset, Event, Skipped
from tests.core.doctor.scenes import COPIES, Album, blurred, encoded, scene

CLASSES = ("cats", "dogs", "horses")


@pytest.fixture
def album(workspace: Workspace) -> Album:
    """Three classes of 24 clean photos."""
    album = Album(workspace, CLASSES)
    for number in range(72):
        album.add(scene(number, tone=number % 3 + 1), label=number % 3)
    return album


def _diagnosis(album: Album, dataset: Dataset | None = None) -> Diagnosis:
    dataset = dataset or album.dataset
    return diagnose(dataset, album.workspace, album.features, QuietContext())


def _findings(diagnosis: Diagnosis) -> dict[str, Finding]:
    return {finding.id: finding for finding in diagnosis.findings}


def test_diagnose_clean_photos_says_nothing_but_that_colours_tell(album: Album) -> None:
    diagnosis = _diagnosis(album)
    # These classes do differ in the ground alone.
    assert set(_findings(diagnosis)) <= {"shortcut_corners", "shortcut_colourfulness"}
    assert diagnosis.twins == ()
    assert diagnosis.dataset_key == album.dataset.key


def test_diagnose_all_codes_have_their_sentences(album: Album) -> None:
    album.add(COPIES["smaller"](scene(0, tone=1)), label=1)
    album.add(Image.new("RGB", (64, 64)), label=2)
    diagnosis = _diagnosis(album)
    codes = {diagnosis.health_code, *(finding.code for finding in diagnosis.findings)}
    assert codes <= set(CATALOGUE)
    for finding in diagnosis.findings:
        assert "?" not in describe_code(finding.code, finding.facts).title


def test_diagnose_swapped_label_is_found_with_where_it_belongs(album: Album) -> None:
    stray = album.add(scene(500, tone=2), label=0)
    finding = _findings(_diagnosis(album))["suspect_labels"]
    assert finding.groups == ((stray,),)
    assert "dogs" in finding.notes[stray]
    moves = [repair for repair in finding.repairs if repair.action == "move"]
    assert [(repair.to_class, repair.photo_ids) for repair in moves] == [("dogs", (stray,))]


def test_diagnose_copies_within_a_class_the_largest_is_kept(album: Album) -> None:
    small = album.add(COPIES["smaller"](scene(0, tone=1)), label=0)
    diagnosis = _diagnosis(album)
    finding = _findings(diagnosis)["near_duplicates"]
    assert finding.groups == ((album.photos[0].id, small),)
    assert [(repair.action, repair.photo_ids) for repair in finding.repairs] == [
        ("keep_one", (small,))
    ]
    assert {frozenset(group) for group in diagnosis.twins} == {frozenset(finding.groups[0])}


def test_diagnose_same_pixels_twice_is_an_exact_duplicate(workspace: Workspace) -> None:
    album = Album(workspace)
    for number in range(24):
        album.add(encoded(scene(number), format="PNG"), label=number % 2)
    copy = album.add(encoded(scene(4), format="BMP"), label=0)
    found = _findings(_diagnosis(album))
    assert set(found["exact_duplicates"].groups[0]) == {album.photos[4].id, copy}
    assert "near_duplicates" not in found


def test_diagnose_twins_in_two_classes_are_serious_and_movable(album: Album) -> None:
    copy = album.add(COPIES["recompressed"](scene(0, tone=1)), label=1)
    diagnosis = _diagnosis(album)
    finding = _findings(diagnosis)["twins_across_classes"]
    assert diagnosis.findings[0].severity == finding.severity == "serious"
    assert finding.notes == {album.photos[0].id: "cats", copy: "dogs"}
    assert ("move", (copy,), "cats") in [
        (repair.action, repair.photo_ids, repair.to_class) for repair in finding.repairs
    ]


def test_diagnose_twin_of_a_test_photo_is_a_leak_and_the_test_photo_stays(
    album: Album,
) -> None:
    album.photos = [dataclasses.replace(photo, split="train") for photo in album.photos]
    album.add(COPIES["mirrored"](scene(0, tone=1)), label=0, split="test")
    finding = _findings(_diagnosis(album))["leak"]
    assert finding.severity == "serious"
    assert [repair.photo_ids for repair in finding.repairs] == [(album.photos[0].id,)]


def test_diagnose_same_file_in_two_folders_is_told_until_it_is_moved(album: Album) -> None:
    facts = {"same_as": album.photos[0].name, "kept_in": "cats", "other": "dogs"}
    skipped = (Skipped("dogs/x.jpg", "photo.in_two_classes", facts),)
    dataset = dataclasses.replace(album.dataset, skipped=skipped)
    finding = _findings(_diagnosis(album, dataset))["in_two_classes"]
    assert finding.groups == ((album.photos[0].id,),)
    assert "dogs" in finding.notes[album.photos[0].id]
    album.photos[0] = dataclasses.replace(album.photos[0], label=1)
    moved = dataclasses.replace(album.dataset, skipped=skipped)
    assert "in_two_classes" not in _findings(_diagnosis(album, moved))


def test_diagnose_photo_of_something_else_is_odd(album: Album) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (8, 8, 3)).astype(np.uint8)
    picture = ImageOps.invert(Image.fromarray(noise).resize((240, 180), Image.Resampling.NEAREST))
    features = album.features
    odd = album.add(picture, label=0)
    rows = np.concatenate([features.features, -features.features[:1]])
    features = dataclasses.replace(
        features, ids=(*features.ids, odd), features=rows.astype(np.float32)
    )
    diagnosis = diagnose(album.dataset, album.workspace, features, QuietContext())
    named = {i for finding in diagnosis.findings for group in finding.groups for i in group}
    assert odd in named


def test_diagnose_photos_that_show_nothing_are_named(album: Album) -> None:
    dark = album.add(Image.new("RGB", (200, 150), (3, 3, 3)), label=0)
    white = album.add(Image.new("RGB", (200, 150), (252, 252, 252)), label=1)
    grey = album.add(Image.new("RGB", (200, 150), (120, 120, 120)), label=2)
    soft = album.add(blurred(scene(700, tone=1)), label=0)
    tiny = album.add(scene(701, tone=1).resize((40, 30)), label=0)
    found = _findings(_diagnosis(album))
    for kind, photo_id in (
        ("dark", dark), ("white", white), ("empty", grey), ("blurred", soft), ("tiny", tiny)
    ):  # fmt: skip
        assert found[kind].groups == ((photo_id,),), kind


def test_diagnose_bars_at_two_sides_are_named_and_a_frame_all_round_is_not(album: Album) -> None:
    bars = album.add(ImageOps.expand(scene(800, tone=1), (60, 0), "black"), label=0)
    album.add(ImageOps.expand(scene(801, tone=1), 40, "black"), label=0)
    assert _findings(_diagnosis(album))["borders"].groups == ((bars,),)


def test_diagnose_format_of_one_class_is_a_shortcut(workspace: Workspace) -> None:
    album = Album(workspace, CLASSES)
    for number in range(90):
        name = f"{number}.{'png' if number % 3 == 0 else 'jpg'}"
        album.add(scene(number), label=number % 3, name=name)
    finding = _findings(_diagnosis(album))["shortcut_format"]
    assert finding.severity == "serious"
    assert finding.facts["name"] == "cats"


def test_diagnose_shape_of_the_photos_is_a_shortcut(workspace: Workspace) -> None:
    album = Album(workspace)
    for number in range(60):
        size = (240, 180) if number % 2 else (180, 240)
        album.add(scene(number, size=size), label=number % 2)
    found = _findings(_diagnosis(album))
    assert "shortcut_shape" in found
    assert "shortcut_format" not in found


def test_diagnose_few_and_uneven_photos_are_told(workspace: Workspace) -> None:
    album = Album(workspace)
    for number in range(36):
        album.add(scene(number), label=int(number < 6))
    found = _findings(_diagnosis(album))
    assert found["few_photos"].facts["name"] == "dogs"
    assert found["unbalanced"].facts["largest"] == "cats"


def test_diagnose_places_every_photo_within_the_map_and_the_same_again(album: Album) -> None:
    first, second = _diagnosis(album), _diagnosis(album)
    assert set(first.map) == {photo.id for photo in album.photos}
    places = np.array(list(first.map.values()))
    assert places.min() >= 0
    assert places.max() <= 1
    assert first == second


@pytest.mark.parametrize("count", [1, 2, 6])
def test_diagnose_very_few_photos_does_not_fail(count: int, workspace: Workspace) -> None:
    album = Album(workspace, ("cats",))
    for number in range(count):
        album.add(scene(number))
    diagnosis = _diagnosis(album)
    assert len(diagnosis.map) == count


def test_diagnose_class_without_photos_does_not_fail(album: Album) -> None:
    dataset = Dataset((*CLASSES, "empty"), tuple(album.photos))
    assert "few_photos" in _findings(_diagnosis(album, dataset))


def test_diagnose_progress_never_goes_back_and_ends_full(album: Album) -> None:
    events: list[Event] = []
    diagnose(album.dataset, album.workspace, album.features, QuietContext(events.append))
    shares = [event.done / event.total for event in events if event.total]
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_diagnose_stop_after_any_event_is_heard(album: Album) -> None:
    seen: list[Event] = []
    for limit in (1, 3, 5):
        seen.clear()
        context = QuietContext(seen.append, partial(_has_seen, seen, limit))
        with pytest.raises(Cancelled):
            diagnose(album.dataset, album.workspace, album.features, context)


def _has_seen(events: list[Event], count: int) -> bool:
    return len(events) >= count
