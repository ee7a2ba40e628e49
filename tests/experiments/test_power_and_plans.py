"""What a test can see: published sample sizes to their digits, and honest words where a segment is too small."""

from __future__ import annotations

import math

import numpy as np
import pytest

from regulars.errors import DefinitionError
from regulars.experiments.differences import compare_rates
from regulars.experiments.plan_words import length_sentence
from regulars.experiments.power import (
    Demand,
    customers_needed_for_means,
    customers_needed_for_rates,
    detectable_mean,
    detectable_rate,
    deviation_with_zeros,
    mean_power,
    rate_power,
)
from regulars.experiments.sizing import plan_means, plan_rates


def test_r_power_prop_test_sizes() -> None:
    assert math.ceil(customers_needed_for_rates(0.20, 0.25, Demand()) / 2) == 1094
    assert customers_needed_for_rates(0.05, 0.0525, Demand()) / 2 == pytest.approx(122_123, abs=0.5)


def test_r_power_t_test_of_its_manual_page() -> None:
    assert mean_power(1, 1, (20, 20)) == pytest.approx(0.8689528, abs=5e-8)
    assert customers_needed_for_means(1, 1, Demand(power=0.9)) / 2 == pytest.approx(22.02110, abs=5e-6)


def test_cohen_1988_table_64_per_group_for_a_medium_effect() -> None:
    assert math.ceil(customers_needed_for_means(0.5, 1, Demand()) / 2) == 64


def test_the_split_decides_what_ten_thousand_customers_can_see() -> None:
    assert rate_power(0.05, 0.06, (5000, 5000)) == pytest.approx(0.59, abs=0.005)
    assert rate_power(0.05, 0.06, (9000, 1000)) < 0.3


def test_power_never_falls_with_more_customers_beyond_where_the_normal_takes_over() -> None:
    powers = [mean_power(0.01, 1, (size, size)) for size in (1_000, 10_000, 100_000, 499_000, 501_000, 1_000_000)]
    assert powers == sorted(powers)


@pytest.mark.parametrize("share", [0.5, 0.1, 0.8])
def test_what_is_detectable_is_found_with_the_power_asked_for(share: float) -> None:
    demand = Demand(share)
    rate = detectable_rate(0.1, 4000, demand)
    assert rate is not None
    assert rate_power(0.1, rate, demand.arms(4000)) == pytest.approx(0.8, abs=1e-9)
    mean = detectable_mean(20, 4000, demand)
    assert mean is not None
    assert mean_power(mean, 20, demand.arms(4000)) == pytest.approx(0.8, abs=1e-7)


def test_the_deviation_of_spend_counts_those_who_spend_nothing() -> None:
    rng = np.random.default_rng(5)
    spend = np.where(rng.random(400_000) < 0.08, rng.gamma(2, 30, 400_000), 0)
    assert deviation_with_zeros(0.08, 60, math.sqrt(2) * 30) == pytest.approx(spend.std(), rel=0.01)


def test_a_segment_of_300_is_told_that_it_cannot_detect_the_effect_and_what_would_do() -> None:
    plan = plan_rates(0.05, 300, effect=0.01, customers_a_day=20)
    assert plan.is_enough is False
    assert plan.power is not None
    assert plan.power < 0.1
    assert "cannot detect" in plan.sentence
    assert {way.way for way in plan.enough} == {"wider", "longer"}
    assert plan.needed == 16_316
    assert plan.days == math.ceil(16_316 / 20)


def test_an_uneven_split_is_told_what_an_even_one_would_need() -> None:
    plan = plan_rates(0.05, 20_000, Demand(0.1), effect=0.01)
    even = next(way for way in plan.enough if way.way == "even split")
    assert even.value == plan_rates(0.05, 20_000, effect=0.01).needed


def test_the_correlation_that_would_be_enough_is_enough() -> None:
    plan = plan_means(10, 40, 10_000, effect=2)
    needed = next(way for way in plan.enough if way.way == "variance reduction").value
    assert plan_means(10, 40, 10_000, effect=2, correlation=needed + 1e-6).is_enough
    assert not plan_means(10, 40, 10_000, effect=2, correlation=needed - 0.01).is_enough


def test_nobody_can_see_nothing() -> None:
    assert plan_rates(0.05, 1).detectable is None
    assert "could not detect any" in plan_rates(0.05, 1).sentence
    assert detectable_mean(0.0, 100, Demand()) is None
    with pytest.raises(DefinitionError):
        plan_means(5, 0, 100, effect=1)
    with pytest.raises(DefinitionError):
        plan_rates(0.05, 1000, effect=0)
    with pytest.raises(DefinitionError):
        plan_rates(0.05, 1000, effect=0.99)
    with pytest.raises(DefinitionError):
        plan_rates(1.5, 1000)


@pytest.mark.long
@pytest.mark.parametrize("arms", [(9000, 1000), (1000, 9000), (5000, 5000)])
def test_injected_lifts_are_found_at_the_planned_power(arms: tuple[int, int]) -> None:
    rng = np.random.default_rng(8)
    found = 0
    for control, treated in zip(rng.binomial(arms[0], 0.05, 4000), rng.binomial(arms[1], 0.06, 4000), strict=True):
        comparison = compare_rates((int(treated), arms[1]), (int(control), arms[0]))
        found += comparison.difference.low > 0
    assert found / 4000 == pytest.approx(rate_power(0.05, 0.06, arms), abs=0.03)


def test_another_length_says_what_happens_anyway_since_when_and_what_is_found() -> None:
    plan = plan_rates(0.05, 1000)
    said = length_sentence(120, plan, "ordered at least once", "2026-03-01", is_rate=True)
    assert said.startswith(
        "In 120 days: 5.0 % ordered at least once without it (from 2026-03-01 on); the smallest rise it finds is "
    )
    assert plan.detectable is not None
    assert f"{100 * plan.detectable:.3g} points" in said
    nothing = length_sentence(30, plan_rates(0.05, 1), "ordered at least once", "2026-03-01", is_rate=True)
    assert nothing.endswith("; it finds no rise at all.")
