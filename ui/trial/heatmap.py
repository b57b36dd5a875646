"""Where in a photo the answer comes from, drawn over the photo and said in words."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from core.types import FloatArray

# From "hardly" to "most": lightness rises all the way, so that it can be read without colours.
_RAMP = np.array([[70, 10, 90], [190, 40, 80], [245, 125, 30], [255, 235, 120]], np.float32)
_MOST_COVER, _LEAST_SHARE = 0.62, 0.12
_OUTLINE_FROM = 0.5
_ROWS = ("top", "middle", "bottom")
_COLUMNS = ("left", "middle", "right")


def speaks_for(heat: FloatArray) -> bool:
    """Whether any place speaks for the class at all."""
    return bool(heat.max() > 0)


def strongest_place(heat: FloatArray) -> str:
    """Where the strongest place is, such as `top left` or `middle`."""
    row, column = _strongest(heat)
    words = (
        _ROWS[min(2, int(3 * row / heat.shape[0]))],
        _COLUMNS[min(2, int(3 * column / heat.shape[1]))],
    )
    return words[0] if words[0] == words[1] else " ".join(words)


def with_heat(jpeg: bytes, heat: FloatArray) -> bytes:
    """The photo as JPEG with a warm veil where it speaks for the class.

    The places that count at least half as much as the strongest one are framed by a line, and the
    strongest one has a ring, so that nothing is said by colour alone.

    Args:
        jpeg: the upright photo.
        heat: float32 array `(rows, columns)` over the whole photo; only what is above 0 is drawn.
    """
    with Image.open(io.BytesIO(jpeg)) as opened:
        photo = opened.convert("RGB")
    if speaks_for(heat):
        shares = _enlarged(heat, photo.size)
        photo = Image.fromarray(_veiled(np.asarray(photo, np.float32), shares))
        _draw_ring(photo, heat)
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=88)
    return file.getvalue()


def _enlarged(heat: FloatArray, size: tuple[int, int]) -> FloatArray:
    """float32 array `(height, width)`: 1 at the strongest place, 0 where nothing speaks for it."""
    shares = (np.maximum(heat, 0) / heat.max()).astype(np.float32)
    smooth = np.asarray(Image.fromarray(shares).resize(size, Image.Resampling.BICUBIC))
    return np.clip(smooth, 0, 1)


def _veiled(photo: FloatArray, shares: FloatArray) -> NDArray[np.uint8]:
    place = shares * (len(_RAMP) - 1)
    low = np.minimum(place.astype(int), len(_RAMP) - 2)
    between = (place - low)[..., None]
    colour = _RAMP[low] * (1 - between) + _RAMP[low + 1] * between
    cover = np.clip((shares - _LEAST_SHARE) / (1 - _LEAST_SHARE), 0, 1)[..., None] ** 0.7
    mixed = photo + (colour - photo) * (_MOST_COVER * cover)
    outer, inner = _outline(shares >= _OUTLINE_FROM)
    mixed[outer], mixed[inner] = 20, 255
    return mixed.clip(0, 255).astype(np.uint8)


def _outline(inside: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """A line of two pixels just inside an area, and one of the same width around it."""
    once = _shrunk(_shrunk(inside))
    grown = ~_shrunk(_shrunk(~inside))
    return grown & ~inside, inside & ~once


def _shrunk(area: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The area without the pixels at its border; at the edge of the photo it has none."""
    padded = np.pad(area, 1, mode="edge")
    return padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:] & area


def _draw_ring(photo: Image.Image, heat: FloatArray) -> None:
    row, column = _strongest(heat)
    x = column / heat.shape[1] * photo.width
    y = row / heat.shape[0] * photo.height
    radius = max(5, max(photo.size) / 40)
    pen = ImageDraw.Draw(photo)
    for extra, colour, width in ((2, (20, 20, 20), 6), (0, (255, 255, 255), 2)):
        reach = radius + extra
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), outline=colour, width=width)


def _strongest(heat: FloatArray) -> tuple[float, float]:
    """Row and column of the middle of the strongest place."""
    row, column = np.unravel_index(int(heat.argmax()), heat.shape)
    return float(row) + 0.5, float(column) + 0.5
