import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from regulars.errors import DefinitionError
from regulars.validation.concentration import capture, capture_difference, gain_curve, normalised_gini
from regulars.validation.estimates import Reason

rows = st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 500)), min_size=2, max_size=60)


def unpacked(rows):
    scores, cents = (np.array(column) for column in zip(*rows, strict=True))
    assume(len(set(cents.tolist())) > 1)
    return scores.astype(float), cents / 100


def captured(amounts, top):
    return sum(amounts[:top]) / sum(amounts)


def gini_in_order(amounts):
    """The textbook sum: 2 sum(i y_i) / (n sum y) - (n + 1) / n, with i the rank from the best, turned to be positive."""
    n = len(amounts)
    return (n + 1) / n - 2 * sum((rank + 1) * amount for rank, amount in enumerate(amounts)) / (n * sum(amounts))


def all_orders(scores, amounts):
    """Every order of the customers that the scores allow, best first."""
    blocks = [[a for s, a in zip(scores, amounts, strict=True) if s == level] for level in sorted(set(scores), reverse=True)]
    for choice in itertools.product(*(itertools.permutations(block) for block in blocks)):
        yield [amount for block in choice for amount in block]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.75])
def test_ties_are_the_average_over_all_orders_they_allow(share):
    scores, amounts = [3, 2, 2, 2, 1, 1], [7.0, 1.0, 4.0, 0.0, 9.0, 2.0]
    orders = list(all_orders(scores, amounts))
    top = math.ceil(share * 6)
    expected = sum(captured(order, top) for order in orders) / len(orders)
    assert capture(np.array(scores), np.array(amounts), share).estimate.value == pytest.approx(expected, abs=1e-12)
    gini = sum(gini_in_order(order) for order in orders) / len(orders) / gini_in_order(sorted(amounts, reverse=True))
    assert normalised_gini(np.array(scores), np.array(amounts)) == pytest.approx(gini, abs=1e-12)


@given(rows)
def test_a_perfect_order_has_gini_one_and_its_reverse_minus_one(rows):
    _, amounts = unpacked(rows)
    assert normalised_gini(amounts, amounts) == pytest.approx(1, abs=1e-12)
    assert normalised_gini(-amounts, amounts) == pytest.approx(-1, abs=1e-9)


@given(rows)
def test_a_score_that_tells_nobody_apart_has_gini_zero_and_captures_its_share(rows):
    _, amounts = unpacked(rows)
    flat = np.zeros(len(amounts))
    assert normalised_gini(flat, amounts) == pytest.approx(0, abs=1e-9)
    found = capture(flat, amounts)
    assert found.top == math.ceil(len(amounts) / 10)
    assert found.estimate.value == pytest.approx(found.top / len(amounts), abs=1e-12)


@given(rows)
def test_only_the_order_of_scores_matters_for_concentration(rows):
    scores, amounts = unpacked(rows)
    assert capture(scores, amounts) == capture(np.exp(scores), amounts)
    assert normalised_gini(scores, amounts) == normalised_gini(3 * scores - 40, amounts)


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_for_concentration(rows, random):
    scores, amounts = unpacked(rows)
    order = np.array(random.sample(range(len(rows)), len(rows)))
    assert capture(scores, amounts) == capture(scores[order], amounts[order])
    assert normalised_gini(scores, amounts) == normalised_gini(scores[order], amounts[order])


@given(rows)
def test_capture_lies_in_its_interval_between_none_and_all(rows):
    scores, amounts = unpacked(rows)
    found = capture(scores, amounts).estimate
    assert -1e-12 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1 + 1e-12


def test_jackknife_interval_of_capture_has_the_width_of_the_bootstrap():
    rng = np.random.default_rng(3)
    scores = np.round(rng.gamma(1, 2, 1500), 1)
    returned = (rng.random(1500) < 1 / (1 + np.exp(1.5 - scores / 3))).astype(float)
    money = returned * rng.lognormal(3, 1, 1500)
    for outcome in (returned, money):
        found = capture(scores, outcome).estimate
        draws = (rng.integers(0, 1500, 1500) for _ in range(400))
        again = [capture(scores[draw], outcome[draw]).estimate.value for draw in draws]
        assert (found.high - found.low) / 2 / 1.96 == pytest.approx(np.std(again), rel=0.15)


def test_paired_interval_of_two_captures_has_the_width_of_the_bootstrap():
    rng = np.random.default_rng(4)
    one = rng.normal(size=1500)
    two = one + rng.normal(size=1500) / 2
    returned = (rng.random(1500) < 1 / (1 + np.exp(1 - one))).astype(float)
    found = capture_difference(one, two, returned).estimate
    draws = (rng.integers(0, 1500, 1500) for _ in range(400))
    again = [capture_difference(one[draw], two[draw], returned[draw]).estimate.value for draw in draws]
    assert (found.high - found.low) / 2 / 1.96 == pytest.approx(np.std(again), rel=0.2)


def test_interval_of_capture_covers_the_truth_as_often_as_it_says():
    # uniform scores, chance of coming back = score: the top tenth holds (1 - .9 ** 2) of all events
    rng = np.random.default_rng(8)
    covered = 0
    for _ in range(400):
        scores = rng.random(600)
        covered += capture(scores, rng.random(600) < scores).estimate.covers(1 - 0.9**2)
    assert 0.91 < covered / 400 < 0.99


def test_two_scores_that_order_alike_differ_by_nothing():
    scores, outcome = np.arange(50.0), (np.arange(50) % 3 == 0).astype(float)
    found = capture_difference(scores, scores * 2, outcome)
    assert (found.estimate.value, found.estimate.low, found.estimate.high, found.p_value) == (0, 0, 0, 1)


def test_all_captured_is_not_certain_that_all_always_will_be():
    outcome = np.zeros(100)
    outcome[:4] = 1
    found = capture(-np.arange(100.0), outcome).estimate
    assert (found.value, found.high) == (1, 1)
    assert found.low == pytest.approx(4 / (4 + 1.959963984540054**2))  # Wilson's limit for 4 of 4


def test_nothing_to_share_out_is_refused_with_the_reason():
    two = np.array([1.0, 2.0])
    assert capture(two, np.zeros(2)).reason is Reason.NO_EVENT
    assert normalised_gini(two, np.array([-3.0, 1.0])).reason is Reason.NO_EVENT
    assert normalised_gini(two, np.ones(2)).reason is Reason.NO_VARIATION
    assert capture(np.empty(0), np.empty(0)).reason is Reason.NOBODY
    with pytest.raises(DefinitionError, match="no share"):
        capture(two, two, share=0)


@given(rows)
def test_a_gain_curve_rises_from_nothing_to_all_and_holds_the_capture(rows):
    scores, amounts = unpacked(rows)
    curve = gain_curve(scores, amounts, steps=len(scores))
    assert (curve[0], curve[-1]) == (0.0, pytest.approx(1.0))
    assert all(left <= right + 1e-12 for left, right in itertools.pairwise(curve))
    for top in range(1, len(scores)):
        held = capture(scores, amounts, share=top / len(scores))
        assert curve[held.top] == pytest.approx(held.estimate.value, abs=1e-9)


def test_without_an_outcome_there_is_no_gain_curve():
    assert gain_curve(np.arange(3.0), np.zeros(3)).reason is Reason.NO_EVENT
