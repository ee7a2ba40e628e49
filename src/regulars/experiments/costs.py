"""What a treatment brought and what it cost: customers, revenue and margin, cost per customer retained, return on spend.

All are differences between randomised arms, so that whoever would have come back or redeemed the incentive anyway is counted
as a cost and never as a gain.
"""

from __future__ import annotations

from regulars.errors import DefinitionError
from regulars.experiments.fieller import Uncertain, at_least, fieller
from regulars.experiments.samples import Pair
from regulars.records import dataclass
from regulars.validation import words
from regulars.validation.estimates import Estimate, Refusal
from regulars.validation.intervals import Moments, mean_difference


@dataclass(frozen=True, slots=True)
class UnitCost:
    """The cost of one more customer kept.

    `value` is None where no more were kept than in the control; `high` is None where it has no upper end, because the data do not
    rule out that none were kept; `low` is what the cost is at least.
    """

    value: float | None
    low: float
    high: float | None
    level: float
    sentence: str


def incremental(difference: Estimate, treated: int, each: float = 1.0) -> Estimate:
    """A difference per head over all treated customers, times what each unit of it is worth (such as a margin rate)."""
    if treated < 0 or each < 0:
        raise DefinitionError("A number of customers or a worth below 0 was given.", "Give numbers of 0 or more.")
    factor = treated * each
    return Estimate(difference.value * factor, difference.low * factor, difference.high * factor, difference.level)


def less_cost(gain: Estimate, cost: float) -> Estimate:
    """A gain after a cost that is known to the cent."""
    return Estimate(gain.value - cost, gain.low - cost, gain.high - cost, gain.level)


def cost_per_retained(cost: float, retained: Estimate) -> UnitCost:
    """A known cost per treated customer over the difference in the share retained.

    The limits are those of the difference turned over, so that cost and retention never contradict each other.
    """
    if cost < 0:
        raise DefinitionError(f"{cost} is no cost.", "Give an amount of 0 or more.")
    value = cost / retained.value if retained.value > 0 else None
    low = cost / retained.high if retained.high > 0 else None
    high = cost / retained.low if retained.low > 0 else None
    return _unit_cost(value, low, high, retained)


def cost_per_retained_from_pairs(treated: Pair, control: Pair, level: float = 0.95, sign: str = "") -> UnitCost | Refusal:
    """The same where the cost differs from customer to customer, as with an incentive that some redeem.

    `outcome` is 1 for a customer retained and 0 else, `beside` what the customer cost; `sign` stands before amounts. Fieller's
    interval with the covariance of cost and retention. Refused when an arm has fewer than two customers or nothing varies.
    """
    retained = mean_difference(treated.outcome, control.outcome, level)
    if isinstance(retained, Refusal):
        return retained
    figures = _cost_over_outcome(treated, control)
    value = figures.top / figures.bottom if figures.bottom > 0 else None
    interval = fieller(figures, level)
    if isinstance(interval, Refusal):
        return _unit_cost(value, at_least(figures, level), None, retained, sign)
    if figures.bottom < 0:
        return _unit_cost(None, None, None, retained, sign)
    return _unit_cost(value, max(0.0, interval.low), interval.high, retained, sign)


def return_on_spend(margin: Estimate, cost: float) -> Estimate:
    """Incremental margin after cost, per unit of cost: 0.5 means that 100 spent brought 150 of margin.

    `margin` and `cost` are both per head or both over all treated customers. Raises DefinitionError for a cost of 0 or less.
    """
    if cost <= 0:
        raise DefinitionError("A return needs something spent.", "Give a cost above 0.")
    return Estimate(margin.value / cost - 1, margin.low / cost - 1, margin.high / cost - 1, margin.level)


def return_on_spend_from_pairs(treated: Pair, control: Pair, level: float = 0.95) -> Estimate | Refusal:
    """The same where the cost differs from customer to customer: `outcome` is the margin, `beside` the cost. Fieller's interval.

    Refused where the cost of the treatment may be 0.
    """
    both = _cost_over_outcome(treated, control)
    turned = Uncertain(both.bottom, both.top, both.bottom_variance, both.top_variance, both.covariance)
    ratio = fieller(turned, level)
    if isinstance(ratio, Refusal):
        return ratio
    return Estimate(ratio.value - 1, ratio.low - 1, ratio.high - 1, level)


def mean_margin(treated: Pair, control: Pair, level: float = 0.95, *, after_cost: bool = False) -> Estimate | Refusal:
    """The margin more per customer: `outcome` is the margin, `beside` the cost. With `after_cost`, what is left of it.

    Refused when an arm has fewer than two customers or nothing varies.
    """
    arms = [_less_beside(arm) if after_cost else arm.outcome for arm in (treated, control)]
    return mean_difference(arms[0], arms[1], level)


def _less_beside(arm: Pair) -> Moments:
    variance = arm.outcome.variance + arm.beside.variance - 2 * arm.covariance
    return Moments(arm.count, arm.outcome.mean - arm.beside.mean, max(0.0, variance))


def _cost_over_outcome(treated: Pair, control: Pair) -> Uncertain:
    return Uncertain(
        treated.beside.mean - control.beside.mean,
        treated.outcome.mean - control.outcome.mean,
        sum(arm.beside.variance / arm.count for arm in (treated, control)),
        sum(arm.outcome.variance / arm.count for arm in (treated, control)),
        sum(arm.covariance / arm.count for arm in (treated, control)),
    )


def _unit_cost(value: float | None, low: float | None, high: float | None, retained: Estimate, sign: str = "") -> UnitCost:
    if low is None:
        told = "Fewer customers were kept than in the control, so there is no cost at which one is kept."
        return UnitCost(None, float("inf"), None, retained.level, told)
    if high is None or value is None:
        told = f"It may be that nobody more was kept: one costs at least {sign}{words.money(low)}, and no upper limit is known."
        return UnitCost(value, low, None, retained.level, told)
    told = f"One more customer kept costs {words.money_interval(Estimate(value, low, high, retained.level), sign)}."
    return UnitCost(value, low, high, retained.level, told)
