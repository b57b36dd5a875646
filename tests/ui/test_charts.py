from __future__ import annotations

import pytest

from core.evaluation.report import ClassResult
from core.runs import EpochResult
from core.types import Ranked
from tests.ui.vega import faults
from ui import charts, curves

RESULTS = (ClassResult("cats", 5, 4, 6), ClassResult("dogs", 5, 5, 6), ClassResult("owls", 5, 3, 3))
HISTORY = tuple(
    EpochResult(n, 1 / n, 1 - 0.5 / n, 1.1 / n + 0.05 * n, 0.9 - 0.4 / n) for n in range(1, 6)
)


@pytest.mark.parametrize(
    "chart",
    [
        charts.class_bars(RESULTS),
        charts.ranked_bars([Ranked("cats", 0.9), Ranked("dogs", 0.1)]),
        charts.interval_picture(0.9, 0.8, 0.95),
        curves.accuracy_curve(HISTORY, 10, 4),
        curves.loss_curve(HISTORY, 10, 4),
        curves.loss_curve(HISTORY[:1], 1, 1),
        curves.accuracy_curve((), 10, 0),
    ],
    ids=lambda chart: chart.alt[:20],
)
def test_every_chart_is_valid_vega_lite_and_says_its_message_in_words(chart):
    assert faults(chart) == []


def test_curves_of_a_longer_history_differ_in_data_only():
    assert curves.loss_curve(HISTORY, 10, 2).spec == curves.loss_curve(HISTORY[:2], 10, 2).spec


def test_curve_marks_the_best_epoch_on_the_photos_kept_aside():
    columns = curves.accuracy_curve(HISTORY, 10, 4).columns
    marked = [i for i, best in enumerate(columns["best"]) if best]

    assert [(columns["epoch"][i], columns["part"][i]) for i in marked] == [(4, curves.KEPT_ASIDE)]


def test_names_of_the_two_curves_never_lie_on_the_same_side():
    equal = (EpochResult(1, 0.5, 0.8, 0.5, 0.8),)
    columns = curves.accuracy_curve(equal, 10, 1).columns

    assert sorted(columns["above"]) == [False, True]


def test_class_bars_put_the_weakest_first_and_leave_out_classes_without_photos():
    results = [ClassResult("a", 4, 4, 4), ClassResult("b", 4, 1, 1), ClassResult("c", 0, 0, 2)]

    columns = charts.class_bars(results).columns

    assert columns["name"] == ["b", "a"]
    assert columns["label"] == ["1 of 4", "4 of 4"]


def test_ranked_bars_keep_the_order_and_give_percentages():
    ranked = [Ranked("cats", 0.87), Ranked("dogs", 0.128), Ranked("owls", 0.002)]

    columns = charts.ranked_bars(ranked).columns

    assert columns["name"] == ["cats", "dogs", "owls"]
    assert columns["label"] == ["87\u00a0%", "13\u00a0%", "under 1\u00a0%"]


def test_class_bars_leave_more_room_for_longer_counts():
    """A full bar's count must not be cut off on a phone."""
    short, long = (
        charts.class_bars([ClassResult("a", count, count, count)]).spec["encoding"]["x"]["scale"]
        for count in (4, 1000)
    )

    assert "width" in short["domainMax"]["expr"]
    assert short != long


def test_names_of_two_lines_that_both_end_low_stand_above_each_other():
    columns = curves.loss_curve(HISTORY, 10, 4).columns
    ends = [n for n, last in enumerate(columns["last"]) if last]

    assert [columns["other"][n] for n in ends] == [columns["value"][n] for n in ends[::-1]]
