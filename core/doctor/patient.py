"""All that the single looks of the doctor need to know of a data set."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.doctor.looks import Looks
from core.doctor.neighbours import Neighbours
from core.types import Dataset, FloatArray, LabelArray


@dataclass(frozen=True, eq=False)
class Patient:
    """A data set with what was worked out of its photos, row by row of `dataset.photos`.

    Attributes:
        dataset: the photos.
        features: float32 rows of length 1.
        looks: of the working copies.
        neighbours: of each photo.
        twins: groups of rows of photos that are the same or nearly.
    """

    dataset: Dataset
    features: FloatArray
    looks: Looks
    neighbours: Neighbours
    twins: tuple[tuple[int, ...], ...]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Photo ids."""
        return tuple(photo.id for photo in self.dataset.photos)

    @cached_property
    def labels(self) -> LabelArray:
        """Label of each photo."""
        return np.array([photo.label for photo in self.dataset.photos], np.int64)

    @cached_property
    def families(self) -> LabelArray:
        """A number for each photo, the same for twins."""
        numbers = np.arange(len(self.ids))
        for group in self.twins:
            numbers[list(group)] = group[0]
        return numbers

    def ids_of(self, groups: tuple[tuple[int, ...], ...]) -> tuple[tuple[str, ...], ...]:
        """The same groups, rows replaced by photo ids."""
        return tuple(tuple(self.ids[row] for row in group) for group in groups)
