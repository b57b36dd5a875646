from __future__ import annotations

import pytest

from core.intake.parts import Placed, part_of, take_out_parts


@pytest.mark.parametrize(
    ("folder", "part"),
    [
        ("train", "train"), ("Training", "train"), ("TRAIN", "train"), ("training_set", "train"),
        ("seg_train", "train"), ("train images", "train"), ("train2017", "train"),
        ("val", "validation"), ("valid", "validation"), ("Validation", "validation"),
        ("test", "test"), ("testing", "test"), ("holdout", "test"), ("test-set", "test"),
        ("cats", None), ("steam train", None), ("test tube", None), ("latest", None), ("", None),
    ],
)  # fmt: skip
def test_folder_name_means_a_part_or_none(folder: str, part: str | None) -> None:
    assert part_of(folder) == part


def test_parts_at_the_top_are_taken_out() -> None:
    placed = take_out_parts([("train", "cats"), ("Test", "cats")])
    assert placed == [Placed(("cats",), "train"), Placed(("cats",), "test")]


def test_parts_within_each_class_are_taken_out() -> None:
    placed = take_out_parts([("cats", "train"), ("cats", "val"), ("dogs", "train")])
    assert [(p.folders, p.split) for p in placed] == [
        (("cats",), "train"), (("cats",), "validation"), (("dogs",), "train"),
    ]  # fmt: skip


def test_parts_named_twice_are_taken_out_twice() -> None:
    placed = take_out_parts([("seg_train", "seg_train", "sea"), ("seg_test", "seg_test", "sea")])
    assert placed == [Placed(("sea",), "train"), Placed(("sea",), "test")]


def test_wrapper_around_the_parts_goes_with_them() -> None:
    placed = take_out_parts([("set", "train", "cats"), ("set", "test")])
    assert placed == [Placed(("cats",), "train"), Placed((), "test")]


def test_lone_train_folder_is_no_part() -> None:
    assert take_out_parts([("train", "cats")]) == [Placed(("train", "cats"))]


def test_class_called_train_among_other_classes_is_no_part() -> None:
    folders = [("car",), ("train",), ("plane",)]
    assert take_out_parts(folders) == [Placed(f) for f in folders]


def test_validation_and_test_without_training_are_no_parts() -> None:
    folders = [("val", "cats"), ("test", "cats")]
    assert take_out_parts(folders) == [Placed(f) for f in folders]


def test_photo_beside_the_parts_is_outside() -> None:
    placed = take_out_parts([("train", "cats"), ("test", "cats"), ("single_prediction",)])
    assert [p.is_outside for p in placed] == [False, False, True]


def test_no_photos_give_no_parts() -> None:
    assert take_out_parts([]) == []
