"""The lake's tables as the canonical tables of an opened shop: views that read of the files what a question asks for.

What `canonical` works out of any source was worked out when it was imported: these rows need no judging, only the shop's instant
and returns told apart.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from regulars.queries.canonical import RETURN_STATUS, STATUS_REASONS
from regulars.queries.render import Tree, alias, call, is_in, name, select, table, template, text

# the time as it is stored, by which files and parts of them are passed over
STORED_AT = "stored_at"
_DETAILS = ("discount", "shipping", "tax", "cost", "channel", "coupon_code")


def orders(raw: str, told: Collection[str], as_of: datetime) -> Tree:
    """The view `orders`; `told` are the columns of `raw` that tell something."""
    money, status = [name("total"), name("refunded")], name("status")
    if "is_return" in told:  # of money given back that names no order, the total is what was given, below nothing
        money = [
            template("CASE WHEN is_return THEN 0 ELSE total END"),
            template("CASE WHEN is_return THEN refunded - total ELSE refunded END"),
        ]
        status = template(f"CASE WHEN is_return THEN '{RETURN_STATUS}' ELSE status END")
    columns = [
        *map(name, ("order_id", "customer_id")),
        alias(_utc("ordered_at"), "ordered_at"),
        name("currency"),
        *[alias(made, called) for made, called in zip(money, ("total", "refunded"), strict=True)],
        *map(name, _DETAILS),
        alias(status, "status"),
        alias(name("ordered_at"), STORED_AT),
    ]
    return select(*columns).from_(table(raw)).where(_by("ordered_at", as_of))


def lines(raw: str) -> Tree:
    """The view `order_lines`: those of orders that are not there, too, which nobody gets to."""
    columns = ("order_id", "product_id", "product_title", "category", "quantity", "unit_price", "line_total")
    return select(*map(name, columns)).from_(table(raw))


def events(raw: str, as_of: datetime) -> Tree:
    """The view `events`."""
    kind = alias(template("NULLIF(type, '')"), "type")
    columns = [name("customer_id"), alias(_utc("occurred_at"), "occurred_at"), kind, *map(name, ("campaign", "channel", "value"))]
    return select(*columns, alias(name("occurred_at"), STORED_AT)).from_(table(raw)).where(_by("occurred_at", as_of))


def late(raw: str, column: str, as_of: datetime) -> Tree:
    """How many rows are of after the as-of."""
    return select(alias(template("COUNT(*)"), "n")).from_(table(raw)).where(template("NOT $b", b=_by(column, as_of)))


def last_order(raw: str) -> Tree:
    """The instant of the last order that counts."""
    last = call("X_ZONED_TO_UTC", template("MAX(ordered_at)"))
    uncounted = is_in(name("status"), [text(reason) for reason in STATUS_REASONS])
    return select(alias(last, "last_at")).from_(table(raw)).where(template("NOT (is_return OR $u)", u=uncounted))


def newest(raw: str, column: str, until: datetime) -> Tree:
    """The latest instant of a column of times that is not after `until`; NULL where there is none."""
    last = call("X_ZONED_TO_UTC", template("MAX($c)", c=name(column)))
    return select(alias(last, "newest")).from_(table(raw)).where(_by(column, until))


def _utc(column: str) -> Tree:
    return call("X_ZONED_TO_UTC", name(column))


def _by(column: str, as_of: datetime) -> Tree:
    written = as_of.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    return template("$c <= $t", c=name(column), t=call("X_TS_ZONED", text(f"{written}+00")))
