"""A mismatch of the arms' sizes is found, by chi-square, exactly, and at any time."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, multinomial

from regulars.errors import DataError
from regulars.experiments.srm import check_ratio, sequential_ratio_p


def test_the_published_mismatch_of_821588_against_815482() -> None:
    found = check_ratio((821_588, 815_482), (1, 1))
    assert found.statistic == pytest.approx(22.774, abs=5e-4)
    assert found.p_value == pytest.approx(1.82e-6, abs=5e-9)
    assert found.is_mismatch
    assert sequential_ratio_p((821_588, 815_482), (1, 1)) == pytest.approx(0.00146, abs=5e-6)


def test_hillstrom_is_as_planned() -> None:
    found = check_ratio((21_306, 21_307, 21_387), (1, 1, 1))
    assert found.p_value == pytest.approx(0.904, abs=5e-4)
    assert not found.is_mismatch


def test_small_arms_are_tested_exactly() -> None:
    found = check_ratio((18, 2), (0.9, 0.1))
    assert found.is_exact
    chances = binom.pmf(range(21), 20, 0.9)
    assert found.p_value == pytest.approx(chances[chances <= chances[18] * (1 + 1e-7)].sum())


def test_three_small_arms_agree_with_counting_every_outcome() -> None:
    shares, counts = np.array([0.5, 0.4, 0.1]), (8, 8, 4)
    expected = 20 * shares
    statistic = ((counts - expected) ** 2 / expected).sum()
    every = [(a, b, 20 - a - b) for a in range(21) for b in range(21 - a)]
    exact = sum(
        multinomial.pmf(each, 20, shares) for each in every if ((each - expected) ** 2 / expected).sum() >= statistic - 1e-9
    )
    assert check_ratio(counts, shares).p_value == pytest.approx(exact, abs=0.006)


def test_an_arm_without_a_share_drops_out_when_empty_and_is_a_mismatch_when_not() -> None:
    assert check_ratio((500, 500, 0), (1, 1, 0)).degrees == 1
    assert check_ratio((500, 500, 3), (1, 1, 0)).is_mismatch
    assert sequential_ratio_p((500, 500, 3), (1, 1, 0)) == 0


def test_the_sequential_p_value_never_exceeds_one() -> None:
    assert sequential_ratio_p((500, 500), (1, 1)) == 1


@pytest.mark.parametrize(("counts", "shares"), [((0, 0), (1, 1)), ((5, 5), (1,)), ((-1, 5), (1, 1)), ((5, 5), (1, -1))])
def test_counts_that_do_not_belong_to_the_shares_are_refused(counts: tuple[int, ...], shares: tuple[float, ...]) -> None:
    with pytest.raises(DataError):
        check_ratio(counts, shares)


def test_looking_every_day_at_the_sizes_raises_few_false_alarms() -> None:
    rng = np.random.default_rng(3)
    alarms = 0
    for _ in range(400):
        first = rng.binomial(50, 0.5, 60).cumsum()
        alarms += any(sequential_ratio_p((int(a), 50 * day - int(a)), (1, 1)) < 0.05 for day, a in enumerate(first, 1))
    # 5 % of 400 is 20; the mixture is well under it
    assert alarms <= 20
