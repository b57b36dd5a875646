"""The curves of a training."""

from __future__ import annotations

from core.runs import EpochResult
from ui import curves


def test_small_losses_are_written_with_digits_that_tell_them_apart():
    tiny = (EpochResult(1, 0.004, 1.0, 0.035, 1.0), EpochResult(2, 0.002, 1.0, 0.031, 1.0))

    axis = curves.loss_curve(tiny, 2, 2).spec["encoding"]["y"]["axis"]

    # d3's "r" counts significant digits; "f" counts decimals and writes 0.03 at 0.025 and at 0.03.
    assert axis["format"] == ".2~r"
