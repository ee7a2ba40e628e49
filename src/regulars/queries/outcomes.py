"""What customers did after the instant they were scored at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from regulars.queries.base import BaseShape
from regulars.queries.render import (
    Tree,
    alias,
    aliased,
    all_of,
    ascending,
    call,
    name,
    select,
    subquery,
    table,
    template,
    text,
    timestamp,
)
from regulars.queries.rows import SALE
from regulars.scoring.results import Axis


def last_counted() -> Tree:
    """The latest sale of the source, whatever slice was scored."""
    return template(f"SELECT MAX(ordered_at) AS last_at FROM rows WHERE reason IS NULL AND kind = {SALE}")


def outcomes(axes: Sequence[Axis], shape: BaseShape, after: datetime, until: datetime, zone: str) -> Tree:
    """Every scored customer with scores, values, segment, and orders and net revenue after `after` up to `until`.

    Columns: customer_id, recency_days, frequency, value, one per axis (1 = best), composite, segment, later_orders
    (visits, where rows are events), later_days (local days with one, of `zone`), later_revenue; by customer_id.
    """
    join = all_of(*[name(axis.value, "s").eq(name(f"k{index}", "c")) for index, axis in enumerate(axes)])
    columns = [name(column, "s") for column in ("customer_id", "recency_days", "frequency", "value")]
    return (
        select(
            *columns,
            *[name(axis.value, "s") for axis in axes],
            name("composite", "c"),
            name("segment", "c"),
            alias(template("COALESCE(l.later_orders, 0)"), "later_orders"),
            alias(template("COALESCE(l.later_days, 0)"), "later_days"),
            alias(template("COALESCE(l.later_revenue, 0)"), "later_revenue"),
        )
        .from_(aliased(table("scored"), "s"))
        .join(aliased(table("cells"), "c"), on=join)
        .join(aliased(_later(shape, after, until, zone), "l"), on=template("l.customer = s.customer"), join_type="left")
        .order_by(ascending(name("customer_id", "s")))
    )


def later_buyers(after: datetime, until: datetime) -> Tree:
    """Everybody with a counted order after `after` up to `until`: customer_id (text), later_revenue."""
    return template(
        f"""
        SELECT CAST(customer AS VARCHAR) AS customer_id, SUM(amount - refunded) AS later_revenue
        FROM rows WHERE reason IS NULL AND ordered_at > $after AND ordered_at <= $until
        GROUP BY customer HAVING COUNT(CASE WHEN kind = {SALE} THEN 1 END) > 0
        """,
        after=timestamp(after),
        until=timestamp(until),
    )


def first_counted() -> Tree:
    """The first sale of the source, whatever slice was scored."""
    return template(f"SELECT MIN(ordered_at) AS first_at FROM rows WHERE reason IS NULL AND kind = {SALE}")


def profile_values(columns: Sequence[str], chosen: str | None = None) -> Tree:
    """Columns of the table `profile`, by customer_id; of the customers in the table `chosen` only, where it is given."""
    tree = select(name("customer_id", "p"), *[name(column, "p") for column in columns]).from_(aliased(table("profile"), "p"))
    if chosen is not None:
        tree = tree.join(aliased(table(chosen), "x"), on=template("x.customer_id = p.customer_id"))
    return tree.order_by(ascending(name("customer_id", "p")))


def _later(shape: BaseShape, after: datetime, until: datetime, zone: str) -> Tree:
    orders = f"COUNT(CASE WHEN kind = {SALE} THEN 1 END)"
    if shape.has_visit_flags:
        # rows are events: those that are visits have quantity 1
        orders = "SUM(quantity)"
    elif not shape.unique_orders:
        blank = f"COUNT(CASE WHEN kind = {SALE} AND order_key IS NULL THEN 1 END)"
        orders = f"COUNT(DISTINCT CASE WHEN kind = {SALE} THEN order_key END) + {blank}"
    return subquery(
        template(
            f"""
            SELECT customer, {orders} AS later_orders, COUNT(DISTINCT CASE WHEN kind = {SALE} THEN $day END) AS later_days,
                   SUM(amount - refunded) AS later_revenue
            FROM rows WHERE reason IS NULL AND ordered_at > $after AND ordered_at <= $until GROUP BY customer
            """,
            day=template("CAST(ordered_at AS DATE)") if zone == "UTC" else call("X_LOCALDATE", name("ordered_at"), text(zone)),
            after=timestamp(after),
            until=timestamp(until),
        )
    )
