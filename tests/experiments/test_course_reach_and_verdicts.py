"""How a difference goes day by day, what being reached does, what a treatment cost, and what is concluded."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from regulars.experiments.costs import mean_margin
from regulars.experiments.exposure import effect_on_reached
from regulars.experiments.finding_words import reached_lines, spent_lines
from regulars.experiments.over_time import lift_over_time
from regulars.experiments.reading import ArmOutcome, read
from regulars.experiments.results import ArmReached, ExperimentReading, Findings, MetricReading
from regulars.experiments.samples import Pair, pair
from regulars.experiments.verdicts import Conclusion, guard_rails, verdicts
from regulars.validation.estimates import Estimate, Refusal
from regulars.validation.intervals import mean_difference, moments


def drawn(size: int, effect: float = 0.0, seed: int = 1, reach: float = 1.0) -> tuple[Any, Any]:
    """Outcomes of an arm of whom a share was reached, and who was."""
    rng = np.random.default_rng(seed)
    reached = (rng.random(size) < reach).astype(float)
    return rng.normal(10, 3, size) + effect * reached, reached


def test_the_effect_on_the_reached_is_wald_s_ratio_with_an_interval_that_covers() -> None:
    """Angrist, Imbens and Rubin 1996: difference of all assigned over the difference in the share reached."""
    kept = 0
    for seed in range(200):
        treated, control = pair(*drawn(400, 2.0, seed, 0.5)), pair(drawn(400, seed=seed + 1000)[0], np.zeros(400))
        assigned = mean_difference(treated.outcome, control.outcome)
        assert isinstance(assigned, Estimate)
        found = effect_on_reached(treated, control, assigned)
        assert not isinstance(found, Refusal)
        assert isinstance(found.effect, Estimate)
        assert found.effect.value == pytest.approx(assigned.value / (treated.beside.mean - control.beside.mean))
        kept += found.effect.covers(2.0)
    assert 180 <= kept <= 199


def test_nothing_is_said_of_the_reached_where_the_control_was_reached_as_well() -> None:
    treated, control = pair(*drawn(300, 1.0, 1, 0.5)), pair(*drawn(300, 1.0, 2, 0.5))
    found = effect_on_reached(treated, control, Estimate(0.0, -1.0, 1.0))
    assert not isinstance(found, Refusal)
    assert isinstance(found.effect, Refusal)
    assert "of the control, who should not have been" in found.sentence
    small = pair(np.array([1.0]), np.array([1.0]))
    assert isinstance(effect_on_reached(small, control, Estimate(0.0, -1.0, 1.0)), Refusal)


def cohort(days: int, effect: float, seed: int) -> list[tuple[int, dict[str, Pair]]]:
    """Two arms of 300 who all begin on one day; each day adds something, and was before as it will be."""
    rng = np.random.default_rng(seed)
    before = {arm: rng.normal(0, 1, 300) for arm in ("mail", "control")}
    so_far = {arm: np.zeros(300) for arm in before}
    found = []
    for day in range(1, days + 1):
        for arm, known in before.items():
            so_far[arm] += known * 0.05 + rng.normal(effect if arm == "mail" else 0.0, 1, 300)
        found.append((day, {arm: pair(so_far[arm], before[arm]) for arm in before}))
    return found


def test_the_band_over_time_leaves_out_a_true_zero_in_few_tests_although_looked_at_daily() -> None:
    wrong = sum(
        any(not look.difference.covers(0.0) for look in lift_over_time(cohort(30, 0.0, seed), "mail", "control", 31.0, 30))
        for seed in range(40)
    )
    assert wrong <= 2


def test_an_effect_that_grows_is_followed_by_the_band() -> None:
    looks = lift_over_time(cohort(30, 0.3, 7), "mail", "control", 31.0, 30)
    assert [look.day for look in looks] == list(range(1, 31))
    assert not looks[-1].difference.covers(0.0)
    assert looks[-1].difference.covers(9.0)
    assert looks[4].difference.covers(1.5)
    # without a spread that was expected, the days passed stand for it
    assert len(lift_over_time(cohort(3, 0.3, 7), "mail", "control", None, 30)) == 3


def test_margin_after_cost_is_that_of_the_differences() -> None:
    rng = np.random.default_rng(3)
    margin, cost = rng.normal(20, 5, 500), rng.choice([0.0, 4.0], 500)
    treated, control = pair(margin + 3, cost), pair(margin[::-1].copy(), np.zeros(500))
    plain = mean_difference(moments(margin + 3 - cost), moments(margin[::-1].copy()))
    found = mean_margin(treated, control, after_cost=True)
    assert isinstance(plain, Estimate)
    assert isinstance(found, Estimate)
    assert (found.value, found.low, found.high) == pytest.approx((plain.value, plain.low, plain.high))


def findings(treated: tuple[int, int], control: tuple[int, int], *, is_over: bool = True, metric: str = "retained") -> Findings:
    arms = {
        name: ArmOutcome(moments(np.repeat([1.0, 0.0], [yes, of - yes])), yes)
        for name, (yes, of) in (("mail", treated), ("none", control))
    }
    reading = read(metric, arms, {"mail": 0.5, "none": 0.5}, "none", subject="the share who ordered")
    whole = ExperimentReading(treated[1] + control[1], "none", {"mail": 0.5, "none": 0.5}, {}, (MetricReading(reading),))
    return Findings(whole, is_over=is_over, fractions={metric: 0.5})


@pytest.mark.parametrize(
    ("treated", "control", "is_over", "conclusion"),
    [
        ((300, 1000), (200, 1000), True, Conclusion.BETTER),
        ((200, 1000), (300, 1000), True, Conclusion.WORSE),
        ((205, 1000), (200, 1000), True, Conclusion.UNSEEN),
        ((250, 1000), (200, 1000), False, Conclusion.EARLY),  # seen by one look, not by one that may be made every day
        ((400, 1000), (200, 1000), False, Conclusion.BETTER),
        ((300, 1200), (200, 800), True, Conclusion.BLOCKED),
        ((0, 1000), (0, 1000), True, Conclusion.UNSEEN),
    ],
)
def test_what_is_concluded(treated: tuple[int, int], control: tuple[int, int], is_over: bool, conclusion: Conclusion) -> None:
    (found,) = verdicts(findings(treated, control, is_over=is_over))
    assert found.conclusion is conclusion
    assert (found.any_time is not None) is (not is_over and conclusion in {Conclusion.EARLY, Conclusion.BETTER})
    if conclusion is Conclusion.UNSEEN:
        assert "Ruled out" in found.sentence
        assert "the share who ordered" in found.sentence


def test_more_of_what_nobody_wants_is_worse() -> None:
    (found,) = verdicts(findings((300, 1000), (200, 1000), metric="unsubscribed"))
    assert found.conclusion is Conclusion.WORSE
    watched = findings((300, 1000), (200, 1000), metric="returned").reading.metrics
    first = findings((300, 1000), (200, 1000))
    both = ExperimentReading(2000, "none", {}, {}, (*first.reading.metrics, *watched))
    assert [metric for metric, _ in guard_rails(Findings(both))] == ["returned"]


def test_sentences_about_reach_name_metrics_in_words() -> None:
    treated, control = pair(*drawn(400, 2.0, 5, 0.5)), pair(drawn(400, seed=6)[0], np.zeros(400))
    found = effect_on_reached(treated, control, Estimate(1.0, 0.5, 1.5))
    lines = reached_lines(ArmReached("mail", {"retained": found}), findings((1, 2), (1, 2)).reading, {"retained": "ordered at all"})
    assert lines[0].startswith("mail: ")
    assert lines[1].startswith("Ordered at all, of those reached: ")


def test_a_leaked_code_is_said() -> None:
    from decimal import Decimal

    from regulars.experiments.costs import cost_per_retained
    from regulars.experiments.results import ArmSpending

    per = cost_per_retained(1.0, Estimate(0.1, 0.05, 0.15))
    spent = ArmSpending("mail", 100, 90, Decimal("0.5"), 7, 2, Decimal(35), Decimal(80), per)
    told = " ".join(spent_lines(spent))
    assert "mail cost 80.00: 90 reached at 0.50 each, 7 orders with its code cost 35.00." in told
    assert "2 orders used its code: it has leaked" in told
    assert per.sentence in told


def test_where_all_of_one_arm_and_none_of_the_other_did_the_plain_comparison_tells() -> None:
    """Nothing varies inside the arms then, so that nothing can be adjusted; Newcombe's interval stands."""
    before = np.arange(50.0)
    arms = {
        name: ArmOutcome(moments(np.full(50, value)), int(50 * value), pair(np.full(50, value), before))
        for name, value in (("mail", 1.0), ("none", 0.0))
    }
    (found,) = read("retained", arms, {"mail": 0.5, "none": 0.5}, "none").arms
    assert found.adjusted is None
    assert found.gain is None
    assert found.is_seen
    assert "from 0.00 % to 100.00 %" in found.sentence
