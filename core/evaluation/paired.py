"""Two answers to each of the same photos: is the difference more than chance?"""

from __future__ import annotations

from math import comb, sqrt

import numpy as np

from core.evaluation.interval import Z_95
from core.evaluation.twin_weights import Means, group_means
from core.types import LabelArray


def change_of_groups(before: np.ndarray, after: np.ndarray, twins: LabelArray) -> Means:
    """float64 array `(groups,)`: the share of each group of twins that was gained (up to 1) or lost (to -1).

    Ten frames of a burst that turn right together are one photo turned right, not ten.

    Args:
        before: bool array `(photos,)`, whether the first got each photo right.
        after: bool array `(photos,)`, whether the second did.
        twins: int64 array `(photos,)`, a number that twins share.
    """
    return group_means(after.astype(float) - before.astype(float), twins)


def votes(change: Means) -> tuple[int, int]:
    """How many groups lost right answers, and how many gained some, whatever the share.

    Args:
        change: what `change_of_groups` gave.
    """
    return int((change < 0).sum()), int((change > 0).sum())


def mcnemar_p_value(only_first: int, only_second: int) -> float:
    """How often chance alone makes a difference at least so large, 0 to 1.

    The exact test of Q. McNemar, "Note on the sampling error of the difference between correlated
    proportions", Psychometrika 12 (1947): a two-sided binomial test with one half, in whole numbers,
    so that the web process need not load SciPy for it.

    Args:
        only_first: photos that only the first got right.
        only_second: photos that only the second got right.
    """
    total, fewer = only_first + only_second, min(only_first, only_second)
    tail = sum(comb(total, k) for k in range(fewer + 1))
    return min(1.0, 2 * tail / 2**total)


def fall_interval(change: Means) -> tuple[float, float]:
    """The range (-1 to 1) that holds the true fall of the share of right answers 19 times in 20.

    A. Agresti and Y. Min, "Simple improved confidence intervals for comparing matched proportions",
    Statistics in Medicine 24 (2005): Wald's interval after half a photo was added to each cell. There
    a photo is lost or gained as a whole; here a group of twins may be in part.

    Args:
        change: what `change_of_groups` gave.
    """
    count, fall = len(change) + 2, -float(change.sum())
    squares = float((change**2).sum()) + 1
    spread = Z_95 * sqrt(max(0.0, squares - fall * fall / count)) / count
    return max(-1.0, fall / count - spread), min(1.0, fall / count + spread)
