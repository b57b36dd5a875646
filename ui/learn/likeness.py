"""Which photos of a project are most alike to the ready-made network, before anything is learned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.backbones.registry import DEFAULT_BACKBONE, BackboneSpec, get
from core.errors import UserError
from core.runs import Run
from core.store.projects import Project
from core.types import Dataset, FloatArray, LabelArray, Photo

PHOTOS_PER_CLASS = 25
MAX_PHOTOS = 400
MAX_PAIRS = 4


@dataclass(frozen=True, slots=True)
class Alike:
    """Photos and, for each, the other photo whose features are most like its own.

    Attributes:
        photos: those that were compared, all with each other.
        nearest: for each of them, the place of the most alike other one.
    """

    photos: tuple[Photo, ...]
    nearest: tuple[int, ...]

    @property
    def same_class(self) -> int:
        """How many photos have a most alike photo of their own class."""
        return sum(
            photo.label == self.photos[other].label
            for photo, other in zip(self.photos, self.nearest, strict=True)
        )

    @property
    def pairs(self) -> tuple[tuple[Photo, Photo], ...]:
        """A photo of each of the first classes, and its most alike one."""
        firsts: dict[int, int] = {}
        for place, photo in enumerate(self.photos):
            firsts.setdefault(photo.label, place)
        places = list(firsts.values())[:MAX_PAIRS]
        return tuple((self.photos[place], self.photos[self.nearest[place]]) for place in places)


def most_alike(project: Project, dataset: Dataset, run: Run | None) -> Alike | None:
    """The photos of a project with their most alike ones; None while no features are cached.

    Args:
        project: whose features.
        dataset: its photos; of each class the first `PHOTOS_PER_CLASS` are compared.
        run: names the backbone whose features are wanted; the default one without it.
    """
    spec = get(run.manifest.backbone if run else DEFAULT_BACKBONE)
    folder = str(project.workspace.folder)
    return _most_alike(folder, dataset.key, spec.id, project, dataset, spec)


def nearest(features: FloatArray) -> LabelArray:
    """For each row the other row of the smallest angle to it.

    The mean of all rows is taken off first: features are never negative, so that without this all
    photos point in much the same direction.

    Args:
        features: float32, shape `(photos, features)`, at least two photos.
    """
    centred = features - features.mean(axis=0)
    unit = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -np.inf)
    found: LabelArray = cosines.argmax(axis=1)
    return found


@st.cache_data(max_entries=32, show_spinner=False, ttl=60)
def _most_alike(
    folder: str,
    dataset_key: str,
    backbone_id: str,
    _project: Project,
    _dataset: Dataset,
    _spec: BackboneSpec,
) -> Alike | None:
    classes = range(len(_dataset.classes))
    photos = [p for label in classes for p in _dataset.of_class(label)[:PHOTOS_PER_CLASS]]
    photos = photos[:MAX_PHOTOS]
    if len(photos) < 2:
        return None
    # Only here: it brings ONNX Runtime along, which the page without photos does not need.
    from core.features import feature_store

    try:
        store = feature_store(_project.workspace, _spec)
        features = store.gather([photo.id for photo in photos])
    except (KeyError, UserError):
        return None
    return Alike(tuple(photos), tuple(nearest(features).tolist()))
