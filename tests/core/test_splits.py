"""Which photos are kept aside."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from core.errors import UserError
from core.splits import split_dataset
from core.types import Dataset, Photo, Split


def _dataset(counts: dict[str, int], split: Split | None = None) -> Dataset:
    photos = [
        Photo(f"{label}-{n}", f"{name}{n}.jpg", label, split, 10, 10)
        for label, (name, count) in enumerate(counts.items())
        for n in range(count)
    ]
    return Dataset(tuple(counts), tuple(photos))


def _labels(dataset: Dataset, rows: tuple[int, ...]) -> Counter[int]:
    return Counter(dataset.photos[row].label for row in rows)


def test_split_unsplit_data_keeps_the_share_of_each_class_aside() -> None:
    dataset = _dataset({"a": 50, "b": 10, "c": 5})
    parts = split_dataset(dataset, 20, seed=1)
    assert _labels(dataset, parts.validation) == {0: 10, 1: 2, 2: 1}
    assert _labels(dataset, parts.train) == {0: 40, 1: 8, 2: 4}
    assert parts.test == ()


def test_split_parts_never_share_a_photo_and_lose_none() -> None:
    dataset = _dataset({"a": 13, "b": 7})
    parts = split_dataset(dataset, 30, seed=4)
    assert sorted(parts.train + parts.validation) == list(range(20))


def test_split_same_seed_gives_the_same_parts_whatever_the_order() -> None:
    dataset = _dataset({"a": 30, "b": 30})
    backwards = Dataset(dataset.classes, dataset.photos[::-1])
    ids = {dataset.photos[row].id for row in split_dataset(dataset, 20, seed=3).validation}
    assert {
        backwards.photos[row].id for row in split_dataset(backwards, 20, seed=3).validation
    } == ids
    assert {dataset.photos[row].id for row in split_dataset(dataset, 20, seed=5).validation} != ids


def test_split_tiny_class_keeps_one_aside_and_at_least_half_for_learning() -> None:
    dataset = _dataset({"a": 2, "b": 3})
    parts = split_dataset(dataset, 50, seed=1)
    assert _labels(dataset, parts.validation) == {0: 1, 1: 1}


def test_split_given_parts_are_honoured() -> None:
    train, validation, test = (
        _dataset({"a": 6, "b": 6}, s) for s in ("train", "validation", "test")
    )
    dataset = Dataset(train.classes, train.photos + validation.photos + test.photos)
    parts = split_dataset(dataset, 20, seed=1)
    for part, rows in (
        ("train", parts.train),
        ("validation", parts.validation),
        ("test", parts.test),
    ):
        assert {dataset.photos[row].split for row in rows} == {part}
    assert parts.reported == ("test", parts.test)


def test_split_given_test_only_draws_validation_from_the_training_photos() -> None:
    train, test = (_dataset({"a": 10, "b": 10}, s) for s in ("train", "test"))
    dataset = Dataset(train.classes, train.photos + test.photos)
    parts = split_dataset(dataset, 20, seed=1)
    assert len(parts.validation) == 4
    assert {dataset.photos[row].split for row in parts.validation} == {"train"}


def test_split_class_that_is_only_in_the_kept_aside_part_is_refused_by_name() -> None:
    train = _dataset({"a": 6, "b": 0}, "train")
    validation = _dataset({"a": 3, "b": 3}, "validation")
    with pytest.raises(UserError) as caught:
        split_dataset(Dataset(train.classes, train.photos + validation.photos), 20, seed=1)
    assert caught.value.facts["name"] == "b"


def test_split_twins_stay_on_one_side_and_the_share_is_kept() -> None:
    dataset = _dataset({"a": 40, "b": 20})
    twins = np.arange(60) // 4
    for seed in range(10):
        parts = split_dataset(dataset, 20, seed, twins)
        assert not set(twins[list(parts.train)]) & set(twins[list(parts.validation)])
        assert _labels(dataset, parts.validation) == {0: 8, 1: 4}


def test_split_groups_larger_than_the_share_keep_the_smallest_aside() -> None:
    dataset = _dataset({"a": 10, "b": 10})
    twins = np.array([0] * 6 + [1] * 4 + [2] * 5 + [3] * 5)
    parts = split_dataset(dataset, 20, 1, twins)
    assert set(parts.validation) in (
        {*range(6, 10), *range(10, 15)},
        {*range(6, 10), *range(15, 20)},
    )


def test_split_class_that_is_one_group_is_learned_from_whole() -> None:
    dataset = _dataset({"a": 6, "b": 10})
    twins = np.array([0] * 6 + list(range(1, 11)))
    assert set(range(6)) <= set(split_dataset(dataset, 20, 1, twins).train)


def test_split_twins_in_two_classes_leave_each_class_half_to_learn_from() -> None:
    dataset = _dataset({"a": 6, "b": 4})
    twins = np.array([0, 0, 0, 1, 2, 3, 0, 0, 0, 4])
    for seed in range(10):
        parts = split_dataset(dataset, 50, seed, twins)
        assert {0, 1, 2, 6, 7, 8} <= set(parts.train)
        assert _labels(dataset, parts.validation) == {0: 3, 1: 1}
