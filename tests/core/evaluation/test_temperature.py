"""One number that makes confidences honest."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.temperature import fitted_temperature
from core.trained_layers import softmax


def _drawn(count: int, too_sure: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are `too_sure` times as large as they should be, and labels drawn as they should."""
    rng = np.random.default_rng(seed)
    honest = (2 * rng.normal(size=(count, 4))).astype(np.float32)
    labels = np.array([rng.choice(4, p=row / row.sum()) for row in softmax(honest).astype(float)])
    return honest * np.float32(too_sure), labels


@pytest.mark.parametrize("too_sure", [0.5, 1.0, 3.0])
def test_temperature_of_many_photos_undoes_what_was_too_sure(too_sure: float) -> None:
    assert fitted_temperature(*_drawn(4000, too_sure)) == pytest.approx(too_sure, rel=0.1)


def test_temperature_of_few_photos_stays_nearer_to_one() -> None:
    few = np.mean([fitted_temperature(*_drawn(5, 3.0, seed)) for seed in range(20)])
    assert 1.0 < few < 2.4


def test_temperature_of_six_right_answers_makes_no_model_certain() -> None:
    logits = np.tile(np.array([[2.0, 0.0]], dtype=np.float32), (6, 1))
    temperature = fitted_temperature(logits, np.zeros(6, dtype=np.int64))
    assert 0.5 < temperature < 1
    assert softmax(logits / np.float32(temperature))[0, 0] < 0.99


def test_temperature_without_photos_is_one() -> None:
    empty = np.empty((0, 3), np.float32)
    assert fitted_temperature(empty, np.empty(0, np.int64)) == 1.0


def test_temperature_of_hopeless_and_of_perfect_answers_is_finite() -> None:
    sure = np.tile(np.array([[50.0, -50.0]], dtype=np.float32), (200, 1))
    for label in (0, 1):
        assert 0.05 < fitted_temperature(sure, np.full(200, label)) < 15


def test_temperature_of_a_burst_is_that_of_one_photo() -> None:
    logits, labels = _drawn(10, 1.0)
    often = np.repeat(np.arange(10), 25)
    burst = fitted_temperature(logits[often], labels[often], often)
    assert burst == pytest.approx(fitted_temperature(logits, labels), rel=1e-3)
    assert burst != pytest.approx(fitted_temperature(logits[often], labels[often]), rel=0.05)
