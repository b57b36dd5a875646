"""Whether a model is right as often as it says it is."""

from __future__ import annotations

from collections.abc import Sequence
from math import pi, sqrt

import numpy as np

from core.evaluation.twin_weights import photo_weights
from core.evaluation.types import Bin, Calibration, Threshold
from core.types import FloatArray, LabelArray

BINS = 10
THRESHOLDS = 100
_MEAN_GAP, _GAP_SPREAD = sqrt(2 / pi), sqrt(1 - 2 / pi)
_CLEAR_SPREADS = 3


def calibration(
    confidences: FloatArray, right: np.ndarray, twins: LabelArray | None = None
) -> Calibration:
    """The reliability diagram and the expected calibration error.

    M. P. Naeini et al., "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015,
    with ten bins of equal width. With few photos the error is overstated: a bin of ten is rarely
    right exactly as often as it should be.

    Args:
        confidences: float array `(photos,)`, 0 to 1, how sure each answer was.
        right: bool array `(photos,)`, whether it was right.
        twins: int64 array `(photos,)`, a number that twins share, of which a group counts as one photo
            in means and error; each photo for itself when None.
    """
    place = np.minimum((confidences * BINS).astype(np.int64), BINS - 1)
    weights = np.ones(len(right)) if twins is None else photo_weights(twins)
    bins = tuple(
        _bin(number, *(values[place == number] for values in (confidences, right, weights)))
        for number in range(BINS)
    )
    in_bins = np.bincount(place, weights, minlength=BINS)
    gaps = sum(
        share * abs(b.confidence - b.accuracy) for share, b in zip(in_bins, bins, strict=True)
    )
    return Calibration(bins, float(gaps / max(1.0, weights.sum())))


def chance_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error, 0 to 1, that a perfectly calibrated model seldom exceeds by chance.

    In a bin of n photos with the mean confidence c, the share of right answers then differs from c by
    a nearly normal amount with the standard deviation sqrt(c (1 - c) / n). The result is the mean of
    the error that comes of it and three of its standard deviations.

    Args:
        bins: as in `Calibration`.
    """
    photos = max(1.0, sum(b.independent for b in bins))
    doubts = [sqrt(b.independent * b.confidence * (1 - b.confidence)) for b in bins]
    spread = _GAP_SPREAD * sqrt(sum(doubt * doubt for doubt in doubts))
    return (_MEAN_GAP * sum(doubts) + _CLEAR_SPREADS * spread) / photos


def answered_by_threshold(confidences: FloatArray, right: np.ndarray) -> tuple[Threshold, ...]:
    """How many photos are answered, and how many of those rightly, at 0 %, 1 % ... 99 % asked for.

    Args:
        confidences: float array `(photos,)`, 0 to 1, how sure each answer was.
        right: bool array `(photos,)`, whether it was right.
    """
    found = []
    for step in range(THRESHOLDS):
        answered = confidences >= step / THRESHOLDS
        found.append(
            Threshold(step / THRESHOLDS, int(answered.sum()), int((right & answered).sum()))
        )
    return tuple(found)


def _bin(number: int, confidences: FloatArray, right: np.ndarray, weights: FloatArray) -> Bin:
    low, high, count = number / BINS, (number + 1) / BINS, len(right)
    if not count:
        return Bin(low, high, 0, 0.0, 0.0)
    sure, accuracy = (float(np.average(each, weights=weights)) for each in (confidences, right))
    return Bin(low, high, count, sure, accuracy, float(weights.sum()))
