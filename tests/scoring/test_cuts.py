from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DataError, DefinitionError
from regulars.scoring.cuts import (
    ascending_level,
    cuts_for,
    cycle_cuts,
    display_score,
    fixed_cuts,
    level_ranges,
    quantile_cuts,
    score,
    usable_levels,
)
from regulars.scoring.results import Axis, AxisCuts, CutMethod
from regulars.scoring.scorecards import CYCLE_MULTIPLES, AxisSpec

LEVELS = st.integers(2, 10)
AXES = st.sampled_from(list(Axis))
AMOUNTS = st.lists(st.integers(-2000, 50000).map(lambda cents: Decimal(cents) / 100), min_size=1, max_size=60)
FEW_VALUES = st.lists(st.integers(1, 6), min_size=1, max_size=60)


def histogram(values):
    return sorted(Counter(values).items())


def quantile(axis, values, levels):
    return cuts_for(AxisSpec(axis, levels), quantile_cuts(histogram(values), levels), min(values), max(values))


def made(axis, boundaries, **changes):
    levels = len(boundaries) + 1
    return replace(AxisCuts(axis, CutMethod.QUANTILE, levels, tuple(boundaries), levels, axis is Axis.RECENCY), **changes)


def test_quintiles_of_one_to_ten_are_every_second_value():
    assert quantile_cuts([(value, 1) for value in range(1, 11)], 5) == (2, 4, 6, 8)


def test_ties_repeat_a_border():
    assert quantile_cuts([(1, 70), (2, 20), (3, 10)], 5) == (1, 1, 1, 2)


def test_no_customers_cannot_be_cut():
    with pytest.raises(DataError):
        quantile_cuts([], 5)


@given(AMOUNTS, LEVELS)
def test_a_quantile_border_is_the_nearest_rank_value(values, levels):
    ordered = sorted(values)
    expected = [ordered[max(0, -(-index * len(values) // levels) - 1)] for index in range(1, levels)]
    assert list(quantile_cuts(histogram(values), levels)) == expected


@given(AMOUNTS, LEVELS)
def test_a_border_has_at_least_its_share_at_or_below_and_less_below(values, levels):
    for index, border in enumerate(quantile_cuts(histogram(values), levels), 1):
        at_or_below = sum(value <= border for value in values)
        below = sum(value < border for value in values)
        assert at_or_below * levels >= index * len(values) > below * levels


@given(AMOUNTS, LEVELS, st.integers(1, 10**6), st.integers(1, 1000))
def test_scaling_money_changes_no_score(values, levels, numerator, denominator):
    factor = Fraction(numerator, denominator)
    exact = [Fraction(value) for value in values]
    plain = quantile_cuts(histogram(exact), levels)
    scaled = quantile_cuts(histogram([value * factor for value in exact]), levels)
    assert [bisect_left(plain, value) for value in exact] == [bisect_left(scaled, value * factor) for value in exact]


@given(FEW_VALUES, LEVELS, AXES, st.randoms(use_true_random=False))
def test_row_order_and_thinning_ties_change_no_score(values, levels, axis, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert quantile(axis, shuffled, levels) == quantile(axis, values, levels)
    assert quantile(axis, values * 3, levels) == quantile(axis, values, levels)


@given(AMOUNTS, LEVELS, AXES)
def test_scores_never_get_worse_as_the_value_gets_better(values, levels, axis):
    cuts = quantile(axis, values, levels)
    best_first = sorted(values, reverse=axis is not Axis.RECENCY)
    scores = [score(value, cuts) for value in best_first]
    assert scores == sorted(scores)
    assert set(scores) <= set(range(1, levels + 1))


@given(FEW_VALUES, LEVELS, AXES)
def test_usable_quantile_levels_are_the_levels_in_use(values, levels, axis):
    cuts = quantile(axis, values, levels)
    used = len({score(value, cuts) for value in values})
    assert used == cuts.usable
    assert bool(cuts.note) is (cuts.usable < levels)


def test_one_order_each_is_one_usable_level_with_the_lowest_score():
    cuts = quantile(Axis.FREQUENCY, [1] * 50, 5)
    assert (cuts.usable, score(1, cuts)) == (1, 5)
    assert cuts.note == "Equal values stay together, so 1 of 5 levels can hold anybody."


def test_the_most_recent_have_recency_score_1():
    cuts = quantile(Axis.RECENCY, list(range(100)), 5)
    assert (score(0, cuts), score(99, cuts), cuts.usable) == (1, 5, 5)


def test_fixed_recency_limits_are_at_most():
    cuts = fixed_cuts(AxisSpec(Axis.RECENCY, 5, CutMethod.FIXED, (30, 90, 180, 365)))
    assert [score(days, cuts) for days in (0, 30, 31, 90, 91, 180, 365, 366)] == [1, 1, 2, 2, 3, 3, 4, 5]


def test_fixed_order_limits_are_at_least():
    cuts = fixed_cuts(AxisSpec(Axis.FREQUENCY, 5, CutMethod.FIXED, (8, 5, 3, 2)))
    assert [score(orders, cuts) for orders in (1, 2, 3, 4, 5, 7, 8, 99)] == [5, 4, 3, 3, 2, 2, 1, 1]


def test_fixed_money_limits_are_at_least_to_the_cent():
    spec = AxisSpec(Axis.MONETARY, 3, CutMethod.FIXED, (Decimal("100.00"), Decimal("50.00")))
    cuts = cuts_for(spec, spec.boundaries, Decimal("-5.00"), Decimal("100.00"))
    assert [score(Decimal(money), cuts) for money in ("100.00", "99.99", "50.00", "49.99", "-5.00")] == [1, 2, 2, 3, 3]
    assert cuts.usable == 3


def test_fixed_limits_beyond_the_data_are_not_usable():
    spec = AxisSpec(Axis.RECENCY, 5, CutMethod.FIXED, (30, 90, 180, 365))
    cuts = cuts_for(spec, spec.boundaries, 0, 100)
    assert (cuts.usable, cuts.note) == (3, "The values lie in 3 of 5 levels.")


@given(st.lists(st.integers(0, 20), min_size=1, max_size=9).map(sorted), st.lists(st.integers(-5, 25), min_size=2), st.booleans())
def test_usable_levels_hold_whatever_lies_between(borders, values, inclusive):
    cuts = made(Axis.RECENCY, borders, inclusive_upper=inclusive)
    halves = [Decimal(half) / 2 for half in range(2 * min(values), 2 * max(values) + 1)]
    reachable = {ascending_level(half, cuts) for half in halves}
    assert usable_levels(borders, min(values), max(values), inclusive_upper=inclusive) == len(reachable)


def test_frozen_cuts_keep_their_borders_and_know_the_new_values():
    former = quantile(Axis.MONETARY, [Decimal(value) for value in range(100)], 5)
    spec = AxisSpec(Axis.MONETARY, 5)
    frozen = cuts_for(spec, former.boundaries, Decimal(90), Decimal(95), frozen=former)
    assert (frozen.boundaries, frozen.method, frozen.usable) == (former.boundaries, CutMethod.FROZEN, 1)
    assert score(Decimal(95), frozen) == score(Decimal(95), former) == 1


def test_a_wrong_number_of_borders_is_refused():
    with pytest.raises(DefinitionError, match="5 levels and 3 borders"):
        cuts_for(AxisSpec(Axis.MONETARY, 5), (1, 2, 3), 0, 9)


def test_cycle_borders_are_whole_multiples_of_the_typical_gap():
    assert cycle_cuts(28.5, (1, 2, 3, 5)) == (29, 57, 86, 143)


def test_cycle_borders_of_a_daily_shop_still_ascend():
    assert cycle_cuts(0.3, (1, 2, 3, 5)) == (1, 2, 3, 4)
    assert cycle_cuts(0, (1, 2, 3, 5)) == (1, 2, 3, 4)


@given(st.floats(0, 5000), LEVELS)
def test_cycle_borders_always_ascend_strictly(gap, levels):
    borders = cycle_cuts(gap, CYCLE_MULTIPLES[: levels - 1])
    assert borders[0] >= 1
    assert all(low < high for low, high in pairwise(borders))


@pytest.mark.parametrize("gap", [float("nan"), float("inf"), -1.0])
def test_a_gap_that_is_no_number_of_days_is_refused(gap):
    with pytest.raises(DataError, match="no purchase cycle"):
        cycle_cuts(gap, (1, 2))


@given(LEVELS, st.data())
def test_the_shown_score_turns_round_and_back(levels, data):
    own = data.draw(st.integers(1, levels))
    assert display_score(own, levels, 1) == own
    assert display_score(display_score(own, levels, 5), levels, 5) == own
    assert display_score(1, levels, 5) == levels


def ranges(cuts, unit):
    return tuple(words.replace("\N{EN DASH}", "-") for words in level_ranges(cuts, unit))


def test_ranges_of_days_and_orders_read_like_speech():
    assert ranges(made(Axis.RECENCY, (17, 50, 50, 1200)), "days") == (
        "0-17 days",
        "18-50 days",
        "—",
        "51-1,200 days",
        "1,201 days or more",
    )
    assert ranges(made(Axis.FREQUENCY, (1, 1, 2, 5)), "orders") == (
        "6 orders or more",
        "3-5 orders",
        "2 orders",
        "—",
        "1 order",
    )


def test_ranges_of_money_have_cents_and_no_unit():
    borders = (Decimal("10.00"), Decimal("10.00"), Decimal("1234.50"))
    assert ranges(made(Axis.MONETARY, borders), "net revenue") == (
        "over 1,234.50",
        "over 10.00 to 1,234.50",
        "—",
        "up to 10.00",
    )


def test_ranges_of_fixed_limits_say_at_least():
    fixed = fixed_cuts(AxisSpec(Axis.MONETARY, 3, CutMethod.FIXED, (1000, 500)))
    assert level_ranges(fixed) == ("1,000 or more", "500 to under 1,000", "under 500")
    orders = fixed_cuts(AxisSpec(Axis.FREQUENCY, 5, CutMethod.FIXED, (8, 5, 3, 2)))
    assert ranges(orders, "orders") == ("8 orders or more", "5-7 orders", "3-4 orders", "2 orders", "1 order")


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=9).map(sorted), st.sampled_from([Axis.RECENCY, Axis.FREQUENCY]), st.booleans()
)
def test_a_level_without_a_range_has_no_values(borders, axis, inclusive):
    cuts = made(axis, borders, inclusive_upper=inclusive)
    found = {score(value, cuts) for value in range(1 if axis is Axis.FREQUENCY else 0, 40)}
    assert {index for index, words in enumerate(level_ranges(cuts, "x"), 1) if words != "—"} == found
