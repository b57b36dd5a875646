"""What bad light, bad cameras and careless hands do to a photo."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from core.evaluation.types import ConditionId

Alteration = Callable[[Image.Image], Image.Image]

DARKER, BRIGHTER = 0.35, 1.8
BLUR_SHARE = 0.012
TURN_DEGREES = 20
SMALL_SIDE = 56
JPEG_QUALITY = 8


def _light(factor: float) -> Alteration:
    return lambda photo: ImageEnhance.Brightness(photo).enhance(factor)


def _blurred(photo: Image.Image) -> Image.Image:
    return photo.filter(ImageFilter.GaussianBlur(BLUR_SHARE * max(photo.size)))


def _turned(photo: Image.Image) -> Image.Image:
    """Turned within its frame; what comes in at the corners is the photo mirrored, not a black edge."""
    width, height = photo.size
    margin = min(width, height) // 2
    padded = np.pad(np.asarray(photo), ((margin, margin), (margin, margin), (0, 0)), "symmetric")
    turned = Image.fromarray(padded).rotate(TURN_DEGREES, Image.Resampling.BICUBIC)
    return turned.crop((margin, margin, margin + width, margin + height))


def _smaller(photo: Image.Image) -> Image.Image:
    factor = min(1.0, SMALL_SIDE / max(photo.size))
    size = tuple(max(1, round(side * factor)) for side in photo.size)
    return photo.resize((size[0], size[1]), Image.Resampling.BICUBIC, reducing_gap=2.0)


def _grey(photo: Image.Image) -> Image.Image:
    return photo.convert("L").convert("RGB")


def _compressed(photo: Image.Image) -> Image.Image:
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=JPEG_QUALITY)
    return Image.open(file).convert("RGB")


ALTERATIONS: Mapping[ConditionId, Alteration] = MappingProxyType(
    {
        "darker": _light(DARKER),
        "brighter": _light(BRIGHTER),
        "blurred": _blurred,
        "turned": _turned,
        "smaller": _smaller,
        "grey": _grey,
        "compressed": _compressed,
    }
)
"""Each takes an upright RGB photo and gives another; sizes may differ."""
