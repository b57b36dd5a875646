"""Reliability bins and thresholds."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.calibration import answered_by_threshold, calibration

CONFIDENCES = np.array([0.95, 0.95, 0.95, 0.95, 0.55, 0.55], dtype=np.float32)
RIGHT = np.array([True, True, True, False, True, False])


def test_calibration_error_is_the_mean_gap_weighted_by_photos() -> None:
    found = calibration(CONFIDENCES, RIGHT)
    assert found.error == pytest.approx((4 * 0.20 + 2 * 0.05) / 6, abs=1e-6)
    top = found.bins[9]
    assert (top.low, top.high, top.photos) == (0.9, 1.0, 4)
    assert (top.confidence, top.accuracy) == (pytest.approx(0.95), 0.75)


def test_calibration_certain_answers_belong_to_the_last_bin_and_empty_bins_say_nothing() -> None:
    found = calibration(np.array([1.0], dtype=np.float32), np.array([True]))
    assert (found.bins[9].photos, found.error) == (1, 0)
    assert found.bins[0].photos == found.bins[0].accuracy == 0


def test_calibration_of_no_photos_has_no_error() -> None:
    assert calibration(np.empty(0, np.float32), np.empty(0, bool)).error == 0


def test_answered_by_threshold_counts_those_that_are_sure_enough() -> None:
    found = {
        round(t.confidence, 2): (t.answered, t.right)
        for t in answered_by_threshold(CONFIDENCES, RIGHT)
    }
    assert (found[0.0], found[0.6], found[0.99]) == ((6, 4), (4, 3), (0, 0))
    assert len(found) == 100


def test_calibration_a_burst_counts_as_one_photo() -> None:
    often = np.array([0, 1, 2, *[3] * 20, 4, 5])
    found = calibration(CONFIDENCES[often], RIGHT[often], often)
    assert found.error == pytest.approx(calibration(CONFIDENCES, RIGHT).error, abs=1e-6)
    assert found.bins[9].accuracy == pytest.approx(0.75)
    assert found.bins[9].photos == 23
