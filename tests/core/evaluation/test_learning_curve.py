"""What more photos would bring."""

from __future__ import annotations

import numpy as np
import pytest

from core.context import QuietContext
from core.evaluation.files import load_learning_curve, save
from core.evaluation.learning_curve import (
    SHARES,
    curve_from,
    draw_learning_curve,
    right_by_share,
)
from core.evaluation.types import LearningCurve
from core.folds import NOT_ASKED
from core.head import HeadTrainer, Labelled
from core.settings import TrainSettings
from core.types import Event
from tests.core.evaluation.conftest import Trained


def test_learning_curve_of_a_run_counts_what_was_learned_from_and_survives_its_file(
    trained: Trained,
) -> None:
    events: list[Event] = []
    context = QuietContext(events.append)
    found = draw_learning_curve(trained.workspace, trained.run, trained.networks, context)
    assert [point.photos for point in found.points] == [18, 36, 54, 72]
    assert all(0.5 < point.recognised < 1 for point in found.points)
    assert all(point.low < point.recognised < point.high for point in found.points)
    assert [curve.name for curve in found.classes] == ["cats", "dogs", "owls"]
    assert events[-1].done == events[-1].total
    save(trained.run.folder, found)
    assert load_learning_curve(trained.run.folder) == found


def test_right_by_share_rises_where_photos_are_what_is_missing() -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(2), 40)
    features = rng.normal(size=(80, 60)).astype(np.float32)
    features[:, 0] += 4 * labels
    folds = np.arange(80) % 4
    trainer = HeadTrainer(60, 2, TrainSettings(dense=(), dropout=0.0, learning_rate=0.01))
    right = right_by_share(
        trainer, Labelled(features, np.arange(80), labels), np.arange(80), folds, np.arange(80),
        15, QuietContext(),
    )  # fmt: skip
    assert right.shape == (len(SHARES), 80)
    assert right[-1].mean() > right[0].mean() + 0.05


def _curve(*chances: tuple[float, ...], photos: int = 200) -> LearningCurve:
    """The curve of classes whose photos are recognised with these chances at the four shares."""
    rng = np.random.default_rng(0)
    luck = rng.random(photos * len(chances))
    labels = np.repeat(np.arange(len(chances)), photos)
    right = np.array([luck < np.array(chances)[labels, i] for i in range(len(SHARES))]).astype(
        float
    )
    names = tuple("abcdef"[: len(chances)])
    folds = np.arange(len(labels)) % 5
    rows = np.arange(len(labels))
    return curve_from("run", names, labels, rows, folds, right, rows)


def test_curve_class_that_still_rises_needs_more_and_one_that_is_flat_has_enough() -> None:
    found = _curve((0.3, 0.45, 0.55, 0.65), (0.9, 0.97, 0.975, 0.98))
    rising, flat = found.classes
    assert (rising.verdict, flat.verdict) == ("more", "enough")
    assert rising.more_photos == 50
    assert rising.gain == pytest.approx(0.2 * np.log2(250 / 200), rel=0.3)
    assert rising.gain_low < rising.gain < rising.gain_high
    assert found.most_helped == rising


def test_curve_of_few_photos_is_unsure() -> None:
    assert _curve((0.5, 0.5, 0.55, 0.6), photos=8).classes[0].verdict == "unsure"


def test_curve_of_models_with_luck_of_their_own_is_unsure() -> None:
    labels, folds = np.zeros(200, dtype=np.int64), np.arange(200) % 5
    right = np.full((len(SHARES), 200), 0.5, dtype=np.float32)
    right[-1] += np.array([0.5, -0.4, 0.5, -0.3, 0.2], dtype=np.float32)[folds]
    found = curve_from("run", ("a",), labels, np.arange(200), folds, right, np.arange(200))
    assert found.classes[0].verdict == "unsure"


@pytest.mark.parametrize(("photos", "more"), [(7, 10), (20, 20), (60, 30), (400, 100)])
def test_curve_speaks_of_a_number_of_photos_that_fits_the_class(photos: int, more: int) -> None:
    assert _curve((0.5, 0.5, 0.5, 0.5), photos=photos).classes[0].more_photos == more


def test_curve_never_promises_more_than_there_is_to_gain() -> None:
    for curve in _curve((0.1, 0.3, 0.8, 0.99), (0.2, 0.4, 0.6, 1.0), photos=10).classes:
        assert curve.points[-1].recognised + curve.gain_high <= 1 + 1e-9
        assert curve.more_photos == 10


def test_curve_class_that_is_never_asked_is_unsure() -> None:
    labels = np.array([0] * 10 + [1] * 10)
    folds = np.array([*range(5), *range(5), *[NOT_ASKED] * 10])
    right = np.where(folds == NOT_ASKED, np.nan, np.ones((len(SHARES), 20), np.float32))
    rows = np.arange(20)
    found = curve_from("run", ("a", "b"), labels, rows, folds, right, rows)
    assert found.classes[1].verdict == "unsure"
    assert found.points[-1].recognised == 1


def test_curve_of_bursts_is_as_much_in_doubt_as_one_of_their_single_photos() -> None:
    labels, folds = np.zeros(40, dtype=np.int64), np.arange(40) % 5
    luck = np.random.default_rng(1).random(40)
    right = np.array([luck < chance for chance in (0.4, 0.5, 0.6, 0.7)]).astype(float)
    often = np.repeat(np.arange(40), 6)
    rows = np.arange(len(often))

    alone = curve_from("run", ("a",), labels, np.arange(40), folds, right, np.arange(40))
    burst = curve_from("run", ("a",), labels[often], rows, folds[often], right[:, often], often)

    for one, many in zip(alone.points, burst.points, strict=True):
        assert (many.low, many.high) == pytest.approx((one.low, one.high))
