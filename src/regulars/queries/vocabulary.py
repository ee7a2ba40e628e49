"""The values in a shop's tables that words can be about, with the number of rows that have each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.queries.render import Tree, alias, call, case, name, null, number, select, table, template, text


@dataclass(frozen=True, slots=True)
class Asked:
    """One pass over a table: the text columns whose values are wanted, the commonest first, `most` of each."""

    table: str
    columns: tuple[str, ...]
    most: int


def values(asked: Asked) -> Tree:
    """The different values of several columns: place (of the column), value, rows, and how many values the column has."""
    sets = ", ".join(f"({name(column).text})" for column in asked.columns)
    # a column that is not in a row's grouping set is told apart from one that is NULL by GROUPING
    which = case(
        [(call("GROUPING", name(column)).eq(number(0)), number(place)) for place, column in enumerate(asked.columns)], null()
    )
    value = case([(call("GROUPING", name(column)).eq(number(0)), name(column)) for column in asked.columns], null())
    grouped = template(
        f"SELECT $w AS place, $v AS value, COUNT(*) AS n FROM $t GROUP BY GROUPING SETS ({sets})",
        w=which,
        v=value,
        t=table(asked.table),
    )
    return template(
        """
        SELECT r.place, r.value, r.n, r.different
        FROM (
            SELECT g.place, g.value, g.n, COUNT(*) OVER (PARTITION BY g.place) AS different,
                   ROW_NUMBER() OVER (PARTITION BY g.place ORDER BY g.n DESC, g.value) AS nth
            FROM $grouped AS g WHERE NOT g.value IS NULL AND g.value <> ''
        ) AS r
        WHERE r.nth <= $most ORDER BY r.place, r.nth
        """,
        grouped=grouped,
        most=number(asked.most),
    )


def tags(column: str, most: int) -> Tree:
    """Single tags of a column of comma-separated ones, with how many customers have each."""
    single = template("SELECT customer_id, TRIM($s) AS tag FROM customers", s=call("X_SPLIT_ROWS", name(column), text(",")))
    return template(
        "SELECT t.tag AS value, COUNT(DISTINCT t.customer_id) AS customers FROM $s AS t WHERE t.tag <> '' "
        "GROUP BY 1 ORDER BY customers DESC, value LIMIT $n",
        s=single,
        n=number(most),
    )


def places(columns: Sequence[str], most: int) -> Tree:
    """Combinations of city, region and country, blank where unknown (or where there is no such column)."""
    parts = [
        alias(template("COALESCE($c, '')", c=name(part)) if part in columns else text(""), part)
        for part in ("city", "region", "country")
    ]
    return template(
        "SELECT p.city, p.region, p.country, COUNT(*) AS customers FROM $p AS p "
        "WHERE p.city <> '' OR p.region <> '' OR p.country <> '' GROUP BY 1, 2, 3 ORDER BY customers DESC, 1, 2, 3 LIMIT $n",
        p=select(*parts).from_("customers"),
        n=number(most),
    )


def products(most: int) -> Tree:
    """Each product title with its category."""
    return template(
        "SELECT product_title, MIN(category) AS category FROM order_lines WHERE NOT product_title IS NULL "
        "AND NOT category IS NULL GROUP BY 1 ORDER BY 1 LIMIT $n",
        n=number(most),
    )


def first_moment(source: str, column: str) -> Tree:
    """The earliest instant of a table."""
    return template("SELECT MIN($c) AS first_at FROM $t", c=name(column), t=table(source))
