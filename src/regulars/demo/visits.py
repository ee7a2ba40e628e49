"""Visits to the made-up shop's site and app, and what is looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regulars.demo.arrays import Flags, Floats, Ints, position, spread
from regulars.demo.clock import Clock, Span
from regulars.demo.drafts import MOBILE_APP, WEB, Drafts
from regulars.demo.mailing import Mailing
from regulars.demo.people import People
from regulars.demo.process import (
    CART_CHANCE,
    GONE_VISIT_RATE,
    MINUTE,
    SHOPPER_CART_CHANCE,
    SHOPPER_FEWEST_VISITS,
    SHOPPER_VISIT_RATE,
    VISIT_RATE,
    VISITS_PER_ORDER_RATE,
    WEEK,
    Group,
)
from regulars.demo.purchases import order_rates


@dataclass(frozen=True, slots=True)
class Looks:
    """Events of one kind on the site or in the app: customer, time (seconds since 1970, UTC), channel (WEB or MOBILE_APP)."""

    customer: Ints
    at: Ints
    channel: Ints

    def only(self, kept: Flags) -> Looks:
        """The entries where `kept` is true."""
        return Looks(self.customer[kept], self.at[kept], self.channel[kept])


@dataclass(frozen=True, slots=True)
class Browsing:
    """All visits, pages and products looked at, and carts left behind with their worth in cents."""

    visits: Looks
    pages: Looks
    products: Looks
    carts: Looks
    cart_cents: Ints


def draw_browsing(rng: np.random.Generator, people: People, drafts: Drafts, mailing: Mailing, clock: Clock) -> Browsing:
    """Visits before orders, after clicks and for their own sake."""
    span = clock.span
    bought = _before_orders(rng, people, drafts)
    clicked = Looks(mailing.clicked.customer, mailing.clicked.at + 5, rng.integers(WEB, MOBILE_APP + 1, len(mailing.clicked.at)))
    idle = _idle_visits(rng, people, clock)
    visits = _together(bought, clicked, idle)
    visits = visits.only(visits.at < span.end)
    shopper = people.of(Group.WINDOW_SHOPPER)[visits.customer]
    pages = _during(rng, visits, 1 + rng.poisson(0.7, len(visits.at)), span)
    products = _during(rng, visits, rng.poisson(np.where(shopper, 1.6, 0.6)), span)
    leaves = rng.random(len(visits.at)) < np.where(shopper, SHOPPER_CART_CHANCE, CART_CHANCE)
    leaves[: len(bought.at)] = False  # these visits ended in an order
    carts = _during(rng, visits, leaves.astype(np.int64), span)
    cents = (100 * rng.lognormal(np.log(45.0), 0.7, len(carts.at))).astype(np.int64)
    return Browsing(visits, pages, products, carts, cents)


def _before_orders(rng: np.random.Generator, people: People, drafts: Drafts) -> Looks:
    online = drafts.known & np.isin(drafts.channel, (WEB, MOBILE_APP))
    customer, at = drafts.customer[online], drafts.at[online]
    before = rng.integers(3 * MINUTE, 40 * MINUTE, len(at))
    return Looks(customer, np.maximum(at - before, people.joined[customer]), drafts.channel[online])


def _idle_visits(rng: np.random.Generator, people: People, clock: Clock) -> Looks:
    span = clock.span
    until = np.minimum(people.stops, span.end - 1)
    begin, end = clock.elapsed(people.joined + people.offset), clock.elapsed(until + people.offset)
    fewest = np.where(people.of(Group.WINDOW_SHOPPER), SHOPPER_FEWEST_VISITS, 0)
    end = np.where(fewest > 0, clock.elapsed(span.end - 1 + people.offset), end)
    counts = rng.poisson(_visit_rates(people) * (end - begin)) + fewest
    row = spread(counts)
    at = clock.instant(begin[row] + rng.random(len(row)) * (end - begin)[row]) - people.offset[row]
    active = Looks(row, np.clip(at, people.joined[row], span.end - 1), rng.integers(WEB, MOBILE_APP + 1, len(row)))
    return _together(active, _late_visits(rng, people, span))


def _visit_rates(people: People) -> Floats:
    rates = VISIT_RATE + VISITS_PER_ORDER_RATE * order_rates(people)
    rates[people.of(Group.WINDOW_SHOPPER)] = SHOPPER_VISIT_RATE
    rates[people.of(Group.MARKETPLACE) | people.of(Group.GIFT_BUYER)] = 0.0
    return rates


def _late_visits(rng: np.random.Generator, people: People, span: Span) -> Looks:
    """Those who stopped buying still look in now and then."""
    weeks = np.maximum(span.end - people.stops, 0) / WEEK
    row = spread(rng.poisson(np.where(people.of(Group.MARKETPLACE), 0.0, GONE_VISIT_RATE) * weeks))
    at = people.stops[row] + (rng.random(len(row)) * weeks[row] * WEEK).astype(np.int64)
    return Looks(row, np.minimum(at, span.end - 1), rng.integers(WEB, MOBILE_APP + 1, len(row)))


def _during(rng: np.random.Generator, visits: Looks, counts: Ints, span: Span) -> Looks:
    """So many events in each visit, a minute or so apart."""
    row = spread(counts)
    at = visits.at[row] + position(counts) * MINUTE + rng.integers(1, MINUTE, len(row))
    events = Looks(visits.customer[row], at, visits.channel[row])
    return events.only(events.at < span.end)


def _together(*parts: Looks) -> Looks:
    return Looks(
        np.concatenate([part.customer for part in parts]),
        np.concatenate([part.at for part in parts]),
        np.concatenate([part.channel for part in parts]),
    )
