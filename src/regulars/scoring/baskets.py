"""What is in the same order, counted on arrays: pairs of items, and how much orders and customers keep to single categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regulars.scoring.tastes import TasteSums, TasteTotals

Ints = NDArray[np.int64]
Whole = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Baskets:
    """The different items of some orders: whole numbers, one entry per order and item, by order and in it by item."""

    order: Ints
    customer: Ints
    item: Ints


def baskets(order: Whole, item: Whole, customer_of: Whole) -> Baskets:
    """Baskets from lines in any order, where an order may name an item several times; `customer_of` is whose each order is."""
    bits = int(item.max(initial=0)).bit_length()
    numbers = (order.astype(np.int64) << bits) | item
    numbers.sort()
    numbers = numbers[_changes(numbers)]
    orders = numbers >> bits
    return Baskets(orders, customer_of[orders].astype(np.int64), numbers & ((1 << bits) - 1))


def of_categories(found: Baskets, category: Ints) -> Baskets:
    """The different categories of the same orders; `category` is that of each item, -1 for none, and
    items of one stand side by side."""
    inside = category[found.item]
    kept = np.flatnonzero((_changes(inside) | _changes(found.order)) & (inside >= 0))
    return Baskets(found.order[kept], found.customer[kept], inside[kept])


def renumbered(found: Baskets, number: Ints) -> Baskets:
    """The same with other numbers of items, which are then in no order."""
    return Baskets(found.order, found.customer, number[found.item])


def order_count(found: Baskets) -> int:
    """How many orders have any item."""
    return int(_changes(found.order).sum())


def _changes(values: Ints) -> NDArray[np.bool_]:
    """Where a value is not that of the entry before."""
    found = np.ones(len(values), dtype=bool)
    found[1:] = values[1:] != values[:-1]
    return found


def _runs(values: Ints) -> tuple[Ints, Ints]:
    """Where runs of equal values begin, and how long they are."""
    starts = np.flatnonzero(_changes(values))
    return starts, np.diff(starts, append=len(values))


@dataclass(frozen=True, slots=True, eq=False)
class PairTables:
    """Of `items` (ascending) that are in any basket: orders with each, and tables of items by items, filled above the diagonal:
    orders with both, different customers of these, and the sum over customers of the squares of their orders.
    """

    items: Ints
    alone: Ints
    both: Ints
    buyers: Ints
    squares: Ints


def paired(found: Baskets, wanted: Sequence[int], sizes: Sequence[int], most_rows: int) -> PairTables:
    """Pairs in the same order among the first of the `wanted` items: as many as the largest of `sizes` (the largest first) with
    which there are at most `most_rows` pairs to look at, else the smallest."""
    place = np.full(max(int(found.item.max(initial=0)), *wanted, 0) + 1, len(wanted), dtype=np.int64)
    place[np.array(wanted, dtype=np.int64)] = np.arange(len(wanted))
    kept = found
    for size in sizes:
        inside = place[found.item] < min(size, len(wanted))
        kept = Baskets(found.order[inside], found.customer[inside], found.item[inside])
        _, counts = _runs(kept.order)
        if int((counts * (counts - 1)).sum()) // 2 <= most_rows:
            break
    items, item, alone = np.unique(kept.item, return_inverse=True, return_counts=True)
    return _tables(items, item, alone, kept)


def _tables(items: Ints, item: Ints, alone: Ints, kept: Baskets) -> PairTables:
    width = len(items)
    pairs, customers = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    # the entries of an order are neighbours: first those next to one another, then those one apart, ...
    for step in range(1, width):
        ends = np.flatnonzero(kept.order[step:] == kept.order[:-step])
        if not len(ends):
            break
        one, other = item[ends], item[ends + step]
        pairs.append(np.minimum(one, other) * width + np.maximum(one, other))
        customers.append(kept.customer[ends])
    pair, customer = np.concatenate(pairs), np.concatenate(customers)
    span = int(customer.max(initial=0)) + 1
    numbers = pair * span + customer
    numbers.sort()
    starts, times = _runs(numbers)
    cell = numbers[starts] // span

    def table(values: Ints | None) -> Ints:
        return np.bincount(cell, values, width * width).astype(np.int64).reshape(width, width)

    return PairTables(items, alone, table(times), table(None), table(times * times))


def taste_sums(found: Baskets, category: Ints, categories: int) -> tuple[tuple[TasteSums | None, ...], TasteTotals]:
    """The sums of `scoring.tastes` for each category (None: not in these orders) and over all; `category` is that of each item."""
    inside = category[found.item]
    known = inside >= 0
    customer, inside = found.customer[known], inside[known]
    starts, size = _runs(found.order[known])
    order = np.repeat(np.arange(len(starts)), size)
    first, times = _runs(order * max(categories, 1) + inside)
    what, of_order = inside[first], order[first]
    people, who = np.unique(customer[first], return_inverse=True)
    of_size = size[of_order]
    all_of = np.bincount(who, times, len(people))  # purchases of each customer
    # of each customer, the sum over orders of the squares of their purchases: every order has its purchases counted once
    squares = np.bincount(who, times * of_size, len(people))
    totals = TasteTotals(
        orders=float(len(size)),
        purchases=float(times.sum()),
        order_squares=float(squares.sum()),
        apart=float(((all_of * all_of - squares) / all_of).sum()),
    )
    cells, cell = np.unique(who * max(categories, 1) + what, return_inverse=True)
    mine = np.bincount(cell, times, len(cells))
    whose, which = cells // max(categories, 1), cells % max(categories, 1)
    apart = (mine * mine - np.bincount(cell, times * times, len(cells))) / all_of[whose]
    crossed = (mine * all_of[whose] - np.bincount(cell, times * of_size, len(cells))) / all_of[whose]
    columns = (
        np.bincount(what, times, categories),
        np.bincount(which, apart, categories),
        np.bincount(which, crossed, categories),
        np.bincount(what, times * times / of_size, categories),
    )
    return tuple(TasteSums(*map(float, row)) if row[0] else None for row in zip(*columns, strict=True)), totals
