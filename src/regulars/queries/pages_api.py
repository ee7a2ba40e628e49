"""What programs ask: the members of a segment from a customer on, in the order of customer_id."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.queries.render import Tree, name, number, select, subquery, template, text


def members_after(segment: str, kind: str, after: str, columns: Sequence[str], limit: int) -> Tree:
    """The next `limit` members whose customer_id comes after `after` (empty: from the first), with these columns of the profile."""
    inside = template(
        "SELECT customer_id FROM memberships WHERE kind = $k AND segment = $s AND customer_id > $a", k=text(kind), s=text(segment),
        a=text(after),
    )  # fmt: skip
    found = select(*(name(column) for column in columns)).from_("profile")
    found = found.where(template("customer_id IN $i", i=subquery(inside))).order_by(name("customer_id"))
    return template("$q LIMIT $n", q=Tree(found.text, is_closed=True), n=number(limit))


def kind_of_segment(segment: str) -> Tree:
    """Whether a segment is one of the map's or a custom one; no row where there is none."""
    return select(name("kind")).from_("segment_metrics").where(name("name").eq(text(segment)))
