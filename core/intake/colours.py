"""Any pixel format as RGB, without clipping deep pixels and without turning transparency black."""

from __future__ import annotations

import numpy as np
from PIL import Image

# What a whole-number picture's largest value may be to be taken as 8, 12 or 16 bits deep; cameras
# and microscopes store 12 bits in 16.
_DEPTHS = (255.0, 4095.0, 65535.0)
# Floating point numbers run from 0 to 1 or to 255.
_UNIT_DEPTHS = (1.0, 255.0)


def to_rgb(image: Image.Image) -> Image.Image:
    """The image in mode RGB; transparent parts are laid on white.

    Grey pictures of 16 or 32 bits and of floating point numbers are rescaled to 8 bits: by their
    depth where it is known, else from their darkest to their brightest value.

    Raises:
        ValueError: Pillow knows no way from its colours to RGB.
    """
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return Image.fromarray(_eight_bit(image)).convert("RGB")
    if image.has_transparency_data:
        return _on_white(image.convert("RGBA"))
    return image if image.mode == "RGB" else image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image)
    return white


def _eight_bit(image: Image.Image) -> np.ndarray:
    values = np.nan_to_num(np.asarray(image, dtype=np.float32), posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    depths = [depth for depth in (_UNIT_DEPTHS if image.mode == "F" else _DEPTHS) if high <= depth]
    if low < 0 or not depths:
        values -= low
        depths = [max(high - low, 1e-6)]
    values *= 255.0 / depths[0]
    return np.clip(np.rint(values, out=values), 0, 255).astype(np.uint8)
