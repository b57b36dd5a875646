"""Other views of a photo, as somebody else might have taken it: cut, turned, lighter, of another tint."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from core.types import FloatArray, PixelArray

_GREY = np.array([0.299, 0.587, 0.114], dtype=np.float32)
_MARGIN = 0.25
"""What is added on each side before a turn, as a share of the photo."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How far a view may be from its photo; each view draws its own amounts, evenly.

    Attributes:
        crop: smallest share of width and height that is left of the photo (1 leaves it whole).
        turn_degrees: largest turn to either side.
        light: 0.2 makes it darker or brighter by a factor of 1.2 at most, likewise its contrast.
        colour: 0.3 makes its colours paler or stronger by a factor of 1.3 at most; each of red,
            green and blue is raised or lowered by a tenth of that.
        mirrored: whether every second view is mirrored: those with even numbers.
    """

    crop: float = 0.8
    turn_degrees: float = 10.0
    light: float = 0.25
    colour: float = 0.3
    mirrored: bool = False

    @property
    def key(self) -> str:
        """Short text that differs between mixes, for the name of a cache."""
        return "-".join(
            f"{value:g}"
            for value in (self.crop, self.turn_degrees, self.light, self.colour, self.mirrored)
        )


MIX = Mix()
"""Measured in `docs/decisions/0010-views-of-the-training-photos.md`."""

RECIPE = "view1"
"""Names how a view is made; to be changed with `view`, as features are cached under it."""


def view_id(photo_id: str, number: int) -> str:
    """32 hex digits that name a view, as a photo's id names the photo.

    Args:
        photo_id: of the photo.
        number: of the view, from 1.
    """
    return hashlib.sha256(f"{photo_id} {number}".encode()).hexdigest()[:32]


def source_side(size: int) -> int:
    """Side in pixels of the squares that `view` should be given for views of `size` pixels: larger,
    so that a cut one is as sharp as the photo itself."""
    return round(size * 1.25)


def view(pixels: PixelArray, photo_id: str, number: int, size: int, mix: Mix = MIX) -> PixelArray:
    """The view of that number, always the same for the same photo: uint8 RGB `(size, size, 3)`.

    Args:
        pixels: the photo squeezed to a square, uint8 RGB `(side, side, 3)`; see `source_side`.
        photo_id: of the photo.
        number: of the view, from 1.
        size: side of the view in pixels.
        mix: how far it may be from the photo.
    """
    rng = np.random.default_rng(int(view_id(photo_id, number), 16))
    flip = -1 if mix.mirrored and number % 2 == 0 else 1
    return _recoloured(_moved(pixels, size, mix, flip, rng), mix, rng)


def _moved(
    pixels: PixelArray, size: int, mix: Mix, flip: int, rng: np.random.Generator
) -> PixelArray:
    """Cut, turned and mirrored in one step; what comes in at the corners is the photo mirrored."""
    side = len(pixels)
    margin = round(side * _MARGIN)
    padded = np.pad(pixels, ((margin, margin), (margin, margin), (0, 0)), "symmetric")
    share, angle = rng.uniform(mix.crop, 1.0), math.radians(rng.uniform(-1, 1) * mix.turn_degrees)
    free = side * (1 - share) / 2
    middle = margin + side / 2 + rng.uniform(-free, free, 2)
    zoom = side * share / size
    # Pillow asks where in the source each pixel of the view comes from.
    a, b = zoom * math.cos(angle) * flip, -zoom * math.sin(angle)
    c, d = zoom * math.sin(angle) * flip, zoom * math.cos(angle)
    half = size / 2
    lines = (a, b, middle[0] - a * half - b * half, c, d, middle[1] - c * half - d * half)
    moved = Image.fromarray(padded).transform(
        (size, size), Image.Transform.AFFINE, lines, Image.Resampling.BICUBIC
    )
    return np.asarray(moved)


def _recoloured(pixels: PixelArray, mix: Mix, rng: np.random.Generator) -> PixelArray:
    light, contrast = (_factor(mix.light, rng) for _ in range(2))
    strength = _factor(mix.colour, rng)
    tint = 1 + rng.uniform(-0.1, 0.1, 3).astype(np.float32) * np.float32(mix.colour)
    values: FloatArray = pixels.astype(np.float32) * (tint * np.float32(light))
    grey = values @ _GREY
    values += (strength - 1) * (values - grey[..., None])
    values = grey.mean() + (values - grey.mean()) * np.float32(contrast)
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _factor(most: float, rng: np.random.Generator) -> np.float32:
    """Between 1 / (1 + most) and 1 + most, as likely below 1 as above."""
    return np.float32((1 + most) ** rng.uniform(-1, 1))
