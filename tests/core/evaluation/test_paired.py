"""Two answers to each photo."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.paired import change_of_groups, fall_interval, mcnemar_p_value, votes


@pytest.mark.parametrize(("a", "b"), [(0, 0), (3, 3), (0, 5), (1, 9), (20, 8), (7, 40)])
def test_mcnemar_agrees_with_scipy(a: int, b: int) -> None:
    from scipy.stats import binomtest  # type: ignore[import-untyped]

    expected = binomtest(a, a + b).pvalue if a + b else 1.0
    assert mcnemar_p_value(a, b) == pytest.approx(expected, abs=1e-12)
    assert mcnemar_p_value(a, b) == mcnemar_p_value(b, a)


def test_mcnemar_of_thousands_of_photos_is_no_overflow() -> None:
    assert mcnemar_p_value(3000, 3000) == 1
    assert mcnemar_p_value(2000, 4000) < 1e-100


def _change(lost: int, gained: int, photos: int) -> np.ndarray:
    return np.concatenate([-np.ones(lost), np.ones(gained), np.zeros(photos - lost - gained)])


def test_fall_interval_holds_the_truth_about_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(0)
    held = 0
    for _ in range(2000):
        lost, gained, _same = rng.multinomial(60, [0.2, 0.05, 0.75])
        low, high = fall_interval(_change(lost, gained, 60))
        held += low <= 0.15 <= high
    assert 0.92 < held / 2000 < 0.99


def test_fall_interval_stays_within_what_is_possible() -> None:
    assert fall_interval(_change(5, 0, 5))[1] <= 1
    assert fall_interval(_change(0, 5, 5))[0] >= -1


def test_fall_interval_is_that_of_agresti_and_min_where_photos_change_as_a_whole() -> None:
    low, high = fall_interval(_change(10, 3, 60))
    spread = 1.959964 * (14 - 49 / 62) ** 0.5 / 62
    assert (low, high) == pytest.approx((7 / 62 - spread, 7 / 62 + spread))


def test_votes_a_group_of_twins_has_one() -> None:
    before = np.array([False, False, False, True, True, True])
    after = np.array([True, True, False, False, True, True])
    assert votes(change_of_groups(before, after, np.arange(6))) == (1, 2)
    assert votes(change_of_groups(before, after, np.array([0, 0, 0, 1, 1, 2]))) == (1, 1)


def test_change_of_a_group_is_the_share_of_it_that_changed() -> None:
    before, after = np.array([True] * 10 + [False]), np.array([True] * 9 + [False, True])
    twins = np.array([3] * 10 + [7])
    assert change_of_groups(before, after, twins).tolist() == pytest.approx([-0.1, 1.0])


def test_votes_a_group_that_gains_as_much_as_it_loses_has_none() -> None:
    before, after = np.array([True, False]), np.array([False, True])
    assert votes(change_of_groups(before, after, np.array([4, 4]))) == (0, 0)
