import csv
import gzip
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DataError, DefinitionError
from regulars.validation.estimates import Estimate, Reason, Refusal
from regulars.validation.intervals import (
    Moments,
    mean,
    mean_difference,
    moments,
    moments_from_sums,
    rate,
    rate_difference,
    rate_difference_p,
    rate_ratio,
)

counts = st.integers(1, 300).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(
    ("successes", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_newcombe_1998_single_proportion_table_1_method_3(successes, of, low, high):
    found = rate(successes, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("pair", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_1998_difference_table_2_method_10(pair, low, high):
    found = rate_difference(*pair)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(counts, counts, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_p_value_and_interval_of_a_difference_never_contradict(first, second, level):
    found, p = rate_difference(*first, *second, level), rate_difference_p(*first, *second)
    if abs(p - (1 - level)) > 1e-9:
        assert found.covers(0) == (p > 1 - level)


@given(counts, counts)
def test_swapping_two_groups_turns_the_difference_around(first, second):
    there, back = rate_difference(*first, *second), rate_difference(*second, *first)
    assert (there.value, there.low, there.high) == pytest.approx((-back.value, -back.high, -back.low), abs=1e-12)
    assert rate_difference_p(*first, *second) == pytest.approx(rate_difference_p(*second, *first), abs=1e-9)


@given(counts)
def test_a_rate_lies_in_its_interval_and_the_interval_between_0_and_1(part):
    found = rate(*part)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_hillstrom_conversion_lift_by_katz():
    # mens e-mail 267 of 21,307 against 122 of 21,306: +118.8 %, +76.8 % to +170.9 %
    found = rate_ratio(267, 21_307, 122, 21_306)
    assert [round(100 * (part - 1), 1) for part in (found.value, found.low, found.high)] == [118.8, 76.8, 170.9]


@pytest.mark.real_data
def test_hillstrom_revenue_per_head_by_welch(real_data):
    with gzip.open(real_data / "hillstrom_email.csv.gz", "rt") as lines:
        rows = [(row["segment"], float(row["spend"])) for row in csv.DictReader(lines)]
    mens, nobody = (moments(np.array([spend for arm, spend in rows if arm == name])) for name in ("Mens E-Mail", "No E-Mail"))
    found = mean_difference(mens, nobody)
    assert [round(part, 4) for part in (found.value, found.low, found.high)] == [0.7698, 0.4851, 1.0545]


def test_students_sleep_data_by_welch():
    # Student 1908, as printed by R's t.test(extra ~ group, data = sleep): -3.3654832 to 0.2054832
    first = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    second = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    found = mean_difference(moments(first), moments(second))
    assert (found.low, found.high) == pytest.approx((-3.3654832, 0.2054832), abs=1e-7)


def test_students_sleep_data_alone():
    # R: t.test(sleep$extra): mean 1.54, 95 % 0.5955845 to 2.4844155
    values = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0, 1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = mean(moments(np.array(values)))
    assert (found.value, found.low, found.high) == pytest.approx((1.54, 0.5955845, 2.4844155), abs=1e-7)


@given(st.lists(st.decimals("-999.99", "9999999.99", places=2), min_size=2, max_size=30))
def test_moments_from_sums_are_those_of_the_values(amounts):
    direct = moments(np.array([float(amount) for amount in amounts]))
    summed = moments_from_sums(len(amounts), sum(amounts, Decimal(0)), sum((amount * amount for amount in amounts), Decimal(0)))
    assert summed.count == direct.count
    assert (summed.mean, summed.variance) == pytest.approx((direct.mean, direct.variance), rel=1e-6, abs=1e-6)


def test_a_large_level_of_spending_does_not_drown_the_spread():
    # a hundred million and a cent, twice: floating sums of squares would lose the cent
    amounts = [Decimal("100000000.00"), Decimal("100000000.01")]
    found = moments_from_sums(2, sum(amounts, Decimal(0)), sum((amount * amount for amount in amounts), Decimal(0)))
    assert found.variance == pytest.approx(0.00005, rel=1e-12)


def test_where_there_is_nothing_to_compute_a_reason_is_given():
    assert rate(0, 0).reason is Reason.NOBODY
    assert rate_difference(1, 2, 0, 0).reason is Reason.NOBODY
    assert rate_ratio(1, 2, 0, 9).reason is Reason.NO_EVENT
    assert mean(Moments(0, 0, 0)).reason is Reason.NOBODY
    assert mean(Moments(1, 5, 0)).reason is Reason.TOO_FEW
    assert mean(moments(np.zeros(40))) == Refusal(Reason.NO_VARIATION, "All 40 values are equal, so their spread is unknown.")
    assert mean_difference(Moments(1, 5, 0), Moments(9, 1, 2)).reason is Reason.TOO_FEW
    assert mean_difference(Moments(4, 5, 0), Moments(9, 1, 0)).reason is Reason.NO_VARIATION


def test_impossible_counts_levels_and_amounts_are_refused():
    with pytest.raises(DataError, match="5 of 4"):
        rate(5, 4)
    with pytest.raises(DefinitionError, match="confidence level"):
        rate(1, 4, level=95)
    with pytest.raises(DataError, match="missing"):
        moments(np.array([1.0, np.nan]))


def test_wilson_covers_the_truth_as_often_as_it_says():
    # exact: the binomial probability of all counts whose interval covers .05, .3 and .5, for 40 customers
    from scipy.stats import binom

    covered = [isinstance(rate(k, 40), Estimate) and [rate(k, 40).covers(p) for p in (0.05, 0.3, 0.5)] for k in range(41)]
    for at, share in enumerate((0.05, 0.3, 0.5)):
        assert 0.93 < sum(binom.pmf(k, 40, share) for k in range(41) if covered[k][at]) < 0.98
