"""Customers drawn from the models themselves, by simulation of every order; nothing of the formulas under test is used."""

from __future__ import annotations

import numpy as np

from regulars.clv.histories import Histories, Unit, histories
from regulars.clv.results import Model

TRUTHS = {Model.MBG_NBD: (0.8, 30.0, 0.7, 2.0), Model.PARETO_NBD: (0.8, 30.0, 0.6, 60.0), Model.NBD: (0.8, 30.0)}


def from_beta_geometric(parameters, customers: int, seed: int, *, leaves_at_first: bool, days: int = 700) -> Histories:
    r, alpha, a, b = parameters
    chance = np.random.default_rng(seed)
    rate, leave = chance.gamma(r, 1 / alpha, customers), chance.beta(a, b, customers)
    age = chance.integers(1, days, customers).astype(float)
    x, last = np.zeros(customers), np.zeros(customers)
    active = chance.random(customers) >= leave if leaves_at_first else np.ones(customers, dtype=bool)
    clock = np.zeros(customers)
    while active.any():
        clock[active] += chance.exponential(1 / rate[active])
        active &= clock <= age
        x[active] += 1
        last[active] = clock[active]
        active &= chance.random(customers) >= leave
    return histories(x, last, age, Unit.DAYS)


def from_pareto(parameters, customers: int, seed: int, days: int = 700) -> Histories:
    r, alpha, s, beta = parameters
    chance = np.random.default_rng(seed)
    rate, leaving = chance.gamma(r, 1 / alpha, customers), chance.gamma(s, 1 / beta, customers)
    age = chance.integers(1, days, customers).astype(float)
    end = np.minimum(age, chance.exponential(1 / leaving))
    x = chance.poisson(rate * end).astype(float)
    # The last of x uniform moments in 0..end.
    last = np.where(x > 0, end * chance.random(customers) ** (1 / np.maximum(x, 1)), 0.0)
    return histories(x, last, age, Unit.DAYS)


def with_future(model: Model, size: int, seed: int, horizon: float, yearly_discount: float = 0.0):
    """Histories, orders in the horizon after, and the mean value of the repeat orders before and the total of those after."""
    truth, chance = TRUTHS[model], np.random.default_rng(seed)
    rate, age = chance.gamma(truth[0], 1 / truth[1], size), chance.integers(30, 300, size).astype(float)
    end, leave = np.full(size, np.inf), np.zeros(size)
    if model is Model.PARETO_NBD:
        end = chance.exponential(1 / chance.gamma(truth[2], 1 / truth[3], size))
    elif model is Model.MBG_NBD:
        leave = chance.beta(truth[2], truth[3], size)
    x, last, later, before, money = (np.zeros(size) for _ in range(5))
    scale = chance.gamma(4.0, 1 / 15.0, size)
    clock, active = np.zeros(size), chance.random(size) >= leave
    while active.any():
        clock = clock + chance.exponential(1 / rate)
        active &= (clock <= age + horizon) & (clock <= end)
        seen, ahead = active & (clock <= age), active & (clock > age)
        paid = chance.gamma(6.0, 1.0, size) / scale
        x[seen] += 1
        last[seen] = clock[seen]
        before[seen] += paid[seen]
        later += ahead
        money += np.where(ahead, paid * (1.0 + yearly_discount) ** -((clock - age) / 365.25), 0.0)
        active &= chance.random(size) >= leave
    return histories(x, last, age, Unit.DAYS), later, before / np.maximum(x, 1.0), money
