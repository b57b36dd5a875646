"""By how much one model is better, and how far that is chance."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.gain import calibrated_losses, paired_gain


def test_paired_gain_is_mean_and_standard_error_of_what_was_asked() -> None:
    differences = np.array([1.0, 3.0, np.nan, 2.0, 2.0])

    gain, doubt = paired_gain(differences, np.arange(5))

    assert gain == 2.0
    assert doubt == pytest.approx(np.std([1, 3, 2, 2], ddof=1) / 2)


def test_paired_gain_twins_count_as_one_photo() -> None:
    differences = np.array([1.0, 3.0, 2.0, 5.0])
    alone = paired_gain(differences, np.arange(4))
    doubled = paired_gain(np.tile(differences, 2), np.tile(np.arange(4), 2))
    one_often = paired_gain(np.array([1.0, *[3.0] * 9, 2.0, 5.0]), np.array([0, *[1] * 9, 2, 3]))

    assert doubled == pytest.approx(alone)
    assert one_often == pytest.approx(alone)


def test_calibrated_losses_do_not_change_when_a_model_shouts() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(400, 3)).astype(np.float32)
    labels = (logits + rng.gumbel(size=(400, 3))).argmax(axis=1)

    quiet, loud = (calibrated_losses(logits * k, labels, np.arange(400)) for k in (1.0, 4.0))

    assert quiet.mean() == pytest.approx(loud.mean(), abs=0.01)
