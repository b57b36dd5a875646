from __future__ import annotations

import numpy as np
import pytest

from tests.ui.vega import faults
from ui.learn import figures
from ui.learn.filters import FILTERS, PICTURE, convolve


@pytest.mark.parametrize(
    "chart",
    [
        figures.pixel_grid(PICTURE, (0, 0, 3)),
        figures.sums_grid(convolve(PICTURE, FILTERS["Level edges"]), (1, 1, 1), "sums"),
        figures.relu(),
        *(chart for chart, _, _ in figures.fits().values()),
    ],
    ids=lambda chart: chart.alt[:20],
)
def test_every_figure_is_valid_vega_lite_and_says_its_message_in_words(chart):
    assert faults(chart) == []


def test_softmax_of_votes_adds_up_to_one_with_the_largest_first():
    ranked = figures.softmax([1.0, 3.0, 2.0], ["a", "b", "c"])

    assert [r.name for r in ranked] == ["b", "c", "a"]
    assert sum(r.confidence for r in ranked) == pytest.approx(1)
    assert ranked[0].confidence / ranked[1].confidence == pytest.approx(np.e)


def test_fits_show_what_the_page_says_of_them():
    simple, right, by_heart = ((learned, aside) for _, learned, aside in figures.fits().values())

    assert by_heart[0] < right[0] < simple[0]
    assert right[1] < simple[1]
    assert by_heart[1] > 2 * right[1]
