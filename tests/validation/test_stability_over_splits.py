from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DataError
from regulars.validation.estimates import Reason
from regulars.validation.stability import AtSplit, Trend, mann_kendall, stability


def splits(*values):
    return [AtSplit(date(2024, 1 + month, 1), value) for month, value in enumerate(values)]


def test_least_middle_and_most_are_told():
    found = stability("AUC", splits(0.71, 0.78, 0.74))
    assert (found.least, found.middle, found.most, found.trend) == (0.71, 0.74, 0.78, Trend.TOO_FEW_DATES)
    assert found.sentence == (
        "AUC over 3 split dates: 0.710 at least, 0.740 in the middle, 0.780 at most; too few dates to tell a trend (5 are needed)."
    )


def test_a_steady_fall_is_told_with_its_dates():
    found = stability("AUC", splits(0.80, 0.78, 0.75, 0.71, 0.66)[::-1])
    assert found.trend is Trend.FALLING
    assert "it is falling from 0.800 (2024-01-01) to 0.660 (2024-05-01), p = 0.017" in found.sentence
    assert stability("AUC", splits(0.1, 0.2, 0.3, 0.4, 0.5)).trend is Trend.RISING


def test_ups_and_downs_are_no_trend():
    found = stability("AUC", splits(0.7, 0.8, 0.72, 0.79, 0.74))
    assert found.trend is Trend.NONE_SHOWN
    assert "no trend shown" in found.sentence


def test_kendalls_table_of_the_exact_distribution():
    # Kendall, "Rank correlation methods", table 1: P(S >= 20) = .0071 for n = 8, P(S >= 8) = .042 for n = 5
    assert mann_kendall([2, 3, 1, 5, 4, 6, 8, 7]) == pytest.approx(2 * 0.0071, abs=1e-4)
    assert mann_kendall([1, 2, 3, 5, 4]) == pytest.approx(2 * 5 / 120)


@given(st.permutations(range(6)))
def test_p_value_is_the_share_of_orders_that_are_as_extreme(values):
    def excess(order):
        return abs(sum((b > a) - (b < a) for i, a in enumerate(order) for b in order[i + 1 :]))

    extreme = sum(excess(order) >= excess(values) for order in permutations(range(6)))
    assert mann_kendall(values) == pytest.approx(extreme / 720)


def test_one_flat_line_has_no_trend():
    assert mann_kendall([0.5] * 6) == 1
    assert stability("AUC", splits(*[0.5] * 6)).trend is Trend.NONE_SHOWN


def test_no_dates_are_refused_and_a_date_twice_is_an_error():
    assert stability("AUC", []).reason is Reason.TOO_FEW
    with pytest.raises(DataError, match="twice"):
        stability("AUC", [AtSplit(date(2024, 1, 1), 0.5)] * 2)
