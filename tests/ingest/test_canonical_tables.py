"""Which columns of our own tables tell something: whatever stands in the first rows, all of them are asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from regulars.engines.duckdb import DuckDBEngine
from regulars.errors import DataError
from regulars.ingest.canonical_tables import canonical_orders

ROWS = 5_000  # more than are looked at first
PLAIN = {
    "order_id": "CAST(i AS VARCHAR)",
    "customer_id": "CAST(i % 7 AS VARCHAR)",
    "ordered_at": "TIMESTAMPTZ '2024-01-01 00:00:00+00'",
    "total": "CAST(10 AS DECIMAL(18, 4))",
    "refunded": "CAST(0 AS DECIMAL(18, 4))",
    "coupon_code": "CAST(NULL AS VARCHAR)",
    "status": "'paid'",
    "is_return": "FALSE",
}
LAST = f"i = {ROWS - 1}"
TOLD = ("order_id", "customer_id", "ordered_at", "total")


@pytest.fixture
def orders(tmp_path: Path) -> object:
    engine = DuckDBEngine(tmp_path)

    def told(**other: str) -> tuple[str, ...]:
        columns = ", ".join(f"{value} AS {name}" for name, value in (PLAIN | other).items())
        engine.copy(f"SELECT {columns} FROM RANGE({ROWS}) AS t(i)", tmp_path / "orders.parquet", ("FORMAT PARQUET",))
        engine.view("orders", f"SELECT * FROM read_parquet('{tmp_path / 'orders.parquet'}')")
        return tuple(use.column for use in canonical_orders(engine, "orders", tuple(PLAIN)).uses)

    yield told
    engine.close()


def test_a_column_that_says_the_same_of_every_order_tells_nothing(orders) -> None:
    assert orders() == TOLD


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("coupon_code", f"CASE WHEN {LAST} THEN 'SPRING' END"),
        ("status", f"CASE WHEN {LAST} THEN 'cancelled' ELSE 'paid' END"),
        ("is_return", LAST),
        ("refunded", f"CAST(CASE WHEN {LAST} THEN 0.01 ELSE 0 END AS DECIMAL(18, 4))"),
        ("refunded", f"CAST(CASE WHEN i < 10 THEN NULL WHEN {LAST} THEN -5 ELSE 0 END AS DECIMAL(18, 4))"),
    ],
)
def test_one_order_that_says_something_else_is_enough_wherever_it_stands(orders, column: str, value: str) -> None:
    assert set(orders(**{column: value})) == {*TOLD, column}


def test_amounts_that_are_all_zero_or_missing_are_none(orders) -> None:
    assert "total" not in orders(total="CAST(CASE WHEN i % 2 = 0 THEN 0 END AS DECIMAL(18, 4))")
    assert "total" in orders(total=f"CAST(CASE WHEN {LAST} THEN -1 ELSE 0 END AS DECIMAL(18, 4))")


def test_orders_without_a_moment_are_no_orders(orders) -> None:
    with pytest.raises(DataError, match="no orders yet"):
        orders(ordered_at="CAST(NULL AS TIMESTAMPTZ)")
