"""Whether two small pictures show the same, once one is laid over the other."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from core.types import FloatArray, PixelArray

Mask = NDArray[np.bool_]

_FIRST_SIDE, _FIRST_STEPS = 16, 6
_LATER_LEVELS = ((24, 6), (48, 4))
_STARTS = tuple((mirror * scale, scale) for mirror in (1, -1) for scale in (1.0, 0.87, 1.15))
_PAIRS_AT_ONCE = 512
_SURROUNDINGS = 5
_LARGEST_STEP = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """How alike the pictures of each pair are, laid over each other; float32, one value a pair.

    Attributes:
        coarse: correlation of the grey pictures, -1 to 1.
        fine: correlation of their details only: two shirts on one table agree coarsely, not here.
        colour: mean difference of hue and saturation, in levels of 255.
        overlap: share of the picture that both show.
    """

    coarse: FloatArray
    fine: FloatArray
    colour: FloatArray
    overlap: FloatArray

    @staticmethod
    def unlike(count: int) -> Likeness:
        """Pairs that have nothing in common."""
        none = np.zeros(count, np.float32)
        return Likeness(none - 1, none - 1, none + 255, none.copy())


def likeness(first: PixelArray, second: PixelArray, worth_a_look: float = 0.88) -> Likeness:
    """Likeness of pairs of pictures, the second shifted, stretched, turned a little or mirrored.

    The affine map of each pair is found by Gauss-Newton steps from coarse to fine, brightness and
    contrast taken out (Lucas and Kanade 1981; Baker and Matthews, Lucas-Kanade 20 years on, 2004).

    Args:
        first: uint8 RGB of shape `(pairs, 48, 48, 3)`.
        second: the same shape.
        worth_a_look: pairs whose coarsest pictures correlate less are taken for unlike at once.
    """
    found = Likeness.unlike(len(first))
    for start in range(0, len(first), _PAIRS_AT_ONCE):
        rows = np.arange(start, min(start + _PAIRS_AT_ONCE, len(first)))
        maps, coarse = _first_maps(_grey(first[rows]), _grey(second[rows]))
        rows, maps = rows[coarse >= worth_a_look], maps[coarse >= worth_a_look]
        if rows.size:
            result = _compared_fully(first[rows], second[rows], maps)
            for field in fields(Likeness):
                getattr(found, field.name)[rows] = getattr(result, field.name)
    return found


def _first_maps(first: FloatArray, second: FloatArray) -> tuple[FloatArray, FloatArray]:
    """For each pair the best map on the coarsest pictures, and how well it does."""
    a, b = _shrunk(first, _FIRST_SIDE), _shrunk(second, _FIRST_SIDE)
    best, best_maps = np.full(len(a), -np.inf, np.float32), np.zeros((len(a), 6), np.float32)
    for across, down in _STARTS:
        maps = np.tile(np.array([across, 0, 0, 0, down, 0], np.float32), (len(a), 1))
        for _ in range(_FIRST_STEPS):
            maps = _improved(a, b, maps)
        warped, inside = _warped(b, maps)
        score = _correlation(a.reshape(len(a), -1), warped, inside)
        better = score > best
        best[better], best_maps[better] = score[better], maps[better]
    return best_maps, best


def _compared_fully(first: PixelArray, second: PixelArray, maps: FloatArray) -> Likeness:
    grey, other = _grey(first), _grey(second)
    for side, steps in _LATER_LEVELS:
        a, b = _shrunk(grey, side), _shrunk(other, side)
        for _ in range(steps):
            maps = _improved(a, b, maps)
    warped, inside = _warped(b, maps)
    size = np.abs(maps[:, 0] * maps[:, 4] - maps[:, 1] * maps[:, 3])
    shared = inside.mean(axis=1, dtype=np.float32)
    return Likeness(
        _correlation(a.reshape(len(a), -1), warped, inside),
        _correlation(_details(a.reshape(len(a), -1)), _details(warped), inside),
        _colour_difference(first, second, maps),
        np.minimum(shared, shared * size),
    )


def _grey(pictures: PixelArray) -> FloatArray:
    return np.asarray(pictures @ np.array([0.299, 0.587, 0.114], np.float32), np.float32)


def _shrunk(pictures: FloatArray, side: int) -> FloatArray:
    factor = pictures.shape[1] // side
    if factor == 1:
        return pictures
    blocks = pictures.reshape(len(pictures), side, factor, side, factor)
    return blocks.mean(axis=(2, 4), dtype=np.float32)


def _grid(side: int) -> tuple[FloatArray, FloatArray]:
    """x and y of each pixel's middle, from -1 to 1."""
    line = ((np.arange(side) + 0.5) * 2 / side - 1).astype(np.float32)
    return np.tile(line, side), np.repeat(line, side)


def _warped(pictures: FloatArray, maps: FloatArray) -> tuple[FloatArray, Mask]:
    """Each picture seen through its map (bilinear), flat, and which pixels lie within it.

    Args:
        pictures: shape `(pairs, side, side)`.
        maps: `(pairs, 6)`: x becomes `m0 x + m1 y + m2`, y becomes `m3 x + m4 y + m5`.
    """
    count, side, _ = pictures.shape
    x, y = _grid(side)
    u = maps[:, 0:1] * x + maps[:, 1:2] * y + maps[:, 2:3]
    v = maps[:, 3:4] * x + maps[:, 4:5] * y + maps[:, 5:6]
    inside = (np.abs(u) < 1) & (np.abs(v) < 1)
    u = ((u + 1) * (side / 2) - 0.5).clip(0, side - 1.001)
    v = ((v + 1) * (side / 2) - 0.5).clip(0, side - 1.001)
    left, top = u.astype(np.int32), v.astype(np.int32)
    u -= left
    v -= top
    at = top * side + left + (np.arange(count, dtype=np.int32) * side * side)[:, None]
    flat = pictures.ravel()
    upper = flat[at] * (1 - u) + flat[at + 1] * u
    lower = flat[at + side] * (1 - u) + flat[at + side + 1] * u
    return upper * (1 - v) + lower * v, inside


def _standard(values: FloatArray, inside: Mask) -> FloatArray:
    """Mean 0 and spread 1 within the mask, 0 outside."""
    weight = inside.sum(axis=1, keepdims=True).clip(1).astype(np.float32)
    centred = (values - (values * inside).sum(axis=1, keepdims=True) / weight) * inside
    spread = np.sqrt((centred**2).sum(axis=1, keepdims=True) / weight)
    return centred / np.maximum(spread, 1e-3)


def _correlation(a: FloatArray, b: FloatArray, inside: Mask) -> FloatArray:
    products = _standard(a, inside) * _standard(b, inside)
    return products.sum(axis=1) / inside.sum(axis=1).clip(1).astype(np.float32)


def _improved(a: FloatArray, b: FloatArray, maps: FloatArray) -> FloatArray:
    """The maps after one Gauss-Newton step, damped a little, in the frame of the warped picture."""
    count, side, _ = a.shape
    warped, inside = _warped(b, maps)
    seen = _standard(warped, inside)
    missing = _standard(a.reshape(count, -1), inside) - seen
    picture = seen.reshape(count, side, side)
    right = np.asarray(np.gradient(picture, 2 / side, axis=2)).reshape(count, -1) * inside
    down = np.asarray(np.gradient(picture, 2 / side, axis=1)).reshape(count, -1) * inside
    x, y = _grid(side)
    slopes = np.stack([right * x, right * y, right, down * x, down * y, down], axis=1)
    normal = slopes @ slopes.transpose(0, 2, 1)
    damping = 0.01 * np.trace(normal, axis1=1, axis2=2) / 6 + 1e-3
    normal += damping[:, None, None] * np.eye(6, dtype=np.float32)
    change = np.linalg.solve(normal, slopes @ missing[:, :, None])[:, :, 0]
    return _after(maps, change.clip(-_LARGEST_STEP, _LARGEST_STEP))


def _after(maps: FloatArray, change: FloatArray) -> FloatArray:
    """The maps that first move a point by the change and then do as before."""
    a, b, d, e = (maps[:, column : column + 1] for column in (0, 1, 3, 4))
    return maps + np.concatenate(
        [a * change[:, :3] + b * change[:, 3:], d * change[:, :3] + e * change[:, 3:]], axis=1
    )


def _details(flat: FloatArray) -> FloatArray:
    """The pictures less the mean of the surroundings of each pixel."""
    side = int(flat.shape[1] ** 0.5)
    half = _SURROUNDINGS // 2
    padding = ((0, 0), (half + 1, half), (half + 1, half))
    sums = np.pad(flat.reshape(-1, side, side), padding, mode="edge").cumsum(1).cumsum(2)
    n = _SURROUNDINGS
    around = sums[:, n:, n:] - sums[:, :-n, n:] - sums[:, n:, :-n] + sums[:, :-n, :-n]
    return flat - around.reshape(len(flat), -1) / n**2


def _colour_difference(first: PixelArray, second: PixelArray, maps: FloatArray) -> FloatArray:
    """Mean difference of red less green and blue less green where both pictures are."""
    total: FloatArray = np.zeros(len(first), np.float32)
    for channel in (0, 2):
        a, b = (
            _shrunk(p[..., channel].astype(np.float32) - p[..., 1], _FIRST_SIDE)
            for p in (first, second)
        )
        warped, inside = _warped(b, maps)
        differences = np.abs(a.reshape(len(a), -1) - warped) * inside
        total += differences.sum(axis=1) / inside.sum(axis=1).clip(1)
    return np.asarray(total / 2, np.float32)
