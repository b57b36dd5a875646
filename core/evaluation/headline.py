"""The one number, with the doubt that belongs to it."""

from __future__ import annotations

from math import sqrt
from typing import Literal

import numpy as np

from core.evaluation.interval import Z_95, wilson_interval
from core.evaluation.twin_weights import group_means
from core.evaluation.types import Headline
from core.types import LabelArray

MIN_PHOTOS = 20
"""With fewer photos no percentage is shown: each photo would move it by more than 5 points, and the
range around it would be wider than 30."""

_Z_90 = 1.644854


def out_of_fold_z(folds: int) -> float:
    """Width of the range out of fold, in standard deviations of a count: 2.39 with ten folds.

    1.645 would do for 9 times in 10 if the photos asked had nothing to do with those learned from. Out
    of fold they have: where the photos happen to be easy, the model is asked easy questions and learns
    little. The variance is therefore multiplied by 1 + k / (k - 1) for k folds, after C. Nadeau and
    Y. Bengio, "Inference for the generalization error", Machine Learning 52 (2003). With 1.96 alone the
    range held the truth in 9 of 12 runs on 80 digits; `benchmarks/calibration.py`.

    Args:
        folds: at least 2.
    """
    return _Z_90 * sqrt(2 + 1 / (folds - 1))


def headline(
    part: Literal["out_of_fold", "validation", "test"],
    right: np.ndarray,
    twins: LabelArray,
    folds: int = 10,
) -> Headline:
    """The share of right answers and the range in which that on new photos lies.

    The range is Wilson's; it holds the truth 19 times in 20 for photos that one model was asked about
    and, with the doubt that comes from the folds, 9 times in 10 out of fold. A group of twins counts
    as one photo in it, since ten frames of a burst say no more than one.

    Args:
        part: what photos these are.
        right: bool array `(photos,)`, whether each answer was right.
        twins: int64 array `(photos,)`, a number that twins share.
        folds: how many there were, for photos asked out of fold.
    """
    count = len(right)
    shares = group_means(right.astype(float), twins)
    independent = len(shares)
    z = out_of_fold_z(folds) if part == "out_of_fold" else Z_95
    share = float(shares.mean()) if count else 0.0
    return Headline(
        part,
        int(right.sum()),
        count,
        share,
        *wilson_interval(share * independent, independent, z),
        more_needed=max(0, MIN_PHOTOS - independent),
    )
