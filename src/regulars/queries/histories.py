"""The history of each customer as the models of repeat buying see it, and what they expect joined back to the customers.

A history is (x, t_x, T): the number of order days after the first, the age at the last of them, and the age at the end of
observation, in days from the customer's first order day. Orders of one local day are one purchase, as in the CDNOW papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from regulars.fields import HIGH, HORIZONS, LOW, RANGED
from regulars.queries.profile import ProfileShape, order_facts
from regulars.queries.render import (
    Select,
    Tree,
    alias,
    aliased,
    ascending,
    call,
    name,
    null,
    select,
    subquery,
    table,
    template,
    text,
    timestamp,
)

HISTORY = ("repeats", "last_days", "age_days")
# the latest days, beside which what went before is set; kept facts know this border, as the profile counts orders since it
RECENT_DAYS = 90
# order days before them, from which on somebody may be all but sure to order within as many
_FREQUENT = 5
_YOUNGEST = 30


def histories(shape: ProfileShape, end: date) -> Tree:
    """One row per customer who ever ordered, watched up to and with the day `end`, after which nobody orders.

    From `profile_gaps`, `profile_later` and `population`.
    Columns: customer_id (NULL for those who are not scored), repeats x, last_days t_x, age_days T, recent: the order days within
    RECENT_DAYS (NULL: none), and value: the net revenue dated after the first order day by x, NULL where x is 0 or the shop has no
    amounts.
    """
    span = call("X_DAYS", name("first_day", "g"), name("last_day", "g"))
    age = call("X_DAYS", name("first_day", "g"), template("CAST($d AS DATE)", d=text(end.isoformat())))
    value = template("CAST($n AS DOUBLE) / NULLIF($d - 1, 0)", n=name("net", "v"), d=name("order_days", "g"))
    tree = (
        select(
            name("customer_id", "s"),
            alias(template("CAST($d - 1 AS INTEGER)", d=name("order_days", "g")), "repeats"),
            alias(template("CAST($s AS INTEGER)", s=span), "last_days"),
            alias(template("CAST($a AS INTEGER)", a=age), "age_days"),
            alias(template("CAST($r AS INTEGER)", r=name("recent_days", "g")), "recent"),
            alias(value if shape.has_money else template("CAST(NULL AS DOUBLE)"), "value"),
        )
        .from_(aliased(table("profile_gaps"), "g"))
        .join(aliased(table("population"), "s"), on=name("customer", "s").eq(name("customer", "g")), join_type="left")
    )
    if not shape.has_money:
        return tree
    return tree.join(aliased(table("profile_later"), "v"), on=name("customer", "v").eq(name("customer", "g")), join_type="left")


def order_days(shape: ProfileShape) -> Tree:
    """The table `profile_orders` for the models alone: customer, day (local), is_order, net and is_recent of each day."""
    zoned = name("ordered_at") if shape.zone == "UTC" else call("X_LOCALTIME", name("ordered_at"), text(shape.zone))
    facts = template(
        "SELECT customer, CAST($l AS DATE) AS day, is_order, net, CASE WHEN is_order = 1 AND $r THEN 1 ELSE 0 END AS is_recent "
        "FROM $f AS f",
        l=zoned,
        r=_is_recent(shape),
        f=subquery(order_facts(shape)),
    )
    total = "SUM(net) AS net, " if shape.has_money else ""
    return template(
        f"SELECT customer, day, MAX(is_order) AS is_order, {total}MAX(is_recent) AS is_recent FROM $f AS f GROUP BY customer, day",
        f=subquery(facts),
    )


def rhythms_of_days() -> Tree:
    """The table `profile_gaps` from what `order_days` has: customer, order_days, first_day, last_day and recent_days."""
    return template(
        """
        SELECT customer, COUNT(*) AS order_days, MIN(day) AS first_day, MAX(day) AS last_day, SUM(is_recent) AS recent_days
        FROM profile_orders WHERE is_order = 1 GROUP BY customer
        """
    )


def _is_recent(shape: ProfileShape) -> Tree:
    moment = name("ordered_at" if shape.unique_orders else "last_at")
    return template("$m > $a", m=moment, a=timestamp(dict(shape.after)[RECENT_DAYS]))


def paces() -> Tree:
    """Who ordered often before the latest RECENT_DAYS, and also in them: repeats, age_days (of then), later and customers."""
    return template(
        f"""
        SELECT repeats - recent AS repeats, age_days - {RECENT_DAYS} AS age_days, recent AS later, COUNT(*) AS customers
        FROM profile_histories
        WHERE recent > 0 AND repeats - recent >= {_FREQUENT - 1} AND age_days - {RECENT_DAYS} >= {_YOUNGEST}
        GROUP BY 1, 2, 3 ORDER BY repeats, age_days, later
        """
    )


def later_revenue() -> Tree:
    """The table `profile_later`: customer and net, the net revenue of returning customers dated after their first order day.

    Returns that name no order are in it.
    """
    return template(
        """
        SELECT o.customer, SUM(o.net) AS net
        FROM profile_orders AS o JOIN profile_gaps AS f ON f.customer = o.customer
        WHERE f.order_days > 1 AND o.day > f.first_day GROUP BY 1
        """
    )


def later_of_totals() -> Tree:
    """The view `profile_later`: what `later_revenue` has, from the table `profile_totals`."""
    return template("SELECT customer, later_net AS net FROM profile_totals WHERE NOT later_net IS NULL")


def distinct_histories() -> Tree:
    """The different histories of `profile_histories` in order, with the numbers of customers and of scored customers in each.

    Columns: repeats, last_days, age_days, customers, scored, mean and square (of the scored customers' values, those below zero
    counted as zero).
    """
    spend = "CAST(CASE WHEN NOT customer_id IS NULL AND value > 0 THEN value ELSE 0 END AS DECIMAL(18, 2))"
    # sums of decimals do not depend on the order of the rows, which sums of doubles do
    return template(
        """
        SELECT repeats, last_days, age_days, COUNT(*) AS customers, COUNT(customer_id) AS scored,
               CAST(SUM($spend) AS DOUBLE) / NULLIF(COUNT(customer_id), 0) AS mean,
               CAST(SUM(CAST($spend AS DECIMAL(19, 2)) * CAST($spend AS DECIMAL(19, 2))) AS DOUBLE)
               / NULLIF(COUNT(customer_id), 0) AS square
        FROM profile_histories GROUP BY 1, 2, 3 ORDER BY repeats NULLS LAST, last_days NULLS LAST, age_days NULLS LAST
        """.replace("$spend", spend)
    )


def everybody() -> Tree:
    """customer_id (NULL: not scored), the history and the value of each customer of `profile_histories`."""
    return select(name("customer_id"), *map(name, HISTORY), name("value")).from_(table("profile_histories"))


def segment_histories() -> Tree:
    """The same of the scored customers by segment, with the column segment; no column scored."""
    spend = "CAST(CASE WHEN h.value > 0 THEN h.value ELSE 0 END AS DECIMAL(18, 2))"
    return template(
        """
        SELECT c.segment, h.repeats, h.last_days, h.age_days, COUNT(*) AS customers,
               CAST(SUM($spend) AS DOUBLE) / COUNT(*) AS mean,
               CAST(SUM(CAST($spend AS DECIMAL(19, 2)) * CAST($spend AS DECIMAL(19, 2))) AS DOUBLE) / COUNT(*) AS square
        FROM profile_histories AS h JOIN customers AS c ON c.customer_id = h.customer_id GROUP BY 1, 2, 3, 4
        """.replace("$spend", spend)
    )


def expected(has_value: bool, knows_leaving: bool) -> Tree:
    """The fields of the prediction by customer_id, from the registered table `predictions`, which has repeats and value, too.

    Expected value of an order is `value_base + value_slope * value` at a given number of repeat orders. The ends of money's ranges
    are multiples of `value_scale + repeats * value`.
    """
    columns: list[Tree] = [alias(_rounded(f"orders_{days}"), f"expected_orders_{days}d") for days in HORIZONS]
    columns += [alias(_whole(f"orders{end}"), f"expected_orders_{RANGED}d{end}") for end in (LOW, HIGH)]
    if has_value:
        columns += [alias(_money(f"orders_{days}"), f"expected_revenue_{days}d") for days in HORIZONS]
        columns += [alias(_end(f"revenue{end}"), f"expected_revenue_{RANGED}d{end}") for end in (LOW, HIGH)]
    columns += [alias(_rounded(f"buys_{days}"), f"probability_buys_{days}d") for days in HORIZONS]
    columns += [alias(_rounded("alive"), "probability_alive")] if knows_leaving else []
    columns += [alias(_money("lifetime"), "clv")] if has_value else []
    columns += [alias(_end(f"lifetime{end}"), f"clv{end}") for end in (LOW, HIGH)] if has_value else []
    return select(name("customer_id", "p"), *columns).from_(aliased(table("predictions"), "p"))


def customer_scores(has_value: bool) -> Tree:
    """Every scored customer's expected orders, revenue (NULL without a value), chance to order and ranges, by customer_id.

    Unrounded, from the registered table `predictions`, with the columns that `expected` reads.
    """
    ends = [name(f"orders{end}", "p") for end in (LOW, HIGH)]
    ends += [alias(_end_in_money(f"revenue{end}"), f"revenue{end}") for end in (LOW, HIGH)] if has_value else []
    revenue = template("p.orders * (p.value_base + p.value_slope * $v)", v=_value()) if has_value else null()
    return (
        select(name("orders", "p"), alias(revenue, "revenue"), name("buys", "p"), *ends)
        .from_(aliased(table("predictions"), "p"))
        .order_by(ascending(name("customer_id", "p")))
    )


def _value() -> Tree:
    return template("CASE WHEN p.value > 0 THEN p.value ELSE 0 END")


def _rounded(column: str) -> Tree:
    return template("ROUND($c, 4)", c=name(column, "p"))


def _money(orders: str) -> Tree:
    return template("CAST($o * (p.value_base + p.value_slope * $v) AS DECIMAL(18, 2))", o=name(orders, "p"), v=_value())


def _whole(column: str) -> Tree:
    return template("CAST($c AS INTEGER)", c=name(column, "p"))


def _end(column: str) -> Tree:
    # a range without an end to speak of is cut before DECIMAL(18, 2) is; LEAST of NULL would be the other
    worth = template("CAST(LEAST($w, 1E15) AS DECIMAL(18, 2))", w=_end_in_money(column))
    return template("CASE WHEN NOT $c IS NULL THEN $w END", c=name(column, "p"), w=worth)


def _end_in_money(column: str) -> Tree:
    return template("$c * (p.value_scale + p.repeats * $v)", c=name(column, "p"), v=_value())


def cost_sums() -> Tree:
    """Net revenue and cost of the goods of the scored customers, over all their orders."""
    return template(
        "SELECT SUM(t.net) AS net, SUM(t.cost) AS cost FROM profile_totals AS t JOIN population AS s ON s.customer = t.customer"
    )


def expected_totals(has_value: bool, knows_leaving: bool, has_money: bool, *, by_segment: bool) -> Tree:
    """Sums over the scored customers, by segment or in one row, from `profile` and `customers`.

    Columns: segment (NULL in one row), customers, alive and buys (means), revenue_before, clv, then orders_N, buyers_N and
    revenue_N per horizon.
    """
    longest, chance = HORIZONS[-1], HORIZONS[1]
    columns: list[Tree] = [
        alias(name("segment", "c") if by_segment else null(), "segment"),
        alias(template("COUNT(*)"), "customers"),
        alias(_mean("probability_alive") if knows_leaving else null(), "alive"),
        alias(_mean(f"probability_buys_{chance}d"), "buys"),
        alias(template("SUM($c)", c=name(f"revenue_{longest}d", "f")) if has_money else null(), "revenue_before"),
        alias(template("SUM($c)", c=name("clv", "f")) if has_value else null(), "clv"),
    ]
    for days in HORIZONS:
        columns += [
            alias(_sum(f"expected_orders_{days}d"), f"orders_{days}"),
            alias(_sum(f"probability_buys_{days}d"), f"buyers_{days}"),
            alias(template("SUM($c)", c=name(f"expected_revenue_{days}d", "f")) if has_value else null(), f"revenue_{days}"),
        ]
    on = name("customer_id", "c").eq(name("customer_id", "f"))
    tree = select(*columns).from_(aliased(table("profile"), "f")).join(aliased(table("customers"), "c"), on=on)
    return tree.group_by("1") if by_segment else tree


def alive_tenths(bins: int) -> Tree:
    """Scored customers by equal parts of P(alive), from `profile`: part (from 0) and their number."""
    place = f"CAST(LEAST(FLOOR(probability_alive * {bins}), {bins - 1}) AS INTEGER)"
    return template(f"SELECT {place} AS part, COUNT(*) AS n FROM profile GROUP BY 1 ORDER BY 1")


def _exact(column: str) -> Tree:
    return template("SUM(CAST($c AS DECIMAL(18, 4)))", c=name(column, "f"))


def _sum(column: str) -> Tree:
    return template("CAST($s AS DOUBLE)", s=_exact(column))


def _mean(column: str) -> Tree:
    return template("CAST($s AS DOUBLE) / COUNT(*)", s=_exact(column))


def with_fields(tree: Tree, fields: Sequence[str]) -> Tree:
    """A query of `profile_base` with fields of the table `expected` behind its own."""
    if not fields:
        return tree
    assert isinstance(tree, Select)  # noqa: S101 - a query of one table
    return tree.select(*[name(field) for field in fields]).join(table("expected"), using="customer_id", join_type="left")
