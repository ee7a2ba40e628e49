"""What orders say of each customer, added up on arrays and kept in the engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow
import pytest

from regulars.engines.duckdb import DuckDBEngine
from regulars.queries import render
from regulars.queries.profile import ProfileShape
from regulars.work import orders
from regulars.work.order_totals import order_totals, totals_query
from regulars.work.orders import order_parts, read_orders

_UNTIL = datetime(2026, 1, 1, tzinfo=UTC)
_ORDERS = """
    SELECT {customer} AS customer, 1 AS is_order, moment AS ordered_at, CAST(i AS DECIMAL(18, 2)) AS net, CAST(i AS DECIMAL(18, 2)) AS gross
    FROM (SELECT i % 37 AS i, TIMESTAMP '2024-01-01' + INTERVAL (i * i % 700) DAY + INTERVAL (i * 7 % 24) HOUR AS moment FROM RANGE(600) t(i))
    UNION ALL SELECT {nobody}, 0, TIMESTAMP '2024-05-05', -3, 0
"""


def shape(zone: str = "UTC", **has: bool) -> ProfileShape:
    there = {"has_money": True} | dict.fromkeys(("has_discount", "has_coupon", "has_channel", "has_cost"), False) | has
    windows = tuple((days, _UNTIL - timedelta(days)) for days in (30, 90, 365))
    return ProfileShape(
        until=_UNTIL, as_of_day=date(2026, 1, 1), zone=zone, after=windows, typical_gap=Decimal(60), is_sliced=False,
        unique_orders=True, has_blank_orders=False, **there,
    )  # fmt: skip


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDBEngine]:
    made = DuckDBEngine(tmp_path)
    yield made
    made.close()


def _totals(engine: DuckDBEngine, of: ProfileShape, columns: str = "*") -> list[tuple[Any, ...]]:
    parts = order_parts(engine, "profile_orders")
    found = [order_totals(of, rows) for rows, _ in read_orders(engine, of, parts, for_lines=False)]
    engine.table("profile_totals", render.sql(totals_query(engine, pyarrow.concat_tables(found)), engine.dialect))
    return engine.rows(f"SELECT {columns} FROM profile_totals ORDER BY customer")


def _made(engine: DuckDBEngine, customer: str, nobody: str) -> list[tuple[Any, ...]]:
    engine.table("profile_orders", _ORDERS.format(customer=customer, nobody=nobody))
    return _totals(engine, shape("Europe/Berlin"))


def test_many_orders_are_looked_at_in_parts_and_say_the_same(engine: DuckDBEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _made(engine, "i", "999")
    monkeypatch.setattr(orders, "_MOST_ORDERS", 50)
    assert _made(engine, "i", "999") == whole
    assert len(whole) == 38


@pytest.mark.parametrize(
    ("customer", "stored"),
    [
        ("CAST(i AS HUGEINT)", "HUGEINT"),
        ("CAST(i - 128 AS TINYINT)", "TINYINT"),
        ("i * 1000000007", "BIGINT"),
        ("'ä' || i", "VARCHAR"),
    ],
)
def test_customers_are_called_as_the_engine_calls_them(engine: DuckDBEngine, customer: str, stored: str) -> None:
    assert len(_made(engine, customer, f"CAST(99 AS {stored})")) == 38
    columns = engine.columns("profile_totals")
    assert columns["customer"] == stored
    assert (columns["first_day"], columns["order_days"], columns["month"]) == ("DATE", "BIGINT", "BIGINT")


def test_what_is_added_up_is_what_the_engine_adds_up(engine: DuckDBEngine) -> None:
    """Counts and sums by window, of text and of numbers far apart, with amounts of few and many digits."""
    for cents in ("net % 977 / 100", "CAST(net AS HUGEINT) * 99999999999"):
        engine.table(
            "profile_orders",
            f"""
            SELECT hash(i % 40) % 1000003 AS customer, CASE WHEN i % 11 = 0 THEN 0 ELSE 1 END AS is_order,
                   TIMESTAMP '2025-12-31 23:59:59' - INTERVAL (i * 7 % 500) DAY - INTERVAL (i % 24) HOUR AS ordered_at,
                   CAST({cents} AS DECIMAL(26, 4)) AS net, CAST({cents} + i % 3 AS DECIMAL(24, 2)) AS gross,
                   CASE WHEN i % 5 = 0 THEN CAST(1.25 AS DECIMAL(18, 2)) END AS discount, CAST(i AS DECIMAL(18, 3)) AS cost
            FROM (SELECT i, i * 7919 - 1000 AS net FROM RANGE(1500) t(i))
            """,
        )
        names = ["orders_ever", "net", "gross", "returned_orders", "discounted", "discount", "cost"]
        names += [f"{what}_{days}d" for days in (30, 90, 365) for what in ("orders", "net")]
        found = _totals(engine, shape(has_discount=True, has_cost=True), f"customer, {', '.join(names)}, recent_days, later_net")
        ordered = "CASE WHEN is_order = 1 THEN"
        windows = ", ".join(
            f"COUNT({ordered} CASE WHEN ordered_at > TIMESTAMP '2026-01-01' - INTERVAL {days} DAY THEN 1 END END), "
            f"SUM(CASE WHEN ordered_at > TIMESTAMP '2026-01-01' - INTERVAL {days} DAY THEN net END)"
            for days in (30, 90, 365)
        )
        assert found == engine.rows(
            f"""
            SELECT customer, SUM(is_order), SUM(net), SUM(gross), COUNT(CASE WHEN net < gross THEN 1 END),
                   COUNT({ordered} CASE WHEN discount > 0 THEN 1 END END), SUM({ordered} discount END), SUM(cost), {windows},
                   NULLIF(COUNT(DISTINCT {ordered} CASE WHEN ordered_at > TIMESTAMP '2026-01-01' - INTERVAL 90 DAY
                                                   THEN CAST(ordered_at AS DATE) END END), 0),
                   SUM(CASE WHEN CAST(ordered_at AS DATE) > first THEN net END)
            FROM profile_orders
            JOIN (SELECT customer, MIN({ordered} CAST(ordered_at AS DATE) END) AS first FROM profile_orders GROUP BY 1) USING (customer)
            GROUP BY 1 ORDER BY 1
            """
        )
        assert engine.columns("profile_totals")["net"] == "DECIMAL(38,4)"


def test_hours_are_those_of_the_shops_zone_and_no_gap_is_none(engine: DuckDBEngine) -> None:
    engine.table("profile_orders", "SELECT 'a' AS customer, 1 AS is_order, TIMESTAMP '2024-07-01 23:30' AS ordered_at")
    columns = "order_days, first_day, last_day, median_gap_days, last_gap_days, weekday, hour, month"
    ((days, first, last, median, gap, weekday, hour, month),) = _totals(engine, shape("Europe/Berlin", has_money=False), columns)
    assert (days, first, last, median, gap) == (1, date(2024, 7, 2), date(2024, 7, 2), None, None)
    assert [99 - packed % 100 for packed in (weekday, hour, month // 1000)] == [2, 1, 7]


@pytest.mark.parametrize("most", [1 << 24, 2])
def test_favourites_are_values_of_most_orders_and_none_where_there_is_none(
    engine: DuckDBEngine, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(orders, "_MOST_ORDERS", most)
    engine.table(
        "profile_orders",
        """
        SELECT customer, 1 AS is_order, TIMESTAMP '2024-07-02' AS ordered_at, channel, coupon, CAST(NULL AS DECIMAL(18, 2)) AS discount
        FROM (VALUES ('a', 'web', NULL), ('a', 'shop', 'Ü5'), ('a', 'shop', 'Z9'), ('b', 'web', NULL), ('c', NULL, 'Z9'), ('c', NULL, 'Z9'))
             AS t(customer, channel, coupon)
        """,
    )
    columns = ", ".join(f"{name}s, main_{name}, main_{name}_orders" for name in ("channel", "coupon"))
    of = shape(has_money=False, has_channel=True, has_coupon=True)
    assert _totals(engine, of, f"customer, {columns}, discounted, discount") == [
        ("a", 2, "shop", 2, 2, "Z9", 1, 2, None),
        ("b", 1, "web", 1, None, None, None, 0, None),
        ("c", None, None, None, 1, "Z9", 2, 2, None),
    ]


def test_who_only_gave_something_back_has_no_rhythm(engine: DuckDBEngine) -> None:
    engine.table(
        "profile_orders",
        "SELECT 'a' AS customer, 0 AS is_order, TIMESTAMP '2024-07-01' AS ordered_at, CAST(-5 AS DECIMAL(18, 2)) AS net, "
        "CAST(0 AS DECIMAL(18, 2)) AS gross",
    )
    assert _totals(engine, shape(), "customer, net, returned_orders, order_days, weekday, later_net") == [
        ("a", Decimal(-5), 1, None, None, None)
    ]


def test_of_no_orders_there_is_an_empty_table(engine: DuckDBEngine) -> None:
    engine.table("profile_orders", f"SELECT * FROM ({_ORDERS.format(customer='i', nobody='99')}) WHERE FALSE")
    assert _totals(engine, shape()) == []
    assert engine.columns("profile_totals")["net"] == "DECIMAL(38,2)"


@pytest.mark.parametrize("blank", [None, 0, 250, 599], ids=["none", "first", "in the middle", "last"])
def test_order_numbers_are_kept_whichever_of_them_is_missing(
    engine: DuckDBEngine, monkeypatch: pytest.MonkeyPatch, blank: int | None
) -> None:
    few = DuckDBEngine.batches
    monkeypatch.setattr(engine, "batches", lambda sql: few(engine, sql, 100))
    numbered = f"SELECT *, CAST(NULLIF(ROW_NUMBER() OVER () - 1, {-1 if blank is None else blank}) AS BIGINT) AS order_key FROM $o"
    query = _ORDERS.format(customer="i", nobody="999").partition("UNION")[0]
    engine.table("profile_orders", numbered.replace("$o", f"({query})"))
    ((rows, keys),) = read_orders(engine, shape(), order_parts(engine, "profile_orders"), for_lines=True)
    assert keys is not None
    assert sorted(key for key in keys.key.to_pylist() if key is not None) == [key for key in range(600) if key != blank]
    assert len(rows.number) == len(keys.key) == len(keys.utc_day) == 600
