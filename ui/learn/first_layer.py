"""The first layer of the network that comes with the app, and what it sees on a photo.

Computed with NumPy from the network's own weights: nothing here is an illustration.
"""

from __future__ import annotations

import io

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from core.backbones.lite_architecture import BATCH_NORM_EPSILON, PIXEL_MEAN, PIXEL_SCALE
from core.backbones.lite_weights import read_weights
from core.backbones.registry import DEFAULT_BACKBONE, get
from core.backbones.weights import weights_file
from core.intake.images import model_input
from core.types import FloatArray, PixelArray

# Those of the 32 that differ most to the eye: three kinds of edges, light, dark, and two colours.
SHOWN = (0, 15, 20, 6, 12, 3, 18, 23)
_NORM = ("weight", "bias", "running_mean", "running_var")
_MAX_RESPONSE = 6.0


@st.cache_data(max_entries=1, show_spinner=False)
def filters() -> tuple[FloatArray, FloatArray]:
    """The 32 filters, shape `(32, 3, 3, 3)` (filter, colour, row, column), and their four norms.

    Raises:
        UserError: the weights are missing or damaged.
        OSError: likewise.
    """
    weights = read_weights(weights_file(get(DEFAULT_BACKBONE)))
    norms = np.stack([weights[f"_bn0.{part}"] for part in _NORM])
    return weights["_conv_stem.weight"], norms


def responses(pixels: PixelArray, kernels: FloatArray, norms: FloatArray) -> FloatArray:
    """What each filter of the layer answers, from 0 to 6; shape `(side / 2, side / 2, filters)`.

    Args:
        pixels: uint8 RGB, shape `(side, side, 3)` with an even side.
        kernels: as `filters` gives them.
        norms: likewise.
    """
    scaled = (pixels.astype(np.float32) - PIXEL_MEAN) / PIXEL_SCALE
    padded = np.pad(scaled, ((0, 1), (0, 1), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(0, 1))[::2, ::2]
    sums = np.einsum("hwcij,ocij->hwo", windows, kernels)
    scale, bias, mean, variance = norms
    normed = (sums - mean) / np.sqrt(variance + BATCH_NORM_EPSILON) * scale + bias
    return np.clip(normed, 0.0, _MAX_RESPONSE).astype(np.float32)


@st.cache_data(max_entries=16, show_spinner=False)
def seen_by_filters(photo: bytes) -> list[bytes]:
    """PNGs of what the filters of `SHOWN` see on a photo: the brighter, the stronger."""
    kernels, norms = filters()
    answers = responses(model_input(photo, get(DEFAULT_BACKBONE).input_size), kernels, norms)
    return [_png(_stretched(answers[..., number])) for number in SHOWN]


@st.cache_data(max_entries=1, show_spinner=False)
def filters_as_squares(side_px: int = 72) -> list[bytes]:
    """PNGs of the filters of `SHOWN`: three by three squares; grey stands for a weight of zero."""
    kernels, _ = filters()
    squares = []
    for number in SHOWN:
        kernel = kernels[number].transpose(1, 2, 0)
        shades = (kernel / np.abs(kernel).max() + 1) / 2 * 255
        blown_up = np.kron(shades.astype(np.uint8), np.ones((side_px // 3, side_px // 3, 1)))
        squares.append(_png(blown_up.astype(np.uint8)))
    return squares


def _stretched(answer: FloatArray) -> NDArray[np.uint8]:
    return (answer / max(float(answer.max()), 0.1) * 255).astype(np.uint8)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()
