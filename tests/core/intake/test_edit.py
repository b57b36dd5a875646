from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import UserError
from core.intake import edit
from core.store.photos import PhotoStore
from core.types import Dataset
from tests.factories import photo_bytes


@pytest.fixture
def store(tmp_path: Path) -> PhotoStore:
    return PhotoStore(tmp_path / "store")


def files(colour: str, count: int, seed: int = 0) -> list[tuple[str, bytes]]:
    return [(f"{colour}{n}.jpg", photo_bytes(colour, seed=seed + n)) for n in range(count)]


@pytest.fixture
def two_classes(store: PhotoStore) -> Dataset:
    dataset = edit.add_photos(None, "zebras", files("red", 2), store)
    return edit.add_photos(dataset, "cats", files("blue", 3), store)


def test_photos_added_by_hand_make_classes_in_the_order_of_adding(
    two_classes: Dataset, store: PhotoStore
) -> None:
    assert two_classes.classes == ("zebras", "cats")
    assert two_classes.counts == (2, 3)
    assert all(store.has(photo.id) for photo in two_classes.photos)
    assert two_classes.photos[0].name == "red0.jpg"


def test_photos_added_to_a_class_in_another_spelling_join_it(
    two_classes: Dataset, store: PhotoStore
) -> None:
    grown = edit.add_photos(two_classes, " CATS ", files("teal", 1), store)
    assert grown.classes == two_classes.classes
    assert grown.counts == (2, 4)


def test_photo_that_is_there_already_is_not_added_twice(
    two_classes: Dataset, store: PhotoStore
) -> None:
    same = edit.add_photos(two_classes, "cats", files("blue", 1), store)
    other = edit.add_photos(two_classes, "cats", files("red", 1), store)
    assert same.photos == other.photos == two_classes.photos
    assert [skipped.code for skipped in same.skipped] == ["photo.duplicate"]
    assert [skipped.code for skipped in other.skipped] == ["photo.in_two_classes"]
    assert other.skipped[0].facts["kept_in"] == "zebras"


def test_unreadable_photo_is_named_and_the_others_are_added(store: PhotoStore) -> None:
    given = [("bad.jpg", b"nothing"), *files("red", 1)]
    dataset = edit.add_photos(None, "cats", given, store)
    assert dataset.counts == (1,)
    assert [(skipped.name, skipped.code) for skipped in dataset.skipped] == [
        ("bad.jpg", "photo.text")
    ]


def test_photo_added_to_data_that_comes_in_parts_is_for_training(store: PhotoStore) -> None:
    start = edit.add_photos(None, "cats", files("red", 2), store)
    first, second = start.photos
    parted = Dataset(
        start.classes,
        (
            type(first)(first.id, first.name, 0, "train", 64, 48),
            type(second)(second.id, second.name, 0, "test", 64, 48),
        ),
    )
    grown = edit.add_photos(parted, "cats", files("blue", 1), store)
    assert [photo.split for photo in grown.photos] == ["train", "test", "train"]


@pytest.mark.parametrize("name", ["", "   ", "\x00"])
def test_class_without_a_name_is_refused(name: str, store: PhotoStore) -> None:
    with pytest.raises(UserError) as refused:
        edit.add_photos(None, name, files("red", 1), store)
    assert refused.value.code == "dataset.class_name_empty"


def test_empty_class_can_be_added_and_filled_later(store: PhotoStore) -> None:
    dataset = edit.add_class(None, "cats")
    assert (dataset.classes, dataset.counts) == (("cats",), (0,))
    assert edit.add_photos(dataset, "cats", files("red", 2), store).counts == (2,)


def test_merging_joins_classes_by_name_and_takes_known_photos_once(
    two_classes: Dataset, store: PhotoStore
) -> None:
    other = edit.add_photos(None, "Cats", files("blue", 4), store)
    other = edit.add_photos(other, "owls", files("green", 2), store)
    merged = edit.merge(two_classes, other)
    assert merged.classes == ("zebras", "cats", "owls")
    assert merged.counts == (2, 4, 2)
    assert [skipped.code for skipped in merged.skipped] == ["photo.duplicate"] * 3


def test_merging_with_itself_changes_no_photo(two_classes: Dataset) -> None:
    assert edit.merge(two_classes, two_classes).photos == two_classes.photos


def test_renaming_keeps_labels_and_photos(two_classes: Dataset) -> None:
    renamed = edit.rename_class(two_classes, "cats", " Big  cats ")
    assert renamed.classes == ("zebras", "Big cats")
    assert renamed.photos == two_classes.photos


def test_renaming_only_the_case_is_allowed(two_classes: Dataset) -> None:
    assert edit.rename_class(two_classes, "cats", "Cats").classes == ("zebras", "Cats")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("cats", "Zebras", "dataset.class_name_taken"),
        ("cats", " ", "dataset.class_name_empty"),
        ("lions", "owls", "dataset.class_missing"),
    ],
)
def test_renaming_that_cannot_be_is_refused(
    two_classes: Dataset, old: str, new: str, code: str
) -> None:
    with pytest.raises(UserError) as refused:
        edit.rename_class(two_classes, old, new)
    assert refused.value.code == code


def test_removing_a_class_removes_its_photos_and_moves_later_labels_up(
    two_classes: Dataset,
) -> None:
    left = edit.remove_class(two_classes, "zebras")
    assert left.classes == ("cats",)
    assert left.counts == (3,)
    assert {photo.name for photo in left.photos} == {"blue0.jpg", "blue1.jpg", "blue2.jpg"}


def test_removing_photos_keeps_the_classes(two_classes: Dataset) -> None:
    left = edit.remove_photos(two_classes, [photo.id for photo in two_classes.of_class(0)])
    assert left.classes == two_classes.classes
    assert left.counts == (0, 3)


def ids_of(dataset: Dataset, label: int) -> set[str]:
    return {photo.id for photo in dataset.of_class(label)}


def test_excluded_photos_are_out_of_use_and_come_back_to_their_class(two_classes: Dataset) -> None:
    cat = two_classes.of_class(1)[0]
    without = edit.exclude_photos(two_classes, [cat.id])
    assert without.counts == (2, 2)
    assert without.excluded == (cat,)
    again = edit.restore_photos(without, [cat.id])
    assert again.excluded == ()
    assert again.key == two_classes.key


def test_restored_photo_of_data_that_comes_in_parts_is_for_training(two_classes: Dataset) -> None:
    cat = two_classes.of_class(1)[0]
    without = edit.exclude_photos(two_classes, [cat.id])
    photos = tuple(replace(photo, split="test") for photo in without.photos)
    again = edit.restore_photos(replace(without, photos=photos), [cat.id])
    assert {photo.split for photo in again.photos if photo.id == cat.id} == {"train"}


def test_photo_that_was_put_aside_is_not_added_a_second_time(
    two_classes: Dataset, store: PhotoStore
) -> None:
    without = edit.exclude_photos(two_classes, ids_of(two_classes, 1))
    by_hand = edit.add_photos(without, "cats", files("blue", 1), store)
    by_zip = edit.merge(without, edit.add_photos(None, "cats", files("blue", 1), store))
    assert by_hand.photos == by_zip.photos == without.photos
    assert [skipped.code for skipped in by_hand.skipped] == ["photo.put_aside"]
    assert by_zip.excluded == without.excluded


def test_moved_photos_are_of_the_other_class_also_when_put_aside(two_classes: Dataset) -> None:
    first, second, _ = two_classes.of_class(1)
    without = edit.exclude_photos(two_classes, [first.id])
    moved = edit.move_photos(without, [first.id, second.id], "Zebras")
    assert moved.counts == (3, 1)
    assert moved.excluded[0].label == 0


def test_moving_to_a_class_that_is_not_there_makes_it(two_classes: Dataset) -> None:
    moved = edit.move_photos(two_classes, ids_of(two_classes, 0), "owls")
    assert moved.classes == ("zebras", "cats", "owls")
    assert moved.counts == (0, 3, 2)


def test_merging_a_class_into_another_leaves_the_photos_of_both(two_classes: Dataset) -> None:
    without = edit.exclude_photos(two_classes, [two_classes.of_class(0)[0].id])
    merged = edit.merge_class(without, "zebras", "cats")
    assert merged.classes == ("cats",)
    assert merged.counts == (4,)
    assert merged.excluded[0].label == 0


def test_merging_a_class_into_itself_changes_nothing(two_classes: Dataset) -> None:
    assert edit.merge_class(two_classes, "cats", "Cats") == two_classes


def test_removing_a_class_takes_those_put_aside_along(two_classes: Dataset) -> None:
    one_of_each = [two_classes.of_class(label)[0].id for label in (0, 1)]
    left = edit.remove_class(edit.exclude_photos(two_classes, one_of_each), "zebras")
    assert [(photo.id, photo.label) for photo in left.excluded] == [(one_of_each[1], 0)]


def test_photo_from_the_camera_remembers_that(store: PhotoStore) -> None:
    dataset = edit.add_photos(None, "cats", files("red", 1), store, origin="camera")
    assert dataset.photos[0].origin == "camera"
