from __future__ import annotations

import numpy as np
import pytest

from core.errors import UserError
from core.familiarity import (
    KNOWN_KEPT,
    Familiarity,
    fit_familiarity,
    load_familiarity,
    save_familiarity,
)
from core.folds import NOT_ASKED

CLASSES, FEATURES = 3, 20


def photos(seed: int, count: int = 200, kinds: int = CLASSES):
    """Features of photos of so many kinds, their labels, and logits of a model of the first three."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % kinds
    centres = np.abs(np.random.default_rng(0).normal(size=(5, FEATURES)))
    features = np.abs(centres[labels] + rng.normal(scale=0.25, size=(count, FEATURES)))
    features = features.astype(np.float32)
    return features, labels, features @ centres[:CLASSES].T.astype(np.float32)


@pytest.fixture
def familiarity() -> Familiarity:
    features, labels, logits = photos(seed=1)
    found = fit_familiarity(features, labels, np.arange(len(labels)) % 5, logits)
    assert found is not None
    return found


def test_fit_lets_known_photos_pass(familiarity):
    features, _, logits = photos(seed=2, count=1000)

    kept = (familiarity.strangeness(features, logits) < familiarity.limit).mean()

    assert kept == pytest.approx(KNOWN_KEPT, abs=0.05)


def test_strangeness_of_an_unknown_kind_is_higher_than_of_known_ones(familiarity):
    features, labels, logits = photos(seed=3, count=1000, kinds=5)
    strangeness = familiarity.strangeness(features, logits)

    is_known = labels < CLASSES

    above = strangeness[~is_known][:, None] > strangeness[is_known][None]
    assert above.mean() > 0.9


def test_fit_measures_photos_against_means_without_them():
    # One photo a class, and far from each other: with itself in its mean each would be at home.
    features = np.eye(6, FEATURES, dtype=np.float32)
    labels = np.array([0, 0, 0, 1, 1, 1])

    found = fit_familiarity(features, labels, np.array([0, 1, 2] * 2), np.zeros((6, 2), np.float32))

    assert found is not None
    assert found.likeness[0] == pytest.approx(0, abs=1e-6)


def test_fit_looks_at_no_logits_of_photos_that_were_not_asked():
    features, labels, logits = photos(seed=1)
    folds = np.where(np.arange(len(labels)) < 20, NOT_ASKED, np.arange(len(labels)) % 5)
    logits[:20] = np.nan

    found = fit_familiarity(features, labels, folds, logits)

    assert found is not None
    assert np.isfinite(found.limit)


def test_fit_without_a_photo_that_was_asked_is_none():
    features, labels, logits = photos(seed=1, count=9)

    assert fit_familiarity(features, labels, np.full(9, NOT_ASKED), logits) is None


def test_saved_familiarity_is_loaded_as_it_was(familiarity, tmp_path):
    path = tmp_path / "familiarity.npz"

    save_familiarity(path, familiarity)
    loaded = load_familiarity(path, FEATURES, CLASSES)

    features, _, logits = photos(seed=4)
    assert loaded is not None
    assert loaded.limit == pytest.approx(familiarity.limit)
    np.testing.assert_allclose(
        loaded.strangeness(features, logits), familiarity.strangeness(features, logits)
    )


def test_load_where_there_is_none_is_none(tmp_path):
    assert load_familiarity(tmp_path / "familiarity.npz", FEATURES, CLASSES) is None


@pytest.mark.parametrize(("features", "classes"), [(FEATURES + 1, CLASSES), (FEATURES, 2)])
def test_load_of_another_shape_is_refused(familiarity, tmp_path, features, classes):
    save_familiarity(tmp_path / "familiarity.npz", familiarity)

    with pytest.raises(UserError, match=r"general\.file_damaged"):
        load_familiarity(tmp_path / "familiarity.npz", features, classes)


def test_load_of_a_damaged_file_is_refused(tmp_path):
    (tmp_path / "familiarity.npz").write_bytes(b"no arrays")

    with pytest.raises(UserError, match=r"general\.file_damaged"):
        load_familiarity(tmp_path / "familiarity.npz", FEATURES, CLASSES)


@pytest.mark.parametrize("count", [21, 30, 60, 200])
def test_limit_of_few_photos_turns_no_more_known_ones_away_than_that_of_many(count):
    new, _, new_logits = photos(seed=1, count=1000)
    shares = []
    for seed in range(100, 150):
        features, labels, logits = photos(seed, count)
        found = fit_familiarity(features, labels, np.arange(count) % 5, logits)
        assert found is not None
        shares.append((found.strangeness(new, new_logits) >= found.limit).mean())

    assert np.mean(shares) <= 1 - KNOWN_KEPT + 0.005
