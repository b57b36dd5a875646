"""Cheap looks at the working copies: what can be told of each photo without the network."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.context import Context, raise_if_stopped
from core.errors import UserError
from core.intake import decoding
from core.store.photos import PhotoStore
from core.types import Event, FloatArray, PixelArray

STAGE = "doctor"
SIDE = 48
"""Side in pixels of the small pictures."""

_DECODED_SIDE = 192
_BATCH = 256
_MAX_THREADS = 4
_FLAT = 8
_SPECKS = 0.02

_Signed = NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """What was seen of each photo, row by row.

    Attributes:
        small: uint8 RGB of shape `(photos, SIDE, SIDE, 3)`: each photo squeezed to a square.
        brightness: mean of the grey values, 0 to 255.
        contrast: their standard deviation.
        sharpness: steepest step from pixel to pixel as a share of the contrast; of a blurred photo
            less than a half.
        colourfulness: after Hasler and Süsstrunk 2003; 0 is grey, 100 very colourful.
        corners: float32 of shape `(photos, 12)`: mean red, green and blue of the four corners.
        borders: float32 of shape `(photos, 4)`: width of a border of one colour at the left, right,
            top and bottom, as a share of the photo.
        digests: hash of each working copy; equal when the pixels of the originals were.
    """

    small: PixelArray
    brightness: FloatArray
    contrast: FloatArray
    sharpness: FloatArray
    colourfulness: FloatArray
    corners: FloatArray
    borders: FloatArray
    digests: NDArray[np.int64]


def look_at(ids: Sequence[str], photos: PhotoStore, context: Context) -> Looks:
    """What is seen of the working copies of these photos, each decoded once and small.

    Args:
        ids: photos in the store.
        photos: the working copies.
        context: told of `progress` in the stage `doctor`.

    Raises:
        UserError: a working copy is missing or damaged.
        Cancelled: the person asked to stop.
    """
    found = _empty(len(ids))
    context.emit(Event("stage", STAGE, 0, len(ids)))
    threads = max(1, min(_MAX_THREADS, os.cpu_count() or 1))
    row = 0
    with ThreadPoolExecutor(threads, thread_name_prefix="look") as pool:
        for batch in _batches(ids):
            raise_if_stopped(context)
            for look in pool.map(lambda i: _look(_read(photos, i)), batch):
                _note(found, row, look)
                row += 1
            context.emit(Event("progress", STAGE, row, len(ids)))
    return found


def _read(photos: PhotoStore, photo_id: str) -> bytes:
    try:
        return photos.read(photo_id)
    except FileNotFoundError as error:
        raise UserError("dataset.working_copy_missing", photo=photo_id) from error


def _batches(ids: Sequence[str]) -> Iterator[list[str]]:
    source = iter(ids)
    while batch := list(itertools.islice(source, _BATCH)):
        yield batch


def _empty(count: int) -> Looks:
    """Room for so many looks."""
    return Looks(
        small=np.empty((count, SIDE, SIDE, 3), np.uint8),
        brightness=np.empty(count, np.float32),
        contrast=np.empty(count, np.float32),
        sharpness=np.empty(count, np.float32),
        colourfulness=np.empty(count, np.float32),
        corners=np.empty((count, 12), np.float32),
        borders=np.empty((count, 4), np.float32),
        digests=np.empty(count, np.int64),
    )


def _note(looks: Looks, row: int, look: Looks) -> None:
    """One look is written into its row."""
    for field in fields(Looks):
        getattr(looks, field.name)[row] = getattr(look, field.name)


def _look(jpeg: bytes) -> Looks:
    """The look at one photo; its arrays have no axis of photos."""
    with decoding.opened(jpeg) as image:
        decoding.draft(image, (_DECODED_SIDE, _DECODED_SIDE))
        rgb, _ = decoding.upright_rgb(image)
        rgb.thumbnail((_DECODED_SIDE, _DECODED_SIDE), Image.Resampling.BOX)
        grey_image = rgb.convert("L")
        small = rgb.resize((SIDE, SIDE), Image.Resampling.BOX)
    pixels, grey = np.asarray(rgb, np.int16), np.asarray(grey_image, np.int16)
    return Looks(
        small=np.asarray(small),
        brightness=np.array(grey.mean(), np.float32),
        contrast=np.array(grey.std(), np.float32),
        sharpness=np.array(_sharpness(grey), np.float32),
        colourfulness=np.array(_colourfulness(pixels), np.float32),
        corners=_corners(pixels),
        borders=_borders(pixels),
        digests=np.array(int.from_bytes(hashlib.sha256(jpeg).digest()[:8], signed=True), np.int64),
    )


def _sharpness(grey: _Signed) -> float:
    """The steepest step from pixel to pixel, as a share of the contrast.

    Steepest is what only half a percent of the steps exceed: a sharp thing before a blurred ground
    is a sharp photo.
    """
    steps = [np.abs(np.diff(grey, axis=axis)).ravel() for axis in (0, 1)]
    counts = np.bincount(np.concatenate(steps), minlength=256)
    steepest = np.searchsorted(counts.cumsum(), 0.995 * counts.sum())
    return float(steepest) / max(float(grey.std()), 1.0)


def _colourfulness(pixels: _Signed) -> float:
    """Colourfulness M3 of Hasler and Süsstrunk, Measuring colourfulness in natural images, 2003."""
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    red_green, yellow_blue = red - green, (red + green) // 2 - blue
    spread = np.hypot(red_green.std(), yellow_blue.std())
    return float(spread + 0.3 * np.hypot(red_green.mean(), yellow_blue.mean()))


def _corners(pixels: _Signed) -> FloatArray:
    height, width = max(1, pixels.shape[0] // 8), max(1, pixels.shape[1] // 8)
    corners = [
        pixels[rows, columns].mean(axis=(0, 1))
        for rows in (slice(None, height), slice(-height, None))
        for columns in (slice(None, width), slice(-width, None))
    ]
    return np.concatenate(corners).astype(np.float32)


def _borders(pixels: _Signed) -> FloatArray:
    """Shares of the photo that are border at the left, right, top and bottom."""
    columns = pixels.swapaxes(0, 1)
    sides = (columns, columns[::-1], pixels, pixels[::-1])
    return np.array([_border(lines) for lines in sides], np.float32)


def _border(lines: _Signed) -> float:
    """Share of the lines, from the first on, that are of the colour of the first line."""
    colour = lines[0].mean(axis=0).astype(np.int16)
    if not _is_of(lines[0], colour):
        return 0.0
    count = next((n for n, line in enumerate(lines) if not _is_of(line, colour)), len(lines))
    return count / len(lines)


def _is_of(line: _Signed, colour: _Signed) -> bool:
    """Whether all of a line but specks is of one colour."""
    return bool((np.abs(line - colour).max(axis=1) > _FLAT).mean() <= _SPECKS)
