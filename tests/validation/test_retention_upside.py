import numpy as np
import pytest

from regulars.validation.estimates import Reason
from regulars.validation.intervals import Moments, moments
from regulars.validation.upside import Retained, Upside, upside

WORTH = Moments(200, 50.0, 900.0)


def test_upside_is_customers_times_gain_times_value():
    _, found = upside([Retained("Loyal", 500, 310, WORTH), Retained("Need Attention", 400, 164, WORTH)])
    assert found.target == "Loyal"
    assert found.gain_in_rate.value == pytest.approx(0.62 - 0.41)
    assert found.customers == pytest.approx(400 * 0.21)
    assert found.amount.value == pytest.approx(400 * 0.21 * 50)
    assert found.certain
    assert found.sentence.startswith(
        "If moved: were the 400 customers of Need Attention to come back as often as Loyal (62 % instead of 41 %), 84 more would, "
        "worth 50.00 each: 4,200 ["
    )


def test_interval_squares_and_adds_both_uncertainties():
    known = Retained("A", 100_000, 60_000, WORTH), Retained("B", 100_000, 50_000, WORTH)
    unknown_rate = upside([Retained("A", 100, 60, Moments(10**8, 50, 1)), Retained("B", 100, 50, Moments(10**8, 50, 1))])[1]
    # with the value all but known, the relative width is that of the gain
    assert unknown_rate.amount.high / unknown_rate.amount.value == pytest.approx(
        unknown_rate.gain_in_rate.high / unknown_rate.gain_in_rate.value, rel=1e-3
    )
    found = upside(known)[1]
    assert found.amount.high / found.amount.value > found.value.high / found.value.value


def test_interval_of_the_upside_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(6)
    covered = 0
    for _ in range(400):
        above, own = rng.binomial(300, 0.5), rng.binomial(400, 0.3)
        worth = moments(rng.gamma(2, 20, own))
        found = upside([Retained("above", 300, above, worth), Retained("own", 400, own, worth)])[1]
        covered += isinstance(found, Upside) and found.amount.covers(400 * 0.2 * 40)
    assert 0.92 < covered / 400 < 0.98


def test_the_best_segment_has_no_upside():
    (refusal,) = upside([Retained("Champions", 100, 90, WORTH)])
    assert refusal.reason is Reason.NO_BETTER_SEGMENT
    assert "No segment with like spend bought more recently than Champions" in refusal.sentence


def test_a_segment_that_already_does_better_is_no_loss_to_be_won():
    refusal = upside([Retained("Loyal", 100, 40, WORTH), Retained("New", 100, 60, WORTH)])[1]
    assert refusal.reason is Reason.NO_BETTER_SEGMENT
    assert "did not come back more often" in refusal.sentence


def test_only_segments_on_the_same_ladder_are_comparable():
    found = upside(
        [
            Retained("Champions", 100, 90, WORTH, "big"),
            Retained("Regulars", 100, 70, WORTH, "small"),
            Retained("Nobody", 0, 0, WORTH, "big"),
            Retained("At Risk", 100, 40, WORTH, "big"),
        ]
    )
    assert found[1].reason is Reason.NO_BETTER_SEGMENT
    assert found[2].reason is Reason.NOBODY
    assert found[3].target == "Champions"


def test_a_difference_that_may_be_chance_says_so_and_never_shows_a_loss():
    found = upside([Retained("A", 40, 21, WORTH), Retained("B", 40, 20, WORTH)])[1]
    assert not found.certain
    assert found.amount.low == 0
    assert "no more than chance explains" in found.sentence


def test_without_a_value_of_returning_customers_there_is_no_upside():
    above = Retained("A", 40, 30, WORTH)
    for worth in (Moments(0, 0, 0), Moments(1, 20, 0), Moments(20, -5.0, 9.0)):
        assert upside([above, Retained("B", 40, 10, worth)])[1].reason is Reason.NO_VALUE
