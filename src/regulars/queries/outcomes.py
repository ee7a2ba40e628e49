"""What customers did after the instant they were scored at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlglot import exp

from regulars.queries.base import BaseShape
from regulars.queries.render import Tree, alias, aliased, name, table, template, timestamp
from regulars.queries.rows import SALE
from regulars.scoring.results import Axis


def last_counted() -> Tree:
    """The latest sale of the source, whatever slice was scored."""
    return template(f"SELECT MAX(ordered_at) AS last_at FROM rows WHERE reason IS NULL AND kind = {SALE}")


def outcomes(axes: Sequence[Axis], shape: BaseShape, after: datetime, until: datetime) -> Tree:
    """Every scored customer with scores, values, segment, and orders and net revenue after `after` up to `until`.

    Columns: customer_id, recency_days, frequency, value, one per axis (1 = best), composite, segment, later_orders, later_revenue;
    by customer_id.
    """
    join = exp.and_(*[name(axis.value, "s").eq(name(f"k{index}", "c")) for index, axis in enumerate(axes)])
    columns = [name(column, "s") for column in ("customer_id", "recency_days", "frequency", "value")]
    return (
        exp.select(
            *columns,
            *[name(axis.value, "s") for axis in axes],
            name("composite", "c"),
            name("segment", "c"),
            alias(template("COALESCE(l.later_orders, 0)"), "later_orders"),
            alias(template("COALESCE(l.later_revenue, 0)"), "later_revenue"),
        )
        .from_(aliased(table("scored"), "s"))
        .join(aliased(table("cells"), "c"), on=join)
        .join(aliased(_later(shape, after, until), "l"), on=template("l.customer = s.customer"), join_type="left")
        .order_by(exp.Ordered(this=name("customer_id", "s"), nulls_first=True))
    )


def _later(shape: BaseShape, after: datetime, until: datetime) -> Tree:
    orders = f"COUNT(CASE WHEN kind = {SALE} THEN 1 END)"
    if not shape.unique_orders:
        blank = f"COUNT(CASE WHEN kind = {SALE} AND order_key IS NULL THEN 1 END)"
        orders = f"COUNT(DISTINCT CASE WHEN kind = {SALE} THEN order_key END) + {blank}"
    return exp.Subquery(
        this=template(
            f"""
            SELECT customer, {orders} AS later_orders, SUM(amount - refunded) AS later_revenue
            FROM rows WHERE reason IS NULL AND ordered_at > $after AND ordered_at <= $until GROUP BY customer
            """,
            after=timestamp(after),
            until=timestamp(until),
        )
    )
