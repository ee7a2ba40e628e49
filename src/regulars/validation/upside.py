"""Retention upside: what a segment would bring if it came back as often as the next better one. If moved; never a promise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from regulars.validation import words
from regulars.validation.estimates import Estimate, Reason, Refusal
from regulars.validation.intervals import Moments, mean, rate_difference


@dataclass(frozen=True, slots=True)
class Retained:
    """A segment after the split: customers, how many came back, and net revenue per customer who came back (moments over those).

    Segments are comparable when they have the same `ladder` (the same kind of customer, such as one spend level): moving a
    buyer of small baskets to the rate of big spenders is no plan.
    """

    name: str
    customers: int
    returned: int
    value: Moments
    ladder: str = ""


@dataclass(frozen=True, slots=True)
class Upside:
    """What there is to win in one segment, if moved.

    `target` is the next better comparable segment, `gain_in_rate` its rate minus the segment's own (Newcombe), `customers` how many
    more would come back, `amount` = customers x gain x value per returning customer, in the shop's currency.
    `certain` tells whether the difference in rates is more than chance explains.
    """

    segment: str
    target: str
    gain_in_rate: Estimate
    customers: float
    value: Estimate
    amount: Estimate
    certain: bool
    sentence: str


def upside(segments: Sequence[Retained], level: float = 0.95) -> tuple[Upside | Refusal, ...]:
    """The upside of each segment, in the order given: those who bought most recently first.

    The next better segment is the nearest one above on the same ladder that holds somebody. Refused where there is none, where
    it did not come back more often, and where nobody or too few came back to tell what a returning customer is worth.
    """
    return tuple(_upside(segment, _next_better(segments[:at], segment), level) for at, segment in enumerate(segments))


def _next_better(above: Sequence[Retained], segment: Retained) -> Retained | None:
    return next((other for other in reversed(above) if other.ladder == segment.ladder and other.customers), None)


def _upside(segment: Retained, target: Retained | None, level: float) -> Upside | Refusal:
    if not segment.customers:
        return Refusal(Reason.NOBODY, f"There is nobody in {segment.name}.")
    if target is None:
        return Refusal(
            Reason.NO_BETTER_SEGMENT,
            f"No segment with like spend bought more recently than {segment.name}, so there is no rate to aim at.",
        )
    gain = rate_difference(target.returned, target.customers, segment.returned, segment.customers, level)
    if isinstance(gain, Refusal):
        return gain
    if gain.value <= 0:
        return Refusal(
            Reason.NO_BETTER_SEGMENT,
            f"{target.name}, the next more recent segment with like spend, did not come back more often than {segment.name}: "
            "there is nothing to win by moving up.",
        )
    value = mean(segment.value, level)
    if isinstance(value, Refusal) or value.value <= 0:
        return Refusal(
            Reason.NO_VALUE, f"What a returning customer of {segment.name} is worth cannot be told from those who came back."
        )
    return _moved(segment, target, gain, value)


def _moved(segment: Retained, target: Retained, gain: Estimate, value: Estimate) -> Upside:
    amount = _product(segment.customers, gain, value)
    more = segment.customers * gain.value
    certain = gain.low > 0
    return Upside(
        segment.name, target.name, gain, more, value, amount, certain, _sentence(segment, target, more, value, amount, certain)
    )


def _product(customers: int, gain: Estimate, value: Estimate) -> Estimate:
    """Square-and-add (MOVER) for a product: each limit recovers the variance from the limits of its factors.

    Zou and Donner 2008, "Construction of confidence limits about effect measures: a general approach", with the first-order
    variance of a product. The lower limit stops at 0: a loss is no upside.
    """
    down = math.hypot(value.value * (gain.value - gain.low), gain.value * (value.value - value.low))
    up = math.hypot(value.value * (gain.high - gain.value), gain.value * (value.high - value.value))
    point = gain.value * value.value
    return Estimate(customers * point, customers * max(0.0, point - down), customers * (point + up), gain.level)


def _sentence(segment: Retained, target: Retained, more: float, value: Estimate, amount: Estimate, certain: bool) -> str:
    rates = f"{words.percent(target.returned / target.customers)} instead of {words.percent(segment.returned / segment.customers)}"
    told = (
        f"If moved: were the {words.count(segment.customers)} customers of {segment.name} to come back as often as {target.name} "
        f"({rates}), {words.count(more)} more would, worth {words.money(value.value)} each: {words.money_interval(amount)}. "
    )
    doubt = "" if certain else "The two rates may be the same: the difference is no more than chance explains. "
    return f"{told}{doubt}".strip()
