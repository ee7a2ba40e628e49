"""What is in the same order, beside the same counts made by hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

import numpy as np
import pytest

from regulars.scoring.affinity import ItemKind
from regulars.scoring.baskets import Baskets, baskets, of_categories, order_count, paired, renumbered, taste_sums

CATEGORY = np.array([0, 0, 1, 1, 2, 2, 3, 3, -1, -1])  # of ten products
CUSTOMER_OF = np.array([order % 40 for order in range(300)])


def drawn() -> Baskets:
    """300 orders of 40 customers, lines in no order, some of them twice."""
    rng = np.random.default_rng(6)
    lines = [
        (order, int(item))
        for order in range(300)
        for item in rng.choice(10, size=1 + rng.integers(5), replace=False)
        for _ in range(2)
    ]
    order, item = np.array(lines)[rng.permutation(len(lines))].T
    return baskets(order, item, CUSTOMER_OF)


def inside(found: Baskets) -> dict[int, set[int]]:
    orders: dict[int, set[int]] = defaultdict(set)
    for order, item in zip(found.order.tolist(), found.item.tolist(), strict=True):
        assert item not in orders[order]
        orders[order].add(item)
    return orders


@pytest.mark.parametrize("kind", ItemKind)
def test_pairs_are_those_of_every_basket(kind: ItemKind) -> None:
    found = drawn() if kind is ItemKind.PRODUCT else of_categories(drawn(), CATEGORY)
    orders = inside(found)
    assert order_count(found) == len(orders)
    count = int(found.item.max()) + 1
    by_customer: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for order, items in orders.items():
        for pair in combinations(sorted(items), 2):
            by_customer[pair][int(CUSTOMER_OF[order])] += 1
    backwards = renumbered(found, np.arange(count)[::-1])
    for baskets_of, number in ((found, int), (backwards, lambda item: count - 1 - item)):
        tables = paired(baskets_of, range(count), (10,), 10**6)
        assert tables.items.tolist() == list(range(count))
        assert dict(zip(map(number, range(count)), tables.alone.tolist(), strict=True)) == Counter(
            i for o in orders.values() for i in o
        )
        for pair in combinations(range(count), 2):
            cell = tuple(sorted(map(number, pair)))
            by = by_customer[pair]
            values = (int(table[cell]) for table in (tables.both, tables.buyers, tables.squares))
            assert tuple(values) == (by.total(), len(by), sum(n * n for n in by.values()))


def test_where_pairs_would_be_too_many_the_first_items_are_paired() -> None:
    found = drawn()
    rows = {
        size: sum(n * (n - 1) // 2 for items in inside(found).values() if (n := len(items & set(range(size)))))
        for size in (9, 4, 2)
    }
    assert len(paired(found, range(10), (9, 4, 2), rows[9]).items) == 9
    assert len(paired(found, range(10), (9, 4, 2), rows[9] - 1).items) == 4
    assert len(paired(found, range(10), (9, 4, 2), 0).items) == 2
    assert paired(found, [7, 3], (200,), 10**6).items.tolist() == [3, 7]


def test_sums_of_taste_are_those_of_their_definition() -> None:
    found = drawn()
    rows = [(o, CUSTOMER_OF[o], int(CATEGORY[i])) for o, i in zip(found.order, found.item, strict=True) if CATEGORY[i] >= 0]
    sums, totals = taste_sums(found, CATEGORY, 5)
    assert sums[4] is None
    n_order, n_customer = Counter(order for order, *_ in rows), Counter(customer for _, customer, _ in rows)
    x_order, x_customer = Counter((order, of) for order, _, of in rows), Counter((customer, of) for _, customer, of in rows)
    m: Counter[int] = Counter()
    for order, n in n_order.items():
        m[CUSTOMER_OF[order]] += n * n
    assert (totals.orders, totals.purchases, totals.order_squares) == (len(n_order), len(rows), m.total())
    assert totals.apart == pytest.approx(sum((n * n - m[c]) / n for c, n in n_customer.items()))
    for category, part in enumerate(sums[:4]):
        assert part is not None
        mine = {order: x for (order, of), x in x_order.items() if of == category}
        people = {customer: x for (customer, of), x in x_customer.items() if of == category}
        own = {c: {o: x for o, x in mine.items() if CUSTOMER_OF[o] == c} for c in people}
        assert part.purchases == sum(mine.values())
        assert part.apart == pytest.approx(
            sum((x * x - sum(y * y for y in own[c].values())) / n_customer[c] for c, x in people.items())
        )
        by_hand = ((x * n_customer[c] - sum(y * n_order[o] for o, y in own[c].items())) / n_customer[c] for c, x in people.items())
        assert part.apart_crossed == pytest.approx(sum(by_hand))
        assert part.within == pytest.approx(sum(x * x / n_order[order] for order, x in mine.items()))


def test_nothing_bought_has_no_pairs_and_no_tastes() -> None:
    nothing = baskets(*np.zeros((3, 0), dtype=np.int64))
    tables = paired(nothing, [], (200,), 10)
    assert tables.items.tolist() == []
    assert tables.both.shape == (0, 0)
    assert taste_sums(nothing, CATEGORY, 2)[0] == (None, None)
