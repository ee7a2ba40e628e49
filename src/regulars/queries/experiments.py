"""The sums that a test is read from: one pass over the customers, one row per arm (and segment)."""

from __future__ import annotations

from regulars.queries import reading
from regulars.queries.render import Select, Tree, alias, name, select, subquery, table, template
from regulars.tables import ColumnUse, NumberFormat


def outcome_value(column: str, engine_type: str, decimal: str) -> Tree:
    """A column as a number, with yes and no as 1 and 0; NULL where it is neither."""
    money = reading.money_value(ColumnUse(column, column, NumberFormat(plain=False, decimal=decimal)), engine_type)
    flag = reading.flag_value(column, engine_type)
    return template("COALESCE($m, CASE WHEN $f THEN 1 WHEN NOT $f THEN 0 END)", m=money, f=flag)


def group_value(column: str, engine_type: str) -> Tree:
    """A column as the name of an arm or segment; blank is NULL."""
    return reading.text_value(column, engine_type)


def arm_sums(view: str, arm: Tree, outcome: Tree, beside: Tree | None = None, segment: Tree | None = None) -> Select:
    """Per arm and segment: customers, of them with an outcome and a value beside it, sums, sums of squares and of products.

    Columns: arm, segment, customers, outcomes, besides, other_than_flags (outcomes that are neither 0 nor 1), outcome,
    outcome_squares, beside, beside_squares, products.
    """
    rows = select(
        alias(arm, "arm"),
        alias(segment or template("NULL"), "segment"),
        alias(outcome, "y"),
        alias(beside or template("CAST(0 AS DECIMAL(18, 4))"), "x"),
    ).from_(table(view))
    sums = {
        "customers": "COUNT(*)",
        "outcomes": "COUNT(y)",
        "besides": "COUNT(x)",
        "other_than_flags": "COUNT(CASE WHEN y <> 0 AND y <> 1 THEN 1 END)",
        "outcome": "COALESCE(SUM(y), 0)",
        "outcome_squares": "COALESCE(SUM(y * y), 0)",
        "beside": "COALESCE(SUM(x), 0)",
        "beside_squares": "COALESCE(SUM(x * x), 0)",
        "products": "COALESCE(SUM(y * x), 0)",
    }
    return (
        select(name("arm"), name("segment"), *[alias(template(each), called) for called, each in sums.items()])
        .from_(template(f"{subquery(rows).text} AS customers_of_the_test"))
        .group_by("arm", "segment")
        .order_by("arm", "segment")
    )
