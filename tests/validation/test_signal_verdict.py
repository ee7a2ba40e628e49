import math

import numpy as np
import pytest

from regulars.validation.discrimination import auc
from regulars.validation.distributions import holm
from regulars.validation.groups import Group, compare_groups, gather
from regulars.validation.scoreboard import Score, baselines, scoreboard
from regulars.validation.verdict import Check, group_check, score_check, signal, supported_findings


def shop(customers=2500):
    rng = np.random.default_rng(21)
    orders = 1 + rng.poisson(rng.gamma(0.6, 2, customers))
    recency = np.floor(rng.exponential(120, customers)) + 1
    spend = np.round(orders * rng.lognormal(3, 0.5, customers), 2)
    returned = rng.random(customers) < 1 / (1 + np.exp(1.2 + recency / 150 - 0.5 * np.log(orders)))
    segments = np.digitize(recency, [30, 90, 200])
    return recency, orders.astype(float), spend, segments, returned, rng


def everything(recency, orders, spend, segments, returned):
    """All that a validation looks at, and what it claims."""
    board = scoreboard(baselines(recency, orders, spend, -recency + orders), returned)
    table = compare_groups(gather(["hot", "warm", "cool", "cold"], segments, returned))
    checks = [*(score_check(row.name, row.auc) for row in board.rows), group_check("segments", table)]
    verdict = signal(checks)
    return verdict, supported_findings(verdict, [("segments", table)])


def test_a_future_that_follows_the_scores_is_a_signal():
    recency, orders, spend, segments, returned, _ = shop()
    verdict, _ = everything(recency, orders, spend, segments, returned)
    assert verdict.found
    assert {"recency", "segments"} <= set(verdict.carried_by)
    assert verdict.sentence.startswith("There is a signal in ")


def test_a_shuffled_future_is_said_to_have_no_signal():
    recency, orders, spend, segments, returned, rng = shop()
    verdict, findings = everything(recency, orders, spend, segments, rng.permutation(returned))
    assert not verdict.found
    assert findings == ()
    assert verdict.sentence.startswith("There is no signal")


def test_on_shuffled_futures_the_whole_validation_claims_something_at_most_at_the_nominal_rate():
    recency, orders, spend, segments, returned, _ = shop(1200)
    alarms = 0
    for seed in range(200):
        shuffled = np.random.default_rng(seed).permutation(returned)
        verdict, findings = everything(recency, orders, spend, segments, shuffled)
        alarms += verdict.found or bool(findings)
    assert alarms <= 200 * 0.05 + 2 * math.sqrt(200 * 0.05 * 0.95)


def test_findings_are_given_only_of_tables_that_carry_the_signal():
    # upside down beyond doubt, and a table of noise beside it
    strong = compare_groups((Group("low", 500, 50), Group("high", 500, 250)))
    noise = compare_groups((Group("a", 50, 12), Group("b", 50, 15)))
    verdict = signal([group_check("strong", strong), group_check("noise", noise)])
    findings = supported_findings(verdict, [("strong", strong), ("noise", noise)])
    assert verdict.carried_by == ("strong",)
    assert findings == strong.findings
    assert verdict.sentence == "There is a signal in 1 of 2 views of the data: strong."


def test_what_cannot_be_computed_shows_nothing():
    refused = score_check("constant", auc(np.ones(4), np.array([0, 1, 0, 1])))
    assert refused == Check("constant", 1.0)
    assert not signal([refused, group_check("none", compare_groups((Group("a", 5, 0), Group("b", 5, 0))))]).found
    assert not signal([]).found


def test_holm_1979_as_printed_by_rs_p_adjust():
    # p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm"): 0.03 0.06 0.06 0.02
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([]) == ()
    assert holm([0.9, 0.8]) == (1, 1)


def test_without_money_the_scoreboard_leaves_out_spend_and_gini():
    recency, orders, _, _, returned, rng = shop(300)
    scores = [Score("noise", rng.random(300)), *baselines(recency, orders, None, orders - recency)]
    board = scoreboard(scores, returned)
    assert [row.name for row in board.rows] == ["noise", "recency", "frequency", "RFM sum"]
    assert all(row.gini is None for row in board.rows)
    assert "tells apart who comes back worse than recency alone" in board.contests[0].sentence


def test_a_clearly_better_score_is_said_to_be_better():
    recency, orders, spend, _, returned, rng = shop(1500)
    oracle = Score("oracle", returned + rng.random(1500))
    board = scoreboard([oracle, *baselines(recency, orders, spend, orders - recency)], returned, spend)
    assert all("better than" in contest.sentence for contest in board.contests)
    assert scoreboard([oracle], np.zeros(1500)).contests == ()
    assert "Nobody came back" in scoreboard([oracle, Score("flat", orders, True)], np.zeros(1500)).contests[0].sentence
