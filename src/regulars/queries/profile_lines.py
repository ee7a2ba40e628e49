"""What each customer buys: products and categories, from one pass over the order lines."""

from __future__ import annotations

from sqlglot import exp

from regulars.queries.base import TimeSlice, counted
from regulars.queries.profile import ProfileShape
from regulars.queries.profile_columns import at_most_one, share
from regulars.queries.render import Tree, alias, name, template
from regulars.queries.rows import RETURN

# orders by a product, or lines by a category, are packed with its place in the alphabet, so that one maximum finds the main one
_PACK = 1_000_000_000


def bought_rows(shape: ProfileShape) -> Tree:
    """The view `bought` where order rows are lines themselves: customer, order_key, product, title, category, quantity."""
    return template(
        f"""
        SELECT customer, order_key, product, product_title AS title, category, quantity FROM detailed
        WHERE kind <> {RETURN} AND NOT product IS NULL AND $counted
        """,
        counted=counted(TimeSlice(shape.until) if shape.is_sliced else None),
    )


def bought_lines() -> Tree:
    """The view `bought` where lines came in a file of their own (`line_details`); their orders say whose they are."""
    return template(
        """
        SELECT order_key, product, product_title AS title, category, quantity FROM line_details
        WHERE NOT product IS NULL AND COALESCE(quantity, 1) > 0
        """
    )


def catalogue() -> Tree:
    """The table `catalogue`: every product bought with its title, category and their places in the alphabet (`no`, `category_no`).

    A product with several categories or titles has the first of them.
    """
    return template(
        """
        SELECT product, title, category, ROW_NUMBER() OVER (ORDER BY product NULLS LAST) AS no,
               DENSE_RANK() OVER (ORDER BY category NULLS LAST) AS category_no
        FROM (SELECT product, MIN(title) AS title, MIN(category) AS category FROM bought GROUP BY product) AS d
        """
    )


def bought_products(is_own_file: bool, same_key_type: bool) -> Tree:
    """The table `bought_products`: customer, no, lines, orders, units; one row per customer and product of the catalogue."""
    whose = "" if is_own_file else "b.customer AS customer, "
    baskets = template(
        f"""
        SELECT {whose}b.order_key AS order_key, c.no AS no, COUNT(*) AS lines, SUM(b.quantity) AS units
        FROM bought AS b JOIN catalogue AS c ON c.product = b.product GROUP BY {"1, 2" if is_own_file else "1, 2, 3"}
        """
    )
    if not is_own_file:  # lines without an order number are purchases of their own
        return template(
            """
            SELECT customer, no, SUM(lines) AS lines, SUM(CASE WHEN order_key IS NULL THEN lines ELSE 1 END) AS orders,
                   SUM(units) AS units
            FROM $baskets AS k GROUP BY 1, 2
            """,
            baskets=exp.Subquery(this=baskets),
        )
    key = "k.order_key = o.order_key" if same_key_type else "CAST(k.order_key AS VARCHAR) = CAST(o.order_key AS VARCHAR)"
    return template(
        f"""
        SELECT o.customer AS customer, k.no AS no, SUM(k.lines) AS lines, COUNT(*) AS orders, SUM(k.units) AS units
        FROM $baskets AS k JOIN profile_orders AS o ON {key} WHERE o.is_order = 1 GROUP BY 1, 2
        """,
        baskets=exp.Subquery(this=baskets),
    )


def products() -> Tree:
    """One row per customer from `bought_products`."""
    return template(
        f"""
        SELECT s.customer AS customer, s.products AS products, s.repeat_products AS repeat_products, s.lines AS lines,
               s.units AS units, s.best // {_PACK} AS main_product_orders, c.product AS main_product, c.title AS main_product_title
        FROM (
            SELECT customer, COUNT(*) AS products, COUNT(CASE WHEN orders > 1 THEN 1 END) AS repeat_products,
                   SUM(lines) AS lines, SUM(units) AS units, MAX(CAST(orders AS BIGINT) * {_PACK} + {_PACK - 1} - no) AS best
            FROM bought_products GROUP BY customer
        ) AS s JOIN catalogue AS c ON c.no = {_PACK - 1} - s.best % {_PACK}
        """
    )


def categories() -> Tree:
    """One row per customer from `bought_products`, of products that have a category."""
    return template(
        f"""
        SELECT s.customer AS customer, s.categories AS categories, s.lines AS lines, s.best // {_PACK} AS main_category_lines,
               c.category AS main_category
        FROM (
            SELECT customer, COUNT(*) AS categories, SUM(lines) AS lines,
                   MAX(CAST(lines AS BIGINT) * {_PACK} + {_PACK - 1} - category_no) AS best
            FROM (
                SELECT b.customer AS customer, c.category_no AS category_no, SUM(b.lines) AS lines
                FROM bought_products AS b JOIN catalogue AS c ON c.no = b.no WHERE NOT c.category IS NULL GROUP BY 1, 2
            ) AS d
            GROUP BY customer
        ) AS s JOIN (SELECT DISTINCT category, category_no FROM catalogue) AS c ON c.category_no = {_PACK - 1} - s.best % {_PACK}
        """
    )


def line_columns(shape: ProfileShape) -> list[Tree]:
    """The fields about products, from the tables `p` and `q`; `t` has the orders."""
    if not shape.has_lines:
        return []
    columns: list[Tree] = [
        alias(template("COALESCE(p.products, 0)"), "products"),
        name("main_product", "p"),
        name("main_product_title", "p"),
        alias(at_most_one(share(name("main_product_orders", "p"), name("orders_ever", "t"))), "main_product_share"),
        alias(template("COALESCE(p.repeat_products, 0)"), "repeat_products"),
    ]
    if shape.has_categories:
        columns += [
            alias(template("COALESCE(q.categories, 0)"), "categories"),
            name("main_category", "q"),
            alias(share(name("main_category_lines", "q"), name("lines", "q")), "main_category_share"),
        ]
    if shape.has_quantities:
        columns += [
            alias(template("CAST(p.units AS DOUBLE)"), "units"),
            alias(template("ROUND(CAST(p.units AS DOUBLE) / NULLIF(p.lines, 0), 2)"), "units_per_line"),
        ]
    return columns
