from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.calibration import answered_by_threshold, calibration
from core.evaluation.types import CurvePoint
from tests.ui.vega import faults
from ui.results import study_charts

SURE = np.array([0.35, 0.55, 0.6, 0.8, 0.85, 0.95, 0.97, 0.99])
RIGHT = np.array([False, True, False, True, True, True, True, True])
THRESHOLDS = answered_by_threshold(SURE, RIGHT)
POINTS = tuple(CurvePoint(n * 10, 0.6 + n / 20, 0.5 + n / 20, 0.7 + n / 20) for n in (1, 2, 3, 4))


@pytest.mark.parametrize(
    "chart",
    [
        study_charts.reliability(calibration(SURE, RIGHT)),
        study_charts.threshold_curve(THRESHOLDS, 8, 0.8),
        study_charts.learning_curve(POINTS, "all classes"),
    ],
    ids=["reliability", "threshold", "learning"],
)
def test_every_chart_is_valid_vega_lite_and_says_its_message_in_words(chart):
    assert faults(chart) == []


def test_reliability_leaves_out_groups_without_photos():
    columns = study_charts.reliability(calibration(SURE, RIGHT)).columns

    assert columns["photos"] == [1, 1, 1, 2, 3]
    assert columns["right"] == [0, 1, 0, 1, 1]


def test_threshold_marks_what_was_chosen_on_both_lines():
    columns = study_charts.threshold_curve(THRESHOLDS, 8, 0.8).columns
    marked = [
        (columns["part"][n], columns["share"][n])
        for n, chosen in enumerate(columns["chosen"])
        if chosen
    ]

    assert marked == [(study_charts.ANSWERED, 5 / 8), (study_charts.RIGHT, 1.0)]


def test_each_line_of_thresholds_is_named_once():
    columns = study_charts.threshold_curve(THRESHOLDS, 8, 0.8).columns

    assert sum(columns["last"]) == 2


def test_reliability_colours_its_gaps_for_light_and_dark_pages():
    """Vega's own colour of a rule is black, which nobody sees on a dark page."""
    layers = study_charts.reliability(calibration(SURE, RIGHT)).spec["layer"]
    rules = [layer["mark"] for layer in layers if layer["mark"]["type"] in ("rule", "line")]

    assert all("luminance(background)" in str(mark.get("color")) for mark in rules)
    assert rules
