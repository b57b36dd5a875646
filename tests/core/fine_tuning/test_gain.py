"""When fine-tuning counts as better."""

from __future__ import annotations

import numpy as np

from core.fine_tuning.gain import measured_gain

LABELS = np.arange(100) % 2
ALONE = np.arange(100)


def shares(right: int, sureness: float = 0.8) -> np.ndarray:
    """Answers to two classes of which the first `right` are right, all equally sure."""
    own = np.where(np.arange(100) < right, sureness, 1 - sureness)
    found = np.stack([own, 1 - own], axis=1)
    return np.where(LABELS[:, None] == 0, found, found[:, ::-1]).astype(np.float32)


def test_gain_of_many_more_right_answers_is_sure() -> None:
    found = measured_gain(shares(70), shares(90), LABELS, ALONE)

    assert (found.before, found.after) == (70, 90)
    assert found.gain > found.doubt > 0
    assert found.is_sure


def test_gain_of_one_photo_won_and_another_lost_is_not_sure() -> None:
    after = shares(80)
    after[[0, 99]] = after[[99, 0]][:, ::-1]

    assert not measured_gain(shares(80), after, LABELS, ALONE).is_sure


def test_gain_of_the_same_answers_given_more_boldly_is_none() -> None:
    found = measured_gain(shares(80, 0.6), shares(80, 0.95), LABELS, ALONE)

    # Calibration takes the boldness out of both, all but what it doubts of few photos.
    assert abs(found.gain) < 0.02


def test_gain_with_fewer_right_answers_is_not_sure() -> None:
    assert not measured_gain(shares(90), shares(85), LABELS, ALONE).is_sure


def test_gain_on_many_frames_of_one_burst_counts_them_once() -> None:
    after = shares(80)
    after[80:90] = after[80:90][:, ::-1]  # ten photos are right now
    burst = np.where((ALONE >= 80) & (ALONE < 90), 1000, ALONE)

    alone, together = (measured_gain(shares(80), after, LABELS, t) for t in (ALONE, burst))

    assert alone.is_sure
    assert together.gain < alone.gain / 3


def test_gain_of_noise_is_seldom_sure() -> None:
    rng = np.random.default_rng(0)
    labels = np.arange(10) % 2
    sure = 0
    for _ in range(300):
        before, after = (rng.dirichlet((2, 2), 10).astype(np.float32) for _ in range(2))
        sure += measured_gain(before, after, labels, np.arange(10)).is_sure
    assert sure < 75
