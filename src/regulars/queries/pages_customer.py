"""What the page of one customer asks: the profile row, the segments, and what happened, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping

from regulars.queries.render import Tree, alias, call, is_in, name, null, number, select, subquery, template, text, union_all

# what happened: orders (with returns), e-mails and visits, changes of segment
ORDER, EVENT, MOVE = "order", "event", "move"


def profile_of(columns: Mapping[str, str], customer_id: str) -> Tree:
    """A customer's row of a table, instants as naive UTC."""
    return select(*[_plain(column, kind) for column, kind in columns.items()]).from_("profile").where(_theirs(customer_id))


def person_of(columns: Mapping[str, str], customer_id: str) -> Tree:
    """A customer's row of the customers table."""
    return select(*[_plain(column, kind) for column, kind in columns.items()]).from_("customers").where(_theirs(customer_id))


def _plain(column: str, kind: str) -> Tree:
    value = name(column)
    return alias(call("X_ZONED_TO_UTC", value) if "TIME ZONE" in kind.upper() else value, column)


def _theirs(customer_id: str) -> Tree:
    return name("customer_id").eq(text(customer_id))


def segments_of(customer_id: str) -> Tree:
    """The segments a customer is in: name and kind."""
    return select(name("segment"), name("kind")).from_("memberships").where(_theirs(customer_id))


def happened(columns: Mapping[str, Mapping[str, str]], customer_id: str, most: int) -> Tree:
    """The latest of each kind of thing that happened to a customer, at most `most`: happened_at (naive UTC), kind, what, amount,
    detail, further, and how many of the kind there are.

    An order: its number, total, status and channel, with what came back as `further`. An event: its type, value, campaign and
    channel. A change of segment: the segment, None, the segment before and the pattern.
    """
    return template(
        """
        SELECT * FROM (
            SELECT h.*, COUNT(*) OVER (PARTITION BY kind) AS n,
                   ROW_NUMBER() OVER (PARTITION BY kind ORDER BY happened_at DESC, what) AS place
            FROM $h AS h
        ) AS x WHERE place <= $m ORDER BY happened_at DESC, kind, what
        """,
        h=subquery(_all(columns, customer_id)),
        m=number(most),
    )


def _all(columns: Mapping[str, Mapping[str, str]], customer_id: str) -> Tree:
    parts = [_orders(columns["orders"], customer_id)]
    if "events" in columns:
        parts.append(_events(columns["events"], customer_id))
    if "history" in columns:
        parts.append(_moves(customer_id))
    return union_all(*parts)


def _orders(columns: Mapping[str, str], customer_id: str) -> Tree:
    def text_of(column: str) -> Tree:
        return template("COALESCE($c, '')", c=name(column)) if column in columns else text("")

    total = name("total") if "total" in columns else null()
    refunded = template("CAST($r AS VARCHAR)", r=name("refunded")) if "refunded" in columns else text("")
    return select(
        alias(_plain_at("ordered_at"), "happened_at"),
        alias(text(ORDER), "kind"),
        alias(name("order_id"), "what"),
        alias(template("CAST($t AS DECIMAL(18, 4))", t=total), "amount"),
        alias(template("CONCAT($s, '|', $c)", s=text_of("status"), c=text_of("channel")), "detail"),
        alias(template("COALESCE($r, '')", r=refunded), "further"),
    ).from_("orders").where(_theirs(customer_id))  # fmt: skip


def _events(columns: Mapping[str, str], customer_id: str) -> Tree:
    def text_of(column: str) -> Tree:
        return template("COALESCE($c, '')", c=name(column)) if column in columns else text("")

    return select(
        alias(_plain_at("occurred_at"), "happened_at"),
        alias(text(EVENT), "kind"),
        alias(name("type"), "what"),
        alias(template("CAST($v AS DECIMAL(18, 4))", v=name("value") if "value" in columns else null()), "amount"),
        alias(text_of("campaign"), "detail"),
        alias(text_of("channel"), "further"),
    ).from_("events").where(_theirs(customer_id))  # fmt: skip


def _moves(customer_id: str) -> Tree:
    changed = is_in(name("change"), [text(each) for each in ("entered", "moved", "left")])
    return select(
        alias(_plain_at("as_of"), "happened_at"),
        alias(text(MOVE), "kind"),
        alias(template("COALESCE($s, '')", s=name("segment")), "what"),
        alias(template("CAST(NULL AS DECIMAL(18, 4))"), "amount"),
        alias(template("COALESCE($p, '')", p=name("previous_segment")), "detail"),
        alias(template("COALESCE($p, '')", p=name("pattern")), "further"),
    ).from_("history").where(_theirs(customer_id)).where(changed)  # fmt: skip


def _plain_at(column: str) -> Tree:
    return call("X_ZONED_TO_UTC", name(column))


def lines_of(columns: Mapping[str, str], order_id: str, most: int) -> Tree:
    """The lines of an order: title, category, quantity, line_total."""
    wanted = [
        name(each) if each in columns else null() for each in ("product_title", "product_id", "category", "quantity", "line_total")
    ]
    titles = ("title", "product_id", "category", "quantity", "line_total")
    found = select(*[alias(value, called) for value, called in zip(wanted, titles, strict=True)]).from_("order_lines")
    return template("$q LIMIT $n", q=Tree(found.where(name("order_id").eq(text(order_id))).text, is_closed=True), n=number(most))


def order_of(order_id: str, customer_id: str) -> Tree:
    """Whether an order is a customer's."""
    return select(name("order_id")).from_("orders").where(_theirs(customer_id)).where(name("order_id").eq(text(order_id)))


def is_there(table: str, customer_id: str) -> Tree:
    """A row where a table has the customer."""
    return template("SELECT 1 AS found FROM $t WHERE customer_id = $c LIMIT 1", t=name(table), c=text(customer_id))
