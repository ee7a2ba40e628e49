import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from regulars.errors import DataError
from regulars.validation.discrimination import auc, auc_difference
from regulars.validation.estimates import Reason

# few distinct scores, so that ties are everywhere
rows = st.lists(st.tuples(st.integers(-5, 5), st.booleans(), st.integers(0, 9)), min_size=2, max_size=60)


def unpacked(rows):
    scores, events, other = (np.array(column) for column in zip(*rows, strict=True))
    assume(events.any() and not events.all())
    return scores.astype(float), events, other.astype(float)


def by_pairs(scores, events):
    """DeLong, DeLong and Clarke-Pearson 1988, eq. 1 to 6, pair by pair: AUC and the placements of both groups."""
    kernel = (scores[events][:, None] > scores[~events][None, :]) + 0.5 * (scores[events][:, None] == scores[~events][None, :])
    return kernel.mean(), kernel.mean(axis=1), kernel.mean(axis=0)


def spread(v10, v01):
    return sum(part.var(ddof=1) / len(part) for part in (v10, v01) if len(part) > 1)


@given(rows)
def test_area_and_error_are_those_of_all_pairs(rows):
    scores, events, _ = unpacked(rows)
    assume(len(set(scores)) > 1)
    area, v10, v01 = by_pairs(scores, events)
    found = auc(scores, events)
    assert found.estimate.value == pytest.approx(area, abs=1e-12)
    assert found.standard_error == pytest.approx(math.sqrt(spread(v10, v01)), abs=1e-9)
    assert 0 <= found.estimate.low <= area + 1e-12
    assert area - 1e-12 <= found.estimate.high <= 1


@given(rows)
def test_paired_difference_is_that_of_all_pairs(rows):
    scores, events, other = unpacked(rows)
    one, two = by_pairs(scores, events), by_pairs(other, events)
    found = auc_difference(scores, other, events)
    error = math.sqrt(spread(one[1] - two[1], one[2] - two[2]))
    assert found.estimate.value == pytest.approx(one[0] - two[0], abs=1e-12)
    assert found.estimate.high - found.estimate.low == pytest.approx(2 * 1.959963984540054 * error, abs=1e-9)


@given(rows)
def test_a_reversed_score_has_the_rest_to_one(rows):
    scores, events, _ = unpacked(rows)
    assume(len(set(scores)) > 1)
    there, back = auc(scores, events), auc(-scores, events)
    assert there.estimate.value + back.estimate.value == pytest.approx(1, abs=1e-15)
    assert there.estimate.low == pytest.approx(1 - back.estimate.high, abs=1e-9)


@given(rows)
def test_only_the_order_of_scores_matters(rows):
    scores, events, _ = unpacked(rows)
    assume(len(set(scores)) > 1)
    assert auc(scores, events) == auc(np.exp(scores) * 1000 + 7, events)
    same = auc_difference(scores, np.exp(scores), events)
    assert (same.estimate.value, same.estimate.low, same.estimate.high, same.p_value) == (0, 0, 0, 1)


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    scores, events, other = unpacked(rows)
    assume(len(set(scores)) > 1)
    order = np.array(random.sample(range(len(rows)), len(rows)))
    assert auc(scores, events) == auc(scores[order], events[order])
    assert auc_difference(scores, other, events) == auc_difference(scores[order], other[order], events[order])


def test_perfect_separation_still_has_an_interval():
    found = auc(np.array([1, 2, 3, 4, 5, 6.0]), np.array([0, 0, 0, 1, 1, 1]))
    assert found.estimate.value == found.estimate.high == 1
    low = found.estimate.low
    # Newcombe 2006, method 5: the limit is where the distance is 1.96 errors by Hanley and McNeil with the mean size of both groups
    variance = low * (1 - low) / 9 * (1 + 2 * ((1 - low) / (2 - low) + low / (1 + low)))
    assert 1 - low == pytest.approx(1.959963984540054 * math.sqrt(variance), abs=1e-9)
    # the normal form of Mann and Whitney's test: (9 - 4.5) / root(3 * 3 * 7 / 12) = 1.964
    assert found.p_value == pytest.approx(math.erfc(4.5 / math.sqrt(63 / 12) / math.sqrt(2)))


def test_delong_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(5)
    truth = 0.5 * (1 + math.erf(0.5))  # normal scores one half root 2 apart
    covered = 0
    for _ in range(400):
        events = np.arange(200) < 60
        covered += auc(rng.normal(size=200) + events * math.sqrt(0.5) * math.sqrt(2), events).estimate.covers(truth)
    assert 0.92 < covered / 400 < 0.98


def test_on_shuffled_outcomes_chance_is_left_out_no_more_often_than_nominal():
    rng = np.random.default_rng(11)
    scores = rng.integers(1, 6, 500).astype(float)
    events = rng.random(500) < 0.3
    alarms = sum(auc(scores, rng.permutation(events)).shows_signal for _ in range(400))
    assert alarms <= 400 * 0.05 + 2 * math.sqrt(400 * 0.05 * 0.95)


def test_one_sided_outcomes_and_equal_scores_are_refused_with_the_reason():
    three = np.array([1.0, 2.0, 3.0])
    assert auc(three, np.zeros(3)).reason is Reason.NO_EVENT
    assert auc(three, np.ones(3)).reason is Reason.ONLY_EVENTS
    assert auc(np.ones(3), np.array([0, 1, 0])).reason is Reason.CONSTANT_SCORE
    assert auc(np.empty(0), np.empty(0)).reason is Reason.NOBODY
    assert auc_difference(three, three, np.ones(3)).reason is Reason.ONLY_EVENTS


def test_missing_scores_and_outcomes_that_are_no_flags_are_errors():
    with pytest.raises(DataError, match="missing"):
        auc(np.array([1.0, np.nan]), np.array([0, 1]))
    with pytest.raises(DataError, match="neither 0 nor 1"):
        auc(np.array([1.0, 2.0]), np.array([0, 2]))
    with pytest.raises(DataError, match="scores 2, outcomes 3"):
        auc(np.array([1.0, 2.0]), np.array([0, 1, 1]))
