from __future__ import annotations

import itertools

import numpy as np
import pytest

from core.explain import evidence
from core.trained_layers import Layers, logits

SIZES = [(), (8,), (16, 12, 8)]


def random_layers(sizes: tuple[int, ...], features: int = 6, classes: int = 3) -> Layers:
    rng = np.random.default_rng(1)
    widths = (features, *sizes, classes)
    return tuple(
        (rng.normal(size=(a, b)).astype(np.float32), rng.normal(size=b).astype(np.float32))
        for a, b in itertools.pairwise(widths)
    )


def random_map(features: int = 6) -> np.ndarray:
    return np.random.default_rng(2).random((5, 4, features)).astype(np.float32)


@pytest.mark.parametrize("sizes", SIZES)
def test_evidence_of_all_places_sums_up_to_the_logit(sizes):
    layers, feature_map = random_layers(sizes), random_map()
    given = logits(layers, feature_map.mean(axis=(0, 1))[None])[0]

    for label in range(3):
        found = evidence(layers, feature_map, label)
        assert found.heat.shape == (5, 4)
        assert found.heat.sum() + found.rest == pytest.approx(given[label] - given.mean(), abs=1e-4)


@pytest.mark.parametrize("sizes", SIZES)
def test_evidence_of_a_place_is_what_its_absence_would_take_away(sizes):
    layers, feature_map = random_layers(sizes), random_map()
    share = 1e-3  # small enough to stay between two kinks of the ReLU layers

    heat = evidence(layers, feature_map, 0).heat

    for place in np.ndindex(heat.shape):
        weaker = feature_map.copy()
        weaker[place] *= 1 - share
        both = np.stack([m.mean(axis=(0, 1)) for m in (feature_map, weaker)]).astype(np.float64)
        first, second = logits(layers, both)  # type: ignore[arg-type]
        lost = (first[0] - first.mean()) - (second[0] - second.mean())
        assert lost / share == pytest.approx(heat[place], abs=1e-3)


def test_evidence_of_all_classes_cancels_out():
    layers, feature_map = random_layers((8,)), random_map()

    total = sum(evidence(layers, feature_map, label).heat for label in range(3))

    np.testing.assert_allclose(total, 0, atol=1e-5)


def test_evidence_lies_where_the_features_of_the_class_are():
    feature_map = np.zeros((3, 3, 2), np.float32)
    feature_map[0, 0, 0] = 1  # the first class's feature in one corner
    feature_map[2, 2, 1] = 1  # the other's in the opposite one
    layers: Layers = ((np.eye(2, dtype=np.float32), np.zeros(2, np.float32)),)

    first, second = (evidence(layers, feature_map, label).heat for label in (0, 1))

    assert np.unravel_index(first.argmax(), first.shape) == (0, 0)
    assert np.unravel_index(second.argmax(), second.shape) == (2, 2)
    assert first[2, 2] < 0
