"""Totals and purchases in one row say of each customer what looking both up does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pytest

from regulars.engines.duckdb import DuckDBEngine
from regulars.queries.profile_columns import WIDE_TOTALS
from regulars.work.wide_totals import drop_wide_totals, make_wide_totals

TOTALS = pyarrow.table({"customer": pyarrow.array([7, 8, 9]), "orders_ever": [3, 1, 2]})
CODED = pyarrow.DictionaryArray.from_arrays(pyarrow.array([1, None, 0], "int32"), ["mug", "tea"])


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDBEngine]:
    made = DuckDBEngine(tmp_path)
    yield made
    made.close()


def purchases(**columns: Any) -> pyarrow.Table:
    given = {"customer": pyarrow.array([7, 8, 9]), "lines": [4, 0, 2], "products": [2, 0, 1], "main_product": CODED}
    return pyarrow.table(given | columns)


def wide(engine: DuckDBEngine, columns: str) -> list[tuple[Any, ...]]:
    return engine.rows(f"SELECT {columns} FROM {WIDE_TOTALS} AS t ORDER BY t.customer")


def test_fields_of_a_customer_without_lines_are_unknown(engine: DuckDBEngine) -> None:
    assert make_wide_totals(engine, TOTALS, purchases(), "BIGINT")
    found = wide(engine, "t.customer, t.orders_ever, p.lines, COALESCE(p.products, -1), p.main_product")
    assert found == [(7, 3, 4, 2, "tea"), (8, 1, None, -1, None), (9, 2, 2, 1, "mug")]


def test_all_fields_are_known_where_everybody_has_lines_however_the_tables_are_cut(engine: DuckDBEngine) -> None:
    cut = pyarrow.concat_tables([TOTALS.slice(0, 1), TOTALS.slice(1)])
    bought = purchases(lines=[4, 1, 2])
    bought = pyarrow.concat_tables([bought.slice(0, 2), bought.slice(2)])
    assert make_wide_totals(engine, cut, bought, "VARCHAR")
    assert wide(engine, "t.customer, p.lines, p.products") == [("7", 4, 2), ("8", 1, 0), ("9", 2, 1)]
    drop_wide_totals(engine)
    assert not engine.rows(f"SELECT 1 FROM duckdb_views() WHERE view_name = '{WIDE_TOTALS}'")


def test_tables_of_other_customers_are_not_put_together(engine: DuckDBEngine) -> None:
    assert not make_wide_totals(engine, TOTALS, purchases(customer=pyarrow.array([7, 9, 8])), "BIGINT")
    assert not make_wide_totals(engine, TOTALS, purchases().slice(0, 2), "BIGINT")
    drop_wide_totals(engine)
