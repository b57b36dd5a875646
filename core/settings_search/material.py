"""What settings are tried on: the photos that may be learned from, and who is asked when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from core.folds import deal_folds
from core.head import Labelled
from core.lessons import Viewed
from core.run_data import RunData
from core.settings import TrainSettings
from core.types import FloatArray, LabelArray

FOLDS = 3
DEALS = 3
"""One deal of folds to try settings on, the others to ask the best of them again."""


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What settings are tried on.

    Attributes:
        features: float32 array `(photos, features)` by the id of the backbone that made it.
        labels: the class of each photo.
        deals: int64 arrays `(photos,)`, each the fold that every photo is asked in, from 0; below 0
            it is only learned from. The first is for trying, the others are for asking the best again.
        twins: a number for each photo; those with the same one are nearly the same photo.
        class_count: number of classes.
        dataset_key: `Dataset.key` of the photos.
        viewed: the same photos with views of them, by the id of the backbone, where they were made.
    """

    features: dict[str, FloatArray]
    labels: LabelArray
    deals: tuple[LabelArray, ...]
    twins: LabelArray
    class_count: int
    dataset_key: str
    viewed: Mapping[str, Viewed] = field(default_factory=dict)

    @property
    def views(self) -> dict[str, int]:
        """How many views there are of each photo, by the id of the backbone."""
        return {
            backbone: len(seen.shown) // len(self.labels) for backbone, seen in self.viewed.items()
        }

    def photos(self, settings: TrainSettings) -> Labelled:
        """All photos as these settings see them, with their views if they are to be learned from."""
        if settings.views:
            return self.viewed[settings.backbone]
        rows = np.arange(len(self.labels), dtype=np.int64)
        return Labelled(self.features[settings.backbone], rows, self.labels)

    def with_views(self, backbone: str, seen: Viewed) -> Material:
        """The same material, and the photos with views of them for one backbone."""
        return replace(self, viewed={**self.viewed, backbone: seen})


def deals_of(data: RunData, seed: int) -> tuple[LabelArray, ...]:
    """`DEALS` deals of the photos that may be learned from into `FOLDS` folds, see `Material.deals`.

    Args:
        data: the photos and what each is for.
        seed: of the first deal; the others have the numbers after it.
    """
    rows = np.array(data.learnable)
    return tuple(
        deal_folds(data.dataset, data.learnable, data.twins, seed + deal, FOLDS)[rows]
        for deal in range(DEALS)
    )


def material_of(
    features: Mapping[str, FloatArray], data: RunData, deals: tuple[LabelArray, ...]
) -> Material:
    """The material of some photos; a test part takes no part.

    Args:
        features: float32 array by the id of the backbone, row by row as the photos of the data set.
        data: the photos and what each is for.
        deals: what `deals_of` gave.
    """
    rows = np.array(data.learnable)
    return Material(
        {backbone: values[rows] for backbone, values in features.items()},
        np.array([data.dataset.photos[row].label for row in rows], dtype=np.int64),
        deals,
        data.twins[rows],
        len(data.dataset.classes),
        data.dataset.key,
    )
