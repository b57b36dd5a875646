"""Asking the best again: what is surely better, and what was luck."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.context import QuietContext
from core.errors import UserError
from core.settings import TrainSettings
from core.settings_search import confirm as confirm_module
from core.settings_search.confirm import Finalist, confirmations
from core.settings_search.judge import Judge
from core.settings_search.material import Material

SETTINGS = TrainSettings(backbone="sharp", dense=(), dropout=0.0, learning_rate=0.01)


@pytest.fixture
def material() -> Material:
    """Three classes that one network sees clearly and the other not at all."""
    rng = np.random.default_rng(0)
    labels = np.arange(60) % 3
    seen = rng.normal(size=(3, 6))[labels] * 3 + rng.normal(size=(60, 6))
    return Material(
        features={
            "sharp": seen.astype(np.float32),
            "blind": rng.normal(size=(60, 6)).astype(np.float32),
        },
        labels=labels,
        deals=tuple(rng.permutation(np.arange(60) // 3 % 3) for _ in range(3)),
        twins=np.arange(60),
        class_count=3,
        dataset_key="key",
    )


def test_confirmations_of_a_better_network_are_sure(material):
    start = Finalist(1, replace(SETTINGS, backbone="blind"), 8)

    [found] = confirmations(material, start, [Finalist(4, SETTINGS, 8)], QuietContext())

    assert found.number == 4
    assert found.is_sure
    assert found.right > found.start_right + 20
    assert found.photos == 60


def test_confirmations_of_the_same_settings_are_no_gain(material):
    start = Finalist(1, SETTINGS, 8)

    [found] = confirmations(material, start, [Finalist(2, SETTINGS, 8)], QuietContext())

    assert found.gain == 0
    assert found.doubt == 0
    assert found.right == found.start_right
    assert not found.is_sure


def test_confirmations_leave_the_deal_of_the_trying_aside(material):
    start, other = Finalist(1, replace(SETTINGS, backbone="blind"), 8), Finalist(2, SETTINGS, 8)
    unused = replace(material, deals=(np.full(60, -1), *material.deals[1:]))

    assert list(confirmations(unused, start, [other], QuietContext())) == list(
        confirmations(material, start, [other], QuietContext())
    )


def test_confirmations_leave_out_a_finalist_that_diverges(material, monkeypatch):
    class Diverging(Judge):
        def __init__(self, settings, *rest):
            if settings.batch_size == 16:
                raise UserError("training.diverged", epoch=1, learning_rate=1.0)
            super().__init__(settings, *rest)

    monkeypatch.setattr(confirm_module, "Judge", Diverging)
    finalists = [Finalist(2, replace(SETTINGS, batch_size=16), 8), Finalist(3, SETTINGS, 8)]

    found = confirmations(material, Finalist(1, SETTINGS, 8), finalists, QuietContext())

    assert [each.number for each in found] == [3]
