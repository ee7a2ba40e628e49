"""Counts behind affinity, against the same counts made by hand, and the bound in SQL against the exact one."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import gammaincinv

from regulars.engines.duckdb import DuckDBEngine
from regulars.queries import affinity, render
from regulars.queries.render import Tree
from regulars.scoring.affinity import FEWEST_PURCHASES, SMALLEST_LIFT, ItemKind
from regulars.scoring.lifts import TAIL


def rows(engine: DuckDBEngine, tree: Tree) -> list[tuple[Any, ...]]:
    return engine.rows(render.sql(tree, "duckdb"))


def baskets(engine: DuckDBEngine) -> list[tuple[int, int, int, int | None]]:
    """A table `affinity_baskets` of 300 orders: id, customer, no, category_no; products 8 and 9 have no category."""
    rng = np.random.default_rng(6)
    found = [
        (order, order % 40, int(no), None if no > 7 else int(no) // 2)
        for order in range(300)
        for no in rng.choice(10, size=1 + rng.integers(5), replace=False)
    ]
    names = ("id", "customer", "no", "category_no")
    engine.register("affinity_baskets", pa.table({name: [row[at] for row in found] for at, name in enumerate(names)}))
    return found


@pytest.mark.parametrize("kind", ItemKind)
def test_pairs_are_those_of_every_basket(engine: DuckDBEngine, kind: ItemKind) -> None:
    items: dict[tuple[int, int], set[int]] = defaultdict(set)
    for order, customer, no, category in baskets(engine):
        item = no if kind is ItemKind.PRODUCT else category
        if item is not None:
            items[order, customer].add(item)
    count = 10 if kind is ItemKind.PRODUCT else 4
    engine.register("affinity_items", pa.table({"item": list(range(count)), "place": list(range(1, count + 1))}))
    engine.table("affinity_paired", render.sql(affinity.paired(kind), "duckdb"))
    by_customer: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for (_, customer), inside in items.items():
        for pair in combinations(sorted(inside), 2):
            by_customer[pair][customer] += 1
    expected = [(*pair, len(by), by.total(), sum(n * n for n in by.values())) for pair, by in sorted(by_customer.items())]
    assert rows(engine, affinity.pairs(count)) == expected
    assert rows(engine, affinity.pair_rows(count)) == [(sum(row[3] for row in expected),)]
    assert rows(engine, affinity.orders_with(kind)) == [(len(items),)]
    assert dict(rows(engine, affinity.item_orders(count))) == Counter(item for inside in items.values() for item in inside)
    two = [row for row in expected if row[1] < 2]
    assert rows(engine, affinity.pairs(2)) == two


def test_sums_of_taste_are_those_of_their_definition(engine: DuckDBEngine) -> None:
    found = [row for row in baskets(engine) if row[3] is not None]
    engine.table("affinity_counts", render.sql(affinity.taste_orders(), "duckdb"))
    engine.table("affinity_customers", render.sql(affinity.taste_customers(), "duckdb"))
    n_order = Counter(order for order, *_ in found)
    n_customer = Counter(customer for _, customer, *_ in found)
    x_order, x_customer = Counter((row[0], row[3]) for row in found), Counter((row[1], row[3]) for row in found)
    customer_of = {order: customer for order, customer, *_ in found}
    for category, purchases, apart, crossed, within in rows(engine, affinity.taste_sums()):
        assert purchases == sum(n for (_, of), n in x_order.items() if of == category)
        mine = {order: x for (order, of), x in x_order.items() if of == category}
        people = {customer: x for (customer, of), x in x_customer.items() if of == category}

        def own(customer: int, mine: dict[int, int] = mine) -> dict[int, int]:
            return {order: x for order, x in mine.items() if customer_of[order] == customer}

        assert apart == pytest.approx(sum((x * x - sum(y * y for y in own(c).values())) / n_customer[c] for c, x in people.items()))
        by_hand = ((x * n_customer[c] - sum(y * n_order[o] for o, y in own(c).items())) / n_customer[c] for c, x in people.items())
        assert crossed == pytest.approx(sum(by_hand))
        assert within == pytest.approx(sum(x * x / n_order[order] for order, x in mine.items()))
    orders, purchases, squares, apart = rows(engine, affinity.taste_totals())[0]
    assert (orders, purchases, squares) == (len(n_order), len(found), sum(n * n for n in n_order.values()))
    m = Counter[int]()
    for order, n in n_order.items():
        m[customer_of[order]] += n * n
    assert apart == pytest.approx(sum((n * n - m[c]) / n for c, n in n_customer.items()))


def test_a_favourite_is_claimed_only_where_the_exact_bound_allows_it(engine: DuckDBEngine) -> None:
    cases = [
        (x, n, shape, share)
        for x in (1, 2, 3, 4, 6, 10, 30)
        for n in (x, x + 2, 3 * x, 9 * x)
        for shape in (0.3, 1.0, 5.0, 60.0)
        for share in (0.02, 0.2, 0.5)
    ]
    effect = 1.3
    engine.register(
        "affinity_tastes",
        pa.table(
            {
                "category_no": list(range(len(cases))),
                "shape": [case[2] for case in cases],
                "effect": [effect] * len(cases),
                "share": [case[3] for case in cases],
                "bit": [1] * len(cases),
            }
        ),
    )
    places = list(range(len(cases)))
    bought = pa.table({"customer": places, "category_no": places, "purchases": [case[0] for case in cases]})
    engine.register("bought_categories", bought)
    engine.register("affinity_people", pa.table({"customer": places, "purchases": [case[1] for case in cases]}))
    claims = 0
    for customer, mask, best in rows(
        engine, render.template("SELECT customer, mask, best FROM $c AS c", c=render.subquery(affinity.choices()))
    ):
        x, n, shape, share = cases[customer]
        size, rate = shape + x / effect, shape + n * share / effect
        exact = gammaincinv(size, TAIL) / rate
        assert mask == 1
        if best is not None:
            claims += 1
            assert x >= FEWEST_PURCHASES
            assert exact > 1
            assert best // 1_000_000_000 / 10000 == pytest.approx(size / rate, abs=1e-4)
            assert 1_000_000_000 - 1 - best % 1_000_000_000 == customer
        else:  # what is given up by the approximation is close to the border
            assert x < FEWEST_PURCHASES or exact < 1.02 or size / rate < SMALLEST_LIFT
    assert claims > 50
