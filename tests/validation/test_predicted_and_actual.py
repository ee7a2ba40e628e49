import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DataError, DefinitionError
from regulars.validation.calibration import calibration
from regulars.validation.estimates import Estimate, Reason

rows = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6)), min_size=1, max_size=80)


def unpacked(rows):
    predicted, actual = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    return predicted / 4, actual


def test_bins_end_at_the_nearest_ranks():
    # ten predictions in three bins: borders at the ranks ceil(10 / 3) = 4 and ceil(20 / 3) = 7
    found = calibration(np.arange(1.0, 11.0), np.zeros(10), bins=3)
    assert [(part.low, part.high, part.customers) for part in found.bins] == [(1, 4, 4), (5, 7, 3), (8, 10, 3)]


@given(rows, st.integers(1, 12))
def test_bins_hold_everybody_once_and_never_part_equal_predictions(rows, bins):
    predicted, actual = unpacked(rows)
    found = calibration(predicted, actual, bins)
    assert sum(part.customers for part in found.bins) == len(rows)
    assert all(low.high < high.low for low, high in zip(found.bins, found.bins[1:], strict=False))
    assert sum(part.actual * part.customers for part in found.bins) == pytest.approx(actual.sum())
    assert sum(part.predicted * part.customers for part in found.bins) == pytest.approx(predicted.sum())
    assert len(found.bins) <= bins


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_for_calibration(rows, random):
    predicted, actual = unpacked(rows)
    order = np.array(random.sample(range(len(rows)), len(rows)))
    assert calibration(predicted, actual, 4) == calibration(predicted[order], actual[order], 4)


def test_totals_and_ratio_speak_in_words():
    rng = np.random.default_rng(0)
    predicted = rng.gamma(1, 0.7, 3000)
    right, low = calibration(predicted, rng.poisson(predicted)), calibration(predicted * 0.8, rng.poisson(predicted))
    assert right.ratio.covers(1)
    assert "no more than chance explains" in right.sentence
    assert low.ratio.value == pytest.approx(low.predicted / low.actual)
    assert "% too low, more than chance explains" in low.sentence


def test_probabilities_are_judged_by_wilson_and_kept_tells_which_bins_hold():
    predicted = np.repeat([0.2, 0.6], 100)
    actual = np.concatenate((np.arange(100) < 20, np.arange(100) < 90)).astype(float)
    first, second = calibration(predicted, actual, 2).bins
    assert (round(first.interval.low, 4), round(first.interval.high, 4)) == (0.1334, 0.2888)  # Wilson, 20 of 100
    assert (first.kept, second.kept) == (True, False)


def test_intervals_of_bins_cover_a_true_prediction_about_as_often_as_they_say():
    rng = np.random.default_rng(9)
    chance = rng.random(20_000) * 0.5
    found = calibration(chance, rng.random(20_000) < chance, 100)
    kept = [part.kept for part in found.bins]
    assert all(isinstance(part.interval, Estimate) for part in found.bins)
    assert 0.88 <= sum(kept) / len(kept) <= 1


def test_without_customers_events_or_bins_there_is_a_reason():
    assert calibration(np.empty(0), np.empty(0)).reason is Reason.NOBODY
    assert calibration(np.array([0.5, 0.2]), np.zeros(2)).ratio.reason is Reason.NO_EVENT
    assert calibration(np.array([0.5]), np.ones(1)).ratio.reason is Reason.TOO_FEW
    with pytest.raises(DefinitionError, match="0 bins"):
        calibration(np.array([0.5]), np.ones(1), bins=0)
    with pytest.raises(DataError, match="missing"):
        calibration(np.array([np.nan]), np.ones(1))
