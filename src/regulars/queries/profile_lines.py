"""What each customer buys: products and categories, from one pass over the order lines."""

from __future__ import annotations

from regulars.queries.base import TimeSlice, counted
from regulars.queries.profile import ProfileShape
from regulars.queries.profile_columns import at_most_one, share
from regulars.queries.render import Tree, alias, aliased, coalesce, name, select, subquery, table, template
from regulars.queries.row_reader import RawTable, ReadingRules, RowReader
from regulars.queries.rows import RETURN
from regulars.tables import Mapping

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
    """The view `bought` where lines came in a file of their own (`lines`); their orders say whose they are."""
    return template(
        """
        SELECT order_key, product, product_title AS title, category, quantity FROM lines
        WHERE NOT product IS NULL AND COALESCE(quantity, 1) > 0
        """
    )


def product_names(raw: RawTable, mapping: Mapping) -> Tree:
    """The table `product_names` of a file of lines: written (as in `written_lines`), key (that as text), product, title, category.

    Every way of writing once, so that a product's text is trimmed once and not on each of its lines.
    """
    reader = RowReader(raw, mapping, ReadingRules())
    uses = [use for role in ("product_id", "product_title", "category") if (use := mapping.use(role))]
    columns = [name(column) for column in dict.fromkeys(use.column for use in uses)]
    ways = select(*columns).from_(table(raw.view)).where(_is_bought(reader)).group_by(*columns)
    return select(
        alias(_written(mapping), "written"),
        alias(reader.text(_product_role(mapping)), "key"),
        alias(coalesce(reader.text("product_id"), reader.text("product_title")), "product"),
        alias(reader.text("product_title"), "title"),
        alias(reader.text("category"), "category"),
    ).from_(aliased(subquery(ways), "w"))


def nameless_products() -> Tree:
    """Ways of writing a product that its own column does not tell apart."""
    return template("SELECT COUNT(*) FROM product_names WHERE key IS NULL AND NOT product IS NULL")


def written_lines(raw: RawTable, mapping: Mapping) -> Tree:
    """The view `written_lines` of a file of lines: order_key, written (the product as the file has it), quantity."""
    reader = RowReader(raw, mapping, ReadingRules())
    columns = (alias(reader.order_key(), "order_key"), alias(_written(mapping), "written"), alias(reader.quantity(), "quantity"))
    return select(*columns).from_(table(raw.view)).where(_is_bought(reader))


def _is_bought(reader: RowReader) -> Tree:
    return template("COALESCE($q, 1) > 0", q=reader.quantity())


def _product_role(mapping: Mapping) -> str:
    return "product_id" if mapping.use("product_id") else "product_title"


def _written(mapping: Mapping) -> Tree:
    use = mapping.use(_product_role(mapping))
    assert use is not None  # noqa: S101 - every source of lines has one of the two
    return name(use.column)


def catalogue(source: str) -> Tree:
    """The table `catalogue`: every product bought with its title, category and their places in the alphabet (`no`, `category_no`).

    `source` is `bought` or `product_names`. A product with several categories or titles has the first of them.
    """
    return template(
        """
        SELECT product, title, category, ROW_NUMBER() OVER (ORDER BY product NULLS LAST) AS no,
               DENSE_RANK() OVER (ORDER BY category NULLS LAST) AS category_no
        FROM (
            SELECT product, MIN(title) AS title, MIN(category) AS category FROM $t WHERE NOT product IS NULL GROUP BY product
        ) AS d
        """,
        t=table(source),
    )


def line_facts(is_own_file: bool, same_key_type: bool) -> Tree:
    """The table `line_facts`: customer, no, basket (what the customer's order is known by; NULL: an order of its own), quantity."""
    if not is_own_file:
        return template(
            """
            SELECT b.customer AS customer, CAST(c.no AS INTEGER) AS no, b.order_key AS basket, b.quantity AS quantity
            FROM bought AS b JOIN catalogue AS c ON c.product = b.product
            """
        )
    return template(
        f"""
        SELECT o.customer AS customer, CAST(c.no AS INTEGER) AS no, o.nth AS basket, b.quantity AS quantity
        FROM bought AS b JOIN catalogue AS c ON c.product = b.product JOIN profile_orders AS o ON {_of_order(same_key_type)}
        WHERE o.is_order = 1
        """
    )


def written_line_facts(same_key_type: bool) -> Tree:
    """The table `line_facts` from `written_lines` and `product_names`."""
    return template(
        f"""
        SELECT o.customer AS customer, n.no AS no, o.nth AS basket, b.quantity AS quantity
        FROM written_lines AS b
        JOIN (
            SELECT DISTINCT p.written AS written, CAST(c.no AS INTEGER) AS no
            FROM product_names AS p JOIN catalogue AS c ON c.product = p.product
        ) AS n ON n.written = b.written
        JOIN profile_orders AS o ON {_of_order(same_key_type)} WHERE o.is_order = 1
        """
    )


def _of_order(same_key_type: bool) -> str:
    return "b.order_key = o.order_key" if same_key_type else "CAST(b.order_key AS VARCHAR) = CAST(o.order_key AS VARCHAR)"


def repeated_lines() -> Tree:
    """The table `repeated_lines`: customer, no, lines, of products on several of a customer's lines."""
    # a table of all pairs of customers and products would be almost as long as the lines
    return template("SELECT customer, no, COUNT(*) AS lines FROM line_facts GROUP BY 1, 2 HAVING COUNT(*) > 1")


def product_orders() -> Tree:
    """The table `product_orders`: customer, no, lines, orders, of the products of `repeated_lines`.

    Every other product of a customer is on one line and in one order, which need no adding up.
    """
    return template(
        """
        SELECT customer, no, CAST(SUM(lines) AS BIGINT) AS lines,
               CAST(COUNT(basket) + COALESCE(SUM(CASE WHEN basket IS NULL THEN lines END), 0) AS BIGINT) AS orders
        FROM (
            SELECT f.customer AS customer, f.no AS no, f.basket AS basket, COUNT(*) AS lines
            FROM line_facts AS f JOIN repeated_lines AS p ON p.customer = f.customer AND p.no = f.no
            GROUP BY 1, 2, 3
        ) AS b
        GROUP BY 1, 2
        """
    )


def products(has_quantities: bool) -> Tree:
    """One row per customer from `line_facts`, put right by `product_orders` where a product is on several lines."""
    return template(
        f"""
        SELECT s.customer AS customer, CAST(s.lines - COALESCE(r.further, 0) AS BIGINT) AS products,
               COALESCE(r.repeat_products, 0) AS repeat_products, s.lines AS lines,
               CAST(s.lines - COALESCE(r.repeated, 0) AS BIGINT) AS purchases,
               COALESCE(r.best // {_PACK}, 1) AS main_product_orders, c.product AS main_product, c.title AS main_product_title
               {", s.units AS units" if has_quantities else ""}
        FROM (
            SELECT customer, COUNT(*) AS lines, MIN(no) AS first_no, SUM(quantity) AS units FROM line_facts GROUP BY customer
        ) AS s
        LEFT JOIN (
            SELECT customer, SUM(lines - 1) AS further, SUM(lines - orders) AS repeated,
                   COUNT(CASE WHEN orders > 1 THEN 1 END) AS repeat_products,
                   MAX(CASE WHEN orders > 1 THEN orders * {_PACK} + {_PACK - 1} - no END) AS best
            FROM product_orders GROUP BY customer
        ) AS r ON r.customer = s.customer
        JOIN catalogue AS c ON c.no = COALESCE({_PACK - 1} - r.best % {_PACK}, s.first_no)
        """
    )


def customer_categories() -> Tree:
    """The table `bought_categories`: customer, category_no, lines, purchases (products in orders).

    Lines are counted, which is cheaper than adding up; few of them name a product that its order has already.
    """
    return template(
        """
        SELECT l.customer AS customer, l.category_no AS category_no, l.lines AS lines,
               l.lines - COALESCE(r.repeated, 0) AS purchases
        FROM (
            SELECT f.customer AS customer, CAST(c.category_no AS INTEGER) AS category_no, COUNT(*) AS lines
            FROM line_facts AS f JOIN catalogue AS c ON c.no = f.no WHERE NOT c.category IS NULL GROUP BY 1, 2
        ) AS l
        LEFT JOIN (
            SELECT o.customer AS customer, CAST(c.category_no AS INTEGER) AS category_no,
                   CAST(SUM(o.lines - o.orders) AS BIGINT) AS repeated
            FROM product_orders AS o JOIN catalogue AS c ON c.no = o.no WHERE o.lines > o.orders GROUP BY 1, 2
        ) AS r ON r.customer = l.customer AND r.category_no = l.category_no
        """
    )


def categories() -> Tree:
    """One row per customer from `bought_categories`."""
    return template(
        f"""
        SELECT s.customer AS customer, s.categories AS categories, s.lines AS lines, s.purchases,
               s.best // {_PACK} AS main_category_lines, c.category AS main_category
        FROM (
            SELECT customer, COUNT(*) AS categories, SUM(lines) AS lines, CAST(SUM(purchases) AS BIGINT) AS purchases,
                   MAX(lines * {_PACK} + {_PACK - 1} - category_no) AS best
            FROM bought_categories GROUP BY customer
        ) AS s JOIN (SELECT DISTINCT category, category_no FROM catalogue) AS c ON c.category_no = {_PACK - 1} - s.best % {_PACK}
        """
    )


UNITS_PER_LINE = "ROUND(CAST(p.units AS DOUBLE) / NULLIF(p.lines, 0), 2)"


def customer_units() -> Tree:
    """The view `customer_units`: units_per_line of every scored customer with products."""
    return template(
        f"SELECT {UNITS_PER_LINE} AS units_per_line FROM profile_products AS p JOIN population AS s ON s.customer = p.customer"
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
            alias(template(UNITS_PER_LINE), "units_per_line"),
        ]
    return columns


def known_lines() -> Tree:
    """How many lines of counted orders there are."""
    return template("SELECT COUNT(*) AS n FROM line_facts")
