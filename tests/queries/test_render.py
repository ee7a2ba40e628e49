"""Trees become one engine's SQL, and nothing else gets through."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st

from regulars.engines.duckdb import DuckDBEngine
from regulars.errors import EngineError
from regulars.queries import base, render, scores, trees
from regulars.scoring.results import Axis


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00")))
def test_no_text_escapes_its_quotes(value: str) -> None:
    tree = render.template("SELECT $v AS v", v=render.text(value))
    with_engine = _ENGINE.rows(render.sql(tree, "duckdb"))
    assert with_engine == [(value,)]


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1))
def test_any_column_name_is_a_name_and_nothing_more(column: str) -> None:
    tree = render.template("SELECT $n FROM (SELECT 1 AS $n) AS t", n=render.name(column))
    # an alias takes an identifier, so the statement is built the way rows.py builds it
    inner = f'SELECT 7 AS "{column.replace(chr(34), chr(34) * 2)}"'
    del tree
    outer = render.sql(render.template("SELECT $n AS v FROM t", n=render.name(column)), "duckdb").replace(
        "FROM t", f"FROM ({inner}) AS t"
    )
    assert _ENGINE.rows(outer) == [(7,)]


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=4))
def test_money_literals_are_exact(value: Decimal) -> None:
    tree = render.template("SELECT CAST($v AS DECIMAL(20, 4)) AS v", v=render.number(value))
    assert _ENGINE.rows(render.sql(tree, "duckdb")) == [(value,)]


def test_instants_are_written_in_utc_to_the_microsecond() -> None:
    moment = datetime(2024, 3, 31, 1, 30, 0, 123456, tzinfo=UTC)
    assert render.sql(render.timestamp(moment), "duckdb") == "TIMESTAMP '2024-03-31 01:30:00.123456'"


def test_an_untested_function_is_refused() -> None:
    with pytest.raises(EngineError, match="not on the list of tested functions"):
        render.sql(render.template("SELECT APPROX_QUANTILE(x, 0.5) FROM t"), "duckdb")


def test_a_primitive_without_a_rendering_is_refused() -> None:
    with pytest.raises(EngineError, match="X_ROW_HASH has no rendering for spark"):
        render.sql(render.call("X_ROW_HASH", render.name("a")), "spark")


def test_an_unknown_function_is_refused() -> None:
    with pytest.raises(EngineError, match="READ_TEXT"):
        render.sql(render.template("SELECT READ_TEXT('/etc/passwd') AS x"), "duckdb")


@pytest.mark.parametrize(
    ("dialect", "golden"),
    [
        (
            "duckdb",
            "DATE_DIFF('day', CAST((\"t\" AT TIME ZONE 'UTC') AT TIME ZONE 'America/New_York' AS DATE), CAST('2024-01-01' AS DATE))",
        ),
        ("spark", "DATEDIFF(CAST('2024-01-01' AS DATE), CAST(CONVERT_TIMEZONE('UTC', 'America/New_York', `t`) AS DATE))"),
    ],
)
def test_recency_is_rendered_per_engine(dialect: str, golden: str) -> None:
    local = render.call("X_LOCALDATE", render.name("t"), render.text("America/New_York"))
    tree = render.call("X_DAYS", local, render.template("CAST('2024-01-01' AS DATE)"))
    assert render.sql(tree, dialect) == golden


_MOMENT = datetime(2024, 3, 31, tzinfo=UTC)
_SHAPE = base.BaseShape(all_counted=False, has_returns=True, has_refunds=True, unique_orders=False, has_blank_orders=True)


@pytest.mark.parametrize(
    "query",
    [
        base.by_reason(base.TimeSlice(_MOMENT, _MOMENT), unique_orders=False),
        base.by_reason(None, unique_orders=True),
        base.counted_customers(_SHAPE),
        base.never_ordered(),
        base.population(_MOMENT.date(), "Europe/Paris"),
        scores.axis_quantiles(Axis.MONETARY, 5),
        scores.gap_quantiles(),
        scores.placed((Axis.RECENCY, Axis.FREQUENCY), scores.ORDER_NAMES, has_value=False),
        render.template("SELECT $a * $b AS x", a=render.template("p + q"), b=render.number(-3)),
    ],
)
def test_text_put_together_says_what_its_parsed_tree_says(query: render.Tree) -> None:
    direct, parsed = render.sql(query, "duckdb"), trees.translated(query.text, "duckdb")
    assert _normal(direct) == _normal(parsed)


def _normal(statement: str) -> str:
    return sqlglot.parse_one(statement, read="duckdb").sql("duckdb")


def test_a_piece_keeps_its_brackets_inside_another() -> None:
    tree = render.template("SELECT $a * $b AS x", a=render.template("1 + 2"), b=render.number(-3))
    assert _ENGINE.rows(render.sql(tree, "duckdb")) == [(-9,)]


def test_what_is_quoted_is_neither_slot_nor_primitive() -> None:
    tree = render.template("SELECT '$a' AS x, $a AS y", a=render.text("X_DAYS(1, $a)"))
    assert _ENGINE.rows(render.sql(tree, "duckdb")) == [("$a", "X_DAYS(1, $a)")]


def _session_engine() -> DuckDBEngine:
    import tempfile
    from pathlib import Path

    return DuckDBEngine(Path(tempfile.mkdtemp(prefix="regulars-test-")))


_ENGINE = _session_engine()
