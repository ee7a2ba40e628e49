"""Values as people write them become the values they mean; what cannot be read becomes NULL."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from regulars.engines.duckdb import DuckDBEngine
from regulars.queries import reading, render
from regulars.tables import ColumnUse, NumberFormat, TimeFormat, TimeKind


def _read(engine: DuckDBEngine, tree: Any, value: str | None) -> Any:
    source = render.sql(render.template("SELECT $v AS c", v=render.text(value) if value is not None else render.null()), "duckdb")
    engine.view("one", f"SELECT CAST(c AS VARCHAR) AS c FROM ({source}) AS s")
    return engine.rows(render.sql(render.template("SELECT $t AS v FROM one", t=tree), "duckdb"))[0][0]


@pytest.mark.parametrize(
    ("written", "decimal", "meant"),
    [
        ("1234.50", ".", "1234.50"),
        ("£1,234.56", ".", "1234.56"),
        ("1.234,56 €", ",", "1234.56"),
        ("1'234.50", ".", "1234.50"),
        ("1\u00a0234,50", ",", "1234.50"),
        ("(45.00)", ".", "-45.00"),
        ("-$45.00", ".", "-45.00"),
        ("45.00-", ".", "-45.00"),
        ("\u221245,00", ",", "-45.00"),
        ("Rs. 1,500", ".", "1500"),
        ("1 500,- Kč", ",", "1500"),
        ("kr. 99,95", ",", "99.95"),
        ("USD 12.34", ".", "12.34"),
        ("", ".", None),
        ("n/a", ".", None),
        ("1.2.3", ".", None),
    ],
)
def test_written_money(engine: DuckDBEngine, written: str, decimal: str, meant: str | None) -> None:
    use = ColumnUse("total", "c", NumberFormat(plain=False, decimal=decimal))
    found = _read(engine, reading.money_value(use, "VARCHAR"), written)
    assert found == (None if meant is None else Decimal(meant))


def test_plain_money_is_exact_to_four_decimals(engine: DuckDBEngine) -> None:
    tree = reading.money_value(ColumnUse("total", "c", NumberFormat()), "VARCHAR")
    assert _read(engine, tree, " 957.5775 ") == Decimal("957.5775")


@pytest.mark.parametrize(
    ("written", "form", "zone", "meant"),
    [
        ("2024-03-01 10:00:00", TimeFormat(TimeKind.ISO), "UTC", datetime(2024, 3, 1, 10)),
        ("2024-03-01", TimeFormat(TimeKind.ISO), "America/New_York", datetime(2024, 3, 1, 5)),
        ("2024-07-01T10:00:00", TimeFormat(TimeKind.ISO), "Europe/Paris", datetime(2024, 7, 1, 8)),
        ("2024-03-01 10:00:00 +0100", TimeFormat(TimeKind.ISO_ZONED), "UTC", datetime(2024, 3, 1, 9)),
        ("2024-03-01T10:00:00Z", TimeFormat(TimeKind.ISO_ZONED), "Asia/Tokyo", datetime(2024, 3, 1, 10)),
        ("31.12.2024", TimeFormat(TimeKind.PATTERN, ("%d.%m.%Y",)), "UTC", datetime(2024, 12, 31)),
        ("19970112", TimeFormat(TimeKind.PATTERN, ("%Y%m%d",)), "UTC", datetime(1997, 1, 12)),
        ("45384.34789", TimeFormat(TimeKind.EXCEL), "UTC", datetime(2024, 4, 2, 8, 20, 58)),
        ("1709287200", TimeFormat(TimeKind.EPOCH_S), "UTC", datetime(2024, 3, 1, 10)),
        ("1709287200500", TimeFormat(TimeKind.EPOCH_MS), "UTC", datetime(2024, 3, 1, 10, 0, 0, 500000)),
        ("soon", TimeFormat(TimeKind.ISO), "UTC", None),
        ("", TimeFormat(TimeKind.PATTERN, ("%Y%m%d",)), "UTC", None),
    ],
)
def test_written_instants(engine: DuckDBEngine, written: str, form: TimeFormat, zone: str, meant: datetime | None) -> None:
    assert _read(engine, reading.time_value(ColumnUse("ordered_at", "c", form), "VARCHAR", zone), written) == meant


@pytest.mark.parametrize(
    ("day", "clock", "zone", "meant"),
    [
        ("2024-01-15", "10:22:31 AM", "Eastern Time (US & Canada)", datetime(2024, 1, 15, 15, 22, 31)),
        ("2024-07-15", "23:00", "Pacific Time (US & Canada)", datetime(2024, 7, 16, 6)),
        ("2024-07-15", "00:30:00", "somewhere", datetime(2024, 7, 15, 0, 30)),
    ],
)
def test_a_date_column_and_a_clock_column_make_one_instant(
    engine: DuckDBEngine, day: str, clock: str, zone: str, meant: datetime
) -> None:
    tree = reading.with_time_of_day(
        render.template("CAST($d AS TIMESTAMP)", d=render.text(day)), render.text(clock), render.text(zone), "UTC"
    )
    assert _read(engine, tree, "") == meant


def test_whole_floats_are_ids_without_a_fraction_and_text_ids_stay_as_found(engine: DuckDBEngine) -> None:
    engine.view("floats", "SELECT CAST(17850 AS DOUBLE) AS c")
    tree = render.template("SELECT $v AS v FROM floats", v=reading.text_value("c", "DOUBLE"))
    assert engine.rows(render.sql(tree, "duckdb")) == [("17850",)]
    assert _read(engine, reading.text_value("c", "VARCHAR"), " 17850.0 ") == "17850.0"


@pytest.mark.parametrize("scale", [2, 4, 6])
def test_a_sum_in_cents_is_rounded_once_whatever_its_size(engine: DuckDBEngine, scale: int) -> None:
    dice = random.Random(scale)  # noqa: S311 - made-up sums
    numbers = [dice.randrange(-(10**size), 10**size) for size in range(1, 17 + scale - 2) for _ in range(200)]
    sums = [Decimal(number).scaleb(-scale) for number in [*numbers, 0, 5, -5, 50, -50, 449_999, 450_000, -449_999, -450_000]]
    listed = ", ".join(f"({value:f})" for value in sums)
    engine.table("sums", f"SELECT CAST(c AS DECIMAL(38, {scale})) AS c FROM (VALUES {listed}) AS v(c)")
    found = engine.rows(render.sql(render.template("SELECT c, $t AS v FROM sums", t=reading.in_cents(render.name("c"))), "duckdb"))
    assert len(found) == len(sums)
    for exact, cents in found:
        assert cents == exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
