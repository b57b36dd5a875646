"""How much a photo is like those that a model learned from, and when it is too unlike to answer."""

from __future__ import annotations

import math
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import UserError
from core.folds import NOT_ASKED
from core.store import atomic
from core.types import FloatArray, LabelArray

FAMILIARITY = "familiarity.npz"
"""File of a run folder."""

KNOWN_KEPT = 0.95
"""Share of known photos that `Familiarity.limit` lets pass, measured out of fold."""


@dataclass(frozen=True, slots=True, eq=False)
class Familiarity:
    """What is normal for photos of the classes that a model knows.

    A photo's strangeness is the sum of two standard scores: how far it is from the mean features of
    the nearest class (cosine), and how low the model's highest logit is. The first is the nearest
    class mean of Lee et al. 2018 (arXiv:1807.03888) without covariances, the second the maximum
    logit of Hendrycks et al. 2022 (arXiv:1911.11132).

    Attributes:
        means: float32 array `(classes, features)`: mean direction of each class, of length 1.
        likeness: mean and spread of the cosine to the nearest class mean, over known photos.
        logit: mean and spread of the highest logit, over known photos.
        limit: strangeness from which a photo counts as unlike anything the model knows.
    """

    means: FloatArray
    likeness: tuple[float, float]
    logit: tuple[float, float]
    limit: float

    def strangeness(self, features: FloatArray, logits: FloatArray) -> FloatArray:
        """float32 array `(photos,)`: about 0 for known photos, `limit` and above for strange ones.

        Args:
            features: float32 array `(photos, features)` of the backbone.
            logits: float32 array `(photos, classes)` of the model, as it was saved.
        """
        nearest = (_directions(features) @ self.means.T).max(axis=1)
        return _strangeness(nearest, logits.max(axis=1), self.likeness, self.logit)


def fit_familiarity(
    features: FloatArray, labels: LabelArray, folds: LabelArray, logits: FloatArray
) -> Familiarity | None:
    """What is normal, measured on photos that neither the model nor the means had seen.

    Args:
        features: float32 array `(photos, features)`.
        labels: the class of each photo.
        folds: the fold that each photo was asked in; `NOT_ASKED` for one that was only learned from.
        logits: float32 array `(photos, classes)`: out-of-fold logits, scaled as those of the saved
            model; rows of photos that were not asked are not looked at.

    Returns:
        None when no photo was asked.
    """
    asked = folds != NOT_ASKED
    if not asked.any():
        return None
    classes = logits.shape[1]
    directions = _directions(features)
    nearest = np.zeros(len(labels), np.float32)
    for fold in np.unique(folds[asked]):
        means = _class_means(directions[folds != fold], labels[folds != fold], classes)
        nearest[folds == fold] = (directions[folds == fold] @ means.T).max(axis=1)
    highest = logits[asked].max(axis=1)
    likeness, logit = _moments(nearest[asked]), _moments(highest)
    strangeness = _strangeness(nearest[asked], highest, likeness, logit)
    return Familiarity(
        _class_means(directions, labels, classes), likeness, logit, _limit(strangeness)
    )


def save_familiarity(path: Path, familiarity: Familiarity) -> None:
    """It stands in an `.npz` file at `path`.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    numbers = np.array([*familiarity.likeness, *familiarity.logit, familiarity.limit])
    with atomic.replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(file, allow_pickle=False, means=familiarity.means, numbers=numbers)


def load_familiarity(path: Path, feature_count: int, classes: int) -> Familiarity | None:
    """What `save_familiarity` wrote; None where there is no such file.

    Raises:
        UserError: `general.file_damaged`.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            means = arrays["means"].astype(np.float32)
            a, b, c, d, limit = (float(value) for value in arrays["numbers"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise UserError("general.file_damaged", file=path.name) from error
    if (
        means.shape != (classes, feature_count)
        or not np.isfinite([*means.flat, a, b, c, d, limit]).all()
    ):
        raise UserError("general.file_damaged", file=path.name)
    return Familiarity(means, (a, b), (c, d), limit)


def _strangeness(
    nearest: FloatArray,
    highest: FloatArray,
    likeness: tuple[float, float],
    logit: tuple[float, float],
) -> FloatArray:
    scores: FloatArray = (likeness[0] - nearest) / likeness[1] + (logit[0] - highest) / logit[1]
    return scores


def _limit(strangeness: FloatArray) -> float:
    """The strangeness that a new known photo reaches with a chance of `1 - KNOWN_KEPT` at most.

    The rank `(n + 1) KNOWN_KEPT`, rounded up, instead of that share of the n photos: among few photos
    the largest ones are not yet as large as they come (split conformal prediction, Papadopoulos et
    al. 2002). With fewer than 19 photos no rank is high enough, and the largest has to do.
    """
    rank = min(len(strangeness), math.ceil((len(strangeness) + 1) * KNOWN_KEPT))
    return float(np.sort(strangeness)[rank - 1])


def _directions(features: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(features, axis=-1, keepdims=True)
    return features / np.maximum(lengths, np.float32(1e-12))


def _class_means(directions: FloatArray, labels: LabelArray, classes: int) -> FloatArray:
    sums = np.zeros((classes, directions.shape[1]), np.float32)
    np.add.at(sums, labels, directions)
    return _directions(sums)


def _moments(values: FloatArray) -> tuple[float, float]:
    return float(values.mean()), max(float(values.std()), 1e-6)
