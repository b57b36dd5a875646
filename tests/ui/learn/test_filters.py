from __future__ import annotations

import numpy as np
import pytest

from ui.learn.filters import FILTERS, PICTURE, convolve, sum_in_words


def test_convolve_by_hand_gives_the_sums_of_products():
    picture = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9], [0, 0, 1]])
    kernel = np.array([[1, 0, 0], [0, 2, 0], [0, 0, -1]])

    assert convolve(picture, kernel).tolist() == [[1 + 10 - 9], [4 + 16 - 1]]


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_finds_nothing_on_even_ground(name):
    assert not convolve(np.full((5, 5), 7), FILTERS[name]).any()


def test_upright_edges_are_found_by_their_filter_only():
    upright = np.tile([0, 0, 9, 9], (5, 1))

    assert convolve(upright, FILTERS["Upright edges"]).min() == 27
    assert not convolve(upright, FILTERS["Level edges"]).any()


def test_sum_in_words_agrees_with_the_convolution_everywhere():
    for kernel in FILTERS.values():
        sums = convolve(PICTURE, kernel)
        for (row, column), value in np.ndenumerate(sums):
            told = sum_in_words(PICTURE, kernel, row, column)
            assert told.removesuffix(".").split()[-1] == str(value)
