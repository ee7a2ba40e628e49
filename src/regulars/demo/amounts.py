"""What the made-up shop's orders cost: exact arithmetic in whole cents.

For every order, to the cent:

    total = sum(quantity * unit_price over its lines) - discount + shipping + tax

discount is a percentage of the goods, tax one of the goods after discount, both rounded half up; there is no line discount.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regulars.demo import reference
from regulars.demo.arrays import Flags, Floats, Ints, sums
from regulars.demo.baskets import Baskets
from regulars.demo.drafts import CODES, GUEST, RETAIL_STORE, STATUSES, Drafts
from regulars.demo.people import People
from regulars.demo.process import (
    FREE_SHIPPING_CENTS,
    FULL_REFUND_SHARE,
    REFUND_CHANCE,
    RETURNER_REFUND_CHANCE,
    Group,
)
from regulars.tables import Status


@dataclass(frozen=True, slots=True)
class Bills:
    """Cents of every order: what was charged and what it is made of."""

    goods: Ints
    discount: Ints
    shipping: Ints
    tax: Ints
    total: Ints


@dataclass(frozen=True, slots=True)
class Amounts:
    """Cents of every order and line. `status` is an index into STATUSES; `returned` units of each line came back."""

    bills: Bills
    cost: Ints
    refunded: Ints
    status: Ints
    unit_price: Ints
    line_total: Ints
    returned: Ints


def draw_amounts(rng: np.random.Generator, people: People, drafts: Drafts, baskets: Baskets) -> Amounts:
    """The money of every order, and which are given back in full or in part."""
    products = reference.products()
    unit_price = np.array([product.price_cents for product in products])[baskets.product]
    unit_cost = np.array([(p.price_cents * p.cost_per_mille + 500) // 1000 for p in products])[baskets.product]
    line_total = unit_price * baskets.quantity
    cost = sums(unit_cost * baskets.quantity, baskets.order, len(drafts))
    bills = _bills(people, drafts, sums(line_total, baskets.order, len(drafts)))
    returned = _returned(rng, people, drafts, baskets)
    goods_back = sums(unit_price * returned, baskets.order, len(drafts))
    refunded, status = _refunds(drafts, bills, goods_back)
    return Amounts(bills, cost, refunded, status, unit_price, line_total, returned)


def _bills(people: People, drafts: Drafts, goods: Ints) -> Bills:
    percent = np.array([*(percent for _, percent in CODES), 0])[drafts.coupon]  # NO_COUPON is -1: the last
    discount = (goods * percent + 50) // 100
    shipping, tax = _shipping_and_tax(people, drafts, goods - discount)
    return Bills(goods, discount, shipping, tax, goods - discount + shipping + tax)


def _shipping_and_tax(people: People, drafts: Drafts, net_goods: Ints) -> tuple[Ints, Ints]:
    markets = reference.markets()
    countries = [market.country for market in markets]
    of_city = np.array([countries.index(city.country) for city in reference.cities()])
    # Guests are taken for customers of the home market.
    market = np.where(drafts.customer == GUEST, 0, of_city[people.city[drafts.customer]])
    shipping = np.array([m.shipping_cents for m in markets])[market]
    free = (drafts.channel == RETAIL_STORE) | (net_goods >= FREE_SHIPPING_CENTS)
    tax = (net_goods * np.array([m.tax_per_mille for m in markets])[market] + 500) // 1000
    return np.where(free, 0, shipping), tax


def _returned(rng: np.random.Generator, people: People, drafts: Drafts, baskets: Baskets) -> Ints:
    """Units of each line that came back: of some orders everything, of some one line or part of it."""
    chance = _refund_chance(people, drafts)
    refunded = rng.random(len(drafts)) < chance
    full = rng.random(len(drafts)) < FULL_REFUND_SHARE
    lines = np.bincount(baskets.order, minlength=len(drafts))
    picked = (rng.random(len(drafts)) * lines).astype(np.int64) + 1
    units = 1 + (rng.random(len(baskets)) * baskets.quantity).astype(np.int64)
    some: Flags = (refunded & ~full)[baskets.order] & (baskets.line == picked[baskets.order])
    return np.where((refunded & full)[baskets.order], baskets.quantity, np.where(some, units, 0))


def _refund_chance(people: People, drafts: Drafts) -> Floats:
    returner = drafts.known & (people.group[drafts.customer] == Group.RETURNER)
    counted = drafts.status == STATUSES.index(Status.PAID)
    return np.where(counted, np.where(returner, RETURNER_REFUND_CHANCE, REFUND_CHANCE), 0.0)


def _refunds(drafts: Drafts, bills: Bills, goods_back: Ints) -> tuple[Ints, Ints]:
    """Money given back, and the status that follows from it. Shipping is given back only with everything else."""
    everything = goods_back == bills.goods
    refunded = np.where(everything, bills.total, goods_back * (bills.goods - bills.discount + bills.tax) // bills.goods)
    status = np.where(refunded > 0, STATUSES.index(Status.PARTIALLY_REFUNDED), drafts.status)
    return refunded, np.where(everything, STATUSES.index(Status.REFUNDED), status)
