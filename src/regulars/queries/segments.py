"""Figures about the customers of a segment, from the table of its members."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.queries.canonical import RETURN_STATUS
from regulars.queries.render import Tree, all_of, is_in, name, number, select, table, template, text

LIFETIME = "customer_totals"


def lifetime(uncounted: Sequence[str]) -> Tree:
    """The table `customer_totals`: each customer's counted orders, net revenue, first and last order; see `criteria.Layout`.

    Returns take from the revenue; somebody with nothing but returns has 0 orders.
    """
    statuses = [text(status) for status in uncounted] or [text("")]
    return template(
        f"""
        SELECT customer_id, COUNT(CASE WHEN status <> '{RETURN_STATUS}' THEN 1 END) AS orders,
               SUM(total - refunded) AS sum_net,
               MIN(CASE WHEN status <> '{RETURN_STATUS}' THEN ordered_at END) AS first_at,
               MAX(CASE WHEN status <> '{RETURN_STATUS}' THEN ordered_at END) AS last_at
        FROM orders WHERE NOT $uncounted GROUP BY customer_id
        """,
        uncounted=is_in(name("status"), statuses),
    )


def totals(members: str, lifetime: str) -> Tree:
    """Customers and lifetime net revenue of a table of members."""
    return template(
        """
        SELECT COUNT(*) AS customers, COALESCE(SUM(t.sum_net), 0) AS revenue
        FROM $m AS m LEFT JOIN $t AS t ON t.customer_id = m.customer_id
        """,
        m=table(members),
        t=table(lifetime),
    )


def ids(members: str) -> Tree:
    """The members' customer_id in order; numbers by their size."""
    return template("SELECT customer_id FROM $m ORDER BY LENGTH(customer_id), customer_id", m=table(members))


def count(members: str) -> Tree:
    """How many there are."""
    return template("SELECT COUNT(*) AS n FROM $m", m=table(members))


def placed() -> Tree:
    """customer_id and segment of every scored customer."""
    return template("SELECT customer_id, segment FROM scores ORDER BY LENGTH(customer_id), customer_id")


def nearly(judged: str, parts: int) -> str:
    """The query of judged customers who fail one part at most, around the query of all of them."""
    return f"SELECT * FROM ({judged}) AS j WHERE {_failed(parts)} <= 1"


def _failed(parts: int) -> str:
    return " + ".join(f"CASE WHEN part_{place} THEN 0 ELSE 1 END" for place in range(1, parts + 1))


def passing(judged: str, parts: int) -> Tree:
    """The members, from a table of judged customers."""
    return select(name("customer_id")).from_(table(judged)).where(all_of(*[name(f"part_{place}") for place in range(1, parts + 1)]))


def some_members(members: str, details: Sequence[str], count: int) -> Tree:
    """Some members with who they are: those of the highest revenue first."""
    columns = ", ".join(f"c.{name(detail).text}" for detail in details)
    return template(
        f"""
        SELECT m.customer_id, COALESCE(t.orders, 0) AS orders, COALESCE(t.sum_net, 0) AS revenue, t.last_at
               {", " + columns if columns else ""}
        FROM $m AS m JOIN customers AS c ON c.customer_id = m.customer_id
        LEFT JOIN {LIFETIME} AS t ON t.customer_id = m.customer_id
        ORDER BY COALESCE(t.sum_net, 0) DESC, m.customer_id LIMIT $n
        """,
        m=table(members),
        n=number(count),
    )


def near_misses(judged: str, parts: int, count: int) -> Tree:
    """Customers who fail exactly one part, nearest first: customer_id, missed (the part), distance, then every value and limit."""
    places = range(1, parts + 1)
    missed = " ".join(f"WHEN part_{place} IS NULL OR NOT part_{place} THEN {place}" for place in places)
    distance = " ".join(f"WHEN part_{place} IS NULL OR NOT part_{place} THEN distance_{place}" for place in places)
    values = ", ".join(f"value_{place}, limit_{place}" for place in places)
    return template(
        f"""
        SELECT customer_id, CASE {missed} END AS missed, CASE {distance} END AS distance, {values}
        FROM $j WHERE {_failed(parts)} = 1 ORDER BY distance NULLS LAST, LENGTH(customer_id), customer_id LIMIT $n
        """,
        j=table(judged),
        n=number(count),
    )


def difference(old: str, new: str) -> Tree:
    """Who is in only one of two tables of members: customer_id, entered (true) or left (false)."""
    return template(
        """
        SELECT COALESCE(n.customer_id, o.customer_id) AS customer_id, o.customer_id IS NULL AS entered
        FROM $o AS o FULL JOIN $n AS n ON n.customer_id = o.customer_id
        WHERE o.customer_id IS NULL OR n.customer_id IS NULL ORDER BY 2 DESC, 1
        """,
        o=table(old),
        n=table(new),
    )


def difference_counts(old: str, new: str) -> Tree:
    """How many are in only one of two tables of members: entering and leaving; and how many `new` has."""
    return template(
        """
        SELECT (SELECT COUNT(*) FROM $n AS n ANTI JOIN $o AS o USING (customer_id)) AS entering,
               (SELECT COUNT(*) FROM $o AS o ANTI JOIN $n AS n USING (customer_id)) AS leaving,
               (SELECT COUNT(*) FROM $n AS n) AS customers
        """,
        o=table(old),
        n=table(new),
    )
