from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.scoring.composite import COMPOSITE_SEGMENTS, composite, composite_fifths, composite_ranks, fifth_name

CELLS = st.tuples(*[st.integers(1, 5)] * 3)
WEIGHTS = st.tuples(*[st.integers(1, 9)] * 3)
HISTOGRAMS = st.dictionaries(st.fractions(0, 50, max_denominator=8), st.integers(1, 40), min_size=1, max_size=30)


def test_the_composite_is_the_weighted_sum_with_the_highest_score_best():
    assert composite((1, 3, 5), (5, 5, 5), (3, 1, 1)) == 3 * 5 + 3 + 1
    assert composite((1, 2), (3, 3), (1, 1)) == 5


def test_decimal_weights_add_up_exactly():
    assert composite((1, 1, 1), (5, 5, 5), (Decimal("0.1"), Decimal("0.2"), Decimal("0.3"))) == Fraction(3)


@given(CELLS, WEIGHTS, st.integers(0, 2))
def test_a_better_score_on_an_axis_is_a_higher_composite(cell, weights, axis):
    better = tuple(max(1, score - (index == axis)) for index, score in enumerate(cell))
    gain = composite(better, (5, 5, 5), weights) - composite(cell, (5, 5, 5), weights)
    assert gain == (weights[axis] if better != cell else 0)


def test_a_mid_rank_counts_half_of_its_equals():
    assert composite_ranks({Fraction(3): 50, Fraction(9): 50}) == {Fraction(3): 25.0, Fraction(9): 75.0}


@given(HISTOGRAMS)
def test_ranks_rise_with_the_composite_and_average_50(histogram):
    ranks = composite_ranks(histogram)
    ordered = [ranks[value] for value in sorted(histogram)]
    assert ordered == sorted(set(ordered))
    assert ordered[0] >= 0
    assert ordered[-1] <= 100
    total = sum(histogram.values())
    assert sum(ranks[value] * count for value, count in histogram.items()) / total == pytest.approx(50)


def test_a_hundred_different_customers_are_five_equal_fifths():
    fifths = composite_fifths({Fraction(value): 1 for value in range(100)})
    assert [list(fifths.values()).count(fifth) for fifth in (1, 2, 3, 4, 5)] == [20] * 5
    assert (fifths[Fraction(99)], fifths[Fraction(0)]) == (1, 5)


@given(HISTOGRAMS)
def test_fifths_never_get_worse_as_the_composite_rises(histogram):
    fifths = composite_fifths(histogram)
    ordered = [fifths[value] for value in sorted(histogram)]
    assert ordered == sorted(ordered, reverse=True)
    assert set(fifths) == set(histogram)
    assert set(ordered) <= {1, 2, 3, 4, 5}


@given(HISTOGRAMS)
def test_no_more_than_a_fifth_lies_above_the_border_of_the_top_fifth(histogram):
    top = sum(histogram[value] for value, fifth in composite_fifths(histogram).items() if fifth == 1)
    assert 5 * top <= sum(histogram.values())


@given(HISTOGRAMS, st.integers(2, 7))
def test_every_customer_counted_k_times_changes_nothing(histogram, times):
    more = {value: count * times for value, count in histogram.items()}
    assert composite_fifths(more) == composite_fifths(histogram)
    assert composite_ranks(more) == composite_ranks(histogram)


def test_nobody_has_no_fifths():
    assert composite_fifths({}) == {}
    assert composite_ranks({}) == {}


def test_the_five_segments_are_named_best_first():
    assert [fifth_name(fifth) for fifth in (1, 2, 3, 4, 5)] == [
        "Top fifth",
        "Second fifth",
        "Third fifth",
        "Fourth fifth",
        "Bottom fifth",
    ]
    assert all(segment.objective and segment.campaign_type for segment in COMPOSITE_SEGMENTS)
