"""Lifecycle and flags in SQL: the same answers and the same names as in `scoring`."""

from __future__ import annotations

from decimal import Decimal

import pyarrow
import pytest

from regulars.engines.duckdb import DuckDBEngine
from regulars.queries import flags as flag_queries
from regulars.queries import lifecycle as lifecycle_queries
from regulars.queries import render
from regulars.queries.flags import CONDITIONS
from regulars.queries.profile_columns import average
from regulars.scoring.flags import FLAGS, edited
from regulars.scoring.lifecycle import LifecycleEdits, Rhythm, borders, stage_of
from regulars.scoring.results import PurchaseCycle


def test_flags_have_the_same_names_in_sql() -> None:
    assert {flag.name for flag in FLAGS} == set(CONDITIONS)


@pytest.mark.parametrize("gap", ["0.1", "12.5", "41.7"])
def test_stages_in_sql_are_those_of_the_pure_function(engine: DuckDBEngine, gap: str) -> None:
    limits = borders(PurchaseCycle(99, 30.0, 57.0, 171.0, 7, 365, ""), LifecycleEdits(typical_gap=Decimal(gap)))
    known = [
        Rhythm(order_days, span, recency, last_gap)
        for order_days in (1, 2, 3, 4, 9)
        for span in (0, 1, 7, 30, 90, 400)
        for recency in (0, 1, 2, 29, 30, 31, 60, 88, 150, 300, 900)
        for last_gap in ((None,) if order_days == 1 else (0, 1, span // 2, span))
    ]
    engine.register(
        "rhythms",
        pyarrow.table(
            {
                "place": list(range(len(known))),
                "order_days": [rhythm.order_days for rhythm in known],
                "tenure_days": [rhythm.span + rhythm.recency for rhythm in known],
                "recency_days": [rhythm.recency for rhythm in known],
                "last_gap_days": pyarrow.array([rhythm.last_gap for rhythm in known], pyarrow.int64()),
            }
        ),
    )
    tree = render.template("SELECT place, $s AS stage FROM rhythms ORDER BY place", s=lifecycle_queries.stage(limits))
    found = engine.rows(render.sql(tree, "duckdb"))
    assert [stage for _, stage in found] == [str(stage_of(rhythm, limits)) for rhythm in known]


def test_reasons_are_sentences_with_the_customers_own_figures(engine: DuckDBEngine) -> None:
    chosen = [flag for flag in FLAGS if flag.name in {"high_return_rate", "single_channel"}]
    engine.register(
        "people",
        pyarrow.table(
            {
                "returned_orders_share": [0.756, 0.0, None],
                "orders_ever": [8, 4, 9],
                "channels": [1, 1, 2],
                "main_channel": ["store; it's", "web", "web"],
            }
        ),
    )
    columns = flag_queries.flag_columns(
        flag_queries.raised(chosen, ["returned_orders_share", "orders_ever", "channels", "main_channel"])
    )
    tree = render.select(*columns).from_("people")
    assert engine.rows(render.sql(tree, "duckdb")) == [
        (
            "high_return_rate; single_channel",
            "something given back on 76 % of 8 orders; all 8 orders in store; it's",
        ),
        ("single_channel", "all 4 orders in web"),
        (None, None),
    ]


def test_flags_whose_data_are_missing_are_not_raised() -> None:
    assert flag_queries.raised(FLAGS, ["orders_ever", "channels", "main_channel"]) == tuple(
        flag for flag in FLAGS if flag.name == "single_channel"
    )


def test_changed_thresholds_reach_the_condition(engine: DuckDBEngine) -> None:
    strict = next(
        flag for flag in edited(FLAGS, {"discount_dependent": {"orders": Decimal(9)}}) if flag.name == "discount_dependent"
    )
    engine.register("people", pyarrow.table({"discounted_share": [1.0, 1.0], "orders_ever": [8, 9]}))
    tree = render.template("SELECT $c AS c FROM people ORDER BY orders_ever", c=CONDITIONS["discount_dependent"](strict))
    assert engine.rows(render.sql(tree, "duckdb")) == [(False,), (True,)]


@pytest.mark.parametrize(
    ("money", "count", "expected"),
    [
        ("10.00", 3, "3.33"),
        ("20.00", 3, "6.67"),
        ("0.01", 2, "0.01"),
        ("-0.01", 2, "-0.01"),
        ("0.03", 2, "0.02"),
        ("0.00", 5, "0.00"),
        ("9999999999999.99", 1, "9999999999999.99"),
    ],
)
def test_average_money_is_exact_to_the_cent(engine: DuckDBEngine, money: str, count: int, expected: str) -> None:
    tree = render.template("SELECT $a AS a", a=average(render.template(f"CAST({money} AS DECIMAL(18, 2))"), render.number(count)))
    assert engine.rows(render.sql(tree, "duckdb")) == [(Decimal(expected),)]
