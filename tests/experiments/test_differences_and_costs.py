"""Differences, lifts and costs have the intervals of the literature, and cover the truth as often as they say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from regulars.experiments.costs import (
    cost_per_retained,
    cost_per_retained_from_pairs,
    incremental,
    less_cost,
    return_on_spend,
    return_on_spend_from_pairs,
)
from regulars.experiments.cuped import adjust
from regulars.experiments.differences import Comparison, compare_means, compare_rates, log_ratio_of_means, welch_p, welch_t
from regulars.experiments.fieller import Uncertain, at_least, fieller, ratio_of_means
from regulars.experiments.samples import Pair, pair, pair_from_sums, rate_sample, together
from regulars.validation.estimates import Estimate, Refusal
from regulars.validation.intervals import Moments, moments

CONTROL, MENS, WOMENS = "No E-Mail", "Mens E-Mail", "Womens E-Mail"
SPEND = {
    MENS: ((0.7698, 0.4851, 1.0545), 1.16e-7, (1.644, 2.977), (1.628, 2.916)),
    WOMENS: ((0.4244, 0.1690, 0.6799), 0.0011, (1.224, 2.275), (1.218, 2.236)),
}


def seen(found: Comparison | Refusal) -> Comparison:
    assert isinstance(found, Comparison), found
    return found


def limits(found: Estimate | Refusal) -> tuple[float, float]:
    assert isinstance(found, Estimate), found
    return found.low, found.high


@pytest.mark.real_data
@pytest.mark.parametrize("arm", [MENS, WOMENS])
def test_hillstrom_spend_per_head(hillstrom, arm: str) -> None:
    difference, p_value, by_fieller, by_log = SPEND[arm]
    treated, control = moments(hillstrom[arm]["spend"]), moments(hillstrom[CONTROL]["spend"])
    found = seen(compare_means(treated, control))
    assert (found.difference.value, found.difference.low, found.difference.high) == pytest.approx(difference, abs=5.1e-5)
    assert found.p_value == pytest.approx(p_value, rel=0.03)
    assert limits(ratio_of_means(treated, control)) == pytest.approx(by_fieller, abs=5e-4)
    assert limits(log_ratio_of_means(treated, control)) == pytest.approx(by_log, abs=5e-4)


@pytest.mark.real_data
def test_hillstrom_welch_t_and_degrees_and_conversion_lift(hillstrom) -> None:
    mens, control = hillstrom[MENS], hillstrom[CONTROL]
    assert welch_t(moments(mens["spend"]), moments(control["spend"])) == pytest.approx((5.3001, 36_671.16), rel=1e-5)
    counts = [(int(arm["conversion"].sum()), len(arm["conversion"])) for arm in (mens, control)]
    found = seen(compare_rates(*counts))
    assert isinstance(found.lift, Estimate)
    assert (found.lift.value, *limits(found.lift)) == pytest.approx((1.188, 0.768, 1.709), abs=5e-4)
    assert found.p_value < 1e-11


@pytest.mark.real_data
def test_hillstrom_history_explains_hardly_anything(hillstrom) -> None:
    arms = {name: pair(arm["spend"], arm["history"]) for name, arm in hillstrom.items()}
    assert adjust(arms).gain == pytest.approx(0.0004, abs=1e-4)
    assert arms[MENS].correlation == pytest.approx(0.02, abs=0.006)


def test_newcombe_1998_table_ii_row_a() -> None:
    found = seen(compare_rates((56, 70), (48, 80)))
    assert limits(found.difference) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_welch_agrees_with_scipy_far_out_in_the_tail() -> None:
    rng = np.random.default_rng(2)
    first, second = rng.gamma(2, 3, 900), rng.gamma(2, 5, 400)
    assert welch_p(moments(first), moments(second)) == pytest.approx(
        stats.ttest_ind(first, second, equal_var=False).pvalue, rel=1e-9
    )
    assert 0 < welch_p(Moments(9000, 1.0, 0.01), Moments(9000, 1.05, 0.01)) < 1e-200


def test_cuped_is_the_effect_of_a_regression_on_the_past() -> None:
    rng = np.random.default_rng(4)
    past = rng.gamma(2, 20, 6000)
    treated = rng.random(6000) < 0.3
    outcome = 0.8 * past + rng.normal(0, 21, 6000) + 2 * treated
    arms = {"mail": pair(outcome[treated], past[treated]), "control": pair(outcome[~treated], past[~treated])}
    found = adjust(arms)
    raw = seen(compare_means(arms["mail"].outcome, arms["control"].outcome))
    after = seen(compare_means(found.samples["mail"], found.samples["control"]))
    design = np.column_stack([np.ones(6000), treated, past])
    assert after.difference.value == pytest.approx(np.linalg.lstsq(design, outcome, rcond=None)[0][1], abs=0.005)
    correlation = np.corrcoef(outcome, past)[0, 1]
    assert found.gain == pytest.approx(correlation**2, abs=0.005)
    widths = [high - low for low, high in (limits(after.difference), limits(raw.difference))]
    assert widths[0] / widths[1] == pytest.approx(math.sqrt(1 - correlation**2), abs=0.005)
    adjusted = outcome - found.theta * (past - past.mean())
    assert found.samples["mail"].mean == pytest.approx(adjusted[treated].mean())
    assert found.samples["mail"].variance == pytest.approx(adjusted[treated].var(ddof=1))


def test_a_past_that_is_the_same_for_all_changes_nothing() -> None:
    arms = {name: pair(np.array([1.0, 2, 4]), np.array([7.0, 7, 7])) for name in ("a", "b")}
    assert adjust(arms).samples["a"] == arms["a"].outcome
    assert adjust(arms).gain == 0


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**6)), min_size=2, max_size=40))
def test_sums_and_arrays_say_the_same(values: list[tuple[int, int]]) -> None:
    first, second = (np.array(column, dtype=np.float64) for column in zip(*values, strict=True))
    by_sums = pair_from_sums(
        len(values),
        (sum(a for a, _ in values), sum(b for _, b in values)),
        (sum(a * a for a, _ in values), sum(b * b for _, b in values)),
        sum(a * b for a, b in values),
    )
    by_arrays = pair(first, second)
    assert by_sums.outcome.variance == pytest.approx(by_arrays.outcome.variance, rel=1e-9, abs=1e-6)
    assert by_sums.covariance == pytest.approx(by_arrays.covariance, rel=1e-6, abs=1e-2)
    half = len(values) // 2
    both = together([pair(first[:half], second[:half]), pair(first[half:], second[half:])])
    assert both.beside.variance == pytest.approx(by_arrays.beside.variance, rel=1e-9, abs=1e-6)


def test_a_rate_as_a_sample_has_the_moments_of_its_ones_and_zeros() -> None:
    found, by_hand = rate_sample(3, 10), moments(np.array([1.0] * 3 + [0] * 7))
    assert (found.mean, found.variance) == pytest.approx((by_hand.mean, by_hand.variance))


def test_fieller_has_no_interval_where_the_bottom_may_be_zero_and_says_what_it_is_at_least() -> None:
    figures = Uncertain(1.0, 0.02, 0.0, 0.02**2)
    assert isinstance(fieller(figures), Refusal)
    # what is left of the positive side: above cost / the upper limit of the difference
    assert at_least(figures) == pytest.approx(1 / (0.02 * 2.959964), rel=1e-6)
    assert at_least(Uncertain(0.1, 0.02, 1.0, 0.02**2)) == 0


def test_what_a_treatment_brought_and_cost_in_whole_numbers() -> None:
    retained = Estimate(0.02, 0.01, 0.03)
    assert incremental(retained, 5000) == Estimate(100, 50, 150)
    margin = incremental(Estimate(1.5, 0.5, 2.5), 5000, 0.4)
    assert margin == Estimate(3000, 1000, 5000)
    assert less_cost(margin, 2000) == Estimate(1000, -1000, 3000)
    assert return_on_spend(margin, 2000) == Estimate(0.5, -0.5, 1.5)
    unit = cost_per_retained(0.4, retained)
    assert (unit.value, unit.low, unit.high) == pytest.approx((20, 0.4 / 0.03, 40))


def test_a_cost_per_retained_customer_has_no_upper_end_when_none_may_have_been_kept() -> None:
    unit = cost_per_retained(0.4, Estimate(0.02, -0.01, 0.05))
    assert (unit.value, unit.high) == (pytest.approx(20), None)
    assert "at least 8.00" in unit.sentence
    lost = cost_per_retained(0.4, Estimate(-0.02, -0.03, -0.01))
    assert lost.value is None
    assert "Fewer" in lost.sentence


def test_costs_that_vary_agree_with_known_ones_where_they_do_not_vary() -> None:
    treated = Pair(rate_sample(400, 1000), Moments(1000, 2.0, 0.0), 0.0)
    control = Pair(rate_sample(300, 1000), Moments(1000, 0.0, 0.0), 0.0)
    found = cost_per_retained_from_pairs(treated, control)
    assert not isinstance(found, Refusal)
    difference = compare_rates((400, 1000), (300, 1000))
    known = cost_per_retained(2.0, seen(difference).difference)
    assert (found.value, found.low, found.high) == pytest.approx((known.value, known.low, known.high), rel=0.02)


@given(st.floats(-1, 1), st.floats(0.01, 0.5))
def test_the_interval_of_a_unit_cost_holds_its_value(value: float, half: float) -> None:
    unit = cost_per_retained(3.0, Estimate(value, value - half, value + half))
    if unit.value is not None:
        assert unit.low <= unit.value * (1 + 1e-12)
        assert unit.high is None or unit.value <= unit.high * (1 + 1e-12)


def _covered(rng: np.random.Generator, size: int) -> tuple[bool, bool, bool]:
    """One test of vouchers: does each interval hold the truth?"""
    sides = []
    for retention, share in ((0.30, 0.0), (0.42, 0.5)):
        kept = rng.random(size) < retention
        redeemed = kept & (rng.random(size) < share)
        spend = np.where(kept, rng.gamma(2, 30, size), 0)
        sides.append(
            (
                pair(kept.astype(float), np.where(redeemed, 5.0, 0.0) + (share > 0) * 0.5),
                pair(spend, redeemed * 5.0 + 0.5 * (share > 0)),
            )
        )
    (control, control_spend), (treated, treated_spend) = sides
    cost = cost_per_retained_from_pairs(treated, control)
    back = return_on_spend_from_pairs(treated_spend, control_spend)
    lift = ratio_of_means(treated_spend.outcome, control_spend.outcome)
    true_cost = 0.42 * 0.5 * 5 + 0.5
    assert not isinstance(cost, Refusal)
    high = math.inf if cost.high is None else cost.high
    return (
        cost.low <= true_cost / 0.12 <= high,
        isinstance(back, Estimate) and back.covers(0.12 * 60 / true_cost - 1),
        isinstance(lift, Refusal) or lift.covers(0.42 / 0.30),
    )


@pytest.mark.long
def test_intervals_of_costs_returns_and_lifts_cover_at_nominal() -> None:
    rng = np.random.default_rng(17)
    covered = np.array([_covered(rng, 600) for _ in range(4000)]).mean(axis=0)
    # 4,000 repetitions: four standard errors are 0.014
    assert covered == pytest.approx([0.95, 0.95, 0.95], abs=0.014)


@pytest.mark.long
def test_revenue_with_zeros_is_covered_at_nominal() -> None:
    rng = np.random.default_rng(18)
    hits = 0
    for _ in range(4000):
        first, second = (np.where(rng.random(4000) < rate, rng.gamma(2, 30, 4000), 0) for rate in (0.08, 0.07))
        hits += seen(compare_means(moments(first), moments(second))).difference.covers(0.6)
    assert hits / 4000 == pytest.approx(0.95, abs=0.014)
