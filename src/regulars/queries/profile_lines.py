"""What each customer buys: products and categories, from one pass over the order lines."""

from __future__ import annotations

from regulars.queries.base import TimeSlice, counted
from regulars.queries.profile import ProfileShape
from regulars.queries.profile_columns import at_most_one, share
from regulars.queries.render import Tree, alias, aliased, coalesce, name, select, subquery, table, template
from regulars.queries.row_reader import RawTable, ReadingRules, RowReader
from regulars.queries.rows import RETURN
from regulars.tables import Mapping

_UNITS = "CAST(b.quantity AS DOUBLE) AS units"
_WRITTEN_ITEMS = """
    SELECT DISTINCT p.written AS written, c.item AS item FROM product_names AS p JOIN catalogue AS c ON c.product = p.product
"""


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
    """The table `catalogue`: every product bought with its title and category, and two numbers from 0: `item`, which puts the
    products of a category together (those without one last), and `place` in the alphabet.

    `source` is `bought` or `product_names`. A product with several categories or titles has the first of them.
    """
    return template(
        """
        SELECT product, title, category, CAST(ROW_NUMBER() OVER (ORDER BY product NULLS LAST) AS INTEGER) - 1 AS place,
               CAST(ROW_NUMBER() OVER (ORDER BY category NULLS LAST, product NULLS LAST) AS INTEGER) - 1 AS item
        FROM (
            SELECT product, MIN(title) AS title, MIN(category) AS category FROM $t WHERE NOT product IS NULL GROUP BY product
        ) AS d
        """,
        t=table(source),
    )


def all_items() -> Tree:
    """The table `catalogue` by item."""
    return template("SELECT product, title, category, place FROM catalogue ORDER BY item NULLS LAST")


def lines_by_key() -> Tree:
    """The lines of the view `bought` whatever their orders: order_key (a whole number), item, units."""
    return template(
        f"""
        SELECT CAST(b.order_key AS BIGINT) AS order_key, c.item AS item, {_UNITS}
        FROM bought AS b JOIN catalogue AS c ON c.product = b.product WHERE NOT b.order_key IS NULL
        """
    )


def written_lines_by_key() -> Tree:
    """The same from `written_lines` and `product_names`."""
    return template(
        f"""
        SELECT CAST(b.order_key AS BIGINT) AS order_key, n.item AS item, {_UNITS}
        FROM written_lines AS b JOIN ({_WRITTEN_ITEMS}) AS n ON n.written = b.written WHERE NOT b.order_key IS NULL
        """
    )


def lines_of_orders(same_key_type: bool) -> Tree:
    """The lines of the view `bought` that belong to an order: place (the order's number), item, units."""
    return template(
        f"""
        SELECT o.place AS place, c.item AS item, {_UNITS}
        FROM bought AS b JOIN catalogue AS c ON c.product = b.product JOIN order_places AS o ON {_of_order(same_key_type)}
        """
    )


def written_lines_of_orders(same_key_type: bool) -> Tree:
    """The same from `written_lines` and `product_names`."""
    return template(
        f"""
        SELECT o.place AS place, n.item AS item, {_UNITS}
        FROM written_lines AS b
        JOIN ({_WRITTEN_ITEMS}) AS n ON n.written = b.written
        JOIN order_places AS o ON {_of_order(same_key_type)}
        """
    )


def lines_that_are_orders() -> Tree:
    """The same where rows of orders are lines: place is NULL for a row without an order number; and customer."""
    return template(
        f"""
        SELECT o.place AS place, b.customer AS customer, c.item AS item, {_UNITS}
        FROM bought AS b JOIN catalogue AS c ON c.product = b.product
        LEFT JOIN order_places AS o ON o.customer = b.customer AND o.order_key = b.order_key
        """
    )


def _of_order(same_key_type: bool) -> str:
    return "b.order_key = o.order_key" if same_key_type else "CAST(b.order_key AS VARCHAR) = CAST(o.order_key AS VARCHAR)"


def kept_purchases(frame: str, columns: list[str], stored: str) -> Tree:
    """The view `profile_purchases` of the registered table `frame`: customer, as the type `stored`, and other columns."""
    customer = alias(template(f"CAST(customer AS {stored})"), "customer")
    return select(customer, *[name(column) for column in columns if column != "customer"]).from_(table(frame))


UNITS_PER_LINE = "ROUND(p.units / NULLIF(p.lines, 0), 2)"


def customer_units() -> Tree:
    """The view `customer_units`: units_per_line of every scored customer with products."""
    return template(
        f"SELECT {UNITS_PER_LINE} AS units_per_line FROM profile_purchases AS p JOIN population AS s ON s.customer = p.customer"
    )


def line_columns(shape: ProfileShape) -> list[Tree]:
    """The fields about products, from the table `p`; `t` has the orders."""
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
            alias(template("COALESCE(p.categories, 0)"), "categories"),
            name("main_category", "p"),
            alias(share(name("main_category_lines", "p"), name("category_lines", "p")), "main_category_share"),
        ]
    if shape.has_quantities:
        columns += [
            alias(name("units", "p"), "units"),
            alias(template(UNITS_PER_LINE), "units_per_line"),
        ]
    return columns
