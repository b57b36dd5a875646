"""Features on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.feature_store import FeatureStore


@pytest.fixture
def store(tmp_path: Path) -> FeatureStore:
    return FeatureStore(tmp_path / "features", 3)


def _rows(*values: float) -> np.ndarray:
    return np.array([[value] * 3 for value in values], dtype=np.float32)


def test_gather_rows_come_in_the_order_asked_even_across_chunks(store: FeatureStore) -> None:
    store.add(["a", "b"], _rows(1, 2))
    store.add(["c"], _rows(3))
    assert store.gather(["c", "a", "c"]).tolist() == _rows(3, 1, 3).tolist()
    assert store.known() == {"a", "b", "c"}


def test_gather_unknown_photo_is_a_key_error(store: FeatureStore) -> None:
    store.add(["a"], _rows(1))
    with pytest.raises(KeyError, match="z"):
        store.gather(["a", "z"])


def test_known_empty_folder_is_empty(store: FeatureStore) -> None:
    assert store.known() == frozenset()


def test_known_damaged_chunk_is_forgotten_and_the_others_stay(store: FeatureStore) -> None:
    store.add(["a"], _rows(1))
    damaged = next(store.folder.glob("*.npz"))
    store.add(["b"], _rows(2))
    damaged.write_bytes(damaged.read_bytes()[:40])
    assert store.known() == {"b"}


def test_add_photo_that_stands_there_already_does_no_harm(store: FeatureStore) -> None:
    store.add(["a"], _rows(1))
    store.add(["a"], _rows(1))
    assert store.gather(["a"]).tolist() == _rows(1).tolist()


def test_add_leaves_no_temporary_file(store: FeatureStore) -> None:
    store.add(["a"], _rows(1))
    assert [path.suffix for path in store.folder.iterdir()] == [".npz"]
