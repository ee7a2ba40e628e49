"""What a test can see: the power, the smallest effect and the customers needed, for rates and for means with zeros.

Rates: the normal approximation with the pooled rate under no effect (R's `power.prop.test`, here for any split), which is what
Newcombe's interval delivers, unequal arms included. Means: Student's t with the noncentral t distribution (R's `power.t.test`).
Both count only findings in the direction of the effect.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

from regulars.errors import DefinitionError
from regulars.records import dataclass
from regulars.validation.distributions import normal_reach, t_reach

_NORMAL = NormalDist()
_HALVINGS = 100
_MOST_CUSTOMERS = 10**12
# beyond it, Student's t is the normal distribution to ten digits
_MANY = 1e6


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of a test: the level of its interval, the power, and the treatment's share of its customers."""

    treated_share: float = 0.5
    level: float = 0.95
    power: float = 0.8

    def __post_init__(self) -> None:
        for name, value in (("share", self.treated_share), ("confidence level", self.level), ("power", self.power)):
            if not 0 < value < 1:
                raise DefinitionError(f"{value} is no {name}.", "Give a number between 0 and 1.")

    def arms(self, customers: float) -> tuple[float, float]:
        """Customers in the control and in the treatment."""
        return customers * (1 - self.treated_share), customers * self.treated_share


def rate_power(control: float, treated: float, arms: tuple[float, float], level: float = 0.95) -> float:
    """The chance to find a difference between two true rates, with so many customers in control and treatment."""
    check_rate(control)
    check_rate(treated)
    first, second = arms
    pooled = (first * control + second * treated) / (first + second)
    under_none = math.sqrt(pooled * (1 - pooled) * (1 / first + 1 / second))
    under_effect = math.sqrt(control * (1 - control) / first + treated * (1 - treated) / second)
    beyond = abs(treated - control) - normal_reach(level) * under_none
    if under_effect == 0:
        return float(beyond > 0)
    return _NORMAL.cdf(beyond / under_effect)


def mean_power(effect: float, deviation: float, arms: tuple[float, float], level: float = 0.95) -> float:
    """The chance to find a difference of `effect` between means whose values have the standard deviation `deviation`."""
    first, second = arms
    error = deviation * math.sqrt(1 / first + 1 / second)
    if error == 0:
        return float(effect != 0)
    away, degrees = abs(effect) / error, first + second - 2
    if degrees <= 0:
        return 0.0
    if degrees > _MANY:
        return _NORMAL.cdf(away - normal_reach(level))
    from scipy.special import nctdtr  # type: ignore[import-untyped]

    found = 1 - float(nctdtr(degrees, away, t_reach(level, degrees)))
    return found if math.isfinite(found) else _NORMAL.cdf(away - normal_reach(level))


def customers_needed_for_rates(control: float, treated: float, demand: Demand) -> float:
    """How many customers, both arms together, find the difference between two rates with the power asked for; not rounded."""
    if control == treated:
        raise DefinitionError("No test can find a difference of 0.", "Give the smallest effect that would be worth knowing.")
    return _needed(lambda customers: rate_power(control, treated, demand.arms(customers), demand.level), demand.power)


def customers_needed_for_means(effect: float, deviation: float, demand: Demand) -> float:
    """How many customers, both arms together, find a difference of means with the power asked for; not rounded."""
    if effect == 0 or not math.isfinite(effect):
        raise DefinitionError("No test can find a difference of 0.", "Give the smallest effect that would be worth knowing.")
    return _needed(lambda customers: mean_power(effect, deviation, demand.arms(customers), demand.level), demand.power)


def detectable_rate(control: float, customers: float, demand: Demand) -> float | None:
    """The smallest rate above `control` that is found with the power asked for; None when not even 1 would be."""
    check_rate(control)
    arms = demand.arms(customers)
    if min(arms) < 1 or rate_power(control, 1.0, arms, demand.level) < demand.power:
        return None
    return _smallest(lambda treated: rate_power(control, treated, arms, demand.level) >= demand.power, control, 1.0)


def detectable_mean(deviation: float, customers: float, demand: Demand) -> float | None:
    """The smallest difference of means found with the power asked for; None below three customers or where nothing varies."""
    arms = demand.arms(customers)
    if customers <= 2 or min(arms) < 1 or not 0 < deviation < math.inf:
        return None
    high = deviation
    while mean_power(high, deviation, arms, demand.level) < demand.power:
        high *= 2
        if high > deviation * _MOST_CUSTOMERS:
            return None
    return _smallest(lambda effect: mean_power(effect, deviation, arms, demand.level) >= demand.power, 0.0, high)


def deviation_with_zeros(buyers: float, mean: float, deviation: float) -> float:
    """The standard deviation of what all customers spend, from those who buy: their share, mean and standard deviation.

    The variance of a value that is 0 for everybody else: share x (deviation^2 + mean^2) - (share x mean)^2.
    """
    check_rate(buyers)
    return math.sqrt(max(0.0, buyers * (deviation**2 + mean**2) - (buyers * mean) ** 2))


def check_rate(rate: float) -> None:
    """Raises DefinitionError when it is no part of a whole."""
    if not 0 <= rate <= 1:
        raise DefinitionError(f"{rate} is no rate.", "Give a number from 0 to 1, such as 0.05 for 5 %.")


def _needed(power_of: Callable[[float], float], wanted: float) -> float:
    high = 4.0
    while power_of(high) < wanted:
        high *= 2
        if high > _MOST_CUSTOMERS:
            raise DefinitionError("No number of customers would be enough.", "Give a larger effect.")
    return _smallest(lambda customers: power_of(customers) >= wanted, high / 2 if high > 4 else 2.0 + 1e-9, high)


def _smallest(is_enough: Callable[[float], bool], low: float, high: float) -> float:
    """The smallest value of (low, high] that is enough, where `high` is."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high
