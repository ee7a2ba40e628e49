"""What a run says about its segments, months and products."""

from __future__ import annotations

from regulars.queries.base import BaseShape, TimeSlice, counted
from regulars.queries.render import Tree, call, name, number, subquery, template, text
from regulars.queries.rows import RETURN, SALE


def median_recency() -> Tree:
    """The nearest-rank median of recency per segment."""
    return template(
        """
        SELECT segment, MIN(CASE WHEN cum * 2 >= tot THEN v END) AS median
        FROM (
            SELECT segment, v,
                   SUM(n) OVER (
                       PARTITION BY segment ORDER BY v NULLS FIRST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
                   ) AS cum,
                   SUM(n) OVER (PARTITION BY segment) AS tot
            FROM (SELECT segment, recency_days AS v, COUNT(*) AS n FROM customers GROUP BY 1, 2) AS d
        ) AS c
        GROUP BY segment
        """
    )


def months(shape: BaseShape, time_slice: TimeSlice | None, zone: str) -> Tree:
    """Orders, customers and net revenue of the scored customers per calendar month of the shop."""
    day = name("ordered_at", "x") if zone == "UTC" else call("X_LOCALDATE", name("ordered_at", "x"), text(zone))
    order = f"COUNT(CASE WHEN x.kind = {SALE} THEN 1 END)"
    if shape.has_visit_flags:
        order = "CAST(SUM(x.quantity) AS BIGINT)"
    elif not shape.unique_orders:
        blank = f"COUNT(CASE WHEN x.kind = {SALE} AND x.order_key IS NULL THEN 1 END)"
        order = f"COUNT(DISTINCT CASE WHEN x.kind = {SALE} THEN x.order_key END) + {blank}"
    return template(
        f"""
        SELECT $month AS month, {order} AS orders, COUNT(DISTINCT CASE WHEN x.kind = {SALE} THEN x.customer END) AS customers,
               SUM(x.amount - x.refunded) AS revenue
        FROM rows AS x JOIN population AS p ON p.customer = x.customer WHERE $counted GROUP BY 1 ORDER BY month
        """,
        month=call("X_MONTH", day),
        counted=counted(time_slice, "x"),
    )


def products(time_slice: TimeSlice | None, most: int, by_segment: bool) -> Tree:
    """The `most` products with the highest net revenue, over all customers or in each segment, from the view `sold`."""
    group = "s.segment" if by_segment else "''"
    return template(
        f"""
        SELECT segment, product, title, quantity, revenue, customers
        FROM (
            SELECT segment, product, title, quantity, revenue, customers,
                   ROW_NUMBER() OVER (PARTITION BY segment ORDER BY revenue DESC NULLS LAST, product NULLS FIRST) AS place
            FROM (
                SELECT {group} AS segment, x.product AS product, MAX(x.product_title) AS title, SUM(x.quantity) AS quantity,
                       SUM(x.line_amount) AS revenue,
                       COUNT(DISTINCT CASE WHEN x.kind <> {RETURN} THEN x.customer END) AS customers
                FROM sold AS x JOIN $people AS s ON s.customer = x.customer
                WHERE $counted AND NOT x.product IS NULL GROUP BY 1, 2
            ) AS sums
        ) AS ranked
        WHERE place <= $most ORDER BY segment NULLS FIRST, place NULLS FIRST
        """,
        people=subquery(_people(by_segment)),
        counted=counted(time_slice, "x"),
        most=number(most),
    )


def _people(by_segment: bool) -> Tree:
    if not by_segment:
        return template("SELECT customer FROM population")
    return template(
        "SELECT p.customer AS customer, c.segment AS segment "
        "FROM population AS p JOIN customers AS c ON c.customer_id = p.customer_id"
    )


def sold_rows() -> Tree:
    """The view `sold` where order rows are lines themselves."""
    return template("SELECT customer, ordered_at, kind, reason, product, product_title, quantity, line_amount FROM rows")


def sold_lines() -> Tree:
    """The view `sold` where lines came in a file of their own (`lines`): each line with its order's customer, date and reason."""
    return template(
        """
        SELECT r.customer AS customer, r.ordered_at AS ordered_at, r.kind AS kind, r.reason AS reason, l.product AS product,
               l.product_title AS product_title, l.quantity AS quantity, l.line_amount AS line_amount
        FROM rows AS r JOIN lines AS l ON CAST(l.order_key AS VARCHAR) = CAST(r.order_key AS VARCHAR)
        """
    )
