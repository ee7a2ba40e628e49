"""A complete made-up shop from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from regulars.demo.amounts import draw_amounts
from regulars.demo.arrays import Ints
from regulars.demo.baskets import draw_baskets
from regulars.demo.clock import Span, seasonal_clock
from regulars.demo.drafts import STATUSES, Drafts, draw_drafts
from regulars.demo.ledgers import events_table, lines_table, orders_table, products_table
from regulars.demo.mailing import draw_mailing
from regulars.demo.people import People, draw_people
from regulars.demo.process import DAY, YEAR_DAYS
from regulars.demo.profiles import customer_ids, customers_table
from regulars.demo.purchases import draw_purchases
from regulars.demo.truths import Truth, planted_truths
from regulars.demo.visits import draw_browsing
from regulars.errors import DefinitionError
from regulars.tables import COUNTED_STATUSES

FEWEST_CUSTOMERS = 100
FEWEST_YEARS, MOST_YEARS = 1.0, 20.0
FIRST_AS_OF, LAST_AS_OF = date(1990, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True, eq=False)
class Shop:
    """A made-up shop: the five canonical tables and what was planted in them.

    `notice` says that it is made up. Everything happened from `start` on and before the start of `as_of` (UTC). Ids are text, times
    timestamp[us] in UTC, money decimal128(18, 2) in US dollars. For every order, to the cent:

        total = sum of its lines' line_total - discount + shipping + tax,  line_total = quantity * unit_price

    and 0 <= refunded <= total, where refunded = total exactly when the status is `refunded`, and 0 < refunded < total exactly when
    it is `partially_refunded`.
    """

    notice: str
    start: date
    as_of: date
    customers: pa.Table
    orders: pa.Table
    order_lines: pa.Table
    events: pa.Table
    products: pa.Table
    truths: tuple[Truth, ...]

    def truth(self, name: str) -> Truth:
        """The planted truth of that name; KeyError when there is none."""
        return {truth.name: truth for truth in self.truths}[name]


def make_shop(customers: int = 5000, seed: int = 2024, as_of: date = date(2026, 6, 30), years: float = 3.0) -> Shop:
    """Draw a shop with so many customers, looked at on `as_of`, that has been open for so many years.

    The same arguments give the same shop (with the same version of numpy). Time and memory are in proportion to `customers`.
    Raises DefinitionError for fewer than 100 customers, a negative seed, a date outside 1990 to 2199, or years outside 1 to 20.
    """
    _check(customers, seed, as_of, years)
    span = _span(as_of, years)
    # Each part draws from a stream of its own, so that a change to one leaves the others as they were.
    streams = iter(np.random.default_rng(seed).spawn(7))
    clock = seasonal_clock(span)
    people = draw_people(next(streams), customers, span)
    purchases = draw_purchases(next(streams), people, clock)
    mailing = draw_mailing(next(streams), people, purchases, span)
    drafts = draw_drafts(next(streams), people, purchases, mailing, span)
    ids = customer_ids(customers)
    sales = _sales(next(streams), people, drafts, ids)
    browsing = draw_browsing(next(streams), people, drafts, mailing, clock)
    return Shop(
        notice=_notice(customers, seed),
        start=as_of - timedelta(days=(span.end - span.start) // DAY),
        as_of=as_of,
        customers=customers_table(next(streams), people, mailing, sales.counted),
        orders=sales.orders,
        order_lines=sales.order_lines,
        events=events_table(mailing, browsing, ids),
        products=products_table(),
        truths=planted_truths(people, mailing.arms, ids, span),
    )


def _check(customers: int, seed: int, as_of: date, years: float) -> None:
    if customers < FEWEST_CUSTOMERS:
        raise DefinitionError(
            f"A made-up shop of {customers} customers is too small to hold its groups.", f"Ask for at least {FEWEST_CUSTOMERS}."
        )
    if seed < 0:
        raise DefinitionError(f"The seed {seed} is negative.", "Give a whole number from 0 on.")
    if not FIRST_AS_OF <= as_of <= LAST_AS_OF:
        raise DefinitionError(f"A made-up shop cannot be looked at on {as_of}.", f"Give a date from {FIRST_AS_OF} to {LAST_AS_OF}.")
    if not FEWEST_YEARS <= years <= MOST_YEARS:
        raise DefinitionError(
            f"A made-up shop cannot be {years:g} years old.", f"Give from {FEWEST_YEARS:g} to {MOST_YEARS:g} years."
        )


def _span(as_of: date, years: float) -> Span:
    end = int(np.datetime64(as_of, "s").astype(np.int64))
    return Span(end - round(years * YEAR_DAYS) * DAY, end)


@dataclass(frozen=True, slots=True, eq=False)
class _Sales:
    orders: pa.Table
    order_lines: pa.Table
    counted: Ints


def _sales(rng: np.random.Generator, people: People, drafts: Drafts, ids: pa.Array) -> _Sales:
    baskets = draw_baskets(rng, people, drafts)
    amounts = draw_amounts(rng, people, drafts, baskets)
    counted = _counted(drafts, amounts.status, len(people))
    return _Sales(orders_table(drafts, amounts, ids), lines_table(drafts, baskets, amounts), counted)


def _counted(drafts: Drafts, status: Ints, customers: int) -> Ints:
    """Counted orders of each customer."""
    counts = np.isin(status, [STATUSES.index(kind) for kind in COUNTED_STATUSES]) & drafts.known
    return np.bincount(drafts.customer[counts], minlength=customers)


def _notice(customers: int, seed: int) -> str:
    return (
        f"This shop is made up: {customers:,} invented customers (seed {seed}), drawn at random; no person, order or e-mail "
        "in it is real. Cities are from GeoNames (geonames.org, CC BY 4.0)."
    )
