"""Whether a fine-tuned network is surely better than the frozen one, or only looks so on a few photos."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.evaluation.temperature import fitted_temperature
from core.trained_layers import softmax
from core.types import FloatArray, LabelArray

MIN_ASIDE = 10
"""With fewer photos kept aside, twins counted once, their spread says too little of chance."""

_LEAST = 1e-7


@dataclass(frozen=True, slots=True)
class Gain:
    """What fine-tuning changed on photos that nobody learned from.

    Attributes:
        before, after: how many of them were answered rightly.
        gain: by how much the mean loss fell.
        doubt: standard error of that, over the photos, twins counted once.
    """

    before: int
    after: int
    gain: float
    doubt: float

    @property
    def is_sure(self) -> bool:
        """Whether the loss fell by more than chance makes it, and no fewer photos are right.

        Ahead by a standard error, as in the search for good settings. That one allows one of 200 photos
        fewer; it asks all photos twice, this only those kept aside, so it is stricter.
        """
        return self.gain > self.doubt and self.after >= self.before


def measured_gain(
    before: FloatArray, after: FloatArray, labels: LabelArray, twins: LabelArray
) -> Gain:
    """The gain, photo by photo, both sides as sure as they may be.

    Args:
        before: float32 array `(photos, classes)`: shares that sum to 1, of the frozen network.
        after: the same of the fine-tuned one.
        labels: the class of each photo.
        twins: a number per photo that twins share; at least two different ones.
    """
    fell = _losses(before, labels) - _losses(after, labels)
    _, group, sizes = np.unique(twins, return_inverse=True, return_counts=True)
    by_group = np.bincount(group, weights=fell) / sizes
    return Gain(
        int((before.argmax(axis=1) == labels).sum()),
        int((after.argmax(axis=1) == labels).sum()),
        float(by_group.mean()),
        float(by_group.std(ddof=1) / np.sqrt(len(by_group))),
    )


def _losses(shares: FloatArray, labels: LabelArray) -> FloatArray:
    """The cross-entropy of each photo after calibration, which every model of ours goes through."""
    found: FloatArray = np.log(np.maximum(shares, _LEAST))
    warm: FloatArray = found / np.float32(fitted_temperature(found, labels))
    calibrated = softmax(warm)
    own: FloatArray = -np.log(np.maximum(calibrated[np.arange(len(labels)), labels], _LEAST))
    return own
