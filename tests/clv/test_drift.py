"""How much customers change their pace, against customers whose pace is made to change."""

import numpy as np
import pytest

from regulars.clv.drift import Recent, pace_drift
from regulars.clv.fit import fit
from regulars.clv.histories import Unit, histories
from regulars.clv.results import Fit, Model
from regulars.clv.spread import order_range, order_spread

WINDOW, BEFORE, AFTER = 90, 270, 180


def shop(drift: float, customers: int, seed: int):
    """Order days of frequent customers by day; their pace is a random walk of variance `drift` per day around 1."""
    chance = np.random.default_rng(seed)
    rate = chance.gamma(4.0, 0.05, customers)
    days = BEFORE + AFTER
    steps = chance.normal(-drift / 2.0, np.sqrt(drift), (customers, days)) if drift else np.zeros((customers, days))
    return chance.poisson(rate[:, None] * np.exp(np.cumsum(steps, axis=1)))


def known(orders):
    """The fit at day BEFORE, the histories then, and who ordered in the window before it."""
    repeats, recent = orders[:, :BEFORE].sum(axis=1), orders[:, BEFORE - WINDOW : BEFORE].sum(axis=1)
    last = np.where(repeats > 0, BEFORE - np.argmax(orders[:, BEFORE - 1 :: -1] > 0, axis=1), 0.0)
    given = histories(repeats, last, np.full(len(repeats), float(BEFORE)), Unit.DAYS)
    fitted = fit(Model.NBD, given)
    assert isinstance(fitted, Fit)
    came = recent > 0
    count = int(came.sum())
    ages, ones = np.full(count, float(BEFORE - WINDOW)), np.ones(count)
    return fitted, given, Recent((repeats - recent)[came].astype(float), ages, recent[came].astype(float), ones, Unit.DAYS)


def kept(fitted, given, later, drift):
    found = order_range(order_spread(fitted, given, float(AFTER), drift))
    return float(((found.low[given.inverse] <= later) & (later <= found.high[given.inverse])).mean())


def test_ranges_hold_where_customers_change_their_pace():
    orders = shop(0.001, 1_500, 1)
    fitted, given, recent = known(orders)
    later = orders[:, BEFORE:].sum(axis=1)
    found = pace_drift(fitted, recent, float(WINDOW))
    assert found == pytest.approx(0.001, rel=0.5)
    assert kept(fitted, given, later, 0.0) < 0.8
    assert 0.86 <= kept(fitted, given, later, found) <= 0.95


def test_nothing_is_widened_where_they_keep_it():
    orders = shop(0.0, 1_500, 2)
    fitted, given, recent = known(orders)
    found = pace_drift(fitted, recent, float(WINDOW))
    assert found < 0.0001
    assert 0.87 <= kept(fitted, given, orders[:, BEFORE:].sum(axis=1), found) <= 0.95


def test_too_few_frequent_customers_tell_nothing():
    fitted, _, recent = known(shop(0.004, 1_500, 3))
    few = Recent(recent.repeats[:90], recent.age[:90], recent.later[:90], recent.customers[:90], recent.unit)
    assert pace_drift(fitted, few, float(WINDOW)) == 0.0
    nobody = Recent(*[np.zeros(0)] * 4, recent.unit)
    assert pace_drift(fitted, nobody, float(WINDOW)) == 0.0


def test_customers_who_are_alike_may_stand_in_one_entry_and_their_order_plays_no_part():
    fitted, _, recent = known(shop(0.001, 1_500, 4))
    order = np.random.default_rng(5).permutation(len(recent.repeats))
    shuffled = Recent(recent.repeats[order], recent.age[order], recent.later[order], recent.customers, recent.unit)
    doubled = Recent(recent.repeats, recent.age, recent.later, 2.0 * recent.customers, recent.unit)
    found = pace_drift(fitted, recent, float(WINDOW))
    assert found > 0.0
    assert pace_drift(fitted, shuffled, float(WINDOW)) == found
    assert pace_drift(fitted, doubled, float(WINDOW)) == found
