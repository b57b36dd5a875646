"""Features of networks side by side, kept by each network for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.feature_store import FeatureStore
from core.types import FloatArray


@dataclass(frozen=True, slots=True)
class JoinedStore:
    """Several stores as one, whose rows stand side by side; otherwise like a `FeatureStore`.

    So what one of the networks has seen is there for it alone, too.

    Attributes:
        stores: one for each network.
    """

    stores: tuple[FeatureStore, ...]

    @property
    def feature_count(self) -> int:
        """Length of each row."""
        return sum(store.feature_count for store in self.stores)

    def add(self, ids: Sequence[str], features: FloatArray) -> None:
        """The features of these photos are stored; see `FeatureStore.add`."""
        for store, (start, end) in zip(self.stores, self._columns(), strict=True):
            store.add(ids, features[:, start:end])

    def known(self) -> frozenset[str]:
        """Ids of the photos that all networks have seen."""
        return frozenset.intersection(*(store.known() for store in self.stores))

    def gather(self, ids: Sequence[str], into: FloatArray | None = None) -> FloatArray:
        """float32 array of shape `(len(ids), feature_count)`; see `FeatureStore.gather`.

        Raises:
            KeyError: a network has not seen a photo.
        """
        if into is None:
            into = np.empty((len(ids), self.feature_count), dtype=np.float32)
        for store, (start, end) in zip(self.stores, self._columns(), strict=True):
            store.gather(ids, into=into[:, start:end])
        return into

    def _columns(self) -> list[tuple[int, int]]:
        counts = [store.feature_count for store in self.stores]
        return list(pairwise([0, *np.cumsum(counts).tolist()]))
