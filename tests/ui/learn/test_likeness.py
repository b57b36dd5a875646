from __future__ import annotations

import numpy as np
import pytest

from core.backbones.registry import DEFAULT_BACKBONE, get
from core.features import feature_store
from core.store.projects import ProjectStore
from core.types import Dataset, Photo
from ui.learn.likeness import Alike, most_alike, nearest


def _photo(number: int, label: int) -> Photo:
    return Photo(f"{number:032x}", f"{number}.jpg", label, None, 64, 48)


def test_nearest_is_the_other_row_of_the_smallest_angle():
    features = np.array([[9, 1], [8, 1], [1, 9], [1, 7]], dtype=np.float32)

    assert nearest(features).tolist() == [1, 0, 3, 2]


def test_alike_counts_photos_whose_most_alike_one_is_of_their_class():
    alike = Alike((_photo(0, 0), _photo(1, 0), _photo(2, 1)), (1, 0, 1))

    assert alike.same_class == 2
    assert alike.pairs == ((_photo(0, 0), _photo(1, 0)), (_photo(2, 1), _photo(1, 0)))


@pytest.fixture
def project(tmp_path):
    return ProjectStore(tmp_path).create("Pets")


def test_most_alike_without_cached_features_is_none(project):
    dataset = Dataset(("a", "b"), tuple(_photo(n, n % 2) for n in range(4)))

    assert most_alike(project, dataset, None) is None


def test_most_alike_compares_cached_features(project):
    spec = get(DEFAULT_BACKBONE)
    dataset = Dataset(("a", "b"), tuple(_photo(n, n // 2) for n in range(4)))
    features = np.zeros((4, spec.feature_count), dtype=np.float32)
    features[:, :2] = [[9, 1], [8, 1], [1, 9], [1, 7]]
    feature_store(project.workspace, spec).add([p.id for p in dataset.photos], features)

    alike = most_alike(project, dataset, None)

    assert alike is not None
    assert alike.same_class == 4
