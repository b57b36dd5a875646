"""A place for every photo, alike photos near each other."""

from __future__ import annotations

import numpy as np

from core.context import Context, raise_if_stopped
from core.doctor.neighbours import unit_length
from core.types import FloatArray

# t-SNE of so many takes about 6 s on one core; time grows a little faster than their number.
_LAID_OUT = 2000
_COMPONENTS = 50
_STEPS = 500
_SUPPORTS = 3
_CELLS_AT_ONCE = 16_000_000
_SEED = 0
_MARGIN = 0.02


def places(features: FloatArray, context: Context) -> FloatArray:
    """Places from 0 to 1: float32 of shape `(photos, 2)`; the same features give the same map.

    The main directions of the features, then t-SNE (van der Maaten and Hinton, 2008) of at most
    2,000 photos drawn at random; others come to lie among their nearest of those.

    Args:
        features: float32 rows of length 1.
        context: asked now and then whether to go on.

    Raises:
        Cancelled: the person asked to stop.
    """
    photos = len(features)
    if photos < 5:
        line = (np.arange(photos, dtype=np.float32) + 0.5) / max(1, photos)
        return np.stack([line, np.full(photos, 0.5, np.float32)], axis=1)
    drawn = np.sort(np.random.default_rng(_SEED).permutation(photos)[:_LAID_OUT])
    mean, directions = _main_directions(features[drawn])
    flat = np.asarray((features - mean) @ directions, np.float32)
    raise_if_stopped(context)
    laid_out = _laid_out(flat[drawn])
    raise_if_stopped(context)
    found = _placed(flat, flat[drawn], laid_out) if photos > len(drawn) else laid_out
    return _fitted(found)


def _main_directions(features: FloatArray) -> tuple[FloatArray, FloatArray]:
    from sklearn.decomposition import PCA

    count = min(_COMPONENTS, len(features) - 1, features.shape[1])
    model = PCA(count, svd_solver="randomized", random_state=_SEED).fit(features)
    return model.mean_, model.components_.T


def _laid_out(flat: FloatArray) -> FloatArray:
    from sklearn.manifold import TSNE

    perplexity = min(30.0, (len(flat) - 1) / 3)
    start = flat[:, :2] / max(float(flat[:, 0].std()), 1e-9) * 1e-4
    if start.shape[1] < 2:
        start = np.pad(start, ((0, 0), (0, 1)))
    model = TSNE(
        2, perplexity=perplexity, init=start, max_iter=_STEPS, random_state=_SEED, n_jobs=1
    )
    return model.fit_transform(flat)


def _placed(flat: FloatArray, drawn: FloatArray, laid_out: FloatArray) -> FloatArray:
    """Each photo among its three nearest drawn ones, the nearer the closer; drawn ones stay."""
    directions, supports = unit_length(flat), unit_length(drawn)
    found = np.empty((len(flat), 2), np.float32)
    block = max(1, _CELLS_AT_ONCE // len(drawn))
    for start in range(0, len(flat), block):
        distance = 1 - directions[start : start + block] @ supports.T
        nearest = np.argpartition(distance, _SUPPORTS, axis=1)[:, :_SUPPORTS]
        weight = 1 / (np.take_along_axis(distance, nearest, axis=1).clip(0) + 1e-4) ** 2
        weight /= weight.sum(axis=1, keepdims=True)
        found[start : start + block] = (laid_out[nearest] * weight[:, :, None]).sum(axis=1)
    return found


def _fitted(found: FloatArray) -> FloatArray:
    low, high = found.min(axis=0), found.max(axis=0)
    share = (found - low) / np.maximum(high - low, 1e-9)
    return (_MARGIN + share * (1 - 2 * _MARGIN)).astype(np.float32)
