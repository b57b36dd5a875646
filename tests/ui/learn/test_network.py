from __future__ import annotations

from dataclasses import replace

import pytest

from core.settings import ARTICLE, TrainSettings
from tests.ui.vega import faults
from ui.learn.network import picture, state, widths, with_pooling


@pytest.mark.parametrize("dense", [(), (8,), (2048, 1024, 512, 8)])
def test_picture_has_a_bar_per_layer_and_says_what_learns_in_words(dense):
    settings = replace(TrainSettings(), dense=dense)
    rows = with_pooling(settings, 4)

    chart = picture(rows, widths(settings, 4))

    assert faults(chart) == []
    assert len(chart.columns["label"]) == len(dense) + 4
    learning = [text.startswith("LEARNS") for text in chart.columns["state"]]
    assert learning == [False] * 3 + [True] * (len(dense) + 1)


def test_network_of_the_article_has_the_parameters_that_its_summary_would_print():
    rows = with_pooling(ARTICLE, 2)

    assert [row.parameters for row in rows] == [
        0,
        3_228_864,
        0,
        1_049_600,
        1_049_600,
        524_800,
        1026,
    ]
    assert state(rows[2]) == "Nothing to learn"


def test_layer_that_hands_on_more_is_drawn_wider():
    settings = replace(TrainSettings(), dense=(1024, 16))
    chart = picture(with_pooling(settings, 3), widths(settings, 3))

    rights = chart.columns["right"]
    assert rights[3] > rights[4] > rights[5]
