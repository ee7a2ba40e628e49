"""What came of an experiment, as queries: every metric per customer, its sums day by day, and how customers are spread over it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from regulars.queries.canonical import STATUS_REASONS
from regulars.queries.outreach import left_lately
from regulars.queries.render import Tree, case, is_in, name, number, template, text, timestamp
from regulars.records import dataclass

_MONEY = "DECIMAL(18, 4)"
_NET = "total - COALESCE(refunded, 0)"
_IS_ORDER, _IS_RETURN = "NOT is_return", "is_return OR refunded > 0"


@dataclass(frozen=True, slots=True)
class Known:
    """What the views `orders` and `events` tell: what goods cost, codes and discounts, whether there are events at all."""

    has_cost: bool = False
    has_codes: bool = False
    has_discount: bool = False
    has_events: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when until when outcomes count, and from when on what was before is looked at."""

    begins: datetime
    ends: datetime
    since: datetime


def _within(begins: datetime, ends: datetime) -> Tree:
    statuses = is_in(name("status"), [text(reason) for reason in STATUS_REASONS])
    return template(
        "ordered_at >= $b AND ordered_at < $e AND NOT COALESCE($s, FALSE)", b=timestamp(begins), e=timestamp(ends), s=statuses
    )


def _margin(known: Known) -> str:
    return f"{_NET} - COALESCE(cost, 0)" if known.has_cost else _NET


def _sums(begins: datetime, ends: datetime, known: Known, codes: Sequence[str] = ()) -> Tree:
    """Orders and money of each customer in a stretch of time, from the view `orders`; per code, orders with it and discounts."""
    more = []
    for place, code in enumerate(codes):
        is_mine = template("UPPER(TRIM(coupon_code)) = $c AND NOT is_return", c=text(code.strip().upper())).text
        discount = "COALESCE(discount, 0)" if known.has_discount else "0"
        more.append(f", COUNT(CASE WHEN {is_mine} THEN 1 END) AS redeemed_{place}")
        more.append(f", SUM(CASE WHEN {is_mine} THEN {discount} ELSE 0 END) AS discount_{place}")
    return template(
        f"""
        SELECT customer_id, COUNT(CASE WHEN {_IS_ORDER} THEN 1 END) AS orders, SUM({_NET}) AS revenue,
               SUM({_margin(known)}) AS margin, MAX(CASE WHEN {_IS_RETURN} THEN 1 ELSE 0 END) AS returned{"".join(more)}
        FROM orders WHERE $w GROUP BY customer_id
        """,
        w=_within(begins, ends),
    )


def _left(begins: datetime, ends: datetime) -> Tree:
    return template(
        "SELECT customer_id, unsubscribed_at FROM $l AS l WHERE unsubscribed_at >= $b AND unsubscribed_at < $e",
        l=left_lately(),
        b=timestamp(begins),
        e=timestamp(ends),
    )


def outcomes(stretch: Stretch, known: Known, codes: Sequence[str] = (), *, has_exposures: bool = False) -> Tree:
    """One row per customer of the view `participants`: arm, segment, every metric, what was before it, and who was reached.

    Everybody counts, with zero where nothing was bought. Per code `redeemed_0`, `discount_0` and so on. `has_exposures`: the view
    `exposed` names those reached.
    """
    left = (
        _left(stretch.begins, stretch.ends)
        if known.has_events
        else template("SELECT CAST(NULL AS VARCHAR) AS customer_id WHERE FALSE")
    )
    more = "".join(
        f", COALESCE(o.redeemed_{n}, 0) AS redeemed_{n}, CAST(COALESCE(o.discount_{n}, 0) AS {_MONEY}) AS discount_{n}"
        for n in range(len(codes))
    )
    more += ", CASE WHEN x.customer_id IS NULL THEN 0 ELSE 1 END AS reached" if has_exposures else ""
    joined = "LEFT JOIN exposed AS x ON x.customer_id = a.customer_id" if has_exposures else ""
    return template(
        f"""
        SELECT a.customer_id, a.arm, a.segment, CASE WHEN o.orders > 0 THEN 1 ELSE 0 END AS retained,
               COALESCE(o.orders, 0) AS orders, CAST(COALESCE(o.revenue, 0) AS {_MONEY}) AS revenue,
               CAST(COALESCE(o.margin, 0) AS {_MONEY}) AS margin,
               CASE WHEN u.customer_id IS NULL THEN 0 ELSE 1 END AS unsubscribed, COALESCE(o.returned, 0) AS returned,
               COALESCE(b.orders, 0) AS orders_before, CAST(COALESCE(b.revenue, 0) AS {_MONEY}) AS revenue_before,
               CAST(COALESCE(b.margin, 0) AS {_MONEY}) AS margin_before{more}
        FROM participants AS a LEFT JOIN $o AS o ON o.customer_id = a.customer_id
        LEFT JOIN $b AS b ON b.customer_id = a.customer_id LEFT JOIN $u AS u ON u.customer_id = a.customer_id {joined}
        """,
        o=_sums(stretch.begins, stretch.ends, known, codes),
        b=_sums(stretch.since, stretch.begins, known),
        u=left,
    )


def known_until() -> Tree:
    """The first and the last instant that the orders tell of, and whether they know what goods cost."""
    return template(
        "SELECT X_ZONED_TO_UTC(MIN(ordered_at)) AS since, X_ZONED_TO_UTC(MAX(ordered_at)) AS until, COUNT(cost) AS costs"
        " FROM orders"
    )


def daily_sums(metric: str, before: str, stretch: Stretch, known: Known) -> Tree:
    """What each day since the start (1 is the first) adds, per arm, to the sums of a metric, squares and products with `before`.

    From the table `outcomes` of the same stretch; days on which nothing happened have no row.
    """
    return template(
        f"""
        SELECT arm, day, SUM(step) AS outcome, SUM(total * total - former * former) AS outcome_squares, SUM(step * x) AS products
        FROM (
            SELECT arm, x, day, step, total, CAST(total - step AS {_MONEY}) AS former FROM (
                SELECT a.arm, CAST(a.$x AS {_MONEY}) AS x, s.day, s.step,
                       CAST(SUM(s.step) OVER (PARTITION BY s.customer_id ORDER BY s.day) AS {_MONEY}) AS total
                FROM $s AS s JOIN outcomes AS a ON a.customer_id = s.customer_id
            ) AS t
        ) AS d GROUP BY arm, day ORDER BY day, arm
        """,
        x=name(before),
        s=_steps(metric, stretch, known),
    )


def _steps(metric: str, stretch: Stretch, known: Known) -> Tree:
    """Per customer and day, by how much a metric changes."""
    if metric == "unsubscribed":
        left = _left(stretch.begins, stretch.ends)
        query = f"SELECT customer_id, $d AS day, CAST(1 AS {_MONEY}) AS step FROM $l AS l"
        return template(query, d=_day("unsubscribed_at", stretch), l=left)
    day, within = _day("ordered_at", stretch), _within(stretch.begins, stretch.ends)
    firsts = {"retained": _IS_ORDER, "returned": _IS_RETURN}
    if metric in firsts:
        return template(
            f"SELECT customer_id, MIN($d) AS day, CAST(1 AS {_MONEY}) AS step FROM orders"
            f" WHERE $w AND ({firsts[metric]}) GROUP BY customer_id",
            d=day,
            w=within,
        )
    value = {"orders": f"CASE WHEN {_IS_ORDER} THEN 1 ELSE 0 END", "revenue": _NET, "margin": _margin(known)}[metric]
    query = f"SELECT customer_id, $d AS day, CAST(SUM({value}) AS {_MONEY}) AS step FROM orders WHERE $w GROUP BY customer_id, $d"
    return template(query, d=day, w=within)


def _day(column: str, stretch: Stretch) -> Tree:
    return template("CAST(FLOOR(X_ELAPSED_DAYS($b, X_ZONED_TO_UTC($c))) AS INT) + 1", b=timestamp(stretch.begins), c=name(column))


def high_value(metric: str) -> Tree:
    """The value of a metric below which 95 of 100 customers are who have any, by nearest rank."""
    return template(
        """
        SELECT MAX(v) AS high FROM (
            SELECT $m AS v, ROW_NUMBER() OVER (ORDER BY $m) AS place, COUNT(*) OVER () AS n FROM outcomes WHERE $m > 0
        ) AS r WHERE place * 20 <= n * 19 OR place = 1
        """,
        m=name(metric),
    )


def spread(metric: str, bounds: Sequence[Decimal]) -> Tree:
    """Customers per arm and bin of a metric: bin k holds what is at most the k-th bound, the last what is above all of them."""
    ends = [(template("$m <= $b", m=name(metric), b=number(bound)), number(place)) for place, bound in enumerate(bounds)]
    return template(
        "SELECT arm, bin, COUNT(*) AS customers FROM (SELECT arm, $b AS bin FROM outcomes) AS o GROUP BY arm, bin",
        b=case(ends, number(len(bounds))),
    )


def spent(codes: int, *, has_exposures: bool) -> Tree:
    """Per arm: customers, those who ordered, those reached, and per code redeemed orders and their discounts."""
    reached = "SUM(reached)" if has_exposures else "COUNT(*)"
    more = "".join(f", SUM(redeemed_{n}) AS redeemed_{n}, SUM(discount_{n}) AS discount_{n}" for n in range(codes))
    return template(
        f"SELECT arm, COUNT(*) AS customers, SUM(retained) AS buyers, {reached} AS contacted{more} FROM outcomes GROUP BY arm"
    )


@dataclass(frozen=True, slots=True)
class Price:
    """What a treatment costs: per contact, and per redeemed order with the code at `code` (None: it has none).

    Without `redemption`, an order's own discount is what redeeming cost.
    """

    arm: str
    contact: Decimal
    code: int | None = None
    redemption: Decimal | None = None


def cost_value(price: Price, *, has_exposures: bool) -> Tree:
    """What a customer of the table `outcomes` cost, by the prices of a treatment."""
    contact = template(
        f"CASE WHEN arm = $a THEN $c{' * reached' if has_exposures else ''} ELSE 0 END", a=text(price.arm), c=number(price.contact)
    )
    if price.code is None:
        return template(f"CAST($c AS {_MONEY})", c=contact)
    redeemed = f"discount_{price.code}"
    if price.redemption is not None:
        redeemed = template(f"redeemed_{price.code} * $r", r=number(price.redemption)).text
    return template(f"CAST($c + {redeemed} AS {_MONEY})", c=contact)


def margin_value(price: Price, share: Decimal | None) -> Tree:
    """A customer's margin before what redeeming cost: the column `margin`, or a share of net revenue.

    A discount has lowered net revenue already, so it is put back where it counts as a cost.
    """
    back = f" + discount_{price.code}" if price.code is not None and price.redemption is None else ""
    margin = template("margin") if share is None else template("revenue * $s", s=number(share))
    return template(f"CAST($m{back} AS {_MONEY})", m=margin)
