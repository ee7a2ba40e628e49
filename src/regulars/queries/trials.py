"""Experiments of a workspace as queries: who can take part, who gets what, who is held out, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from regulars.queries.canonical import STATUS_REASONS
from regulars.queries.outreach import ASSIGNED, HELD_OUT, left_lately
from regulars.queries.render import (
    Tree,
    case,
    is_in,
    joined_text,
    name,
    number,
    table,
    template,
    text,
    timestamp,
    union_all,
)
from regulars.records import dataclass

_HASHES = 2**52


@dataclass(frozen=True, slots=True)
class Metric:
    """An outcome per customer in the view `outcomes`; `before` is the column of the year before that goes with it (CUPED)."""

    name: str
    is_rate: bool
    before: str
    words: str


METRICS: Mapping[str, Metric] = {
    made.name: made
    for made in (
        Metric("retained", is_rate=True, before="orders_before", words="ordered at least once"),
        Metric("orders", is_rate=False, before="orders_before", words="orders per customer"),
        Metric("revenue", is_rate=False, before="revenue_before", words="net revenue per customer"),
        Metric("margin", is_rate=False, before="margin_before", words="net revenue less cost of goods per customer"),
        Metric("unsubscribed", is_rate=True, before="orders_before", words="unsubscribed"),
        Metric("returned", is_rate=True, before="orders_before", words="sent something back"),
    )
}


def eligible(parts: Sequence[tuple[str, str]], *, overlap: bool) -> Tree:
    """The customers of several views, each with the segment it is of: once, in the first that has them (if they `overlap`)."""
    rows = [
        template(f"SELECT customer_id, value, $s AS segment, {place} AS place FROM $v", s=text(segment), v=table(view))
        for place, (segment, view) in enumerate(parts)
    ]
    if not overlap:
        return template("SELECT customer_id, value, segment FROM $r AS r", r=union_all(*rows))
    return template(
        """
        SELECT customer_id, value, segment FROM (
            SELECT r.*, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY place) AS turn FROM $r AS r
        ) AS t WHERE turn = 1
        """,
        r=union_all(*rows),
    )


def taken(experiments: Sequence[int]) -> Tree:
    """The view `taken`: who is in one of these experiments, and which (the first)."""
    mine = is_in(name("experiment"), [number(each) for each in experiments])
    return template("SELECT customer_id, MIN(experiment) AS experiment FROM assignments WHERE $m GROUP BY customer_id", m=mine)


def taken_counts() -> Tree:
    """How many of `eligible` are in each of the experiments of `taken`."""
    return template(
        "SELECT t.experiment, COUNT(*) AS n FROM eligible AS e JOIN taken AS t ON t.customer_id = e.customer_id"
        " GROUP BY t.experiment ORDER BY t.experiment"
    )


def free() -> Tree:
    """The rows of `eligible` that are not in `taken`."""
    return template(
        "SELECT e.* FROM eligible AS e LEFT JOIN taken AS t ON t.customer_id = e.customer_id WHERE t.customer_id IS NULL"
    )


def assigned(source: str, experiment: int, salt: str, arms: Sequence[str], bounds: Sequence[int]) -> Tree:
    """The rows of `assignments`: the customers of a view dealt out to `arms` inside each stratum of segment and value.

    `bounds` are where each arm but the last ends. It is `experiments.assignment.assign_stratified`, by the same hashes.
    """
    stratum = joined_text([name("segment"), text(" "), template("COALESCE(value, '')")])
    ends = [template("place < $b", b=number(bound)) for bound in bounds]
    arm = case(list(zip(ends, map(text, arms), strict=False)), text(arms[-1]))
    members = template("SELECT customer_id, segment, $s AS stratum FROM $v", s=stratum, v=table(source))
    return template(
        f"""
        SELECT CAST($n AS BIGINT) AS experiment, customer_id, $arm AS arm, segment, stratum FROM (
            SELECT h.customer_id, h.segment, h.stratum, (
                CAST(ROW_NUMBER() OVER (PARTITION BY h.stratum ORDER BY h.dealt, h.customer_id) - 1 AS HUGEINT) * {_HASHES}
                + s.begins
            ) // s.n AS place
            FROM (SELECT m.*, X_CUSTOMER_HASH($salt, customer_id) AS dealt FROM $m AS m) AS h JOIN (
                SELECT stratum, COUNT(*) AS n, X_CUSTOMER_HASH($strata, stratum) AS begins FROM $m AS m GROUP BY stratum
            ) AS s ON s.stratum = h.stratum
        ) AS p
        """,
        n=number(experiment),
        arm=arm,
        salt=text(salt),
        strata=text(f"{salt} strata"),
        m=members,
    )


def given(experiment: int, customer: Tree, arm: Tree, source: str) -> Tree:
    """The rows of `assignments` that a file says: the view `profile` tells the segment of each customer."""
    return template(
        """
        SELECT CAST($n AS BIGINT) AS experiment, g.customer_id, g.arm, p.segment, p.segment AS stratum
        FROM (SELECT $c AS customer_id, MIN($a) AS arm FROM $v WHERE NOT $c IS NULL AND NOT $a IS NULL GROUP BY 1) AS g
        LEFT JOIN profile AS p ON p.customer_id = g.customer_id
        """,
        n=number(experiment),
        c=customer,
        a=arm,
        v=table(source),
    )


def given_counts(customer: Tree, arm: Tree, source: str) -> Tree:
    """Of the rows of a file of assignments: how many lack a customer or an arm, and how many customers have several arms."""
    return template(
        """
        SELECT COALESCE(SUM(CASE WHEN c IS NULL OR a IS NULL THEN n ELSE 0 END), 0) AS blank,
               (SELECT COUNT(*) FROM (SELECT $c AS k FROM $v WHERE NOT $c IS NULL AND NOT $a IS NULL
                GROUP BY 1 HAVING COUNT(DISTINCT $a) > 1) AS d) AS several
        FROM (SELECT $c AS c, $a AS a, COUNT(*) AS n FROM $v GROUP BY 1, 2) AS f
        """,
        c=customer,
        a=arm,
        v=table(source),
    )


def kept_assignments() -> Tree:
    """All rows of `assignments`."""
    return template(f"SELECT {', '.join(ASSIGNED)} FROM assignments")


def arm_counts(source: str) -> Tree:
    """How many customers each arm has."""
    return template("SELECT arm, COUNT(*) AS n FROM $v GROUP BY arm ORDER BY arm", v=table(source))


def of_experiment(experiment: int) -> Tree:
    """The view `participants`: the assignments of one experiment."""
    return template("SELECT * FROM assignments WHERE experiment = $n", n=number(experiment))


def past_members(segments: Sequence[str]) -> Tree:
    """The view `participants` of who was in segments by the view `state`, all in one arm."""
    mine = is_in(name("segment"), [text(segment) for segment in segments])
    return template("SELECT customer_id, '' AS arm, segment FROM state WHERE $m AND change <> 'left'", m=mine)


def arm_members(experiment: int, arm: str) -> Tree:
    """The view `chosen`: the customers of an arm."""
    return template("SELECT customer_id FROM assignments WHERE experiment = $n AND arm = $a", n=number(experiment), a=text(arm))


def kept_back_as_controls(controls: Sequence[tuple[int, str]]) -> Tree:
    """The members who are in the control (experiment, arm) of one that runs."""
    return template(
        "SELECT s.customer_id, $r AS reason FROM scored AS s JOIN $c AS c ON c.customer_id = s.customer_id",
        r=text(HELD_OUT),
        c=controls_of(controls),
    )


def controls_of(held: Sequence[tuple[int, str]]) -> Tree:
    """The customers who are in the control (experiment, arm) of one that runs."""
    each = [template("(experiment = $n AND arm = $a)", n=number(experiment), a=text(arm)) for experiment, arm in held]
    return template("SELECT DISTINCT customer_id FROM assignments WHERE $c", c=Tree(" OR ".join(part.text for part in each)))


def kept_back_by_turn(salt: str, start: int, width: int) -> Tree:
    """The members whose hashes are among those held out of everything: `width` of them from `start` on."""
    return template(
        f"SELECT customer_id, $r AS reason FROM scored WHERE (X_CUSTOMER_HASH($s, customer_id) - $b + {_HASHES}) % {_HASHES} < $w",
        r=text(HELD_OUT),
        s=text(salt),
        b=number(start),
        w=number(width),
    )


def _sums(begins: datetime, ends: datetime, has_cost: bool) -> Tree:
    """Orders and money of each customer in a stretch of time, from the view `orders`."""
    statuses = is_in(name("status"), [text(reason) for reason in STATUS_REASONS])
    net = "total - COALESCE(refunded, 0)"
    cost = "COALESCE(cost, 0)" if has_cost else "0"
    return template(
        f"""
        SELECT customer_id, COUNT(CASE WHEN NOT is_return THEN 1 END) AS orders, SUM({net}) AS revenue,
               SUM({net} - {cost}) AS margin, MAX(CASE WHEN is_return OR refunded > 0 THEN 1 ELSE 0 END) AS returned
        FROM orders WHERE ordered_at >= $b AND ordered_at < $e AND NOT COALESCE($s, FALSE) GROUP BY customer_id
        """,
        b=timestamp(begins),
        e=timestamp(ends),
        s=statuses,
    )


def outcomes(begins: datetime, ends: datetime, since: datetime, *, has_cost: bool, has_events: bool) -> Tree:
    """One row per customer of the view `participants`: arm, segment, every metric from `begins` to `ends`, and what was before it.

    Everybody counts, with zero where nothing was bought. `since`: from when on the time before is looked at.
    """
    money = "DECIMAL(18, 4)"
    left = template("SELECT CAST(NULL AS VARCHAR) AS customer_id WHERE FALSE")
    if has_events:
        left = template(
            "SELECT customer_id FROM $l AS l WHERE unsubscribed_at >= $b AND unsubscribed_at < $e",
            l=left_lately(),
            b=timestamp(begins),
            e=timestamp(ends),
        )
    return template(
        f"""
        SELECT a.customer_id, a.arm, a.segment, CASE WHEN o.orders > 0 THEN 1 ELSE 0 END AS retained,
               COALESCE(o.orders, 0) AS orders, CAST(COALESCE(o.revenue, 0) AS {money}) AS revenue,
               CAST(COALESCE(o.margin, 0) AS {money}) AS margin,
               CASE WHEN u.customer_id IS NULL THEN 0 ELSE 1 END AS unsubscribed, COALESCE(o.returned, 0) AS returned,
               COALESCE(b.orders, 0) AS orders_before, CAST(COALESCE(b.revenue, 0) AS {money}) AS revenue_before,
               CAST(COALESCE(b.margin, 0) AS {money}) AS margin_before
        FROM participants AS a LEFT JOIN $o AS o ON o.customer_id = a.customer_id
        LEFT JOIN $b AS b ON b.customer_id = a.customer_id LEFT JOIN $u AS u ON u.customer_id = a.customer_id
        """,
        o=_sums(begins, ends, has_cost),
        b=_sums(since, begins, has_cost),
        u=left,
    )


def known_until() -> Tree:
    """The last instant that the orders tell of, and whether they know what goods cost."""
    return template("SELECT X_ZONED_TO_UTC(MAX(ordered_at)) AS until, COUNT(cost) AS costs FROM orders")
