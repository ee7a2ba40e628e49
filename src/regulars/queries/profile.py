"""What is known about each scored customer beyond R, F and M: one row per customer, one pass over each source table.

`order_facts` makes one row per order (or per return that names no order) from the detailed rows; everything about orders is added
up from it. Sums and counts stay exact; a share is a rounded quotient of doubles, an average order is money divided in whole cents.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from regulars.queries.base import TimeSlice, counted
from regulars.queries.render import (
    Select,
    Tree,
    alias,
    aliased,
    call,
    name,
    number,
    select,
    subquery,
    table,
    template,
    text,
    timestamp,
    union_all,
)
from regulars.queries.rows import RETURN, SALE


@dataclass(frozen=True, slots=True)
class ProfileShape:
    """What the source has, so that nothing is asked of columns that are not there.

    `until` is the last instant looked at, `after` are the exclusive starts of the windows that end there: (days, instant).
    `typical_gap` is the shop's, in days.
    """

    until: datetime
    as_of_day: date
    zone: str
    after: tuple[tuple[int, datetime], ...]
    typical_gap: Decimal
    is_sliced: bool
    unique_orders: bool
    has_blank_orders: bool
    has_money: bool
    has_discount: bool
    has_coupon: bool
    has_channel: bool
    has_cost: bool
    has_lines: bool = False
    has_categories: bool = False
    has_quantities: bool = False
    has_events: bool = False


def details_of(details: Tree, whom: str) -> Tree:
    """The rows of some scored customers alone: those in the registered table `whom`, by customer_id."""
    chosen = template(
        "SELECT p.customer AS customer FROM population AS p JOIN $w AS w ON w.customer_id = p.customer_id", w=table(whom)
    )
    return template("SELECT d.* FROM $d AS d JOIN $c AS c ON c.customer = d.customer", d=subquery(details), c=subquery(chosen))


def chosen_orders(shape: ProfileShape, *, for_lines: bool, for_totals: bool) -> Tree:
    """`profile_orders`: what `order_rows` reads of `order_facts`."""
    columns = ["customer", "is_order", "ordered_at", *(["order_key"] if for_lines else [])]
    if for_totals:
        columns += [*([] if shape.unique_orders else ["last_at"]), *money_columns(shape), *favoured(shape)]
    return select(*map(name, columns)).from_(aliased(subquery(order_facts(shape)), "f"))


def order_facts(shape: ProfileShape) -> Tree:
    """One row per counted order or return document, from the view `detailed`.

    Columns: customer, order_key, is_order (1, or 0 for a return that names no order), ordered_at, gross, net, discount, cost,
    coupon, channel; where an order has several rows also last_at and net_N, what of its net is in the last N days.
    """
    condition = counted(TimeSlice(shape.until) if shape.is_sliced else None)
    if shape.unique_orders:
        return _plain_orders(()).where(condition)
    if not shape.has_blank_orders:
        return _grouped_orders(shape).where(condition)
    # a row without an order number is an order of its own
    numbered = _grouped_orders(shape).where(condition).where("NOT order_key IS NULL")
    return union_all(numbered, _plain_orders(shape.after).where(condition).where("order_key IS NULL"))


def _plain_orders(after: tuple[tuple[int, datetime], ...]) -> Select:
    """Rows that are orders; with `after`, in the columns that `_grouped_orders` has."""
    windows = [
        alias(template("CASE WHEN ordered_at > $a THEN amount - refunded END", a=timestamp(start)), f"net_{days}")
        for days, start in after
    ]
    return select(
        name("customer"),
        name("order_key"),
        alias(template(f"CASE WHEN kind = {SALE} THEN 1 ELSE 0 END"), "is_order"),
        name("ordered_at"),
        *([alias(name("ordered_at"), "last_at")] if after else []),
        alias(template(f"CASE WHEN kind = {RETURN} THEN 0 ELSE amount END"), "gross"),
        alias(template("amount - refunded"), "net"),
        *windows,
        name("discount"),
        name("cost"),
        alias(name("coupon_code"), "coupon"),
        name("channel"),
    ).from_("detailed")


def _grouped_orders(shape: ProfileShape) -> Select:
    windows = [
        alias(template("SUM(CASE WHEN ordered_at > $a THEN amount - refunded END)", a=timestamp(after)), f"net_{days}")
        for days, after in shape.after
    ]
    return (
        select(
            name("customer"),
            name("order_key"),
            alias(template(f"MAX(CASE WHEN kind = {SALE} THEN 1 ELSE 0 END)"), "is_order"),
            alias(template(f"COALESCE(MIN(CASE WHEN kind = {SALE} THEN ordered_at END), MIN(ordered_at))"), "ordered_at"),
            alias(template(f"COALESCE(MAX(CASE WHEN kind = {SALE} THEN ordered_at END), MAX(ordered_at))"), "last_at"),
            alias(template(f"SUM(CASE WHEN kind = {RETURN} THEN 0 ELSE amount END)"), "gross"),
            alias(template("SUM(amount - refunded)"), "net"),
            *windows,
            alias(template("SUM(discount)"), "discount"),
            alias(template("SUM(cost)"), "cost"),
            alias(template("MIN(coupon_code)"), "coupon"),
            alias(template("MIN(channel)"), "channel"),
        )
        .from_("detailed")
        .group_by(name("customer"), name("order_key"))
    )


def _local(shape: ProfileShape, moment: Tree) -> Tree:
    return moment if shape.zone == "UTC" else call("X_LOCALTIME", moment, text(shape.zone))


def count_rows(view: str) -> Tree:
    """How many rows a source has, which its metadata tell of most."""
    return template("SELECT COUNT(*) AS n FROM $v", v=table(view))


def order_rows(shape: ProfileShape, part: int, parts: int, *, for_lines: bool, for_totals: bool) -> Tree:
    """The orders of `profile_orders` (see `order_facts`), those of customers in one of several like parts, as arrays count them.

    Columns: customer, is_order. For lines: order_key and utc_day. For totals: day and hour (local), windows (in how many of the
    shape's windows the order lies), and what the shape has of net, gross, net_N, discount, cost, channel and coupon.
    """
    columns = [name("customer"), alias(template("CAST(is_order AS TINYINT)"), "is_order")]
    if for_lines:
        columns += [name("order_key"), alias(template("CAST(ordered_at AS DATE)"), "utc_day")]
    if for_totals:
        local = _local(shape, name("ordered_at"))
        columns += [
            alias(template("CAST($l AS DATE)", l=local), "day"),
            alias(template("CAST($h AS TINYINT)", h=call("X_HOUR", local)), "hour"),
            alias(_windows(shape), "windows"),
            *map(name, money_columns(shape)),
            *map(name, favoured(shape)),
        ]
    query = select(*columns).from_("profile_orders")
    if parts == 1:
        return query
    return query.where(template("$h % $n = $p", h=call("X_ROW_HASH", name("customer")), n=number(parts), p=number(part)))


def money_columns(shape: ProfileShape) -> tuple[str, ...]:
    """The columns of `order_facts` that have money."""
    windows = (f"net_{days}" for days, _ in shape.after) if shape.has_money and not shape.unique_orders else ()
    return (
        *(("net", "gross") if shape.has_money else ()),
        *windows,
        *(("discount",) if shape.has_discount or shape.has_coupon else ()),
        *(("cost",) if shape.has_cost else ()),
    )


def _windows(shape: ProfileShape) -> Tree:
    """The windows all end at the same instant, so that their number says which they are."""
    moment = name("ordered_at" if shape.unique_orders else "last_at")
    inside = [template("CASE WHEN $m > $a THEN 1 ELSE 0 END", m=moment, a=timestamp(after)) for _, after in shape.after]
    return template("CAST($n AS TINYINT)", n=functools.reduce(lambda so_far, each: template("$a + $b", a=so_far, b=each), inside))


def favoured(shape: ProfileShape) -> tuple[str, ...]:
    """The columns of `profile_orders` of which customers have a favourite value."""
    return (*(("channel",) if shape.has_channel else ()), *(("coupon",) if shape.has_coupon else ()))


def kept_totals(frame: str, stored: str, columns: Sequence[str]) -> Tree:
    """The table `profile_totals` from the registered table `frame`: customers as the type `stored`."""
    customer = alias(template(f"CAST(customer AS {stored})"), "customer")
    return select(customer, *[name(column) for column in columns if column != "customer"]).from_(table(frame))


def gaps_of_totals() -> Tree:
    """The view `profile_gaps`: the days and gaps of who ordered, from the table `profile_totals`."""
    return template(
        "SELECT customer, order_days, first_day, last_day, median_gap_days, last_gap_days, recent_days FROM profile_totals "
        "WHERE NOT order_days IS NULL"
    )
