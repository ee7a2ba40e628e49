"""What customers bought, beside the plainest way of counting it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.scoring import purchases as module
from regulars.scoring.purchases import Items, LineNumbers, Purchases, buyers, by_group

# five items: two of category 0, two of category 1, one of none; their alphabet is not their order
ITEMS = Items(np.array([3, 0, 4, 1, 2]), np.array([0, 0, 1, 1, -1]))
CUSTOMERS, ORDERS = 6, 10
_lines = st.lists(st.tuples(st.integers(0, ORDERS - 1), st.integers(0, 4), st.booleans()), max_size=60)
# order 0 .. 9 is of customer 0 .. 4; customer 5 has none
OWNER = [order // 2 for order in range(ORDERS)]
Lines = list[tuple[int, int, bool]]


def counted(lines: Lines, batches: int = 2, orders: int = ORDERS, aside: module.Aside | None = None) -> Purchases:
    numbers = LineNumbers(CUSTOMERS, len(ITEMS.alphabet), orders)
    for start in range(batches):
        part = lines[start::batches]
        customer = np.array([OWNER[order] for order, _, _ in part], dtype=np.int32)
        item = np.array([item for _, item, _ in part], dtype=np.int32)
        order = np.array([-1 if is_alone else order for order, _, is_alone in part], dtype=np.int32)
        numbers.add(customer, item, order)
    return numbers.counted(ITEMS, aside)


def as_plain(found: Purchases) -> list[tuple[object, ...]]:
    """Per customer: the columns, then items with orders, then categories with purchases."""
    columns = [getattr(found.customers, name).tolist() for name in module.CustomerPurchases.__slots__]
    rows: list[tuple[object, ...]] = []
    for customer, values in enumerate(zip(*columns, strict=True)):
        entries = []
        for bought in (found.products, found.categories):
            part = slice(bought.starts[customer], bought.starts[customer + 1])
            entries.append(dict(zip(bought.item[part].tolist(), bought.orders[part].tolist(), strict=True)))
        rows.append((*values, *entries))
    return rows


def plain(lines: Lines) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for customer in range(CUSTOMERS):
        mine = [(order, item, is_alone) for order, item, is_alone in lines if OWNER[order] == customer]
        orders: dict[int, set[object]] = defaultdict(set)
        for place, (order, item, is_alone) in enumerate(mine):
            orders[item].add(("alone", place) if is_alone else order)
        times = {item: len(of) for item, of in orders.items()}
        category_lines = Counter(int(ITEMS.category[item]) for _, item, _ in mine if ITEMS.category[item] >= 0)
        bought: Counter[int] = Counter()
        for item, count in times.items():
            if ITEMS.category[item] >= 0:
                bought[int(ITEMS.category[item])] += count
        main = min(times, key=lambda item: (-times[item], ITEMS.alphabet[item]), default=None)
        best = min(category_lines, key=lambda category: (-category_lines[category], category), default=-1)
        rows.append(
            (
                len(mine),
                len(times),
                sum(count > 1 for count in times.values()),
                sum(times.values()),
                -1 if main is None else int(ITEMS.alphabet[main]),
                -1 if main is None else times[main],
                category_lines.total(),
                bought.total(),
                len(category_lines),
                best,
                category_lines[best] if category_lines else -1,
                times,
                dict(bought),
            )
        )
    return rows


@pytest.mark.parametrize("block", [1, 3, 1 << 17])
@given(lines=_lines)
@settings(max_examples=60)
def test_counts_are_those_of_the_lines_one_by_one(block: int, lines: Lines) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", block)
        assert as_plain(counted(lines)) == plain(lines)


@given(lines=_lines)
@settings(max_examples=30)
def test_lines_that_no_single_number_can_hold_count_the_same(lines: Lines) -> None:
    assert as_plain(counted(lines, orders=1 << 62)) == plain(lines)


@given(lines=_lines, groups=st.lists(st.integers(-1, 2), min_size=CUSTOMERS, max_size=CUSTOMERS))
@settings(max_examples=30)
def test_groups_are_the_sums_of_their_customers(lines: Lines, groups: list[int]) -> None:
    found = counted(lines)
    rows = plain(lines)
    assert buyers(found.products, 5).tolist() == [sum(item in row[-2] for row in rows) for item in range(5)]  # type: ignore[operator]
    items = np.array([4, 1, 2])
    table = by_group(found.products, found.customers.purchases, np.array(groups), 3, items, 5)
    for group in range(3):
        members = [row for customer, row in enumerate(rows) if groups[customer] == group]
        for place, item in enumerate(items.tolist()):
            counts = [(row[-2].get(item, 0), row[3]) for row in members]  # type: ignore[attr-defined]
            expected = (sum(x > 0 for x, _ in counts), *(sum(f(x, n) for x, n in counts) for f in (_first, _square, _crossed)))
            assert tuple(int(getattr(table, name)[group, place]) for name in module.GroupCounts.__slots__) == expected


def _first(x: int, n: int) -> int:
    return x


def _square(x: int, n: int) -> int:
    return x * x


def _crossed(x: int, n: int) -> int:
    return x * n


@given(_lines, st.integers(1, 3))
def test_half_of_the_customers_may_be_counted_elsewhere(lines: Lines, batches: int) -> None:
    asked = []

    def aside(work: Callable[[], list[Purchases]]) -> Callable[[], list[Purchases]]:
        asked.append(work)
        return work

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MANY", 1)
        found = counted(lines, batches, aside=aside)
    assert as_plain(found) == plain(lines)
    assert bool(asked) == bool(lines)
