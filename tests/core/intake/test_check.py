from __future__ import annotations

import pytest

from core.errors import UserError
from core.intake.check import MIN_PHOTOS_PER_CLASS, advice, require_trainable
from core.messages import CATALOGUE, describe
from core.types import Dataset, Photo, Split


def dataset(*counts: int, splits: tuple[Split | None, ...] = (None,)) -> Dataset:
    photos = [
        Photo(f"{label}-{number}", "", label, splits[label % len(splits)], 10, 10)
        for label, count in enumerate(counts)
        for number in range(count)
    ]
    return Dataset(tuple(f"class {label}" for label in range(len(counts))), tuple(photos))


def test_two_classes_with_just_enough_photos_can_be_trained_on() -> None:
    require_trainable(dataset(MIN_PHOTOS_PER_CLASS, MIN_PHOTOS_PER_CLASS))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (dataset(), "dataset.empty"),
        (dataset(0, 0), "dataset.empty"),
        (dataset(50), "dataset.one_class"),
        (dataset(50, 4), "dataset.class_too_small"),
        (dataset(0, 50), "dataset.class_too_small"),
        (dataset(9, 9, splits=("train", "test")), "dataset.class_not_in_training"),
    ],
)
def test_data_that_cannot_be_trained_on_is_refused(data: Dataset, code: str) -> None:
    with pytest.raises(UserError) as refused:
        require_trainable(data)
    assert refused.value.code == code
    assert "?" not in describe(refused.value).sentence


def test_class_that_is_too_small_is_named_with_what_it_has_and_needs() -> None:
    with pytest.raises(UserError) as refused:
        require_trainable(dataset(9, 2))
    assert refused.value.facts == {"name": "class 1", "photos": 2, "needed": 5, "more": 3}


def test_good_data_needs_no_advice() -> None:
    assert advice(dataset(20, 80)) == []


def test_few_photos_and_imbalance_are_told_with_the_classes() -> None:
    hints = dict(advice(dataset(30, 6, 121)))
    assert hints["dataset.few_photos"]["name"] == "class 1"
    assert hints["dataset.few_photos"]["classes"] == 1
    assert hints["dataset.unbalanced"]["largest"] == "class 2"
    assert set(hints) <= set(CATALOGUE)


def test_empty_data_set_needs_no_advice() -> None:
    assert advice(dataset()) == []
