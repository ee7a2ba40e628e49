"""A test is read in order: the arms' sizes, then the effects, then what is ruled out."""

from __future__ import annotations

import re

import numpy as np
import pytest

from regulars.errors import DataError
from regulars.experiments.reading import ArmOutcome, over_segments, read
from regulars.experiments.samples import pair, rate_sample
from regulars.validation.estimates import Estimate
from regulars.validation.intervals import moments

CONTROL = "No E-Mail"
THIRDS = {"Mens E-Mail": 1 / 3, CONTROL: 1 / 3, "Womens E-Mail": 1 / 3}


def rates(**arms: tuple[int, int]) -> dict[str, ArmOutcome]:
    return {name: ArmOutcome(rate_sample(*counts), counts[0]) for name, counts in arms.items()}


@pytest.mark.real_data
def test_hillstrom_in_words(hillstrom) -> None:
    arms = {name: ArmOutcome(moments(arm["spend"]), None, pair(arm["spend"], arm["history"])) for name, arm in hillstrom.items()}
    found = read("net revenue per head", arms, THIRDS, CONTROL)
    assert found.sentence == "The arms are as large as planned (p = 0.904)."
    mens = next(arm for arm in found.arms if arm.arm == "Mens E-Mail")
    assert mens.is_seen
    assert mens.sentence == (
        "Mens E-Mail raised net revenue per head from 0.65 to 1.42: +0.77 [+0.48, +1.05]; relative +117 % [+64, +197]; p < 0.001."
    )


def test_a_mismatch_blocks_the_verdict_however_large_the_effect() -> None:
    found = read("retained", rates(control=(100, 1000), mail=(400, 1200)), {"control": 0.5, "mail": 0.5}, "control")
    assert found.is_blocked
    assert found.arms == ()
    assert found.sentence.startswith("No verdict")


def test_one_segment_of_many_is_blocked_by_what_chance_does_not_do_in_any_of_them() -> None:
    shares = {"control": 0.5, "mail": 0.5}
    unlucky = rates(control=(10, 139), mail=(30, 201))  # p = 0.0008: so one test of a hundred has a segment by chance
    assert read("retained", unlucky, shares, "control").is_blocked
    assert not read("retained", unlucky, shares, "control", comparisons=12).is_blocked
    assert read("retained", rates(control=(10, 120), mail=(30, 220)), shares, "control", comparisons=12).is_blocked


def test_no_effect_seen_says_how_large_an_effect_is_ruled_out() -> None:
    found = read("retained", rates(control=(100, 1000), mail=(105, 1000)), {"control": 0.5, "mail": 0.5}, "control")
    arm = found.arms[0]
    assert not arm.is_seen
    interval = arm.raw.difference
    assert re.search(
        rf"a rise of more than {100 * interval.high:.2f} points and a fall of more than {-100 * interval.low:.2f} points",
        arm.sentence,
    )


def test_one_of_many_arms_is_corrected_for_all() -> None:
    counts = {"control": (100, 1000), "a": (131, 1000), "b": (101, 1000), "c": (99, 1000), "d": (102, 1000)}
    alone = read("retained", rates(control=counts["control"], a=counts["a"]), {"control": 1, "a": 1}, "control").arms[0]
    among = read("retained", rates(**counts), dict.fromkeys(counts, 1.0), "control").arms[0]
    assert alone.is_seen
    assert alone.p_value is not None
    assert not among.is_seen
    assert among.p_value == pytest.approx(4 * alone.p_value)
    assert among.sentence.startswith("Not sure of a on retained: +3.10 points")
    assert "among so many comparisons" in among.sentence


def test_an_arm_that_nobody_planned_is_refused() -> None:
    with pytest.raises(DataError, match="voucher"):
        read("retained", rates(control=(1, 10), voucher=(1, 10)), {"control": 0.5, "mail": 0.5}, "control")


def test_segments_that_react_differently_are_told_apart_and_pooled_by_customers() -> None:
    plan = {"control": 0.5, "mail": 0.5}
    segments = {
        "At Risk": read("retained", rates(control=(100, 1000), mail=(200, 1000)), plan, "control", comparisons=2),
        "Champions": read("retained", rates(control=(1800, 3000), mail=(1800, 3000)), plan, "control", comparisons=2),
    }
    found = over_segments("mail", segments)
    assert isinstance(found.pooled, Estimate)
    assert found.pooled.value == pytest.approx((0.1 * 2000 + 0 * 6000) / 8000)
    assert found.between.p_value < 0.001


@pytest.mark.long
def test_two_equal_arms_are_seldom_told_apart_and_a_hidden_effect_is_not_ruled_out() -> None:
    rng = np.random.default_rng(70)
    plan = {"control": 0.5, "mail": 0.5}
    alarms = 0
    for _ in range(3000):
        first, second = (int(each) for each in rng.binomial(1500, 0.08, 2))
        alarms += read("retained", rates(control=(first, 1500), mail=(second, 1500)), plan, "control").arms[0].is_seen
    # 5 % and three standard errors
    assert alarms / 3000 <= 0.062


def test_a_rare_rate_is_not_adjusted_since_its_interval_would_hold_the_truth_too_seldom() -> None:
    """Of 60 held out and 250 treated 2 % do it, and no more with treatment: adjusted, a fifth of such tests saw an effect."""
    rng = np.random.default_rng(12)
    seen = 0
    for _ in range(400):
        outcomes = {}
        for name, size in (("control", 60), ("mail", 250)):
            past = rng.normal(size=size)
            had = (rng.random(size) < 0.02 * np.exp(0.4 * past - 0.08)).astype(float)
            outcomes[name] = ArmOutcome(moments(had), int(had.sum()), pair(had, past))
        (arm,) = read("left", outcomes, {"control": 60 / 310, "mail": 250 / 310}, "control").arms
        assert arm.adjusted is None
        seen += arm.is_seen
    assert seen <= 400 * 0.05
    often = {
        name: ArmOutcome(moments(had), int(had.sum()), pair(had, past))
        for name, past in (("control", rng.normal(size=200)), ("mail", rng.normal(size=200)))
        for had in [(past > 0.8).astype(float)]
    }
    assert read("left", often, {"control": 0.5, "mail": 0.5}, "control").arms[0].adjusted is not None
