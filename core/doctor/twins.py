"""Photos that are the same or nearly: resized, recompressed, cropped, mirrored, or of one burst."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from core.context import Context, raise_if_stopped
from core.doctor.alignment import Likeness, likeness
from core.doctor.looks import STAGE, Looks, look_at
from core.doctor.neighbours import Neighbours, nearest, unit_length
from core.doctor.storing import load_diagnosis
from core.store.workspace import Workspace
from core.types import Dataset, Event, FeatureSet, FloatArray, LabelArray

Groups = tuple[tuple[str, ...], ...]

# A twin was among the three nearest in 99.7 % of 1,500 planted pairs.
_CANDIDATES = 4
_PAIRS_AT_ONCE = 256
_MAX_THREADS = 4

# Measured on 3,781 photos of clothes and 1,500 planted twins; see docs/decisions/0006.
_FINE, _COARSE, _COLOUR, _OVERLAP = 0.85, 0.9, 9.0, 0.5
# Stripes shift a little and correlate no more, though the network sees no difference.
_CLOSE, _CLOSE_FINE, _CLOSE_COLOUR = 0.2, 0.5, 4.0
_FAR = 0.95
# Of planted pairs 92 to 100 % lie within, at a fifth of the pairs to look at; see docs/decisions/0018.
_NEAR = 0.5
# Where all photos come in long bursts, the tenth neighbour is a frame of the same one, and what is usual
# says nothing. Of photos that do not, a quarter of the distance at random is less than the above.
_NEAR_AT_RANDOM = 0.25


def twin_groups(dataset: Dataset, workspace: Workspace) -> Groups:
    """Groups of twins as last diagnosed, of photos that are still there; () before a diagnosis."""
    diagnosis = load_diagnosis(workspace)
    here = {photo.id for photo in dataset.photos}
    known = diagnosis.twins if diagnosis else ()
    groups = (tuple(i for i in group if i in here) for group in known)
    return tuple(group for group in groups if len(group) > 1)


def find_twins(
    dataset: Dataset, workspace: Workspace, features: FeatureSet, context: Context
) -> Groups:
    """Groups of twins that the network, too, takes for nearly the same; found anew.

    A quick look for those that matter to a number: what the network tells apart easily gives nothing
    away to its twin. The doctor looks further (`twin_rows`). Photos without a working copy have none.

    Args:
        dataset: the photos.
        workspace: has their working copies.
        features: of these photos, row by row.
        context: told of progress in the stage `doctor`; asked whether to go on.

    Raises:
        Cancelled: the person asked to stop.
    """
    ids = [photo.id for photo in dataset.photos]
    neighbours = nearest(unit_length(features.features), context=context)
    pairs, cosines = _proposed(neighbours, _NEAR)
    is_there = np.zeros(len(ids), bool)
    for row in np.unique(pairs):
        is_there[row] = workspace.photos.has(ids[row])
    both = is_there[pairs].all(axis=1)
    rows, places = np.unique(pairs[both], return_inverse=True)
    looks = look_at([ids[row] for row in rows], workspace.photos, context)
    found = _twins_among(
        looks, places.reshape(-1, 2), 1 - cosines[both], neighbours.usual_distance, context
    )
    return tuple(tuple(ids[rows[place]] for place in group) for group in found)


def twin_rows(
    looks: Looks, neighbours: Neighbours, context: Context
) -> tuple[tuple[int, ...], ...]:
    """Groups of rows of photos that are twins, each in ascending order.

    The network proposes pairs, the pixels decide.

    Args:
        looks: of all photos.
        neighbours: of all photos.
        context: told of progress; asked whether to go on.

    Raises:
        Cancelled: the person asked to stop.
    """
    pairs, cosines = _proposed(neighbours, _FAR)
    return _twins_among(looks, pairs, 1 - cosines, neighbours.usual_distance, context)


def _twins_among(
    looks: Looks, pairs: LabelArray, distances: FloatArray, usual: float, context: Context
) -> tuple[tuple[int, ...], ...]:
    """Groups of rows of `looks` that those of the pairs join together whose pixels agree."""
    same = [np.empty((0, 2), np.int64)]
    context.emit(Event("stage", STAGE, 0, len(pairs)))

    def verified(start: int) -> LabelArray:
        raise_if_stopped(context)
        some = slice(start, start + _PAIRS_AT_ONCE)
        return pairs[some][_verified(looks, pairs[some], distances[some], usual)]

    threads = max(1, min(_MAX_THREADS, os.cpu_count() or 1))
    with ThreadPoolExecutor(threads, thread_name_prefix="align") as pool:
        starts = range(0, len(pairs), _PAIRS_AT_ONCE)
        for start, found in zip(starts, pool.map(verified, starts), strict=True):
            same.append(found)
            done = min(start + _PAIRS_AT_ONCE, len(pairs))
            context.emit(Event("progress", STAGE, done, len(pairs)))
    return joined(len(looks.digests), [*_equal(looks.digests), *np.concatenate(same).tolist()])


def _proposed(neighbours: Neighbours, within: float) -> tuple[LabelArray, FloatArray]:
    """Pairs of rows that are worth a look at their pixels, each once, and their cosines.

    They are not further apart than `within` of what is usual, or a quarter of what is so at random.
    """
    likely = neighbours.likeness[:, :_CANDIDATES]
    usual = neighbours.usual_distance
    reach = max(within * usual, _NEAR_AT_RANDOM * neighbours.random_distance)
    near = (1 - likely <= reach + 1e-6) if usual else np.ones(likely.shape, bool)
    first, place = np.nonzero(near)
    second = neighbours.rows[first, place]
    pairs = np.sort(np.stack([first, second], axis=1), axis=1)
    pairs, kept = np.unique(pairs, axis=0, return_index=True)
    return pairs, likely[first, place][kept]


def _verified(looks: Looks, pairs: LabelArray, distance: FloatArray, usual: float) -> np.ndarray:
    """Which pairs are twins: the second laid over the first, or else the first over the second.

    A cut picture lies within the other, and only one of the two ways always finds it.
    """
    seen = likeness(looks.small[pairs[:, 0]], looks.small[pairs[:, 1]])
    found = _are_twins(seen, distance, usual)
    left = np.flatnonzero(~found & (seen.overlap > 0))
    if left.size:
        turned = likeness(looks.small[pairs[left, 1]], looks.small[pairs[left, 0]])
        found[left] = _are_twins(turned, distance[left], usual)
    return found


def _are_twins(seen: Likeness, distance: FloatArray, usual: float) -> np.ndarray:
    overlapping = (seen.coarse > _COARSE) & (seen.overlap > _OVERLAP)
    by_pixels = (seen.fine > _FINE) & (seen.colour < _COLOUR)
    close = distance < _CLOSE * usual
    by_both = close & (seen.fine > _CLOSE_FINE) & (seen.colour < _CLOSE_COLOUR)
    return overlapping & (by_pixels | by_both)


def _equal(digests: LabelArray) -> list[tuple[int, int]]:
    """Pairs of neighbours in each run of equal digests."""
    order = np.argsort(digests, kind="stable")
    return [(int(a), int(b)) for a, b in itertools.pairwise(order) if digests[a] == digests[b]]


def joined(count: int, pairs: Iterable[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Groups of two and more that the pairs join together, in order of their first row."""
    parent = list(range(count))

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    groups: dict[int, list[int]] = {}
    for row in range(count):
        groups.setdefault(root(row), []).append(row)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)
