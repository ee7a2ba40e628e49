"""Differences from one control err together: to the figures of Gleser and Olkin, and to those worked out by hand."""

from __future__ import annotations

import math

import pytest

from regulars.experiments import beliefs
from regulars.experiments.beliefs import Belief, believed
from regulars.experiments.shared_controls import Difference, together

PRIOR = Belief(0.0, 0.02, "the prior")
# Gleser and Olkin 2009, table 19.1: study, treatment, events and customers of the control, and of the treated
_STUDIES = [
    (1, 1, (40, 1000), (100, 4000)), (1, 2, (40, 1000), (150, 4000)), (2, 1, (10, 200), (15, 400)),
    (3, 1, (150, 2000), (40, 1000)), (3, 2, (150, 2000), (80, 1000)), (3, 3, (150, 2000), (50, 1000)),
]  # fmt: skip


def _variance(events: int, of: int) -> float:
    return events / of * (1 - events / of) / of


def test_risk_differences_of_gleser_and_olkin_2009() -> None:
    # control less treated, as they have them
    differences = [
        Difference(
            str(treatment),
            control[0] / control[1] - treated[0] / treated[1],
            math.sqrt(_variance(*control) + _variance(*treated)),
            str(study),
            math.sqrt(_variance(*control)),
        )
        for study, treatment, control, treated in _STUDIES
    ]
    assert [each.value for each in differences] == pytest.approx([0.0150, 0.0025, 0.0125, 0.0350, -0.0050, 0.0250])  # table 19.2
    found = together(differences)
    assert found.treatments == ("1", "2", "3")
    assert found.values == pytest.approx((0.0200, 0.0043, 0.0211), abs=5e-5)  # equation 19.6
    printed = [(24.612, 19.954, 13.323), (19.954, 28.538, 13.255), (13.323, 13.255, 69.806)]  # equation 19.7
    for row, expected in zip(found.covariance, printed, strict=True):
        assert [1e6 * each for each in row] == pytest.approx(expected, abs=5e-4)
    assert found.statistic == pytest.approx(7.1907, abs=5e-5)  # equation 19.8
    assert found.degrees == 3


def test_two_arms_of_one_treatment_know_the_control_only_once() -> None:
    # by hand: each errs by 0.03 of its own and both by 0.04 of the control, so the mean by sqrt(0.0009 / 2 + 0.0016)
    arms = [Difference("voucher", value, 0.05, "spring", 0.04) for value in (0.02, 0.06)]
    found = together(arms)
    assert found.values == pytest.approx((0.04,))
    assert math.sqrt(found.covariance[0][0]) == pytest.approx(math.sqrt(0.0009 / 2 + 0.0016))
    apart = together([Difference("voucher", value, 0.05) for value in (0.02, 0.06)])
    assert math.sqrt(apart.covariance[0][0]) == pytest.approx(0.05 / math.sqrt(2))


def test_beliefs_of_two_arms_are_their_joint_posterior() -> None:
    tests = [
        beliefs.Tested("A", name, lift, 0.05, control="spring", control_error=0.04)
        for name, lift in (("mail", 0.10), ("call", 0.0))
    ]
    found = believed([("A", "mail"), ("A", "call")], tests, PRIOR)
    # by hand: V = 0.0004 I, S = [[0.0025, 0.0016], [0.0016, 0.0025]], W = V (V + S)^-1
    whole = 0.0029**2 - 0.0016**2
    on, off = 0.0004 * 0.0029 / whole, -0.0004 * 0.0016 / whole
    assert [each.lift for each in found.each] == pytest.approx([on * 0.1, off * 0.1])
    assert found.covariance[0][0] == pytest.approx(on * 0.0025 + off * 0.0016)
    assert found.covariance[0][1] == pytest.approx(on * 0.0016 + off * 0.0025)
    assert found.each[0].error == pytest.approx(math.sqrt(found.covariance[0][0]))
    alone = believed([("A", "mail")], tests[:1], PRIOR).each[0]
    assert alone.lift == pytest.approx(0.1 * 0.0004 / 0.0029)


def test_one_belief_through_two_channels_errs_as_one_and_others_are_drawn_to_one_mean() -> None:
    tests = [beliefs.Tested("A", "mail", 0.05, 0.01), beliefs.Tested("B", "mail", 0.0, 0.01)]
    found = believed([("A", "mail"), ("a", "Mail"), ("B", "mail"), ("C", "mail"), ("C", "call")], tests, PRIOR)
    assert found.covariance[0][1] == found.covariance[0][0] == pytest.approx(found.each[0].error ** 2)
    assert 0 < found.covariance[0][2] < found.covariance[0][0]
    assert found.covariance[0][3] > 0
    assert found.covariance[0][4] == 0
