"""The rhythms of orders, made on arrays and kept in the engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from regulars.engines.duckdb import DuckDBEngine
from regulars.queries.profile import ProfileShape
from regulars.work import rhythms

_SHAPE = cast(ProfileShape, SimpleNamespace(zone="Europe/Berlin", has_channel=False, has_coupon=False))
_SHOPS = cast(ProfileShape, SimpleNamespace(zone="UTC", has_channel=True, has_coupon=True))
_ORDERS = """
    SELECT {customer} AS customer, 1 AS is_order, CAST(moment AS DATE) AS day, moment AS ordered_at
    FROM (SELECT i % 37 AS i, TIMESTAMP '2024-01-01' + INTERVAL (i * i % 700) DAY + INTERVAL (i * 7 % 24) HOUR AS moment FROM RANGE(600) t(i))
    UNION ALL SELECT {nobody}, 0, DATE '2024-05-05', TIMESTAMP '2024-05-05'
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDBEngine]:
    made = DuckDBEngine(tmp_path)
    yield made
    made.close()


def _made(engine: DuckDBEngine, customer: str, nobody: str) -> list[tuple[Any, ...]]:
    engine.table("profile_orders", _ORDERS.format(customer=customer, nobody=nobody))
    rhythms.make_rhythms(engine, _SHAPE, "found")
    return engine.rows("SELECT * FROM found ORDER BY ALL")


def test_many_orders_are_looked_at_in_parts_and_say_the_same(engine: DuckDBEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _made(engine, "i", "999")
    monkeypatch.setattr(rhythms, "_MOST_ORDERS", 50)
    assert _made(engine, "i", "999") == whole
    assert len(whole) == 37  # who only gave something back has no rhythm


@pytest.mark.parametrize(
    ("customer", "stored"),
    [("CAST(i AS HUGEINT)", "HUGEINT"), ("CAST(i AS TINYINT)", "TINYINT"), ("'ä' || i", "VARCHAR")],
)
def test_customers_are_called_as_the_engine_calls_them(engine: DuckDBEngine, customer: str, stored: str) -> None:
    assert len(_made(engine, customer, f"CAST(99 AS {stored})")) == 37
    columns = engine.columns("found")
    assert columns["customer"] == stored
    assert (columns["first_day"], columns["order_days"], columns["month"]) == ("DATE", "BIGINT", "BIGINT")


def test_hours_are_those_of_the_shops_zone_and_no_gap_is_none(engine: DuckDBEngine) -> None:
    engine.table(
        "profile_orders",
        "SELECT 'a' AS customer, 1 AS is_order, DATE '2024-07-02' AS day, TIMESTAMP '2024-07-01 23:30' AS ordered_at",
    )
    rhythms.make_rhythms(engine, _SHAPE, "found")
    ((_, days, first, last, median, gap, weekday, hour, month),) = engine.rows("SELECT * FROM found")
    assert (days, first, last, median, gap) == (1, date(2024, 7, 2), date(2024, 7, 2), None, None)
    assert [99 - packed % 100 for packed in (weekday, hour, month // 1000)] == [2, 1, 7]


@pytest.mark.parametrize("most", [1 << 24, 2])
def test_favourites_are_values_of_most_orders_and_none_where_there_is_none(
    engine: DuckDBEngine, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(rhythms, "_MOST_ORDERS", most)
    engine.table(
        "profile_orders",
        """
        SELECT customer, 1 AS is_order, DATE '2024-07-02' AS day, TIMESTAMP '2024-07-02' AS ordered_at, channel, coupon
        FROM (VALUES ('a', 'web', NULL), ('a', 'shop', 'Ü5'), ('a', 'shop', 'Z9'), ('b', 'web', NULL), ('c', NULL, 'Z9'), ('c', NULL, 'Z9'))
             AS t(customer, channel, coupon)
        """,
    )
    rhythms.make_rhythms(engine, _SHOPS, "found")
    columns = ", ".join(f"{name}s, main_{name}, main_{name}_orders" for name in ("channel", "coupon"))
    assert engine.rows(f"SELECT customer, {columns} FROM found ORDER BY customer") == [
        ("a", 2, "shop", 2, 2, "Z9", 1),
        ("b", 1, "web", 1, None, None, None),
        ("c", None, None, None, 1, "Z9", 2),
    ]


def test_of_no_orders_there_is_an_empty_table(engine: DuckDBEngine) -> None:
    engine.table(
        "profile_orders", "SELECT 'a' AS customer, 0 AS is_order, DATE '2024-07-02' AS day, TIMESTAMP '2024-07-01' AS ordered_at"
    )
    rhythms.make_rhythms(engine, _SHAPE, "found")
    assert engine.rows("SELECT * FROM found") == []
