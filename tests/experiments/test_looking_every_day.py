"""Looks as often as one likes raise no more false alarms than they may; a few fixed looks have the published boundaries."""

from __future__ import annotations

import numpy as np
import pytest

from regulars.errors import DefinitionError
from regulars.experiments.group_sequential import Boundary, boundaries, false_alarms
from regulars.experiments.sequential import always_valid_reach, difference_sequence, looks, mean_sequence, rate_sequence
from regulars.validation.estimates import Estimate, Reason, Refusal
from regulars.validation.intervals import Moments

DAYS = 60


def test_the_half_width_of_waudby_smith_at_5000() -> None:
    found = mean_sequence(Moments(5000, 0.0, 1.0), 5000)
    assert isinstance(found, Estimate)
    assert found.high == pytest.approx(0.042924, abs=5e-7)


def test_the_bernoulli_sequence_of_confseq_at_700_of_1000() -> None:
    found = rate_sequence(700, 1000, 100)
    assert isinstance(found, Estimate)
    assert (found.low, found.high) == pytest.approx((0.65163, 0.74595), abs=5e-6)


@pytest.mark.parametrize(("looks_taken", "pocock", "obrien_fleming", "plain"), [
    (2, 2.178, 1.977, 0.083), (3, 2.289, 2.004, 0.107), (4, 2.361, 2.024, 0.126), (5, 2.413, 2.040, 0.142), (10, 2.555, 2.087, 0.193), (20, 2.672, 2.126, 0.248),
])  # fmt: skip
def test_jennison_and_turnbull_tables(looks_taken: int, pocock: float, obrien_fleming: float, plain: float) -> None:
    assert boundaries(looks_taken, Boundary.POCOCK)[-1] == pytest.approx(pocock, abs=1e-3)
    assert boundaries(looks_taken, Boundary.OBRIEN_FLEMING)[-1] == pytest.approx(obrien_fleming, abs=1e-3)
    assert false_alarms([1.959964] * looks_taken) == pytest.approx(plain, abs=5e-4)


def test_obrien_fleming_is_very_strict_at_first() -> None:
    found = boundaries(5, Boundary.OBRIEN_FLEMING)
    assert found[0] == pytest.approx(found[-1] * 5**0.5)
    assert boundaries(1, Boundary.POCOCK)[0] == pytest.approx(1.959964, abs=1e-5)
    with pytest.raises(DefinitionError):
        boundaries(61, Boundary.POCOCK)


def test_a_rate_at_its_ends_keeps_them() -> None:
    none, all_of_them = rate_sequence(0, 50, 100), rate_sequence(50, 50, 100)
    assert isinstance(none, Estimate)
    assert isinstance(all_of_them, Estimate)
    assert (none.low, all_of_them.high) == (0.0, 1.0)
    assert none.high == pytest.approx(1 - all_of_them.low)


def test_the_interval_is_nearly_narrowest_where_it_was_planned() -> None:
    here = always_valid_reach(1.0)
    assert here == pytest.approx(3.0352, abs=1e-3)
    # the same number of customers, planned for ten times more or fewer
    assert always_valid_reach(0.1) > here
    assert always_valid_reach(10) > here
    with pytest.raises(DefinitionError):
        always_valid_reach(0)


def test_too_few_outcomes_give_no_interval() -> None:
    refused = difference_sequence(Moments(20, 0.0, 0.0), Moments(20, 0.1, 0.09), 0.1)
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.TOO_FEW


def test_what_a_look_has_ruled_out_stays_ruled_out() -> None:
    found = looks(
        [("1", Estimate(1, -1, 3)), ("2", Refusal(Reason.TOO_FEW, "")), ("3", Estimate(1.5, 0, 3.5)), ("4", Estimate(9, 8, 10))]
    )
    assert [(each.when, each.running.low, each.running.high) for each in found] == [("1", -1, 3), ("3", 0, 3), ("4", 8, 10)]


def _alarms(first: np.ndarray, second: np.ndarray, fraction: np.ndarray) -> tuple[bool, bool]:
    """Whether a plain interval, and the sequence, ever leave out 0. Columns: customers, mean, variance of each day."""
    plain = always = False
    for a, b, part in zip(first, second, fraction, strict=True):
        one, other = Moments(int(a[0]), a[1], a[2]), Moments(int(b[0]), b[1], b[2])
        found = difference_sequence(one, other, float(part))
        if isinstance(found, Estimate):
            error = (a[2] / a[0] + b[2] / b[0]) ** 0.5
            plain |= abs(found.value) > 1.959964 * error
            always |= not found.covers(0.0)
    return plain, always


def _by_day(values: np.ndarray, a_day: int) -> np.ndarray:
    counts = np.arange(1, DAYS + 1) * a_day
    sums, squares = values.cumsum()[counts - 1], (values * values).cumsum()[counts - 1]
    return np.column_stack([counts, sums / counts, (squares - sums**2 / counts) / (counts - 1)])


@pytest.mark.long
@pytest.mark.parametrize("kind", ["rate", "revenue"])
def test_sixty_daily_looks_at_two_equal_arms_raise_few_false_alarms(kind: str) -> None:
    rng = np.random.default_rng(60)
    found = []
    for _ in range(1200):
        sides = []
        for _side in range(2):
            bought = rng.random(DAYS * 50) < 0.1
            values = bought.astype(float) if kind == "rate" else np.where(bought, rng.gamma(2, 30, len(bought)), 0)
            sides.append(_by_day(values, 50))
        found.append(_alarms(sides[0], sides[1], np.arange(1, DAYS + 1) / DAYS))
    plain, always = np.array(found).mean(axis=0)
    # the sequence keeps its word where plain intervals fail badly
    assert plain > 0.2
    assert always <= 0.05


@pytest.mark.long
def test_a_cohort_that_started_on_one_day_may_be_looked_at_every_day() -> None:
    rng = np.random.default_rng(61)
    found = []
    for _ in range(1000):
        sides = []
        for _side in range(2):
            # customers differ in how often they buy, so a day's outcome goes with the day before
            rates = rng.gamma(0.5, 0.02, (1500, 1))
            spend = (rng.poisson(rates, (1500, DAYS)) * rng.gamma(2, 30, (1500, 1))).cumsum(axis=1)
            sides.append(np.column_stack([np.full(DAYS, 1500), spend.mean(axis=0), spend.var(axis=0, ddof=1)]))
        variance = sides[0][:, 2] + sides[1][:, 2]
        found.append(_alarms(sides[0], sides[1], variance / variance[-1]))
    plain, always = np.array(found).mean(axis=0)
    assert plain > 0.2
    assert always <= 0.05


@pytest.mark.long
def test_first_purchases_of_one_cohort_may_be_looked_at_every_day() -> None:
    rng = np.random.default_rng(62)
    found = []
    for _ in range(1500):
        sides = []
        for _side in range(2):
            bought_on = rng.geometric(0.008, 1500)
            rates = (bought_on[:, None] <= np.arange(1, DAYS + 1)).mean(axis=0)
            sides.append(np.column_stack([np.full(DAYS, 1500), rates, rates * (1 - rates) * 1500 / 1499]))
        variance = sides[0][:, 2] + sides[1][:, 2]
        found.append(_alarms(sides[0], sides[1], variance / variance[-1]))
    plain, always = np.array(found).mean(axis=0)
    assert plain > 0.2
    assert always <= 0.05


@pytest.mark.long
def test_a_true_effect_is_seen_well_before_the_end_by_looking_every_day() -> None:
    rng = np.random.default_rng(63)
    seen_on = []
    for _ in range(300):
        sides = [_by_day((rng.random(DAYS * 100) < rate).astype(float), 100) for rate in (0.10, 0.14)]
        for day in range(DAYS):
            first, second = (Moments(int(side[day][0]), side[day][1], side[day][2]) for side in sides)
            found = difference_sequence(second, first, (day + 1) / DAYS)
            if isinstance(found, Estimate) and found.low > 0:
                seen_on.append(day + 1)
                break
    assert len(seen_on) >= 0.98 * 300
    assert np.median(seen_on) < DAYS / 2


@pytest.mark.long
def test_the_sequence_of_a_rate_holds_at_all_looks_at_once() -> None:
    rng = np.random.default_rng(64)
    wrong = 0
    for _ in range(300):
        bought = (rng.random(1200) < 0.04).cumsum()
        found = [rate_sequence(int(bought[size - 1]), size, 600) for size in range(100, 1201, 100)]
        wrong += not all(isinstance(each, Estimate) and each.covers(0.04) for each in found)
    assert wrong / 300 <= 0.05
