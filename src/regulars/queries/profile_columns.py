"""The columns of the profile, from the tables that `profile`, `profile_lines` and `profile_events` make."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.queries.profile import ProfileShape
from regulars.queries.reading import MONEY, in_cents
from regulars.queries.render import (
    Tree,
    alias,
    aliased,
    ascending,
    call,
    case,
    name,
    null,
    number,
    select,
    star,
    table,
    template,
    text,
)
from regulars.scoring.lifecycle import PRIOR_GAPS


def share(part: Tree, whole: Tree) -> Tree:
    """`part` of `whole` to four digits; NULL where there is no whole."""
    return template("ROUND(CAST($p AS DOUBLE) / NULLIF(CAST($w AS DOUBLE), 0), 4)", p=part, w=whole)


def at_most_one(tree: Tree) -> Tree:
    """A share, cut at 1; unknown stays unknown, which LEAST would make 1."""
    return template("CASE WHEN $s > 1 THEN 1 ELSE $s END", s=tree)


def average(money: Tree, count: Tree) -> Tree:
    """Money by a count, to the cent, half away from zero: whole cents all the way, so no engine's division can differ."""
    size = template("CAST(CAST(ABS($m) AS DECIMAL(20, 2)) * 100 AS BIGINT)", m=in_cents(money))
    cents = template("(2 * $s + $n) // (2 * NULLIF($n, 0))", s=size, n=count)
    return template(f"CAST(CASE WHEN $m < 0 THEN -1 ELSE 1 END * CAST($c AS {MONEY}) * 0.01 AS {MONEY})", m=money, c=cents)


def _money(tree: Tree) -> Tree:
    return template("COALESCE($m, 0)", m=in_cents(tree))


def order_columns(shape: ProfileShape) -> list[Tree]:
    """The fields about orders, money, discounts, returns, channels, cadence and times, from the table `t`."""
    today = template("CAST($d AS DATE)", d=text(shape.as_of_day.isoformat()))
    columns: list[Tree] = [
        alias(call("X_DAYS", name("first_day", "t"), today), "tenure_days"),
        name("orders_ever", "t"),
        *[name(f"orders_{days}d", "t") for days, _ in shape.after],
        *(_money_columns(shape) if shape.has_money else []),
        *(_discount_columns(shape) if shape.has_discount or shape.has_coupon else []),
        *(_return_columns() if shape.has_money else []),
    ]
    if shape.has_channel:
        main = share(name("main_channel_orders", "t"), name("orders_ever", "t"))
        columns += [name("channels", "t"), name("main_channel", "t"), alias(main, "main_channel_share")]
    return [*columns, *_cadence_columns(shape, today), *_time_columns()]


def _money_columns(shape: ProfileShape) -> list[Tree]:
    net = name("net", "t")
    columns: list[Tree] = [
        alias(_money(net), "revenue_ever"),
        *[alias(_money(name(f"net_{days}d", "t")), f"revenue_{days}d") for days, _ in shape.after],
        alias(average(net, name("orders_ever", "t")), "average_order_value"),
    ]
    if shape.has_cost:
        margin = template("$n - $c", n=net, c=name("cost", "t"))
        columns.append(alias(template(f"CAST($m AS {MONEY})", m=margin), "gross_margin"))
        columns.append(alias(case([(template("$n > 0", n=net), share(margin, net))], null()), "margin_share"))
    return columns


def _discount_columns(shape: ProfileShape) -> list[Tree]:
    columns: list[Tree] = [alias(share(name("discounted", "t"), name("orders_ever", "t")), "discounted_share")]
    if shape.has_discount and shape.has_money:
        given = template("COALESCE($d, 0)", d=name("discount", "t"))
        full = template("$g + COALESCE($d, 0)", g=name("gross", "t"), d=name("discount", "t"))
        columns.append(alias(share(given, full), "discount_share"))
    if shape.has_coupon:
        columns += [alias(template("COALESCE($c, 0)", c=name("coupons", "t")), "coupons"), name("main_coupon", "t")]
    return columns


def _return_columns() -> list[Tree]:
    returned = template("$g - $n", g=name("gross", "t"), n=name("net", "t"))
    share_of_orders = share(name("returned_orders", "t"), name("orders_ever", "t"))
    return [
        alias(_money(returned), "returned"),
        alias(at_most_one(share_of_orders), "returned_orders_share"),
        # returns of what was bought before the data begin can exceed all sales
        alias(at_most_one(share(returned, name("gross", "t"))), "returned_share"),
    ]


def _cadence_columns(shape: ProfileShape, today: Tree) -> list[Tree]:
    span = call("X_DAYS", name("first_day", "t"), name("last_day", "t"))
    recency = call("X_DAYS", name("last_day", "t"), today)
    # an inverse gamma prior of PRIOR_GAPS gaps with mean G for an exponential gap; see scoring/lifecycle.py
    # in hundredths of a day, which are whole, so that a half is one
    waited = template("CAST(100 * ($k * $g + $s) AS DOUBLE)", k=number(PRIOR_GAPS), g=number(shape.typical_gap), s=span)
    gaps = template("($k + $d - 1)", k=number(PRIOR_GAPS), d=name("order_days", "t"))
    return [
        name("order_days", "t"),
        name("median_gap_days", "t"),
        name("last_gap_days", "t"),
        alias(template("ROUND($w / $n) / 100", w=waited, n=gaps), "typical_gap_days"),
        alias(template("ROUND(10000 * $r * $n / $w) / 100", r=recency, n=gaps, w=waited), "overdue"),
    ]


def _time_columns() -> list[Tree]:
    orders = name("orders_ever", "t")
    month = template("$m // 1000", m=name("month", "t"))

    def value(packed: Tree) -> Tree:
        return template("CAST(99 - ($p) % 100 AS INTEGER)", p=packed)

    return [
        alias(value(name("weekday", "t")), "main_weekday"),
        alias(share(template("$p // 100", p=name("weekday", "t")), orders), "main_weekday_share"),
        alias(value(name("hour", "t")), "main_hour"),
        alias(value(month), "main_month"),
        alias(share(template("($p) // 100", p=month), orders), "main_month_share"),
        alias(template("CAST($m % 1000 AS INTEGER)", m=name("month", "t")), "main_month_years"),
    ]


WIDE_TOTALS = "profile_wide"


def joined(
    shape: ProfileShape, more: list[Tree], same_event_keys: bool, carried: Sequence[str] = (), *, is_wide: bool = False
) -> Tree:
    """The scored customers with every field: the columns of the tables about orders, then `more` (of `p` and `e`).

    `same_event_keys`: orders and events store customers in the same way. `carried` are columns of the table `scored` to have too.
    `is_wide`: WIDE_TOTALS has the columns about orders, and those of `p` as fields of its column p.
    """
    used = {"t": WIDE_TOTALS if is_wide else "profile_totals"}
    used |= {"p": "profile_purchases"} if shape.has_lines and not is_wide else {}
    used |= {"e": "profile_events"} if shape.has_events else {}
    exact = alias(name("value", "s"), "exact_value")
    beside = [name(column, "s") for column in carried]
    tree = select(name("customer_id", "s"), name("recency_days", "s"), exact, *beside, *order_columns(shape), *more).from_(
        aliased(table("scored" if carried else "population"), "s")
    )
    for short, source in used.items():
        match = name("customer", short).eq(name("customer", "s"))
        if short == "e":
            match = template("e.who = s.customer" if same_event_keys else "e.customer = CAST(s.customer AS VARCHAR)")
        tree = tree.join(aliased(table(source), short), on=match, join_type="left")
    return tree


def joined_events(more: list[Tree]) -> Tree:
    """The scored customers of a run on engagement alone: the fields about events."""
    return (
        select(name("customer_id", "s"), alias(name("value", "s"), "exact_value"), *more)
        .from_(aliased(table("population"), "s"))
        .join(aliased(table("profile_events"), "e"), on=name("customer", "e").eq(name("customer_id", "s")), join_type="left")
    )


def with_layers(columns: list[Tree], reach: Tree | None) -> Tree:
    """The table `profile_base`: the joined fields, and unreachable_because where the customers file tells (`reach`)."""
    everything = star("f")
    tree = select(everything, *columns)
    if reach is None:
        return tree.from_(aliased(table("profile_fields"), "f"))
    return (
        tree.select(alias(reach, "unreachable_because"))
        .from_(aliased(table("profile_fields"), "f"))
        .join(aliased(table("people"), "u"), on=name("person", "u").eq(name("customer_id", "f")), join_type="left")
    )


def unreachable_because(has_email: bool, has_phone: bool, has_consent: bool, has_events: bool) -> Tree | None:
    """Why a customer cannot be written to, NULL for who can; None where the customers file does not tell.

    A customer who was never asked is not one who said no.
    """
    reasons: list[tuple[Tree, Tree]] = []
    if has_consent:
        reasons.append((template("NOT u.accepts_marketing"), text("said no to marketing")))
    no_phone = template("u.phone IS NULL") if has_phone else template("TRUE")
    and_phone = " and no phone number" if has_phone else ""
    if has_email:
        reasons.append((template("u.email IS NULL AND $p", p=no_phone), text("no e-mail address" + and_phone)))
    if has_email and has_events:
        said = text("unsubscribed from e-mail" + and_phone.replace(" and", ", and"))
        reasons.append((template("NOT f.unsubscribed_at IS NULL AND $p", p=no_phone), said))
    if has_phone and not has_email:
        reasons.append((no_phone, text("no phone number")))
    return case(reasons, null()) if reasons else None


def customers_with_fields(fields: list[str]) -> Tree:
    """The scored customers, contract columns first, with the fields of `profile` that they do not have, by customer_id."""
    everything = star("c")
    return (
        select(everything, *[name(field, "p") for field in fields])
        .from_(aliased(table("customers"), "c"))
        .join(aliased(table("profile"), "p"), on=name("customer_id", "p").eq(name("customer_id", "c")))
        .order_by(ascending(name("customer_id", "c")))
    )


def chosen(source: str, columns: list[Tree]) -> Tree:
    """Some columns of a table."""
    return select(*columns).from_(table(source))
