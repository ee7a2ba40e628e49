"""What is said about what customers like: preferences of segments, pairs in one order, favourite and next best categories."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# a claim needs so many different customers, and a shrunk lift of so much
FEWEST_BUYERS = 5
SMALLEST_LIFT = 1.1
# a favourite was bought so often, by a customer of so many orders; a full basket weighs less (see scoring.tastes)
FEWEST_PURCHASES = 3
FEWEST_ORDERS = 2
# how far work goes: the products and categories with most buyers, the latest orders
PRODUCTS = 200
CATEGORIES = 60
SAMPLE_ORDERS = 200_000
MOST_PAIR_ROWS = 5_000_000


class ItemKind(StrEnum):
    """What a lift is about."""

    CATEGORY = "category"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Preference:
    """How much a segment buys of one category or product.

    `item` identifies it, `title` is for people. `buyers` are the segment's customers who bought it, `purchases` their orders with
    it (for a category: products of it, counted once per order), `expected` what there would be if the segment's purchases were
    spread like the shop's. `lift` is purchases by expected, `shrunk` the posterior mean, `low` and `high` its 5 % and 95 %
    quantiles.
    """

    segment: str
    kind: ItemKind
    item: str
    title: str
    buyers: int
    purchases: int
    expected: float
    lift: float
    shrunk: float
    low: float
    high: float

    @property
    def is_above_chance(self) -> bool:
        """Whether it is claimed that the segment buys more of it than chance."""
        return is_claimed(self.buyers, self.shrunk, self.low)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two products or categories in the same order, `item` being the one that brings the other along more often.

    `orders` have both, by `buyers` different customers; `item_orders` and `with_orders` have either. `support` is orders with
    both by all orders, `confidence` by orders with `item`. `expected` is what there would be if either were paired as often as it
    is, but with anything; `lift`, `shrunk`, `low` and `high` as in `Preference`.
    """

    kind: ItemKind
    item: str
    title: str
    with_item: str
    with_title: str
    orders: int
    buyers: int
    item_orders: int
    with_orders: int
    support: float
    confidence: float
    expected: float
    lift: float
    shrunk: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CategoryInterest:
    """A category with the customers whose favourite it is, and those for whom it is the next best."""

    category: str
    favourite: int
    next_best: int


@dataclass(frozen=True, slots=True)
class AffinityLimits:
    """What was looked at, and what was left out: orders searched for pairs (of all, from the latest back), products and
    categories.
    """

    orders: int
    all_orders: int
    products: int
    all_products: int
    categories: int
    all_categories: int


@dataclass(frozen=True, slots=True)
class Affinity:
    """What the customers like. `preferences` are all that were looked at, those above chance by `is_above_chance`; `pairs` are
    above chance; without categories `interests` is empty.
    """

    preferences: tuple[Preference, ...]
    pairs: tuple[Pair, ...]
    interests: tuple[CategoryInterest, ...]
    limits: AffinityLimits

    def above_chance(self, segment: str, kind: ItemKind) -> tuple[Preference, ...]:
        """What a segment buys more than chance, the surest first."""
        found = [p for p in self.preferences if p.segment == segment and p.kind is kind and p.is_above_chance]
        return tuple(sorted(found, key=lambda p: (-p.low, p.item)))


def is_claimed(buyers: int, shrunk: float, low: float) -> bool:
    """Whether a lift is above chance: enough different buyers, not slight, and above 1 but for a chance of 5 %."""
    return buyers >= FEWEST_BUYERS and shrunk >= SMALLEST_LIFT and low > 1
