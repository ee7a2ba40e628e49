"""What the engine says and is told of what customers like: their segments, the fields of the profile, and these added up."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.queries.render import Tree, alias, all_of, case, name, null, number, table, template


def segments(axes: Sequence[str]) -> Tree:
    """Number and segment of every scored customer in the registered table `purchasers` (customer, number); `axes` are the columns
    of scores, in their order."""
    scores = all_of(*[name(axis, "s").eq(name(f"k{place}", "c")) for place, axis in enumerate(axes)])
    return template(
        """
        SELECT n.number AS number, c.segment AS segment
        FROM purchasers AS n JOIN scored AS s ON s.customer = n.customer JOIN cells AS c ON $scores
        """,
        scores=scores,
    )


_OF_PRODUCTS = ("favourite_product", "favourite_product_title", "favourite_product_lift")
_OF_CATEGORIES = ("favourite_category", "favourite_category_lift")


def field_columns(fewest_orders: int, *, has_categories: bool) -> list[Tree]:
    """The fields, from the tables `p` and `t`: a favourite needs orders enough."""
    enough = template("t.orders_ever >= $n", n=number(fewest_orders))
    favourites = _OF_PRODUCTS + (_OF_CATEGORIES if has_categories else ())
    columns = [alias(case([(enough, name(each, "p"))], null()), each) for each in favourites]
    return [*columns, name("next_category", "p")] if has_categories else columns


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
