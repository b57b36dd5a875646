"""Features of networks side by side on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.feature_store import FeatureStore
from core.joined_store import JoinedStore

ROWS = np.array([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]], dtype=np.float32)


@pytest.fixture
def store(tmp_path: Path) -> JoinedStore:
    return JoinedStore((FeatureStore(tmp_path / "first", 2), FeatureStore(tmp_path / "second", 3)))


def test_gather_rows_stand_side_by_side_in_the_order_asked(store: JoinedStore) -> None:
    store.add(["a", "b"], ROWS)
    assert store.gather(["b", "a"]).tolist() == ROWS[::-1].tolist()


def test_gather_into_an_array_fills_it(store: JoinedStore) -> None:
    store.add(["a", "b"], ROWS)
    into = np.zeros((2, 5), dtype=np.float32)
    assert store.gather(["a", "b"], into=into) is into
    assert into.tolist() == ROWS.tolist()


def test_add_leaves_each_network_what_it_has_seen(store: JoinedStore) -> None:
    store.add(["a", "b"], ROWS)
    assert store.stores[1].gather(["a"]).tolist() == [[3, 4, 5]]


def test_known_is_what_all_networks_have_seen(store: JoinedStore) -> None:
    store.add(["a"], ROWS[:1])
    store.stores[0].add(["b"], ROWS[1:, :2])
    assert store.known() == {"a"}
    with pytest.raises(KeyError, match="b"):
        store.gather(["a", "b"])
