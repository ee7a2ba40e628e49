"""What the engine says and is told of what customers like: their segments, the fields of the profile, and these added up."""

from __future__ import annotations

from regulars.queries.render import Tree, alias, name, number, table, template


def segments() -> Tree:
    """Number and segment of every scored customer in the registered table `purchasers` (customer, number)."""
    return template(
        """
        SELECT n.number AS number, c.segment AS segment
        FROM purchasers AS n JOIN population AS p ON p.customer = n.customer JOIN customers AS c ON c.customer_id = p.customer_id
        """
    )


def field_columns(fewest_orders: int) -> list[Tree]:
    """The fields, from the tables `p` and `t`: a favourite needs orders enough."""
    enough = template("t.orders_ever >= $n", n=number(fewest_orders))
    return [
        alias(template("CASE WHEN $e THEN p.favourite_category END", e=enough), "favourite_category"),
        alias(template("CASE WHEN $e THEN p.favourite_category_lift END", e=enough), "favourite_category_lift"),
        name("next_category", "p"),
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
