"""What the pages ask about customers of a group (a segment, a cell of the grid, everybody): a page of them, and where they live.

They are asked of `member_list`, which has what pages show of a customer and nothing else; `list_of` is its query. Instants are
naive UTC there.

A page far down is found by *anchors*: every so many places, the customer who stands there. From an anchor on, the page is among the
first of a short list, so that no page sorts everybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from regulars.queries.render import Tree, alias, any_of, call, name, null, number, select, subquery, template, text, timestamp

PERSON_COLUMNS = ("email", "last_name", "first_name")
# of all letters the last
_LAST_LETTER = "\U0010ffff"
_LISTED = ("customer_id", "segment", "r", "f", "pattern", "composite", "revenue", "city", "country")


@dataclass(frozen=True, slots=True)
class Order:
    """By which column customers are sorted; equals by customer_id, and who has no value comes last."""

    column: str
    is_descending: bool


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a page begins: `offset` customers come before the one with this value and customer_id."""

    offset: int
    value: Any
    customer_id: str


def list_of(columns: Mapping[str, str], frequency: str) -> Tree:
    """The rows of `member_list` from the profile: `times` is what frequency counts, `sought_id` and `sought` what is searched of a
    person, in lower case. What the profile lacks is left out."""
    shown = [column for column in _LISTED if column in columns]
    people = [column for column in PERSON_COLUMNS if column in columns]
    kept = [name(column) for column in (*shown, *people)]
    kept.append(alias(name(frequency), "times"))
    kept.append(alias(call("LOWER", name("customer_id")), "sought_id"))
    if "last_order_at" in columns:
        kept.append(alias(call("X_ZONED_TO_UTC", name("last_order_at")), "last_order_at"))
    if people:
        known = [call("COALESCE", name(column), text("")) for column in reversed(people)]
        parts = [part for place, part in enumerate(known) for part in ((text(" "), part) if place else (part,))]
        kept.append(alias(call("LOWER", call("CONCAT", *parts)), "sought"))
    return select(*kept).from_("profile")


def sorted_list(rows: Tree, columns: Mapping[str, str]) -> Tree:
    """`list_of` in an order by which a segment's customers lie together, those of the highest revenue first."""
    worth = "revenue" if "revenue" in columns else "customer_id"
    return template("SELECT * FROM $r AS r ORDER BY segment, $w DESC", r=subquery(rows), w=name(worth))


def segment_people(segment: str, kind: str) -> Tree:
    """A segment's members."""
    if kind == "lifecycle":
        return template("SELECT * FROM member_list WHERE segment = $s", s=text(segment))
    return template(
        "SELECT p.* FROM member_list AS p SEMI JOIN (SELECT customer_id FROM memberships WHERE kind = $k AND segment = $s) AS m"
        " ON m.customer_id = p.customer_id",
        s=text(segment),
        k=text(kind),
    )


def cell_people(r: int, f: int) -> Tree:
    """Those with a recency and a frequency score (1 = best)."""
    return template("SELECT * FROM member_list WHERE r = $r AND f = $f", r=number(r), f=number(f))


def everybody() -> Tree:
    """All scored customers."""
    return template("SELECT * FROM member_list")


def matching(columns: Mapping[str, str], sought: str, *, sees_people: bool) -> Tree:
    """Who is sought: by the beginning of the customer_id, and for those who may see people by a part of name or e-mail address."""
    written = sought.strip().lower()
    wanted = text(written)
    # a range, which costs next to nothing where a function called for every customer would cost as much as the search itself
    ways = [template("$c >= $w AND $c < $e", c=name("sought_id"), w=wanted, e=text(written + _LAST_LETTER))]
    if sees_people and set(PERSON_COLUMNS) & set(columns):
        ways.append(call("X_CONTAINS", name("sought"), wanted))
    return any_of(*ways)


def count_members(people: Tree, condition: Tree | None, most: int) -> Tree:
    """How many customers of a group there are, or at most `most` of those who meet a condition."""
    if condition is None:
        return select(template("COUNT(*) AS n")).from_(_of(people))
    some = template("$q LIMIT $n", q=_bare(select(template("1 AS one")).from_(_of(people)).where(condition)), n=number(most))
    return template("SELECT COUNT(*) AS n FROM $s AS s", s=subquery(some))


def page_of_members(
    people: Tree, condition: Tree | None, columns: Sequence[str], order: Order, anchor: Anchor | None, skip: int, most: int
) -> Tree:
    """At most `most` customers after the first `skip` (of those from the anchor on), with `columns`."""
    query = select(*[name(column) for column in columns]).from_(_of(people))
    if condition is not None:
        query = query.where(condition)
    if anchor is not None:
        query = query.where(_from(anchor, order))
    return template("$q LIMIT $n OFFSET $o", q=_bare(query.order_by(*_keys(order))), n=number(most), o=number(skip))


def anchors(people: Tree, condition: Tree | None, order: Order, every: int) -> Tree:
    """Every so many places (from 0): the place, the value sorted by and the customer_id."""
    placed = template("ROW_NUMBER() OVER (ORDER BY $k) - 1", k=_bare(Tree(", ".join(key.text for key in _keys(order)))))
    inside = select(alias(name(order.column), "value"), alias(name("customer_id"), "who"), alias(placed, "place")).from_(
        _of(people)
    )
    if condition is not None:
        inside = inside.where(condition)
    return template(
        "SELECT place, value, who FROM $i AS ranked WHERE place % $n = 0 ORDER BY place", i=subquery(inside), n=number(every)
    )


def places(people: Tree, columns: Mapping[str, str], *, has_money: bool) -> Tree:
    """The group by country and city, most customers first; a column that the shop does not have is null."""
    where = [alias(name(each) if each in columns else null(), each) for each in ("country", "city")]
    money = template("SUM(revenue)") if has_money else null()
    return template(
        """
        SELECT country, city, COUNT(*) AS customers, SUM(revenue) AS revenue FROM $p AS p GROUP BY country, city
        ORDER BY customers DESC, country NULLS LAST, city NULLS LAST
        """,
        p=subquery(select(*where, alias(name("revenue") if has_money else null(), "revenue")).from_(_of(people))),
        m=money,
    )


def _of(people: Tree) -> Tree:
    return Tree(f"({people.text}) AS g", is_closed=True)


def _bare(tree: Tree) -> Tree:
    """Without the brackets that a slot would give it."""
    return Tree(tree.text, is_closed=True)


def _keys(order: Order) -> list[Tree]:
    direction = "DESC" if order.is_descending else "ASC"
    keys = [template(f"$c {direction} NULLS LAST", c=name(order.column))]
    return keys if order.column == "customer_id" else [*keys, name("customer_id")]


def _from(anchor: Anchor, order: Order) -> Tree:
    """Whether a customer stands at the anchor or behind it."""
    column, who = name(order.column), text(anchor.customer_id)
    if order.column == "customer_id":
        return template(f"$c {'<=' if order.is_descending else '>='} $w", c=column, w=who)
    if anchor.value is None:
        return template("$c IS NULL AND customer_id >= $w", c=column, w=who)
    beyond = "<" if order.is_descending else ">"
    return template(f"$c {beyond} $v OR ($c = $v AND customer_id >= $w) OR $c IS NULL", c=column, v=_literal(anchor.value), w=who)


def _literal(value: Any) -> Tree:
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, int | Decimal):
        return number(value)
    return text(str(value))
