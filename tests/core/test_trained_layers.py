"""The head without Keras."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from core.errors import UserError
from core.trained_layers import (
    Layers,
    cooled,
    load_layers,
    logits,
    parameter_count,
    probabilities,
    save_layers,
    softmax,
)

RNG = np.random.default_rng(0)


def _layers(*sizes: int) -> Layers:
    return tuple(
        (RNG.normal(size=(a, b)).astype(np.float32), RNG.normal(size=b).astype(np.float32))
        for a, b in pairwise(sizes)
    )


def test_probabilities_each_row_sums_to_one_even_for_huge_features() -> None:
    features = RNG.normal(size=(5, 6)).astype(np.float32) * 1e4
    shares = probabilities(_layers(6, 4, 3), features)
    assert shares.shape == (5, 3)
    assert shares.sum(axis=1) == pytest.approx(np.ones(5))


def test_probabilities_single_layer_is_plain_softmax_regression() -> None:
    layers = _layers(2, 2)
    x = np.array([[1.0, -1.0]], dtype=np.float32)
    logits = (x @ layers[0][0] + layers[0][1])[0]
    expected = np.exp(logits) / np.exp(logits).sum()
    assert probabilities(layers, x)[0] == pytest.approx(expected)


def test_saved_layers_come_back_the_same(tmp_path: Path) -> None:
    layers = _layers(6, 4, 3)
    save_layers(tmp_path / "head.npz", layers)
    loaded = load_layers(tmp_path / "head.npz", 6, (4, 3))
    assert all(
        np.array_equal(a, b)
        for pair, other in zip(layers, loaded, strict=True)
        for a, b in zip(pair, other, strict=True)
    )
    assert parameter_count(loaded) == 6 * 4 + 4 + 4 * 3 + 3


@pytest.mark.parametrize(
    ("features", "sizes"), [(5, (4, 3)), (6, (3, 3)), (6, (4, 4)), (6, (4, 3, 2))]
)
def test_load_layers_of_another_shape_is_refused(
    tmp_path: Path, features: int, sizes: tuple[int, ...]
) -> None:
    save_layers(tmp_path / "head.npz", _layers(6, 4, 3))
    with pytest.raises(UserError, match="head_damaged"):
        load_layers(tmp_path / "head.npz", features, sizes)


def test_load_layers_pickled_object_is_refused_unread(tmp_path: Path) -> None:
    canary = tmp_path / "canary"

    class Evil:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (canary,)

    np.savez(tmp_path / "head.npz", weights_0=np.array([Evil()], dtype=object), bias_0=np.zeros(2))
    with pytest.raises(UserError, match="head_damaged"):
        load_layers(tmp_path / "head.npz", 2, (2,))
    assert not canary.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"\x93NUMPY"])
def test_load_layers_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "head.npz").write_bytes(content)
    with pytest.raises(UserError, match="head_damaged"):
        load_layers(tmp_path / "head.npz", 2, (2,))


def test_load_layers_not_a_number_is_refused(tmp_path: Path) -> None:
    layers = ((np.array([[np.nan, 1]], np.float32), np.zeros(2, np.float32)),)
    save_layers(tmp_path / "head.npz", layers)
    with pytest.raises(UserError, match="head_damaged"):
        load_layers(tmp_path / "head.npz", 1, (2,))


def test_cooled_divides_the_logits_and_keeps_every_answer() -> None:
    layers = _layers(6, 4, 3)
    features = np.random.default_rng(3).normal(size=(20, 6)).astype(np.float32)
    before, after = logits(layers, features), logits(cooled(layers, 2.5), features)
    np.testing.assert_allclose(after, before / 2.5, atol=1e-5)
    np.testing.assert_allclose(
        probabilities(cooled(layers, 2.5), features), softmax(before / np.float32(2.5)), atol=1e-6
    )
    assert (after.argmax(axis=1) == before.argmax(axis=1)).all()
