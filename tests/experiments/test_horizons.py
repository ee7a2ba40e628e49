"""A lift of other days than the plan's: never more than was seen, and known less."""

from __future__ import annotations

import math

import pytest

from regulars.experiments import beliefs
from regulars.experiments.beliefs import for_period
from regulars.experiments.horizons import Carried, carried, sentences


def test_days_that_are_the_plans_or_not_known_change_nothing() -> None:
    assert carried(30, 30) == carried(0, 30) == Carried(1.0, 0.0)


def test_a_longer_plan_believes_the_lift_and_knows_it_less() -> None:
    # uniform from half of it to one and a half: a standard deviation of 1 / sqrt(12)
    found = carried(30, 60)
    assert found.lift(0.06) == 0.06
    assert found.error(0.06, 0.01) == pytest.approx(math.hypot(0.01, 0.06 / math.sqrt(12)))


def test_a_shorter_plan_believes_what_lies_between_evenly_and_at_once() -> None:
    # uniform from a quarter of it to all of it
    found = carried(120, 30)
    assert found.lift(0.08) == pytest.approx(0.05)
    assert found.error(0.08, 0.0) == pytest.approx(0.08 * 0.75 / math.sqrt(12))


def test_tests_are_carried_and_the_plan_says_how() -> None:
    tests = [
        beliefs.Tested("A", "t", 0.08, 0.02, name="Spring", days=120, control="s", control_error=0.01),
        beliefs.Tested("A", "t", 0.08, 0.02),
    ]
    first, second = for_period(tests, 30)
    assert (first.lift, first.control_error) == pytest.approx((0.05, 0.00625))
    assert second == tests[1]
    said = sentences([("Spring", 30, 60), ("Spring", 30, 60), ("Old", 14, 14), ("", 0, 0), ("Same", 30, 30)], 30)
    assert len(said) == 3
    assert said[0] == "Spring ran 60 days; what had come by day 30 counts, as long as the plan is."
    assert "its error to be larger by 31% of it" in said[1]
