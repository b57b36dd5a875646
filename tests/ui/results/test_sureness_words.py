"""What is said of a model's word on how sure it is."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.calibration import answered_by_threshold, calibration
from core.evaluation.headline import headline
from core.evaluation.report import Report
from core.evaluation.types import Evaluation, Threshold
from ui.results import sureness_words

DRAWS = 200
ACCUSED, UNKNOWN = "Do not rely", "nobody can say yet"
TRUSTED = "You can take its word"


def _evaluation(sure: np.ndarray, right: np.ndarray, twins: np.ndarray | None = None) -> Evaluation:
    """Of two classes; every photo is of the first one."""
    count = len(sure)
    report = Report(
        "out_of_fold", ("a", "b"), ((int(right.sum()), int((~right).sum())), (0, 0)), ()
    )
    return Evaluation(
        run="a", dataset_key="k", classes=("a", "b"), photo_ids=("x",) * count, names=("x",) * count,
        labels=(0,) * count, answers=tuple((~right).astype(int).tolist()), confidences=tuple(sure.tolist()),
        true_confidences=tuple(sure.tolist()), folds=(0,) * count, fold_count=5, report=report,
        test_report=None, headline=headline("out_of_fold", right, np.arange(count)),
        calibration=calibration(sure, right, twins), thresholds=answered_by_threshold(sure, right),
        confused=(), twins_in_test=0,
    )  # fmt: skip


def _verdicts(photos: int, overrated: float = 0.0) -> list[str]:
    """The verdicts on models that are right as often as they say, or less often by `overrated`."""
    chance = np.random.default_rng(photos)
    told = []
    for _ in range(DRAWS):
        sure = 0.4 + 0.6 * chance.beta(3, 1, photos)
        right = chance.random(photos) < sure - overrated
        told.append(sureness_words.sureness(_evaluation(sure, right)).split("**")[1])
    return told


@pytest.mark.parametrize("photos", [20, 30, 50, 100, 150, 300])
def test_sureness_of_a_calibrated_model_is_not_accused_for_what_chance_makes(photos):
    accused = [told for told in _verdicts(photos) if ACCUSED in told]

    assert len(accused) <= 0.02 * DRAWS


def test_sureness_of_a_calibrated_model_is_not_accused_for_a_few_long_bursts():
    chance, frames = np.random.default_rng(5), np.repeat(np.arange(20), 25)
    told = []
    for _ in range(DRAWS):
        sure = 0.4 + 0.6 * chance.beta(3, 1, 20)
        right = chance.random(20) < sure
        found = _evaluation(sure[frames], right[frames], frames)
        told.append(sureness_words.sureness(found))

    assert len([each for each in told if ACCUSED in each or "a little too" in each]) <= 0.05 * DRAWS
    assert "20 different photos" in sureness_words.few_for_sureness(found)


@pytest.mark.parametrize("photos", [20, 50, 149])
def test_sureness_with_few_photos_gets_no_praise_either(photos):
    assert not [told for told in _verdicts(photos) if TRUSTED in told]


def test_sureness_of_a_calibrated_model_with_many_photos_can_be_taken():
    assert sum(TRUSTED in told for told in _verdicts(1000)) > 0.9 * DRAWS


@pytest.mark.parametrize("photos", [50, 300])
def test_sureness_of_a_model_far_too_sure_is_told_whatever_chance_does(photos):
    accused = [told for told in _verdicts(photos, overrated=0.4) if ACCUSED in told]

    assert len(accused) > 0.9 * DRAWS


def test_sureness_leans_only_where_it_is_no_chance():
    sure = np.full(20, 0.9)
    slightly, clearly = np.arange(20) < 16, np.arange(20) < 10

    assert "difference like that can be chance" in sureness_words.sureness(
        _evaluation(sure, slightly)
    )
    assert "too sure of itself" in sureness_words.sureness(_evaluation(sure, clearly))


def test_sureness_explains_its_number_without_jargon():
    told = sureness_words.sureness(_evaluation(np.full(20, 0.95), np.arange(20) < 18))

    assert "what it said and how often it was right lie **5 points out of 100** apart" in told


@pytest.mark.parametrize(
    ("threshold", "photos", "sentence"),
    [
        (
            Threshold(0.8, 80, 76), 100,
            "It answers **80 of 100 photos**, and of those **76** are right: 95 of 100. "
            "20 photos would be left to you.",
        ),
        (
            Threshold(0.8, 12, 9), 13,
            "It answers **12 of 13 photos**, and of those **9** are right (too few for a percentage). "
            "1 photo would be left to you.",
        ),
        (
            Threshold(0.9, 1, 1), 30,
            "It answers **1 of 30 photos**, and that one rightly. 29 photos would be left to you.",
        ),
        (
            Threshold(0.9, 3, 1), 30,
            "It answers **3 of 30 photos**, and of those **1** is right (too few for a percentage). "
            "27 photos would be left to you.",
        ),
        (
            Threshold(0.0, 40, 40), 40,
            "It answers **all 40 photos**, and **all** of those are right. None is left to you.",
        ),
        (Threshold(0.99, 0, 0), 40, "It is never so sure: all 40 photos would be left to you."),
        (Threshold(0.99, 0, 0), 1, "It is never so sure: the only photo would be left to you."),
    ],
)  # fmt: skip
def test_threshold_tells_what_is_answered_right_and_left(threshold, photos, sentence):
    assert sureness_words.threshold(threshold, photos) == sentence
