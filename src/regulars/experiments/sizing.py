"""Planning a test before it starts: what it can see with the customers there are, and what would be enough where it cannot."""

from __future__ import annotations

import math

from regulars.errors import DefinitionError
from regulars.experiments.power import (
    Demand,
    check_rate,
    customers_needed_for_means,
    customers_needed_for_rates,
    detectable_mean,
    detectable_rate,
    mean_power,
    rate_power,
)
from regulars.records import dataclass
from regulars.validation import words

# a pre-period value that explains more than this of the outcome is hardly ever seen
_HIGHEST_CORRELATION = 0.95


@dataclass(frozen=True, slots=True)
class Enough:
    """One way to make a test large enough, and its sentence."""

    way: str
    value: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a test of `customers` (all arms of the comparison) can see.

    `effect` is the difference worth finding (None when not given), `power` the chance to find it, `detectable` the smallest
    difference found with the power asked for (None when there is none), `needed` the customers that `effect` takes. `days` is
    how long that many take to arrive. `enough` says what would do when the test is too small.
    """

    customers: int
    baseline: float
    effect: float | None
    power: float | None
    detectable: float | None
    needed: int | None
    days: int | None
    is_enough: bool | None
    enough: tuple[Enough, ...]
    sentence: str


def plan_rates(
    baseline: float,
    customers: int,
    demand: Demand | None = None,
    *,
    effect: float | None = None,
    correlation: float = 0.0,
    customers_a_day: float | None = None,
) -> Plan:
    """Plan a test of a rate: retained, converted, unsubscribed.

    `baseline` is the rate without treatment, `effect` the difference worth finding (0.01: one point). `correlation` is that of
    the outcome with what is known from before the test: CUPED leaves 1 - correlation^2 of the variance. `customers_a_day`
    enter where they come one by one. Raises DefinitionError for numbers out of range.
    """
    demand = demand or Demand()
    size = _effective(customers, correlation)
    check_rate(baseline)
    if effect is not None:
        _check_room(baseline, effect)
    above = detectable_rate(baseline, size, demand)
    detectable = None if above is None else above - baseline
    power = needed = None
    if effect is not None:
        power = rate_power(baseline, baseline + effect, demand.arms(size), demand.level) if min(demand.arms(size)) > 0 else 0.0
        needed = customers_needed_for_rates(baseline, baseline + effect, demand)
    even = Demand(0.5, demand.level, demand.power)
    even_needed = None if effect is None else customers_needed_for_rates(baseline, baseline + effect, even)
    return _plan(
        _Case(customers, baseline, effect, demand, correlation, customers_a_day, is_rate=True),
        power,
        detectable,
        needed,
        even_needed,
    )


def plan_means(
    baseline: float,
    deviation: float,
    customers: int,
    demand: Demand | None = None,
    *,
    effect: float | None = None,
    correlation: float = 0.0,
    customers_a_day: float | None = None,
    sign: str = "",
) -> Plan:
    """Plan a test of an amount per head, such as net revenue, those who spend nothing included.

    `deviation` is the standard deviation over all customers (`power.deviation_with_zeros` gives it from the buyers'), `sign` stands
    before amounts (`$`); the rest is as in `plan_rates`.
    """
    demand = demand or Demand()
    if not 0 < deviation < math.inf:
        raise DefinitionError(f"A standard deviation of {deviation} cannot be planned with.", "Give that of the amounts, above 0.")
    size = _effective(customers, correlation)
    detectable = detectable_mean(deviation, size, demand)
    power = needed = even_needed = None
    if effect is not None:
        power = mean_power(effect, deviation, demand.arms(size), demand.level) if min(demand.arms(size)) > 0 else 0.0
        needed = customers_needed_for_means(effect, deviation, demand)
        even_needed = customers_needed_for_means(effect, deviation, Demand(0.5, demand.level, demand.power))
    return _plan(
        _Case(customers, baseline, effect, demand, correlation, customers_a_day, is_rate=False, sign=sign),
        power,
        detectable,
        needed,
        even_needed,
    )


def _check_room(baseline: float, effect: float) -> None:
    """Raises DefinitionError where a rate cannot change by so much."""
    if not 0 <= baseline + effect <= 1:
        way = "rise" if effect > 0 else "fall"
        told = f"A share of {words.percent(baseline)} cannot {way} by {100 * abs(effect):,.4g} points."
        raise DefinitionError(told, "Give a smaller difference.")


@dataclass(frozen=True, slots=True)
class _Case:
    customers: int
    baseline: float
    effect: float | None
    demand: Demand
    correlation: float
    customers_a_day: float | None
    is_rate: bool
    sign: str = ""

    def shown(self, difference: float) -> str:
        """A difference as it reads: 1.2 points, or an amount."""
        if not self.is_rate:
            return f"{self.sign}{words.money(difference)}"
        shown = f"{100 * difference:.3g}"
        return f"{shown} point{'' if shown in ('1', '-1') else 's'}"


def _effective(customers: int, correlation: float) -> float:
    """How many customers without pre-period data are worth as much."""
    if customers < 0:
        raise DefinitionError(f"{customers} is no number of customers.", "Give how many could take part.")
    if not -1 < correlation < 1:
        raise DefinitionError(f"{correlation} is no correlation.", "Give a number between -1 and 1.")
    return customers / (1 - correlation**2)


def _plan(case: _Case, power: float | None, detectable: float | None, raw_needed: float | None, raw_even: float | None) -> Plan:
    left = 1 - case.correlation**2
    needed = None if raw_needed is None else math.ceil(raw_needed * left - 1e-9)
    even = None if raw_even is None else math.ceil(raw_even * left - 1e-9)
    is_enough = None if needed is None else case.customers >= needed
    days = None
    if needed is not None and case.customers_a_day and case.customers_a_day > 0:
        days = math.ceil(needed / case.customers_a_day)
    enough = () if needed is None or even is None or is_enough else _ways(case, needed, even, days, raw_even or 0.0)
    sentence = " ".join(part for part in (_first(case, power, detectable, is_enough), *(way.sentence for way in enough)) if part)
    return Plan(case.customers, case.baseline, case.effect, power, detectable, needed, days, is_enough, enough, sentence)


def _ways(case: _Case, needed: int, even: int, days: int | None, raw_even: float) -> tuple[Enough, ...]:
    ways = [Enough("wider", needed, f"A wider segment would: {needed:,} customers at this split.")]
    if days is not None:
        ways.append(Enough("longer", days, f"Waiting would: at {case.customers_a_day:,.3g} customers a day, {days:,} days."))
    if case.demand.treated_share != 0.5 and even < needed:
        whether = "would" if even <= case.customers else "would help"
        ways.append(Enough("even split", even, f"An even split {whether}: {even:,} customers instead of {needed:,}."))
    correlation = math.sqrt(max(0.0, 1 - case.customers / raw_even)) if raw_even else 0.0
    if case.customers and case.demand.treated_share == 0.5 and abs(case.correlation) < correlation <= _HIGHEST_CORRELATION:
        told = f"Taking off what they did before would (CUPED), if that correlates {correlation:.2f} or more with the outcome."
        ways.append(Enough("variance reduction", correlation, told))
    return tuple(ways)


def _first(case: _Case, power: float | None, detectable: float | None, is_enough: bool | None) -> str:
    smallest = (
        "could not detect any rise"
        if detectable is None
        else f"detects a difference of {case.shown(detectable)} or more in {case.demand.power:.0%} of tests"
    )
    who = f"With {case.customers:,} customers ({_split(case.demand.treated_share)}) a test"
    if case.effect is None or power is None:
        return f"{who} {smallest}."
    if is_enough:
        return f"{who} is large enough: it finds {case.shown(case.effect)} with {power:.0%} power, and {smallest}."
    sought = f"{case.shown(case.effect)} reliably (power {power:.0%})"
    return f"Too small: {who[0].lower() + who[1:]} cannot detect {sought}; it {smallest}."


def _split(treated: float) -> str:
    return f"{100 * treated:.3g} % treated, {100 * (1 - treated):.3g} % held out"
