"""When the made-up shop's customers buy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regulars.demo.arrays import Flags, Floats, Ints, spread
from regulars.demo.clock import Clock, Span, decembers
from regulars.demo.people import People
from regulars.demo.process import DAY, HOUR, MINUTE, RULES, Group


@dataclass(frozen=True, slots=True)
class Purchases:
    """One entry per order: the customer (index into People) and the time (seconds since 1970, UTC). In no order."""

    customer: Ints
    at: Ints


def draw_purchases(rng: np.random.Generator, people: People, clock: Clock) -> Purchases:
    """Every order of every customer, except for what a campaign adds."""
    buyers = ~np.isin(people.group, [rule.group for rule in RULES if not rule.buys])
    who = np.flatnonzero(buyers)
    first = _first_orders(rng, people, who, clock.span)
    repeats = _repeat_orders(rng, people, clock, who, first)
    gifts = _gift_orders(rng, people, clock.span, who, first)
    customer = np.concatenate([who, repeats.customer, gifts.customer])
    return Purchases(customer, np.concatenate([first, repeats.at, gifts.at]))


def _first_orders(rng: np.random.Generator, people: People, who: Ints, span: Span) -> Ints:
    joined, size = people.joined[who], len(who)
    at_checkout = (rng.random(size) < 0.8) | (people.group[who] == Group.GIFT_BUYER)
    wait = np.where(at_checkout, rng.uniform(2 * MINUTE, HOUR / 2, size), rng.exponential(6.0 * DAY, size))
    first = joined + wait.astype(np.int64)
    return np.where(first < span.end, first, np.minimum(joined + 5 * MINUTE, span.end - 1))


def _repeat_orders(rng: np.random.Generator, people: People, clock: Clock, who: Ints, first: Ints) -> Purchases:
    """Given their number, the orders of an inhomogeneous Poisson process lie evenly in seasonal time."""
    last = clock.span.end - 1
    offset = people.offset[who]
    begin = clock.elapsed(first + offset)
    until = clock.elapsed(np.clip(people.stops[who], first, last) + offset)
    kept = people.group[who] != Group.GIFT_BUYER
    fewest = _fewest_repeats()[people.group[who]]
    # Someone who must have repeats and stopped at once still has until the end of the span for them.
    until = np.where(fewest > 0, np.maximum(until, clock.elapsed(np.minimum(first + 90 * DAY, last) + offset)), until)
    counts = np.where(kept, rng.poisson(people.rate[who] * (until - begin)) + fewest, 0)
    row = spread(counts)
    at = clock.instant(begin[row] + rng.random(len(row)) * (until - begin)[row]) - offset[row]
    return Purchases(who[row], np.clip(at, first[row] + 1, last))


def _fewest_repeats() -> Ints:
    fewest = np.zeros(len(Group), dtype=np.int64)
    for rule in RULES:
        fewest[rule.group] = rule.fewest_repeats
    return fewest


def _gift_orders(rng: np.random.Generator, people: People, span: Span, who: Ints, first: Ints) -> Purchases:
    """Further Christmases of those who buy gifts: three in four come back, some for two orders."""
    here = people.group[who] == Group.GIFT_BUYER
    customers, since = who[here], first[here]
    found: list[Purchases] = []
    for low, high in decembers(span):
        counts = np.where((since < low) & (rng.random(len(customers)) < 0.75), 1 + (rng.random(len(customers)) < 0.3), 0)
        row = spread(counts)
        found.append(Purchases(customers[row], low + (rng.random(len(row)) * (high - low)).astype(np.int64)))
    return Purchases(np.concatenate([part.customer for part in found]), np.concatenate([part.at for part in found]))


@dataclass(frozen=True, slots=True)
class Last:
    """Of each customer, as of an instant: orders so far, and the time of the last (0 when none)."""

    orders: Ints
    at: Ints

    @property
    def ordered(self) -> Flags:
        """Who had ordered at all."""
        return np.asarray(self.orders > 0)


def last_orders(purchases: Purchases, customers: int, before: int) -> Last:
    """What each customer had bought before an instant."""
    past = purchases.at < before
    orders = np.bincount(purchases.customer[past], minlength=customers)
    at = np.zeros(customers, dtype=np.int64)
    np.maximum.at(at, purchases.customer[past], purchases.at[past])
    return Last(orders, at)


def order_rates(people: People) -> Floats:
    """Orders per week of each customer while active; 0 for those who never buy."""
    never = np.isin(people.group, [rule.group for rule in RULES if not rule.buys])
    return np.where(never, 0.0, people.rate)
