"""What is known about each scored customer beyond R, F and M: one row per customer, one pass over each source table.

`order_facts` makes one row per order (or per return that names no order) from the detailed rows; everything about orders is added
up from it. Sums and counts stay exact; a share is a rounded quotient of doubles, an average order is money divided in whole cents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from regulars.queries.base import TimeSlice, counted
from regulars.queries.render import (
    Select,
    Tree,
    alias,
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


_PLACE = "CAST(ROW_NUMBER() OVER () AS INTEGER) - 1 AS place"


def numbered_orders(shape: ProfileShape) -> Tree:
    """The table `profile_orders`: `order_facts` with day (local), nth of the customer's and, with lines, place (from 0).

    A customer's rows are together, which makes every later grouping by customer cheap; nth is there to have it so.
    """
    facts = subquery(order_facts(shape))
    dated = template("SELECT f.*, CAST($l AS DATE) AS day FROM $f AS f", l=_local(shape, name("ordered_at", "f")), f=facts)
    columns = ["customer", "is_order", "ordered_at", *([] if shape.unique_orders else ["last_at"]), "day"]
    columns += ["order_key"] if shape.has_lines else []
    columns += ["gross", "net"] if shape.has_money else []
    columns += [f"net_{days}" for days, _ in shape.after] if shape.has_money and not shape.unique_orders else []
    columns += ["discount", "coupon"] if shape.has_discount or shape.has_coupon else []
    columns += ["cost"] if shape.has_cost else []
    columns += ["channel"] if shape.has_channel else []
    ordered = template(
        f"""
        SELECT {", ".join(columns)}, CAST(ROW_NUMBER() OVER (PARTITION BY customer) AS INTEGER) AS nth
        FROM $dated AS d
        """,
        dated=subquery(dated),
    )
    return template(f"SELECT d.*, {_PLACE} FROM $d AS d", d=subquery(ordered)) if shape.has_lines else ordered


def details_of(details: Tree, whom: str) -> Tree:
    """The rows of some scored customers alone: those in the registered table `whom`, by customer_id."""
    chosen = template(
        "SELECT p.customer AS customer FROM population AS p JOIN $w AS w ON w.customer_id = p.customer_id", w=table(whom)
    )
    return template("SELECT d.* FROM $d AS d JOIN $c AS c ON c.customer = d.customer", d=subquery(details), c=subquery(chosen))


def listed_orders(shape: ProfileShape) -> Tree:
    """`profile_orders` for products alone: customer, order_key, is_order, ordered_at and place."""
    return template(
        f"SELECT customer, order_key, is_order, ordered_at, {_PLACE} FROM $f AS f",
        f=subquery(order_facts(shape)),
    )


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


def order_totals(shape: ProfileShape) -> Tree:
    """One row per customer from `profile_orders`: counts and exact sums."""
    columns = [
        name("customer"),
        alias(template("COUNT(CASE WHEN is_order = 1 THEN 1 END)"), "orders_ever"),
        *[alias(_orders_after(shape, after), f"orders_{days}d") for days, after in shape.after],
    ]
    if shape.has_money:
        columns += [alias(template("SUM(net)"), "net"), alias(template("SUM(gross)"), "gross")]
        columns += [alias(_net_after(shape, days, after), f"net_{days}d") for days, after in shape.after]
        columns.append(alias(template("COUNT(CASE WHEN net < gross THEN 1 END)"), "returned_orders"))
    if shape.has_discount or shape.has_coupon:
        used = template("COUNT(CASE WHEN is_order = 1 AND (discount > 0 OR NOT coupon IS NULL) THEN 1 END)")
        columns += [alias(used, "discounted"), alias(template("SUM(CASE WHEN is_order = 1 THEN discount END)"), "discount")]
    if shape.has_cost:
        columns.append(alias(template("SUM(cost)"), "cost"))
    return select(*columns).from_("profile_orders").group_by(name("customer"))


def _orders_after(shape: ProfileShape, after: datetime) -> Tree:
    moment = name("ordered_at" if shape.unique_orders else "last_at")
    return template("COUNT(CASE WHEN is_order = 1 AND $m > $a THEN 1 END)", m=moment, a=timestamp(after))


def _net_after(shape: ProfileShape, days: int, after: datetime) -> Tree:
    if shape.unique_orders:
        return template("SUM(CASE WHEN ordered_at > $a THEN net END)", a=timestamp(after))
    return template("SUM($n)", n=name(f"net_{days}"))


def _local(shape: ProfileShape, moment: Tree) -> Tree:
    return moment if shape.zone == "UTC" else call("X_LOCALTIME", moment, text(shape.zone))


def count_orders() -> Tree:
    """How many orders `profile_orders` has, returns left out."""
    return template("SELECT COUNT(*) AS n FROM profile_orders WHERE is_order = 1")


def occasions(shape: ProfileShape, part: int, parts: int) -> Tree:
    """Customer, local day and hour of each order in `profile_orders`, of the customers in one of several like parts; and channel
    and coupon, where the source has them."""
    hour = template("CAST($h AS SMALLINT)", h=call("X_HOUR", _local(shape, name("ordered_at"))))
    columns = [name("customer"), name("day"), alias(hour, "hour"), *map(name, favoured(shape))]
    query = select(*columns).from_("profile_orders").where("is_order = 1")
    if parts == 1:
        return query
    return query.where(template("$h % $n = $p", h=call("X_ROW_HASH", name("customer")), n=number(parts), p=number(part)))


def favoured(shape: ProfileShape) -> tuple[str, ...]:
    """The columns of `profile_orders` of which customers have a favourite value."""
    return (*(("channel",) if shape.has_channel else ()), *(("coupon",) if shape.has_coupon else ()))


def kept_rhythms(shape: ProfileShape, frame: str, stored: str) -> Tree:
    """The registered table `frame` of rhythms (see `scoring.rhythms`) as the engine has its own: customers as the type `stored`.

    Of a channel, and a coupon: how many different ones, the one of most orders, and these orders; NULL where there is none.
    """
    more = "".join(f", {column}s, main_{column}, main_{column}_orders" for column in favoured(shape))
    return template(
        f"""
        SELECT CAST(customer AS {stored}) AS customer, order_days, first_day, last_day,
               NULLIF(median_gap_days, 0) AS median_gap_days, NULLIF(last_gap_days, 0) AS last_gap_days, weekday, hour, month{more}
        FROM $f AS f
        """,
        f=table(frame),
    )


def together(parts: Mapping[str, Mapping[str, str]]) -> Tree:
    """Tables of one row per customer side by side: everybody in the first; `parts` are their columns and what to call them."""
    first, *others = parts
    columns = [alias(name(column, table_name), called) for table_name, wanted in parts.items() for column, called in wanted.items()]
    tree = select(name("customer", first), *columns).from_(table(first))
    for other in others:
        tree = tree.join(table(other), on=name("customer", other).eq(name("customer", first)), join_type="left")
    return tree


def gaps_of_totals() -> Tree:
    """The view `profile_gaps`: the days and gaps of who ordered, from the table `profile_totals`."""
    return template(
        "SELECT customer, order_days, first_day, last_day, median_gap_days, last_gap_days FROM profile_totals "
        "WHERE NOT order_days IS NULL"
    )
