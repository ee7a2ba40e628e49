"""Offers about which too little is known: which tests of them are worth their money, and which segments are too small for one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from regulars.experiments.power import Demand, customers_needed_for_rates
from regulars.playbooks.budget import Offer

# whatever pays with less of a chance is not looked into
_UNLIKELY = 0.01


@dataclass(frozen=True, slots=True)
class Test:
    """A test worth its money: how many customers of the segments in all (half of them held out), what it costs, and what knowing
    the true lift would be worth in one period (expected value of perfect information). Of several segments `offer` is all of them
    as one: each is too small for a test of its own."""

    offer: Offer
    segments: tuple[str, ...]
    customers: int
    cost: float
    worth: float


@dataclass(frozen=True, slots=True)
class TooSmall:
    """A treatment about which too little is known, and whose segments have too few customers, even together, for a test of it."""

    segments: tuple[str, ...]
    treatment: str
    channel: str
    customers: int
    needed: int


def worthwhile_tests(offers: Sequence[Offer], money: float, evidence: float) -> tuple[tuple[Test, ...], tuple[TooSmall, ...]]:
    """Tests of offers about which too little is known, best worth for its cost first, as far as the money goes; and treatments
    whose segments are too small for a test, even together.

    A test is sized to find a lift one standard error above the belief, at least the one that pays (95 %, power 80 %, half held
    out). Segments that are too small for it are tested together; offers that no likely lift would pay have none.
    """
    sized = [(offer, _needed(offer)) for offer in offers if offer.customers and _UNLIKELY < offer.chance < evidence]
    found = [_test(offer, (offer.segment,), needed) for offer, needed in sized if needed is not None and needed <= offer.customers]
    small = [offer for offer, needed in sized if needed is not None and needed > offer.customers]
    too_small = []
    for treatment, channel in dict.fromkeys((offer.treatment, offer.channel) for offer in small):
        parts = [offer for offer in small if (offer.treatment, offer.channel) == (treatment, channel)]
        names, whole = tuple(offer.segment for offer in parts), _as_one(parts)
        needed = _needed(whole)
        if needed is not None and needed <= whole.customers:
            # the lift is taken to be alike in them
            found.append(replace(_test(whole, names, needed), worth=sum(map(_value_of_knowing, parts))))
        elif needed is not None:
            too_small.append(TooSmall(names, treatment, channel, whole.customers, needed))
    chosen, left = [], money
    for test in sorted((test for test in found if test.worth > test.cost), key=lambda each: each.cost / each.worth):
        if test.cost <= left:
            chosen.append(test)
            left -= test.cost
    return tuple(chosen), tuple(too_small)


def _as_one(offers: Sequence[Offer]) -> Offer:
    """Several offers of a treatment as one of all their customers, each figure as it is on average."""
    customers = sum(offer.customers for offer in offers)

    def average(name: str) -> float:
        return sum(float(getattr(offer, name)) * offer.customers for offer in offers) / customers

    figures: dict[str, Any] = {
        name: average(name) for name in ("contact", "base", "lift", "error", "margin", "incentive", "redeemed", "bend")
    }
    return replace(offers[0], segment=", ".join(offer.segment for offer in offers), customers=customers, fixed=0.0, **figures)


def _needed(offer: Offer) -> int | None:
    """How many customers a test of an offer takes, both halves; None where no lift that is likely could be found."""
    target = offer.base + max(offer.break_even, offer.lift + offer.error)
    if not 0 < offer.base < target < 1:
        return None
    return math.ceil(customers_needed_for_rates(offer.base, target, Demand()))


def _test(offer: Offer, segments: tuple[str, ...], needed: int) -> Test:
    treated = math.ceil(needed / 2)
    cost = offer.fixed + treated * (offer.contact + offer.incentive * offer.redeemed * max(0.0, offer.base + offer.lift))
    return Test(offer, segments, needed, cost, _value_of_knowing(offer))


def _value_of_knowing(offer: Offer) -> float:
    """What deciding with the true lift in hand is worth over deciding now: a normal's expected loss (Raiffa and Schlaifer 1961)."""
    slope = offer.kept * offer.customers
    distance = abs(offer.lift - offer.break_even) / offer.error
    density = math.exp(-(distance**2) / 2) / math.sqrt(2 * math.pi)
    return slope * offer.error * (density - distance * 0.5 * math.erfc(distance / math.sqrt(2)))
