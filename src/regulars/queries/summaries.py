"""What a run says about its segments, months and products."""

from __future__ import annotations

from regulars.queries.base import BaseShape, TimeSlice, counted
from regulars.queries.render import Tree, call, name, number, subquery, table, template, text
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


def product_sums(time_slice: TimeSlice | None) -> Tree:
    """The table `product_sums`: what the customers of each segment bought of each product, from the view `sold`.

    Columns: segment, product, title, quantity, revenue, customers (who bought, and did not only give back).
    """
    return template(
        f"""
        SELECT c.segment AS segment, x.product AS product, MAX(x.product_title) AS title, SUM(x.quantity) AS quantity,
               SUM(x.line_amount) AS revenue,
               COUNT(DISTINCT CASE WHEN x.kind <> {RETURN} THEN x.customer END) AS customers
        FROM sold AS x JOIN population AS p ON p.customer = x.customer JOIN customers AS c ON c.customer_id = p.customer_id
        WHERE $counted AND NOT x.product IS NULL GROUP BY 1, 2
        """,
        counted=counted(time_slice, "x"),
    )


def custom_product_sums(time_slice: TimeSlice | None) -> Tree:
    """The same of custom segments, which share customers, from the table `custom_members` (segment, customer_id)."""
    return template(
        f"""
        SELECT m.segment, d.product, MAX(d.title) AS title, SUM(d.quantity) AS quantity, SUM(d.revenue) AS revenue,
               SUM(d.bought) AS customers
        FROM (
            SELECT p.customer_id, x.product AS product, MAX(x.product_title) AS title, SUM(x.quantity) AS quantity,
                   SUM(x.line_amount) AS revenue, MAX(CASE WHEN x.kind <> {RETURN} THEN 1 ELSE 0 END) AS bought
            FROM sold AS x JOIN population AS p ON p.customer = x.customer
            WHERE $counted AND NOT x.product IS NULL GROUP BY p.customer_id, x.product
        ) AS d JOIN custom_members AS m ON m.customer_id = d.customer_id
        GROUP BY 1, 2
        """,
        counted=counted(time_slice, "x"),
    )


def top_products(most: int, by_segment: bool) -> Tree:
    """The `most` products with the highest net revenue, over all customers or in each segment, from `product_sums`."""
    source = table("product_sums")
    if not by_segment:  # everybody is in one segment
        source = subquery(
            template(
                """
                SELECT '' AS segment, product, MAX(title) AS title, SUM(quantity) AS quantity, SUM(revenue) AS revenue,
                       SUM(customers) AS customers
                FROM product_sums GROUP BY product
                """
            )
        )
    return template(
        """
        SELECT segment, product, title, quantity, revenue, customers
        FROM (
            SELECT s.*, ROW_NUMBER() OVER (PARTITION BY segment ORDER BY revenue DESC NULLS LAST, product NULLS FIRST) AS place
            FROM $source AS s
        ) AS ranked
        WHERE place <= $most ORDER BY segment NULLS FIRST, place NULLS FIRST
        """,
        source=source,
        most=number(most),
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
