"""The photos that a model learned from, and which of them are most like a new one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.features import feature_store
from core.run_data import load_run_data
from core.runs import Run
from core.store.workspace import Workspace
from core.types import FloatArray, Photo

MOST_PHOTOS = 10_000
"""So many photos are compared at most, chosen evenly; more would fill the memory of the app."""


@dataclass(frozen=True, slots=True)
class Like:
    """A photo and how like it is: the cosine of the angle between the two, -1 to 1."""

    photo: Photo
    class_name: str
    cosine: float


@dataclass(frozen=True, slots=True, eq=False)
class KnownPhotos:
    """Photos that a model learned from, ready to be compared.

    Attributes:
        photos: they.
        classes: class names by label.
        centre: float32 array `(features,)`, the mean of their features. It is taken off first:
            features are never negative, so that without this all photos point much the same way.
        directions: float32 array `(photos, features)`, centred, rows of length 1.
    """

    photos: tuple[Photo, ...]
    classes: tuple[str, ...]
    centre: FloatArray
    directions: FloatArray

    def most_like(self, features: FloatArray, count: int, own_id: str = "") -> list[Like]:
        """The nearest photos, the most alike first.

        Args:
            features: float32 array `(features,)` of a photo.
            count: how many at most.
            own_id: id of that photo; it is left out where it is one of them.
        """
        cosines = self.directions @ _direction(features - self.centre)
        nearest = np.argsort(-cosines, kind="stable")[: count + 1]
        return [
            Like(self.photos[i], self.classes[self.photos[i].label], float(cosines[i]))
            for i in nearest
            if self.photos[i].id != own_id
        ][:count]


def known_photos(run: Run, workspace: Workspace) -> KnownPhotos | None:
    """The photos that a run learned from; None where their features are not in the cache any more.

    Photos of a test part are left out: the model never learned from them.

    Raises:
        UserError: `evaluation.data_changed` or `general.file_damaged`.
    """
    data = load_run_data(run, workspace)
    rows = data.learnable
    if len(rows) > MOST_PHOTOS:
        chosen = np.linspace(0, len(rows) - 1, MOST_PHOTOS).astype(int)
        rows = tuple(rows[i] for i in chosen)
    photos = tuple(data.dataset.photos[row] for row in rows)
    store = feature_store(workspace, run.backbone)
    try:
        features = store.gather([photo.id for photo in photos])
    except KeyError:
        return None
    if not photos:
        return None
    centre: FloatArray = features.mean(axis=0)
    return KnownPhotos(photos, data.dataset.classes, centre, _direction(features - centre))


def _direction(values: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(values, axis=-1, keepdims=True)
    return values / np.maximum(lengths, np.float32(1e-12))
