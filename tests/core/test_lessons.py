"""What is learned from with views, and what is asked without."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.context import QuietContext
from core.evaluation.learning_curve import right_by_share
from core.fitting import labelled
from core.folds import deal_folds
from core.head import HeadTrainer, Labelled
from core.lessons import all_photos, lesson
from core.out_of_fold import ask_out_of_fold
from core.run_data import RunData
from core.settings import TrainSettings
from core.splits import Parts
from core.trained_layers import Layers
from core.types import Dataset, FeatureSet, FloatArray, Photo

PHOTOS, VIEWS, TEST = 24, 2, (22, 23)
LEARNABLE = tuple(range(22))
SETTINGS = TrainSettings(epochs=1, dense=(), views=VIEWS)


def _given() -> tuple[FeatureSet, RunData]:
    """Features that say which photo they are of, and whether they are of a view (from 1)."""
    photos = tuple(Photo(f"{n:032}", f"{n}.jpg", n % 2, None, 9, 9) for n in range(PHOTOS))
    shown = np.repeat(np.array(LEARNABLE), VIEWS)
    everything = np.zeros((PHOTOS + len(shown), 2), np.float32)
    everything[:, 0] = [*range(PHOTOS), *shown]
    everything[PHOTOS:, 1] = np.tile(np.arange(1, VIEWS + 1), len(LEARNABLE))
    features = FeatureSet(
        tuple(photo.id for photo in photos), everything[:PHOTOS], "x", everything, shown
    )
    twins = np.arange(PHOTOS) // 2  # neighbours are twins
    parts = Parts(LEARNABLE[:16], LEARNABLE[16:], TEST)
    return features, RunData(Dataset(("a", "b"), photos), parts, twins)


class _Listener(HeadTrainer):
    """Remembers what each training learned from, and learns nothing."""

    lessons: list[FloatArray]

    def train_for(self, train: Labelled, epochs: int, context: Any) -> Layers:
        self.lessons.append(train.features[train.rows])
        np.testing.assert_array_equal(train.labels, train.features[train.rows, 0] % 2)
        return super().train_for(train, epochs, context)


@pytest.fixture
def lessons(monkeypatch: pytest.MonkeyPatch) -> list[FloatArray]:
    """What every training is given, as it comes."""
    heard: list[FloatArray] = []
    monkeypatch.setattr(_Listener, "lessons", heard, raising=False)
    monkeypatch.setattr("core.out_of_fold.HeadTrainer", _Listener)
    return heard


def test_lesson_each_photo_comes_with_all_of_its_views_and_none_of_another() -> None:
    features, data = _given()
    chosen = lesson(all_photos(features, data.dataset), (3, 8))
    seen = chosen.features[chosen.rows]
    assert sorted(map(tuple, seen.tolist())) == [
        (photo, number) for photo in (3.0, 8.0) for number in (0.0, 1.0, 2.0)
    ]
    np.testing.assert_array_equal(chosen.labels, seen[:, 0] % 2)


def test_lesson_without_views_is_the_photos() -> None:
    features, data = _given()
    plain = FeatureSet(features.ids, features.features, "x")
    chosen = lesson(all_photos(plain, data.dataset), (3, 8))
    np.testing.assert_array_equal(chosen.rows, [3, 8])
    np.testing.assert_array_equal(chosen.labels, [1, 0])


def test_labelled_photos_to_be_asked_have_no_views() -> None:
    features, data = _given()
    asked = labelled(features, data.dataset, data.parts.validation)
    np.testing.assert_array_equal(asked.features[asked.rows, 1], 0)


def test_out_of_fold_no_view_of_an_asked_photo_or_its_twin_is_learned_from(
    lessons: list[FloatArray],
) -> None:
    features, data = _given()
    found = ask_out_of_fold(features, data, SETTINGS, 1, 1.0, QuietContext())
    assert len(lessons) == found.folds.max() + 1 > 1
    for fold, seen in enumerate(lessons):
        learned = set(seen[:, 0].astype(int))
        asked = set(np.flatnonzero(found.folds == fold))
        assert asked
        assert not set(data.twins[list(learned)]) & set(data.twins[list(asked)])
        assert not learned & set(TEST)
        assert len(seen) == len(learned) * (1 + VIEWS)
    assert found.logits.shape == (PHOTOS, 2)


def test_learning_curve_no_view_of_an_asked_photo_is_learned_from(
    lessons: list[FloatArray],
) -> None:
    features, data = _given()
    photos = all_photos(features, data.dataset)
    folds = deal_folds(data.dataset, data.learnable, data.twins, 1, 2)
    trainer = _Listener(2, 2, SETTINGS)
    right_by_share(trainer, photos, np.array(data.learnable), folds, data.twins, 1, QuietContext())
    for place, seen in enumerate(lessons):
        learned = seen[:, 0].astype(int)
        assert not (folds[learned] == place % 2).any()
        assert len(seen) == len(set(learned)) * (1 + VIEWS)
