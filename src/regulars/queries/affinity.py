"""Counts behind what is bought more than chance: by segment, by customer, and in the same order.

All come from `line_facts`, `product_orders`, `bought_categories`, `profile_products`, `profile_categories` and `catalogue` (see
`profile_lines`) and `profile_orders`. A purchase is a product in an order; a category has as many as its products have.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from regulars.queries.render import Tree, alias, name, number, subquery, table, template, text, truth
from regulars.scoring.affinity import FEWEST_PURCHASES, SMALLEST_LIFT, ItemKind
from regulars.scoring.lifts import TAIL_Z

# a shrunk lift to four digits is packed with its category's place in the alphabet, so that one maximum finds the best
_PACK = 1_000_000_000
# the column of an item, by kind, in the tables below
_KEY = {ItemKind.PRODUCT: "no", ItemKind.CATEGORY: "category_no"}


def buyers(kind: ItemKind) -> Tree:
    """The table `affinity_buyers`: item, buyers (different customers), place (1 has most; of equals the first in the alphabet)."""
    counted = "SELECT category_no AS item, COUNT(*) AS buyers FROM bought_categories GROUP BY 1"
    if kind is ItemKind.PRODUCT:
        counted = """
            SELECT l.item AS item, CAST(l.lines - COALESCE(r.further, 0) AS BIGINT) AS buyers
            FROM (SELECT no AS item, COUNT(*) AS lines FROM line_facts GROUP BY 1) AS l
            LEFT JOIN (SELECT no AS item, SUM(lines - 1) AS further FROM product_orders GROUP BY 1) AS r ON r.item = l.item
        """
    return template(
        f"""
        SELECT item, buyers, ROW_NUMBER() OVER (ORDER BY buyers DESC NULLS LAST, item NULLS LAST) AS place FROM ({counted}) AS d
        """
    )


def item_count() -> Tree:
    """How many different items were bought."""
    return template("SELECT COUNT(*) FROM affinity_buyers")


def ordered_items() -> Tree:
    """The items, the one with most buyers first."""
    return template("SELECT item FROM affinity_buyers ORDER BY place NULLS LAST")


def titles(kind: ItemKind) -> Tree:
    """What items are called: number, identifier, title."""
    if kind is ItemKind.PRODUCT:
        return template("SELECT no, product, COALESCE(title, product) FROM catalogue")
    return template("SELECT DISTINCT category_no, category, category AS title FROM catalogue WHERE NOT category IS NULL")


def segments() -> Tree:
    """The table `affinity_segments`: every scored customer and their segment."""
    return template(
        """
        SELECT p.customer AS customer, c.segment AS segment
        FROM population AS p JOIN customers AS c ON c.customer_id = p.customer_id
        """
    )


def people(kind: ItemKind) -> Tree:
    """The table `affinity_people`: every scored customer who bought one, their segment and number of purchases."""
    source = "profile_products" if kind is ItemKind.PRODUCT else "profile_categories"
    return template(
        f"""
        SELECT s.customer AS customer, s.segment AS segment, n.purchases AS purchases
        FROM {source} AS n JOIN affinity_segments AS s ON s.customer = n.customer
        """
    )


def segment_totals() -> Tree:
    """Per segment: purchases and the sum of their squares over customers."""
    return template(
        "SELECT segment, SUM(purchases), SUM(purchases * purchases) FROM affinity_people GROUP BY 1 ORDER BY 1 NULLS FIRST"
    )


def segment_items(kind: ItemKind) -> Tree:
    """Per segment and item of `affinity_items`: segment, item, buyers, purchases x, the sums of x^2 and of x by all of a
    customer's purchases.
    """
    return _segment_products() if kind is ItemKind.PRODUCT else _segment_categories()


def _segment_products() -> Tree:
    """As if every line were of another product, put right by the products on several of a customer's lines."""
    of_segment = "JOIN affinity_items AS i ON i.item = b.no JOIN affinity_people AS s ON s.customer = b.customer GROUP BY 1, 2"
    return template(
        f"""
        SELECT l.segment, l.item, CAST(l.lines - COALESCE(r.further, 0) AS BIGINT) AS buyers,
               l.lines - COALESCE(r.repeated, 0) AS purchases, l.lines + COALESCE(r.squares, 0) AS squares,
               l.crossed - COALESCE(r.crossed, 0) AS crossed
        FROM (
            SELECT s.segment AS segment, b.no AS item, COUNT(*) AS lines, SUM(s.purchases) AS crossed
            FROM line_facts AS b {of_segment}
        ) AS l
        LEFT JOIN (
            SELECT s.segment AS segment, b.no AS item, SUM(b.lines - 1) AS further, SUM(b.lines - b.orders) AS repeated,
                   SUM(b.orders * b.orders - b.lines) AS squares, SUM((b.lines - b.orders) * s.purchases) AS crossed
            FROM product_orders AS b {of_segment}
        ) AS r ON r.segment = l.segment AND r.item = l.item
        ORDER BY 1 NULLS FIRST, 2 NULLS FIRST
        """
    )


def _segment_categories() -> Tree:
    return template(
        """
        SELECT s.segment, b.category_no AS item, COUNT(*) AS buyers, SUM(b.purchases) AS purchases,
               SUM(CAST(b.purchases AS BIGINT) * b.purchases) AS squares,
               SUM(CAST(b.purchases AS BIGINT) * s.purchases) AS crossed
        FROM bought_categories AS b JOIN affinity_items AS i ON i.item = b.category_no
        JOIN affinity_people AS s ON s.customer = b.customer
        GROUP BY 1, 2 ORDER BY 1 NULLS FIRST, 2 NULLS FIRST
        """
    )


def orders_by_day() -> Tree:
    """Orders with a number per UTC day, the latest first."""
    return template(
        """
        SELECT CAST(ordered_at AS DATE) AS day, COUNT(*) AS n FROM profile_orders
        WHERE is_order = 1 AND NOT order_key IS NULL GROUP BY 1 ORDER BY day DESC NULLS LAST
        """
    )


def latest_orders(since: date | None) -> Tree:
    """The table `affinity_orders`: id, customer, order_key and nth of all orders with a number, or of those since a UTC day."""
    recent = template("ordered_at >= CAST($day AS DATE)", day=text(since.isoformat())) if since else truth(True)
    return template(
        """
        SELECT ROW_NUMBER() OVER (ORDER BY customer NULLS LAST, order_key NULLS LAST) AS id, customer, order_key, nth
        FROM profile_orders
        WHERE is_order = 1 AND NOT order_key IS NULL AND $recent
        """,
        recent=recent,
    )


def baskets(is_own_file: bool) -> Tree:
    """The table `affinity_baskets`: id, customer, no, category_no (NULL without category); one row per order and product."""
    basket = "nth" if is_own_file else "order_key"
    return template(
        f"""
        SELECT DISTINCT o.id AS id, o.customer AS customer, c.no AS no,
               CASE WHEN NOT c.category IS NULL THEN c.category_no END AS category_no
        FROM line_facts AS f JOIN affinity_orders AS o ON o.customer = f.customer AND o.{basket} = f.basket
        JOIN catalogue AS c ON c.no = f.no
        """
    )


def _in_orders(kind: ItemKind) -> Tree:
    """Different items per order: id, customer, item."""
    key = _KEY[kind]
    return subquery(template(f"SELECT DISTINCT id, customer, {key} AS item FROM affinity_baskets WHERE NOT {key} IS NULL"))


def orders_with(kind: ItemKind) -> Tree:
    """Orders with any item of the kind."""
    return template("SELECT COUNT(DISTINCT id) FROM $baskets AS k", baskets=_in_orders(kind))


def paired(kind: ItemKind) -> Tree:
    """The table `affinity_paired`: id, customer, item of the items of `affinity_items`."""
    return template(
        "SELECT k.id AS id, k.customer AS customer, k.item AS item FROM $baskets AS k JOIN affinity_items AS i ON i.item = k.item",
        baskets=_in_orders(kind),
    )


def pair_rows(most: int) -> Tree:
    """How many rows the pairs of the first `most` items would take."""
    return template(
        """
        SELECT COALESCE(SUM(n * (n - 1)), 0) // 2
        FROM (
            SELECT k.id, COUNT(*) AS n
            FROM affinity_paired AS k JOIN affinity_items AS i ON i.item = k.item WHERE i.place <= $m GROUP BY 1
        ) AS d
        """,
        m=number(most),
    )


def item_orders(most: int) -> Tree:
    """Orders with each of the first `most` items."""
    return template(
        """
        SELECT k.item, COUNT(*) FROM affinity_paired AS k JOIN affinity_items AS i ON i.item = k.item WHERE i.place <= $m GROUP BY 1
        """,
        m=number(most),
    )


def pairs(most: int) -> Tree:
    """Pairs of the first `most` items in the same order: first, second (first < second), customers, orders t, sum over customers
    of t^2.
    """
    return template(
        """
        SELECT first, second, COUNT(*) AS buyers, SUM(t) AS orders, SUM(t * t) AS squares
        FROM (
            SELECT x.customer, x.item AS first, y.item AS second, COUNT(*) AS t
            FROM affinity_paired AS x JOIN affinity_paired AS y ON y.id = x.id AND x.item < y.item
            JOIN affinity_items AS i ON i.item = x.item AND i.place <= $m
            JOIN affinity_items AS j ON j.item = y.item AND j.place <= $m
            GROUP BY 1, 2, 3
        ) AS d
        GROUP BY 1, 2 ORDER BY 1 NULLS FIRST, 2 NULLS FIRST
        """,
        m=number(most),
    )


def taste_orders() -> Tree:
    """The table `affinity_counts`: purchases x by order and category of the baskets, n of the whole order: customer, id,
    category_no, x, n.
    """
    return template(
        """
        SELECT c.customer AS customer, c.id AS id, c.category_no AS category_no, c.x AS x, o.n AS n
        FROM (
            SELECT customer, id, category_no, COUNT(*) AS x FROM affinity_baskets WHERE NOT category_no IS NULL GROUP BY 1, 2, 3
        ) AS c
        JOIN (SELECT id, COUNT(*) AS n FROM affinity_baskets WHERE NOT category_no IS NULL GROUP BY id) AS o ON o.id = c.id
        """
    )


def taste_customers() -> Tree:
    """The table `affinity_customers`: customer, purchases n, and the sum over orders of their squares m."""
    return template(
        """
        SELECT customer, SUM(n) AS n, SUM(n * n) AS m
        FROM (SELECT customer, id, MAX(n) AS n FROM affinity_counts GROUP BY 1, 2) AS o GROUP BY customer
        """
    )


def taste_totals() -> Tree:
    """Orders, purchases, the sum of n^2 over orders, and that of (n^2 - m) / n over customers."""
    return template(
        """
        SELECT (SELECT COUNT(DISTINCT id) FROM affinity_counts), SUM(n), SUM(m), SUM(CAST(n * n - m AS DOUBLE) / n)
        FROM affinity_customers
        """
    )


def taste_sums() -> Tree:
    """Per category the sums of `scoring.affinity.TasteSums`: category_no, purchases, apart, apart_crossed, within."""
    return template(
        """
        SELECT d.category_no, SUM(d.x), SUM(CAST(d.x * d.x - d.q AS DOUBLE) / p.n),
               SUM(CAST(d.x * p.n - d.r AS DOUBLE) / p.n), SUM(d.w)
        FROM (
            SELECT customer, category_no, SUM(x) AS x, SUM(x * x) AS q, SUM(x * n) AS r, SUM(CAST(x * x AS DOUBLE) / n) AS w
            FROM affinity_counts GROUP BY 1, 2
        ) AS d JOIN affinity_customers AS p ON p.customer = d.customer
        GROUP BY 1 ORDER BY 1 NULLS FIRST
        """
    )


def choices() -> Tree:
    """The table `affinity_choices`: per customer `best` (shrunk lift and category, packed; NULL without a favourite) and `mask`,
    the set of their categories, from `bought_categories`, `affinity_people` and `affinity_tastes` (category_no, shape, effect,
    share, bit).

    The lower bound is the gamma quantile by Wilson and Hilferty 1931, which for few purchases errs downwards.
    """
    size = template("(t.shape + b.purchases / t.effect)")
    root = template("(1 - 1 / (9 * $k) - $z / (3 * SQRT($k)))", k=size, z=number(Decimal(repr(TAIL_Z))))
    low = template("$k * $r * $r * $r", k=size, r=root)
    rate = template("(t.shape + s.purchases * t.share / t.effect)")
    shrunk = template("ROUND($k / $e, 4)", k=size, e=rate)
    claimed = template(
        "b.purchases >= $p AND $f >= $l AND $low > $e",
        p=number(FEWEST_PURCHASES), f=shrunk, l=number(Decimal(str(SMALLEST_LIFT))), low=low, e=rate,
    )  # fmt: skip
    return template(
        f"""
        SELECT b.customer AS customer, SUM(t.bit) AS mask,
               MAX(CASE WHEN $claimed THEN CAST($shrunk * 10000 AS BIGINT) * {_PACK} + {_PACK - 1} - b.category_no END) AS best
        FROM bought_categories AS b JOIN affinity_people AS s ON s.customer = b.customer
        JOIN affinity_tastes AS t ON t.category_no = b.category_no
        GROUP BY b.customer
        """,
        claimed=claimed,
        shrunk=shrunk,
    )


def masks() -> Tree:
    """Different sets of categories and how many customers have each."""
    return template("SELECT CAST(mask AS BIGINT) AS mask, COUNT(*) AS n FROM affinity_choices GROUP BY 1 ORDER BY 1 NULLS FIRST")


def fields() -> Tree:
    """The table `profile_affinity`: customer, favourite_category, favourite_category_lift, next_category."""
    called = "(SELECT DISTINCT category, category_no FROM catalogue WHERE NOT category IS NULL)"
    return template(
        f"""
        SELECT h.customer AS customer, f.category AS favourite_category,
               CASE WHEN NOT h.best IS NULL THEN ROUND(CAST(h.best // {_PACK} AS DOUBLE) / 10000, 2) END AS favourite_category_lift,
               g.category AS next_category
        FROM affinity_choices AS h
        LEFT JOIN {called} AS f ON f.category_no = {_PACK - 1} - h.best % {_PACK}
        LEFT JOIN affinity_next AS x ON x.mask = CAST(h.mask AS BIGINT)
        LEFT JOIN {called} AS g ON g.category_no = x.category_no
        """
    )


def field_columns(fewest_orders: int) -> list[Tree]:
    """The fields, from the tables `a` and `t`: a favourite needs orders enough."""
    enough = template("t.orders_ever >= $n", n=number(fewest_orders))
    return [
        alias(template("CASE WHEN $e THEN a.favourite_category END", e=enough), "favourite_category"),
        alias(template("CASE WHEN $e THEN a.favourite_category_lift END", e=enough), "favourite_category_lift"),
        name("next_category", "a"),
    ]


def interests() -> Tree:
    """Per category: customers whose favourite it is, and for whom it is the next best."""
    return template(
        """
        SELECT category, SUM(favourite) AS favourite, SUM(next_best) AS next_best
        FROM (
            SELECT favourite_category AS category, COUNT(*) AS favourite, 0 AS next_best FROM $p GROUP BY 1
            UNION ALL SELECT next_category, 0, COUNT(*) FROM $p GROUP BY 1
        ) AS u
        WHERE NOT category IS NULL GROUP BY 1 ORDER BY next_best DESC NULLS LAST, favourite DESC NULLS LAST, category NULLS LAST
        """,
        p=table("profile"),
    )


def items(most: int) -> Tree:
    """The table `affinity_items`: item and place of the `most` with most buyers."""
    return template("SELECT item, place FROM affinity_buyers WHERE place <= $m", m=number(most))


# only needed while affinity is worked out
TABLES_MADE = (
    "bought_categories", "affinity_segments", "affinity_buyers", "affinity_people", "affinity_items", "affinity_orders",
    "affinity_baskets", "affinity_paired", "affinity_counts", "affinity_customers", "affinity_choices",
)  # fmt: skip
