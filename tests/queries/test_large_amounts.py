"""Amounts as large as money can be are squared without overflowing."""

from __future__ import annotations

from pathlib import Path

import pytest

from regulars.engines.duckdb import DuckDBEngine
from regulars.queries import histories, render

MOST = "9999999999999999.99"


def test_histories_of_the_largest_amounts_have_a_mean_and_a_square(tmp_path: Path) -> None:
    engine = DuckDBEngine(tmp_path, None, 1)
    try:
        who = f"SELECT 'a' AS customer_id, 1 AS repeats, 2 AS last_days, 3 AS age_days, CAST({MOST} AS DECIMAL(18, 2)) AS value"
        engine.table("profile_histories", who)
        engine.table("customers", "SELECT 'a' AS customer_id, 'Champions' AS segment")
        for query in (histories.distinct_histories(), histories.segment_histories()):
            found = engine.record(render.sql(query, engine.dialect))
            assert (found["mean"], found["square"]) == (pytest.approx(float(MOST)), pytest.approx(float(MOST) ** 2))
    finally:
        engine.close()
