"""What predicts on CDNOW: time split of 39 + 39 weeks, figures computed independently with scikit-learn and pROC."""

import numpy as np
import pytest
from scipy.special import hyp2f1

from regulars.validation.concentration import capture, normalised_gini
from regulars.validation.discrimination import auc, auc_difference
from regulars.validation.scoreboard import Score, baselines, scoreboard


@pytest.fixture
def board(cdnow):
    plain = baselines(cdnow.recency_days, cdnow.orders, cdnow.spend, cdnow.rfm_sum)
    expected = Score("Pareto/NBD", expected_purchases(cdnow, weeks=39))
    return scoreboard([expected, *plain], cdnow.returned, cdnow.revenue)


def expected_purchases(cdnow, weeks):
    """Fader and Hardie 2005, "A note on deriving the Pareto/NBD model", with the maximum-likelihood parameters (published: .553 10.578 .606 11.669)."""
    r, alpha, s, beta = 0.55328, 10.57768, 0.60624, 11.66873
    x = cdnow.orders - 1
    age = cdnow.first_days / 7
    t_x = age - cdnow.recency_days / 7
    total = r + s + x

    def part(time):
        return hyp2f1(total, r + x, total + 1, (beta - alpha) / (beta + time)) * np.exp(-total * np.log(beta + time))

    difference = part(t_x) - part(age)
    alive = 1 / (1 + s / total * np.exp((r + x) * np.log(alpha + age) + s * np.log(beta + age)) * difference)
    rate = (r + x) * (beta + age) / ((alpha + age) * (s - 1)) * (1 - ((beta + age) / (beta + age + weeks)) ** (s - 1))
    return rate * alive


@pytest.mark.parametrize(
    ("name", "area", "top", "gini"),
    [
        ("recency", 0.7714, 26.1, 0.623),
        ("frequency", 0.7576, 25.6, 0.650),
        ("past spend", 0.7268, 23.1, 0.680),
        ("RFM sum", 0.7767, 26.6, 0.685),
        ("Pareto/NBD", 0.7788, 27.9, 0.656),
    ],
)
def test_auc_capture_and_gini_of_each_score(board, name, area, top, gini):
    row = next(row for row in board.rows if row.name == name)
    assert row.auc.estimate.value == pytest.approx(area, abs=6e-5)
    assert round(100 * row.capture.estimate.value, 1) == top
    assert round(row.gini, 3) == gini
    assert (row.auc.customers, row.auc.returned, row.capture.top) == (2357, 684, 236)


def test_intervals_by_delong(board):
    found = {row.name: row.auc.estimate for row in board.rows}
    assert [round(part, 3) for part in (found["RFM sum"].low, found["RFM sum"].high)] == [0.755, 0.798]
    assert [round(part, 3) for part in (found["Pareto/NBD"].low, found["Pareto/NBD"].high)] == [0.757, 0.801]


def test_no_evidence_that_pareto_nbd_beats_the_plain_rfm_sum(board):
    contest = next(contest for contest in board.contests if contest.baseline == "RFM sum")
    assert round(contest.difference.z, 2) == 0.40
    assert round(contest.difference.p_value, 2) == 0.69
    assert contest.sentence.startswith("No evidence that Pareto/NBD beats RFM sum alone")


def test_every_score_is_set_against_every_baseline(board):
    assert [contest.baseline for contest in board.contests] == ["recency", "frequency", "past spend", "RFM sum"]


def test_a_shuffled_future_shows_no_order(cdnow):
    shuffled = np.random.default_rng(1).permutation(cdnow.returned)
    assert not auc(cdnow.rfm_sum, shuffled).shows_signal
    assert auc(cdnow.rfm_sum, cdnow.returned).shows_signal


def test_equal_one_time_buyers_are_never_split(cdnow):
    # 1,411 bought once: any order of theirs must leave frequency's figures as they are
    order = np.random.default_rng(2).permutation(2357)
    assert capture(cdnow.orders[order], cdnow.returned[order]) == capture(cdnow.orders, cdnow.returned)
    assert normalised_gini(cdnow.orders[order], cdnow.revenue[order]) == normalised_gini(cdnow.orders, cdnow.revenue)
    assert auc_difference(cdnow.orders, cdnow.orders[:] * 2, cdnow.returned).p_value == 1
