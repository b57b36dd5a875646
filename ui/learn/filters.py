"""What a filter of a convolutional network does, on a picture small enough to check by hand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

# A bright seven on a dark ground; 0 is black, 9 is white.
PICTURE: Numbers = np.array(
    [
        [0, 0, 0, 0, 0, 0, 0, 0],
        [0, 9, 9, 9, 9, 9, 9, 0],
        [0, 9, 9, 9, 9, 9, 9, 0],
        [0, 0, 0, 0, 9, 9, 0, 0],
        [0, 0, 0, 9, 9, 0, 0, 0],
        [0, 0, 0, 9, 9, 0, 0, 0],
        [0, 0, 0, 9, 9, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0],
    ],
    dtype=np.int64,
)

FILTERS: Mapping[str, Numbers] = MappingProxyType(
    {
        "Upright edges": np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], dtype=np.int64),
        "Level edges": np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]], dtype=np.int64),
        "Lonely dots": np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]], dtype=np.int64),
    }
)

# What the person's own filter begins as: an edge that runs from corner to corner.
OWN_FILTER: Numbers = np.array([[0, 1, 1], [-1, 0, 1], [-1, -1, 0]], dtype=np.int64)


def convolve(picture: NDArray, kernel: NDArray) -> NDArray:
    """The sums of products of a filter laid over every place of a picture.

    As convolutional networks do it: the filter is not turned around, and no border is added.

    Args:
        picture: array of shape `(height, width)`.
        kernel: array of shape `(k, k)`.

    Returns:
        Array of shape `(height - k + 1, width - k + 1)`.
    """
    windows = np.lib.stride_tricks.sliding_window_view(picture, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows, kernel)


def sum_in_words(picture: Numbers, kernel: Numbers, row: int, column: int) -> str:
    """The sum at one place, with every product that is not zero written out."""
    size = len(kernel)
    window = picture[row : row + size, column : column + size]
    products = [
        f"{pixel} × {_signed(weight)}"
        for pixel, weight in zip(window.ravel().tolist(), kernel.ravel().tolist(), strict=True)
        if pixel and weight
    ]
    total = int((window * kernel).sum())
    if not products:
        return "Every product is 0 here, so the sum is 0."
    return f"{' + '.join(products)} = {total}"


def _signed(number: int) -> str:
    return str(number) if number >= 0 else f"(−{-number})"
