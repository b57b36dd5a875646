"""Dealing photos into folds."""

from __future__ import annotations

import numpy as np
import pytest

from core.folds import NOT_ASKED, deal_folds
from core.types import Dataset, Photo


def _dataset(*counts: int) -> Dataset:
    photos = [
        Photo(f"{label}-{n}", f"{n}.jpg", label, None, 10, 10)
        for label, count in enumerate(counts)
        for n in range(count)
    ]
    return Dataset(tuple("abcdef"[: len(counts)]), tuple(photos))


def _rows(dataset: Dataset) -> range:
    return range(len(dataset.photos))


@pytest.mark.parametrize("seed", range(5))
def test_folds_have_their_share_of_each_class(seed: int) -> None:
    dataset = _dataset(50, 25, 13)
    folds = deal_folds(dataset, _rows(dataset), None, seed)
    labels = np.array([photo.label for photo in dataset.photos])
    for label, (fewest, most) in enumerate(((10, 10), (5, 5), (2, 3))):
        counts = np.bincount(folds[labels == label], minlength=5)
        assert (counts.min(), counts.max()) == (fewest, most)
    sizes = np.bincount(folds)
    assert sizes.max() - sizes.min() <= 1


@pytest.mark.parametrize("seed", range(5))
def test_folds_twins_never_straddle(seed: int) -> None:
    dataset = _dataset(40, 40)
    twins = np.random.default_rng(seed).integers(0, 30, 80)
    folds = deal_folds(dataset, _rows(dataset), twins, seed)
    for number in np.unique(twins):
        assert len(set(folds[twins == number].tolist())) == 1
    assert set(folds.tolist()) == set(range(5))


def test_folds_same_seed_gives_the_same_deal_whatever_the_order() -> None:
    dataset = _dataset(20, 20)
    backwards = Dataset(dataset.classes, dataset.photos[::-1])
    folds = deal_folds(dataset, _rows(dataset), None, 3)
    assert (deal_folds(backwards, _rows(backwards), None, 3)[::-1] == folds).all()
    assert (deal_folds(dataset, _rows(dataset), None, 4) != folds).any()


def test_folds_of_a_class_with_few_groups_ask_each_of_them_in_a_fold_of_its_own() -> None:
    dataset = _dataset(20, 3)
    folds = deal_folds(dataset, _rows(dataset), None, 1)
    assert set(folds.tolist()) == set(range(5))
    assert len(set(folds[20:].tolist())) == 3


def test_folds_are_no_more_than_there_are_groups() -> None:
    dataset = _dataset(2, 2)
    assert set(deal_folds(dataset, _rows(dataset), None, 1, 10).tolist()) == {0, 1, 2, 3}


@pytest.mark.parametrize("seed", range(20))
def test_folds_with_twins_in_several_classes_leave_every_fold_something_of_what_it_asks(
    seed: int,
) -> None:
    dataset = _dataset(6, 4, 3, 2)
    labels = np.array([photo.label for photo in dataset.photos])
    twins = np.random.default_rng(seed).integers(0, 8, len(labels))
    folds = deal_folds(dataset, _rows(dataset), twins, seed)
    for fold in set(folds.tolist()) - {NOT_ASKED}:
        assert set(labels[folds == fold]) <= set(labels[folds != fold])


def test_folds_class_that_is_one_group_is_never_asked() -> None:
    dataset = _dataset(10, 4)
    twins = np.array([*range(10), 10, 10, 10, 10])
    folds = deal_folds(dataset, _rows(dataset), twins, 1)
    assert set(folds[10:].tolist()) == {NOT_ASKED}
    assert set(folds[:10].tolist()) == set(range(5))


def test_folds_nothing_but_one_group_per_class_asks_nobody() -> None:
    dataset = _dataset(3, 3)
    folds = deal_folds(dataset, _rows(dataset), np.array([0, 0, 0, 1, 1, 1]), 1)
    assert set(folds.tolist()) == {NOT_ASKED}


def test_folds_photos_that_are_not_dealt_are_not_asked() -> None:
    dataset = _dataset(10, 10)
    folds = deal_folds(dataset, [*range(5), *range(10, 15)], None, 1)
    assert set(folds[5:10].tolist()) == set(folds[15:].tolist()) == {NOT_ASKED}
