"""What each customer bought, counted on arrays: every line is one whole number (customer, item, order side by side), sorted.

Items are numbered so that those of one category stand together: one sort then has a customer's lines together, in them those of a
category, in them those of an item, in them those of an order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Whole = NDArray[np.signedinteger[Any]]
Truths = NDArray[np.bool_]

# so many lines at a time that what is counted of them stays near the processor
_BLOCK = 1 << 17
_WORD = 63
# of so many lines half are worth counting elsewhere
_MANY = 1 << 20

# begins with a piece of work elsewhere, and returns what waits for its result
Aside = Callable[[Callable[[], "list[Purchases]"]], Callable[[], "list[Purchases]"]]


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """Items 0 .. n - 1, those of a category side by side: their place in the alphabet, and their category (-1: none)."""

    alphabet: Ints
    category: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Bought:
    """The different items of each customer: customer c has the entries `starts[c]` to `starts[c + 1]`, by item.

    `orders` are their different orders with the item. Of categories they are purchases: products in orders.
    """

    starts: Ints
    item: Small
    orders: Small

    def customers(self) -> Small:
        """Whose each entry is."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))


@dataclass(frozen=True, slots=True, eq=False)
class CustomerPurchases:
    """One entry per customer 0 .. n - 1.

    `repeat_products` are products in several orders, `purchases` products in orders; `main_product` is the one in most orders (of
    equals the first), as its place in the alphabet, with these orders. `category_lines` and `category_purchases` are those with a
    category, `main_category` is that of most lines (of equals the first), with these lines. Where there is none, main ones are -1.
    """

    lines: Ints
    products: Ints
    repeat_products: Ints
    purchases: Ints
    main_product: Ints
    main_product_orders: Ints
    category_lines: Ints
    category_purchases: Ints
    categories: Ints
    main_category: Ints
    main_category_lines: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Purchases:
    """What was bought: by customer, and the single products and categories of each."""

    customers: CustomerPurchases
    products: Bought
    categories: Bought


class LineNumbers:
    """Lines as they come, a batch at a time, kept as one number each, or as three where one cannot hold them."""

    def __init__(self, customers: int, items: int, orders: int) -> None:
        """Numbers of customers and items are below the first two. `orders` is how many there are: numbers above are of lines that
        are orders of their own."""
        self._customers, self._items, self._orders = customers, items, orders
        self._item_bits, self._order_bits = max(items - 1, 0).bit_length(), orders.bit_length() + 1
        self._is_packed = max(customers - 1, 0).bit_length() + self._item_bits + self._order_bits <= _WORD
        self._batches: list[tuple[NDArray[Any], ...]] = []
        self._alone = 0

    def add(self, customer: Whole, item: Whole, order: Whole) -> None:
        """More lines; an order of -1 is one of its own."""
        alone = order < 0
        if alone.any():
            order = np.where(alone, self._orders + self._alone + np.cumsum(alone), order)
            self._alone += int(alone.sum())
        self._batches.append(self._numbers(customer, item, order) if self._is_packed else (customer, item, order))

    def _numbers(self, customer: Whole, item: Whole, order: Whole) -> tuple[Ints]:
        numbers = customer.astype(np.int64)
        numbers <<= self._item_bits
        numbers |= item
        numbers <<= self._order_bits
        numbers |= order
        return (numbers,)

    def counted(self, items: Items, aside: Aside | None = None) -> Purchases:
        """What was bought, of many lines those of half of the customers counted `aside`. The lines are given up."""
        middle = self._customers // 2
        if aside is None or not self._is_packed or sum(len(part[0]) for part in self._batches) < _MANY:
            parts = [np.concatenate(part) for part in zip(*self._batches, strict=True)]
            self._batches.clear()
            return _together(self._blocks(parts, 0, self._customers, items))
        early, late = self._halves(middle)
        others = aside(lambda: self._blocks([late], middle, self._customers, items))
        blocks = self._blocks([early], 0, middle, items)
        return _together(blocks + others())

    def _halves(self, middle: int) -> tuple[Ints, Ints]:
        """The lines of the customers before one, and of the others."""
        border = middle << (self._item_bits + self._order_bits)
        early, late = [], []
        for (lines,) in self._batches:
            is_early = lines < border
            early.append(lines[is_early])
            late.append(lines[~is_early])
        self._batches.clear()
        return np.concatenate(early), np.concatenate(late)

    def _blocks(self, parts: list[NDArray[Any]], low: int, high: int, items: Items) -> list[Purchases]:
        """What the customers from `low` to before `high` bought, whose lines these are."""
        nothing = np.zeros(0, np.int64)
        blocks = [_of_block(*block, items) for block in self._sorted_blocks(parts, low, high)] if parts else []
        return blocks or [_of_block(nothing, nothing, nothing, high - low, items)]

    def _sorted_blocks(self, parts: list[NDArray[Any]], low: int, high: int) -> Iterator[tuple[Ints, Ints, Ints, int]]:
        """Lines of a few customers, who are numbered from 0: customer, item, order, and how many customers they are."""
        if self._is_packed:
            lines = parts[0]
            lines.sort()
            who = self._item_bits + self._order_bits
        else:
            order = np.lexsort(parts[::-1])
            who, parts = 0, [part[order].astype(np.int64) for part in parts]
            lines = parts[0]
        start, first = 0, low
        for end, last in _block_ends(lines, who, high):
            if self._is_packed:
                block = lines[start:end]
                item = (block >> self._order_bits) & ((1 << self._item_bits) - 1)
                yield (block >> who) - first, item, block & ((1 << self._order_bits) - 1), last - first
            else:
                yield parts[0][start:end] - first, parts[1][start:end], parts[2][start:end], last - first
            start, first = end, last


def _block_ends(lines: Ints, shift: int, customers: int) -> list[tuple[int, int]]:
    """Where blocks of whole customers end: in the sorted lines, and among the customers."""
    ends, end = [], 0
    while end < len(lines):
        last = int(lines[min(end + _BLOCK, len(lines)) - 1] >> shift) + 1
        end = int(np.searchsorted(lines, last << shift)) if last < customers else len(lines)
        ends.append((end, last))
    if ends:
        ends[-1] = (len(lines), customers)
    return ends


def _of_block(customer: Ints, item: Ints, order: Ints, customers: int, items: Items) -> Purchases:
    changes = _changes(customer, item)
    starts = np.flatnonzero(changes)
    who, what = customer[starts], item[starts]
    lines = np.diff(starts, append=len(customer))
    # few lines name an item that their order has already
    again = np.flatnonzero(~changes[1:] & (order[1:] == order[:-1])) + 1
    orders = lines - _within(starts, again)
    main, most = _main(who, orders, items.alphabet[what], customers)
    category = items.category[what]
    runs = np.flatnonzero(_changes(who, category))
    group, in_category, first = who[runs], category[runs], starts[runs]
    category_lines = np.diff(first, append=len(customer))
    purchases = category_lines - _within(first, again)
    known = np.flatnonzero(in_category >= 0)
    group, in_category, category_lines, purchases = group[known], in_category[known], category_lines[known], purchases[known]
    best, best_lines = _main(group, category_lines, in_category, customers)
    all_lines = np.bincount(customer, minlength=customers)
    found = CustomerPurchases(
        lines=all_lines,
        products=np.bincount(who, minlength=customers),
        repeat_products=np.bincount(who[orders > 1], minlength=customers),
        purchases=all_lines - np.bincount(customer[again], minlength=customers),
        main_product=main,
        main_product_orders=most,
        category_lines=_summed(group, category_lines, customers),
        category_purchases=_summed(group, purchases, customers),
        categories=np.bincount(group, minlength=customers),
        main_category=best,
        main_category_lines=best_lines,
    )
    return Purchases(
        found,
        Bought(_starts(found.products), what.astype(np.int32), orders.astype(np.int32)),
        Bought(_starts(found.categories), in_category.astype(np.int32), purchases.astype(np.int32)),
    )


def _within(starts: Ints, lines: Ints) -> Ints:
    """How many of some lines are in each of the runs that begin at `starts`."""
    return np.bincount(np.searchsorted(starts, lines, side="right") - 1, minlength=len(starts))


def _changes(first: Ints, second: Ints) -> Truths:
    """Where one of two columns is not what it was in the row before."""
    found = np.ones(len(first), dtype=bool)
    found[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    return found


def _main(who: Ints, count: Ints, place: Ints, customers: int) -> tuple[Ints, Ints]:
    """The place with the highest count of each customer, the first of equals, and that count; -1 where there is none."""
    main, most = np.full((2, customers), -1, dtype=np.int64)
    if not len(who):
        return main, most
    bits = int(place.max()).bit_length()
    last = (1 << bits) - 1
    starts = np.flatnonzero(np.diff(who, prepend=-1))
    best = np.maximum.reduceat((count << bits) | (last - place), starts)
    main[who[starts]], most[who[starts]] = last - (best & last), best >> bits
    return main, most


def _summed(who: Ints, values: Ints, customers: int) -> Ints:
    return np.bincount(who, values, customers).astype(np.int64)  # whole numbers far below 2^53


def _starts(counts: Ints) -> Ints:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])


def _together(blocks: list[Purchases]) -> Purchases:
    """Blocks of customers, one behind the other. The entries of a block are given up as they are put together."""
    customers = CustomerPurchases(
        *[np.concatenate([getattr(block.customers, part.name) for block in blocks]) for part in fields(CustomerPurchases)]
    )
    products, categories = (
        Bought(
            _starts(counts),
            np.concatenate([getattr(block, part).item for block in blocks]),
            np.concatenate([getattr(block, part).orders for block in blocks]),
        )
        for part, counts in (("products", customers.products), ("categories", customers.categories))
    )
    return Purchases(customers, products, categories)


def buyers(bought: Bought, items: int) -> Ints:
    """How many different customers bought each item."""
    found = np.zeros(items, dtype=np.int64)
    for start in range(0, len(bought.item), _BLOCK):
        found += np.bincount(bought.item[start : start + _BLOCK], minlength=items)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class GroupCounts:
    """Tables of groups by items: different buyers, purchases x, the sums of x^2 and of x times all of a customer's purchases."""

    buyers: Ints
    purchases: Ints
    squares: Ints
    crossed: Ints


def by_group(bought: Bought, purchases: Ints, group: Whole, groups: int, items: Whole, number: int) -> GroupCounts:
    """What groups of customers bought of some items out of `number`.

    `purchases` are all of each customer, `group` is theirs (-1: none), `items` the numbers of those to count, in the order wanted.
    """
    width = len(items)
    place = np.full(number, -1, dtype=np.int64)
    place[items] = np.arange(width)
    found = np.zeros((4, groups * width))
    whose = np.repeat(np.arange(len(bought.starts) - 1, dtype=np.int32), np.diff(bought.starts))
    for start in range(0, len(bought.item), _BLOCK):
        part = slice(start, start + _BLOCK)
        where, who = place[bought.item[part]], whose[part]
        kept = np.flatnonzero((where >= 0) & (group[who] >= 0))
        who, count = who[kept], bought.orders[part][kept].astype(np.int64)
        cell = group[who] * width + where[kept]
        for row, values in enumerate((None, count, count * count, count * purchases[who])):
            found[row] += np.bincount(cell, values, groups * width)
    return GroupCounts(*found.astype(np.int64).reshape(4, groups, width))
