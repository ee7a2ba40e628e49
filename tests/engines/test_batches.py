"""Large results in batches: every row once, and errors as everywhere."""

from __future__ import annotations

import pytest

from regulars.engines import duckdb as module
from regulars.engines.duckdb import DuckDBEngine
from regulars.errors import DataError, EngineError


def test_every_row_comes_once(engine: DuckDBEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ROWS_A_BATCH", 3_000)
    found = list(engine.batches("SELECT range AS n, range % 7 AS m FROM RANGE(10000)"))
    assert len(found) > 1
    assert sorted(n for batch in found for n in batch["n"].to_pylist()) == list(range(10_000))
    assert engine.rows("SELECT 1") == [(1,)]  # the session goes on


def test_a_result_without_rows_has_no_rows(engine: DuckDBEngine) -> None:
    assert sum(len(batch) for batch in engine.batches("SELECT 1 AS n WHERE FALSE")) == 0


def test_what_cannot_be_read_is_told_in_our_words(engine: DuckDBEngine) -> None:
    with pytest.raises(DataError, match="x0"):
        list(engine.batches("SELECT CAST('x' || range AS INTEGER) AS n FROM RANGE(10)"))
    with pytest.raises(EngineError, match="boom"):
        list(engine.batches("SELECT CASE WHEN range = 2999999 THEN ERROR('boom') ELSE range END AS n FROM RANGE(3000000)"))
