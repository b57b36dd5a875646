"""Counting right and wrong."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.evaluation import Report, evaluate, wilson_interval
from core.evaluation.report import report_from_dict, report_to_dict
from core.types import Photo


def _report() -> Report:
    photos = [
        Photo(str(n), f"{n}.jpg", label, None, 1, 1) for n, label in enumerate([0, 0, 1, 1, 1])
    ]
    answers = np.array(
        [[0.9, 0.1], [0.2, 0.8], [0.3, 0.7], [0.6, 0.4], [0.95, 0.05]], dtype=np.float32
    )
    return evaluate(answers, photos, ["cat", "dog"], "validation")


def test_evaluate_counts_the_confusion_by_true_and_answered_class() -> None:
    report = _report()
    assert report.confusion == ((1, 1), (2, 1))
    assert (report.right, report.photos, report.accuracy) == (2, 5, 0.4)


def test_evaluate_mistakes_come_surest_first_with_both_classes() -> None:
    mistakes = _report().mistakes
    assert [m.photo_id for m in mistakes] == ["4", "1", "3"]
    assert (mistakes[0].true_class, mistakes[0].answered_class) == ("dog", "cat")
    assert mistakes[0].confidence == pytest.approx(0.95)
    assert mistakes[0].true_confidence == pytest.approx(0.05)


def test_evaluate_per_class_tells_recall_and_precision() -> None:
    cat, dog = _report().per_class
    assert (cat.recall, cat.precision) == (0.5, pytest.approx(1 / 3))
    assert (dog.recall, dog.precision) == (pytest.approx(1 / 3), 0.5)


def test_evaluate_most_confused_names_the_pair() -> None:
    assert _report().most_confused == ("dog", "cat", 2)


def test_evaluate_no_photos_gives_the_whole_interval_and_no_division_error() -> None:
    report = evaluate(np.empty((0, 2), np.float32), [], ["a", "b"], "validation")
    assert report.accuracy == 0
    assert report.interval == (0.0, 1.0)
    assert report.most_confused is None
    assert report.per_class[0].recall is None


def test_report_survives_a_json_file() -> None:
    report = _report()
    assert report_from_dict(json.loads(json.dumps(report_to_dict(report)))) == report


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    # R: prop.test(x, n, correct = FALSE)
    [
        (9, 10, 0.5958, 0.9821),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_wilson_interval_agrees_with_published_values(
    right: int, total: int, low: float, high: float
) -> None:
    assert wilson_interval(right, total) == pytest.approx((low, high), abs=5e-4)


@pytest.mark.parametrize("total", range(1, 60))
def test_wilson_interval_contains_what_was_measured_at_both_ends(total: int) -> None:
    assert wilson_interval(total, total)[1] == 1
    assert wilson_interval(0, total)[0] == 0


def test_wilson_interval_holds_the_truth_about_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(0)
    held = sum(
        low <= 0.85 <= high
        for low, high in (wilson_interval(int(n), 40) for n in rng.binomial(40, 0.85, 2000))
    )
    assert 0.92 < held / 2000 < 0.98
