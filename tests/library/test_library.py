"""`import regulars`: what goes in, what comes out."""

from __future__ import annotations

import gc
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow
import pytest

import regulars


@pytest.fixture
def frame() -> pd.DataFrame:
    rows = range(200)
    return pd.DataFrame(
        {
            "order_id": [f"o{n}" for n in rows],
            "customer_id": [f"c{n % 23}" for n in rows],
            "ordered_at": pd.to_datetime([f"2024-{1 + n % 12:02}-{1 + n % 28:02}" for n in rows]),
            "total": [(n * 37) % 500 + 0.5 for n in rows],
        }
    )


def test_every_kind_of_table_gives_the_same_customers(frame: pd.DataFrame) -> None:
    connection = duckdb.connect()
    connection.register("frame", frame)
    sources = (
        frame,
        pl.from_pandas(frame),
        pl.from_pandas(frame).lazy().collect(),
        pl.from_pandas(frame).to_arrow(),
        connection.table("frame"),
    )
    results = [regulars.score(source).customers.to_dicts() for source in sources]
    assert all(result == results[0] for result in results)
    assert len(results[0]) == 23


def test_results_become_pandas_polars_and_arrow(frame: pd.DataFrame) -> None:
    result = regulars.score(frame)
    for table in (result.customers, result.segments, result.cuts, result.quality):
        assert len(table.to_pandas()) == table.to_polars().height == table.to_arrow().num_rows == len(table)
    assert result.customers.to_arrow().schema.field("revenue").type == pyarrow.decimal128(18, 2)
    assert sum(result.segments.to_pandas()["customers"]) == 23


def test_results_outlive_the_engine_once_read_and_close_frees_its_files(frame: pd.DataFrame) -> None:
    with regulars.score(frame) as result:
        customers = result.customers.to_arrow()
        spill = result._run.engine.rows("SELECT current_setting('temp_directory')")[0][0]
        assert Path(spill).exists()
    assert customers.num_rows == 23
    assert not Path(spill).exists()


def test_a_result_draws_itself_and_its_report(frame: pd.DataFrame, tmp_path: Path) -> None:
    result = regulars.score(frame)
    assert "Champions" in result._repr_html_()
    assert result.report(tmp_path / "report.html").read_text().startswith("<!doctype html>")
    assert "23 customers" in repr(result)


def test_columns_can_be_named_where_detection_needs_help(frame: pd.DataFrame) -> None:
    renamed = frame.rename(columns={"customer_id": "x1", "total": "x2", "ordered_at": "x3", "order_id": "x4"})
    columns = {"customer_id": "x1", "total": "x2", "ordered_at": "x3", "order_id": "x4"}
    result = regulars.score(renamed, columns=columns)
    assert result.summary.revenue == Decimal(str(frame["total"].sum())).quantize(Decimal("0.01"))


def test_an_unknown_column_is_answered_with_near_names(frame: pd.DataFrame) -> None:
    with pytest.raises(regulars.RegularsError, match="total"):
        regulars.score(frame, columns={"total": "totall"})


@pytest.mark.parametrize("what", [42, object(), {"a": 1}])
def test_what_is_no_table_is_refused(what: object) -> None:
    with pytest.raises(regulars.RegularsError):
        regulars.score(what)


def test_an_empty_frame_is_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(regulars.RegularsError):
        regulars.score(frame.iloc[:0])


def test_data_without_money_is_scored_on_recency_and_frequency(frame: pd.DataFrame) -> None:
    result = regulars.score(frame.drop(columns="total"))
    rows = result.customers.to_dicts()
    assert not result.summary.has_money
    assert {row["m"] for row in rows} == {None}
    assert all(len(row["pattern"]) == 2 for row in rows)
    assert result.quality.reconciles


def test_importing_the_package_is_light() -> None:
    code = "import sys, regulars; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"duckdb", "sqlglot", "numpy", "pyarrow"} & set(loaded)


def test_validate_watches_what_came_after_the_split(frame: pd.DataFrame) -> None:
    found = regulars.validate(frame, "2024-09-01", map="default")
    assert found.splits[0].customers == 23
    assert found.horizon_days == (frame["ordered_at"].max() - pd.Timestamp("2024-09-01")).days + 1


def test_a_split_that_is_no_day_is_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(regulars.RegularsError, match="not a date"):
        regulars.validate(frame, "last summer")


def test_a_table_can_be_read_after_its_result_was_let_go(frame: pd.DataFrame) -> None:
    customers, profile = regulars.score(frame).customers, regulars.score(frame).profile
    gc.collect()
    assert len(customers) == len(profile) == 23


def test_the_profile_has_every_field_and_customers_only_the_scores(frame: pd.DataFrame) -> None:
    with regulars.score(frame) as result:
        scores, fields = result.customers.to_arrow().column_names, result.profile.to_arrow().column_names
        assert fields[: len(scores)] == scores
        assert {"lifecycle", "flags", "revenue_30d"} <= set(fields) - set(scores)
        assert sum(stage.customers for stage in result.layers.stages) == 23
