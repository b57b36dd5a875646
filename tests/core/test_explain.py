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


def lead(found: np.ndarray, label: int, judged_by: np.ndarray | None = None) -> float:
    """How far a logit is above the others, each of them weighted by its share in `judged_by`."""
    others = np.delete(np.asarray(found if judged_by is None else judged_by, np.float64), label)
    shares = np.exp(others) / np.exp(others).sum()
    return float(found[label] - np.delete(found, label) @ shares)


@pytest.mark.parametrize("sizes", SIZES)
def test_evidence_of_all_places_sums_up_to_the_logit(sizes):
    layers, feature_map = random_layers(sizes), random_map()
    given = logits(layers, feature_map.mean(axis=(0, 1))[None])[0]

    for label in range(3):
        found = evidence(layers, feature_map, label)
        assert found.heat.shape == (5, 4)
        assert found.heat.sum() + found.rest == pytest.approx(lead(given, label), abs=1e-4)


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
        lost = lead(first, 0) - lead(second, 0, judged_by=first)
        assert lost / share == pytest.approx(heat[place], abs=1e-3)


def test_evidence_for_one_of_two_classes_is_evidence_against_the_other():
    layers, feature_map = random_layers((8,), classes=2), random_map()

    first, second = (evidence(layers, feature_map, label).heat for label in (0, 1))

    np.testing.assert_allclose(first, -second, atol=1e-5)


def test_evidence_is_what_tells_a_class_from_the_likely_one_not_from_the_impossible_ones():
    feature_map = np.zeros((1, 3, 3), np.float32)
    feature_map[0, 0, 0] = 3  # what both cats and lions have
    feature_map[0, 1, 1] = 3  # what only cats have
    feature_map[0, 2, 2] = 3  # what speaks against cars alone
    weights = np.array([[9, 9, -9], [6, 0, -9], [0, 0, -9]], np.float32)
    layers: Layers = ((weights, np.zeros(3, np.float32)),)

    heat = evidence(layers, feature_map, 0).heat[0]

    assert heat.argmax() == 1
    np.testing.assert_allclose(heat[[0, 2]], 0, atol=1e-5)


def test_evidence_for_a_class_that_is_certain_is_finite():
    layers: Layers = ((np.eye(3, dtype=np.float32), np.array([2000, 0, -2000], np.float32)),)

    for label in range(3):
        assert np.isfinite(evidence(layers, random_map(3), label).heat).all()


def test_evidence_lies_where_the_features_of_the_class_are():
    feature_map = np.zeros((3, 3, 2), np.float32)
    feature_map[0, 0, 0] = 1  # the first class's feature in one corner
    feature_map[2, 2, 1] = 1  # the other's in the opposite one
    layers: Layers = ((np.eye(2, dtype=np.float32), np.zeros(2, np.float32)),)

    first, second = (evidence(layers, feature_map, label).heat for label in (0, 1))

    assert np.unravel_index(first.argmax(), first.shape) == (0, 0)
    assert np.unravel_index(second.argmax(), second.shape) == (2, 2)
    assert first[2, 2] < 0
