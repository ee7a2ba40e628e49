"""Lines find their orders, and events their customers, however these are numbered."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import regulars

FIELDS = "products, repeat_products, main_product, categories, main_category, units, units_per_line, visits_30d, last_visits_at, sends_90d"


def shop() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """300 orders, their lines (and some of orders that are not there), and events of customers and others."""
    rng = np.random.default_rng(11)
    order = np.arange(1000, 1600, 2)
    customer = rng.integers(1, 60, len(order))
    days = np.datetime64("2024-01-01T10:00") + rng.integers(0, 300, len(order)).astype("timedelta64[D]")
    orders = {
        "order_id": order,
        "customer_id": customer,
        "ordered_at": days.astype("datetime64[us]"),
        "total": np.round(rng.uniform(5, 90, len(order)), 2),
    }
    of = np.concatenate([rng.choice(order, 900), [1001, 999, 0, -5, 1 << 40]])
    product = rng.integers(0, 12, len(of))
    lines = {
        "order_id": of,
        "product_id": [f"P{number:02}" for number in product],
        "category": [f"C{number % 3}" if number % 5 else None for number in product],
        "quantity": rng.integers(1, 5, len(of)) / 4,
    }
    who = rng.integers(1, 80, 2000)
    at = np.datetime64("2024-08-01T00:00") + rng.integers(0, 100_000, len(who)).astype("timedelta64[m]")
    types = np.array(["site_visit", "email_sent", "wished"])[rng.integers(0, 3, len(who))]
    return orders, lines, {"customer_id": who, "occurred_at": at.astype("datetime64[us]"), "type": types}


def fields(tables: tuple[dict[str, Any], ...], name: str, change: Any) -> list[tuple[Any, ...]]:
    orders, lines, events = (
        pa.table({**table, **({name: [change(int(value)) for value in table[name]]} if name in table else {})}) for table in tables
    )
    with regulars.score(orders, lines=lines, events=events) as result:
        run = result._run
        run.profile  # noqa: B018 - makes the table
        return sorted(run.engine.rows(f"SELECT {FIELDS}, exact_value FROM profile"), key=repr)


@pytest.mark.parametrize("name", ["order_id", "customer_id"])
def test_what_is_bought_and_done_does_not_depend_on_what_orders_and_customers_are_called(name: str) -> None:
    tables = shop()
    plain = fields(tables, name, int)
    assert len(plain) > 50
    assert any(row[7] for row in plain)
    for change in (lambda number: f"n{number}", lambda number: number * 1_000_003, lambda number: number + (1 << 45)):
        assert fields(tables, name, change) == plain


def test_two_orders_of_one_number_have_the_same_lines_however_they_are_numbered() -> None:
    orders, lines, events = shop()
    orders["order_id"][1], orders["customer_id"][1] = orders["order_id"][0], orders["customer_id"][0] + 1
    tables = orders, lines, events
    assert fields(tables, "order_id", int) == fields(tables, "order_id", lambda number: f"n{number}")
