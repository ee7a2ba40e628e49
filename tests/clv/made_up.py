"""Customers drawn from the models themselves, by simulation of every order; nothing of the formulas under test is used."""

from __future__ import annotations

import numpy as np

from regulars.clv.histories import Histories, Unit, histories


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
