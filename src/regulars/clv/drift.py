"""How much customers change their pace: the models know one rate per customer for good, and a shop's past shows how far that goes.

What each customer did in the latest window is set beside what their history before it makes likely. A rate that drifts as a random
walk with mean 1 and a variance of s2 per unit of time varies by s2 (T + H) / 3 between the mean over T that is known and the mean
over the horizon H that is asked for; s2 is the smallest that has nine customers in ten keep within their range.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from regulars.clv.arrays import Floats, Ints
from regulars.clv.histories import Unit, histories
from regulars.clv.process import fitted_process
from regulars.clv.results import Fit
from regulars.clv.spread import LEVELS, drifting, order_range, order_spread

# only of customers who all but surely order within the window do both ends of a range say something
SURE = 0.95
FEWEST_SURE, MOST_SURE = 100, 5_000
_MOST_VARIANCE = 1.0  # of the pace itself, over the window
_HALVINGS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Recent:
    """Customers who ordered within the latest window: `repeats` and `age` as they were before it, and the `later` orders in it.

    One entry per customer, or per `customers` of them who are alike; times in `unit`.
    """

    repeats: Floats
    age: Floats
    later: Floats
    customers: Floats
    unit: Unit


def pace_drift(fitted: Fit, recent: Recent, window: float) -> float:
    """The variance that customers' pace gains per unit of time, 0 where the model's ranges hold; also with too few to tell.

    Judged on an even sample of MOST_SURE customers at most. Raises what `predict` raises.
    """
    if not len(recent.repeats):
        return 0.0
    # who orders was alive, so that their last order before plays no part
    everybody = histories(recent.repeats, np.where(recent.repeats > 0, recent.age, 0.0), recent.age, recent.unit)
    chance = fitted_process(fitted).order_chance_if_alive(everybody.at_age, window)[everybody.at_age.index][everybody.inverse]
    chosen = _evenly(np.where(chance > SURE, recent.customers, 0.0))
    if len(chosen) < FEWEST_SURE:
        return 0.0
    x, age, later = recent.repeats[chosen], recent.age[chosen], recent.later[chosen]
    given = histories(x, np.where(x > 0, age, 0.0), age, recent.unit)
    of = replace(order_spread(fitted, given, window), chance=np.ones(len(given.repeats)))

    def held(drift: float) -> bool:
        found = order_range(drifting(of, given.at_age.time, window, drift))
        inside = (found.low[given.inverse] <= later) & (later <= found.high[given.inverse])
        return bool(inside.mean() >= LEVELS[1] - LEVELS[0])

    low, high = 0.0, 3.0 * _MOST_VARIANCE / window
    if held(low):
        return low
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (low, middle) if held(middle) else (middle, high)
    return high


def _evenly(customers: Floats) -> Ints:
    """The entries of every customer, or of MOST_SURE evenly over all of them."""
    edges = np.cumsum(customers)
    total = float(edges[-1])
    picks = np.arange(min(total, MOST_SURE)) + 0.5
    if total > MOST_SURE:
        picks *= total / MOST_SURE
    found: Ints = np.searchsorted(edges, picks)
    return found
