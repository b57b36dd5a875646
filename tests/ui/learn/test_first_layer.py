from __future__ import annotations

import io

import numpy as np
from PIL import Image

from tests.factories import photo_bytes
from ui.learn import first_layer


def test_filters_are_those_of_the_bundled_network():
    kernels, norms = first_layer.filters()

    assert kernels.shape == (32, 3, 3, 3)
    assert norms.shape == (4, 32)
    assert np.isfinite(kernels).all()


def test_responses_agree_with_a_sum_worked_out_one_by_one():
    kernels, norms = first_layer.filters()
    pixels = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)

    answers = first_layer.responses(pixels, kernels, norms)

    scaled = (pixels[2:5, 4:7].astype(np.float64) - 127) / 128
    total = sum(
        scaled[row, column, colour] * kernels[7, colour, row, column]
        for row in range(3)
        for column in range(3)
        for colour in range(3)
    )
    scale, bias, mean, variance = norms[:, 7]
    expected = np.clip((total - mean) / np.sqrt(variance + 1e-3) * scale + bias, 0, 6)
    assert answers.shape == (4, 4, 32)
    np.testing.assert_allclose(answers[1, 2, 7], expected, rtol=1e-4, atol=1e-4)


def test_pictures_of_filters_and_of_what_they_see_can_be_shown():
    squares = first_layer.filters_as_squares()
    seen = first_layer.seen_by_filters(photo_bytes("red", (300, 200)))

    assert len(squares) == len(seen) == len(first_layer.SHOWN)
    assert {Image.open(io.BytesIO(png)).size for png in seen} == {(112, 112)}
    assert len(set(seen)) > len(seen) // 2
