"""Photos dealt into folds, so that each can be answered by a model that learned from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from core.splits import Group, groups_of
from core.types import Dataset, LabelArray

FOLDS = 5
_MORE_FOLDS, _FEW_PHOTOS = 10, 1000
NOT_ASKED = -1
"""Stands for a photo that every fold learns from."""


def folds_to_judge_by(photos: int) -> int:
    """How many folds an evaluation has: with few photos more of them, which is quick then.

    A model of five folds learned from a fifth fewer photos than the one that it speaks for, a model
    of ten from a tenth, so what it gets right is nearer to the truth.
    """
    return _MORE_FOLDS if photos < _FEW_PHOTOS else FOLDS


def deal_folds(
    dataset: Dataset, rows: Iterable[int], twins: LabelArray | None, seed: int, folds: int = FOLDS
) -> LabelArray:
    """int64 array `(photos of the data set,)`: the fold that each of the rows is asked in, from 0.

    Every fold has its share of each class, and twins are in one fold. Of a class with fewer groups of
    twins than there are folds, each group is in a fold of its own. A class that is one single group is
    learned from in every fold and asked in none, since no model could know it otherwise; its photos,
    and those that are not among `rows`, are `NOT_ASKED`. The deal depends on the photos' content and
    the seed, not on their order or names.

    Args:
        dataset: the photos.
        rows: those to be dealt.
        twins: see `core.splits.split_dataset`.
        seed: the same seed and photos give the same folds.
        folds: at least 2; fewer where there are fewer groups.
    """
    groups = groups_of(dataset, rows, twins)
    groups_of_class = Counter(label for group in groups for label in group.counts)
    asked = [g for g in groups if all(groups_of_class[label] > 1 for label in g.counts)]
    dealt = np.full(len(dataset.photos), NOT_ASKED, dtype=np.int64)
    if asked:
        for group, fold in _deal(asked, min(folds, len(asked)), seed):
            dealt[list(group.rows)] = fold
    return _answerable(dealt, groups)


def _answerable(dealt: LabelArray, groups: Sequence[Group]) -> LabelArray:
    """The same deal, less what would be asked of a model that never met its class.

    It happens only where twins lie in several classes, so that few groups hold many of them.
    """
    folds_of_class: dict[int, set[int]] = {}
    for group in groups:
        for label in group.counts:
            folds_of_class.setdefault(label, set()).add(int(dealt[group.rows[0]]))
    for group in groups:
        if any(len(folds_of_class[label]) == 1 for label in group.counts):
            dealt[list(group.rows)] = NOT_ASKED
    return dealt


def _deal(groups: Sequence[Group], folds: int, seed: int) -> Iterable[tuple[Group, int]]:
    """Each group with its fold: the largest first, into the fold with the fewest photos of its class."""
    rng = np.random.default_rng(seed)
    shuffled = [groups[i] for i in rng.permutation(len(groups))]
    shuffled.sort(key=lambda group: len(group.rows), reverse=True)
    counts: list[Counter[int]] = [Counter() for _ in range(folds)]
    totals = [0] * folds
    for group in shuffled:
        fold = min(
            range(folds), key=lambda f: (sum(counts[f][c] for c in group.counts), totals[f], f)
        )
        counts[fold].update(group.counts)
        totals[fold] += len(group.rows)
        yield group, fold
