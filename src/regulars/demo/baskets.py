"""What is in the made-up shop's baskets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regulars.demo import reference
from regulars.demo.arrays import Flags, Floats, Ints, drawn, position, spread
from regulars.demo.drafts import GUEST, Drafts
from regulars.demo.people import People
from regulars.demo.process import RESELLER_UNITS, Group

SEASON_MONTHS = {
    "spring": (2, 3, 4),
    "summer": (5, 6, 7),
    "autumn": (8, 9, 10),
    "winter": (10, 11, 0, 1),
    "december": (10, 11),
    "valentine": (0, 1),
}
IN_SEASON, OUT_OF_SEASON = 3.0, 0.15
GIFT_CATEGORY = "Gifts & Cards"
CATEGORY_PULL = (1.5, 1.1, 0.9, 1.2, 1.1, 0.8, 0.9, 0.8, 0.8, 0.7)
FAVOURITE_CHANCE, GIFT_CHANCE = 0.5, 0.75
FURTHER_LINES, MOST_LINES = 0.9, 8
QUANTITY_WEIGHTS = np.array([0.80, 0.14, 0.04, 0.02])


@dataclass(frozen=True, slots=True)
class Baskets:
    """One entry per order line, order by order: order (index into Drafts), place in it from 1, product (index into
    `reference.products()`), quantity."""

    order: Ints
    line: Ints
    product: Ints
    quantity: Ints

    def __len__(self) -> int:
        return len(self.order)


def draw_baskets(rng: np.random.Generator, people: People, drafts: Drafts) -> Baskets:
    """The lines of every order; no product twice in one."""
    group = np.where(drafts.customer == GUEST, Group.ORDINARY, people.group[drafts.customer])
    counts = 1 + np.minimum(rng.poisson(FURTHER_LINES, len(drafts)), MOST_LINES - 1)
    order = spread(counts)
    category = _categories(rng, len(people), drafts, group, order)
    product = _products(rng, category, _month(drafts.at)[order])
    order, product = _with_companions(rng, order, product)
    # One number per order and product: sorted and unique, they are the lines.
    code = np.unique(order * len(reference.products()) + product)
    order, product = code // len(reference.products()), code % len(reference.products())
    lines = np.bincount(order, minlength=len(drafts))
    quantity = _quantities(rng, group[order] == Group.RESELLER)
    return Baskets(order, position(lines) + 1, product, quantity)


def _month(at: Ints) -> Ints:
    return at.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64) % 12


def _categories(rng: np.random.Generator, customers: int, drafts: Drafts, group: Ints, order: Ints) -> Ints:
    pull = np.array(CATEGORY_PULL)
    favourite = drawn(rng, pull, customers)
    own = np.where(drafts.customer == GUEST, drawn(rng, pull, len(drafts)), favourite[drafts.customer])
    category = np.where(rng.random(len(order)) < FAVOURITE_CHANCE, own[order], drawn(rng, pull, len(order)))
    gifts = list(dict.fromkeys(product.category for product in reference.products())).index(GIFT_CATEGORY)
    is_gift = (group[order] == Group.GIFT_BUYER) & (rng.random(len(order)) < GIFT_CHANCE)
    return np.where(is_gift, gifts, category)


def _products(rng: np.random.Generator, category: Ints, month: Ints) -> Ints:
    """One product of each category given, by what sells in that month."""
    chances = _chances()
    _, categories, per_category = chances.shape
    # Every (month, category) cell has its cumulative chances in its own unit interval, so one search serves all of them.
    edges = np.cumsum(chances, axis=2).reshape(-1, per_category)
    steps = (edges + np.arange(len(edges))[:, None]).ravel()
    cell = month * categories + category
    found = np.searchsorted(steps, cell + rng.random(len(cell)), side="right")
    place = np.clip(found - cell * per_category, 0, per_category - 1)
    return np.asarray(category * per_category + place, dtype=np.int64)


def _chances() -> Floats:
    """Of each product within its category, by month: shape (12, categories, products), rows add up to 1."""
    products = reference.products()
    categories = len({product.category for product in products})
    per_category = len(products) // categories
    season = np.ones((12, len(products)))
    for number, product in enumerate(products):
        if product.season:
            season[:, number] = OUT_OF_SEASON
            season[list(SEASON_MONTHS[product.season]), number] = IN_SEASON
    # Popularity falls with the place in a shuffled list; the shuffle is part of the catalogue, not of the seed.
    rank = (np.arange(len(products)) * 7) % per_category
    weight = (season / (rank + 2.0)).reshape(12, categories, per_category)
    return np.asarray(weight / weight.sum(axis=2, keepdims=True))


def _with_companions(rng: np.random.Generator, order: Ints, product: Ints) -> tuple[Ints, Ints]:
    """Lines with the companions that some products bring along."""
    number = {item.title: index for index, item in enumerate(reference.products())}
    orders, products = [order], [product]
    for pair in reference.pairs():
        brings: Flags = (product == number[pair.title]) & (rng.random(len(product)) < pair.per_mille / 1000)
        orders.append(order[brings])
        products.append(np.full(int(brings.sum()), number[pair.added_title]))
    return np.concatenate(orders), np.concatenate(products)


def _quantities(rng: np.random.Generator, wholesale: Flags) -> Ints:
    usual = 1 + drawn(rng, QUANTITY_WEIGHTS, len(wholesale))
    return np.where(wholesale, rng.integers(RESELLER_UNITS[0], RESELLER_UNITS[1] + 1, len(wholesale)), usual)
