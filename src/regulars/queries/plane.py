"""Money and engagement side by side: buyers and visitors on one plane, from `profile` and `profile_events`."""

from __future__ import annotations

from regulars.queries.render import Tree, case, name, null, number, select, table, template, text
from regulars.queries.scores import quantiles
from regulars.scoring.composite import fifth_name
from regulars.scoring.layers import Corner
from regulars.scoring.lifecycle import Stage


def plane_people(has_money: bool) -> Tree:
    """The table `plane`: every scored customer, and everybody with events who never bought.

    Columns: worth (fifth by composite, 1 = top; 0 = never bought), lifecycle, recency_days, last_order_at, visits, first_visit_at,
    last_visit_at, revenue.
    """
    fifths = [(template("c.fifth = $f", f=text(fifth_name(place))), number(place)) for place in range(1, 6)]
    return template(
        """
        SELECT $fifth AS worth, p.lifecycle AS lifecycle, p.recency_days AS recency_days, c.last_order_at AS last_order_at,
               p.visits_90d AS visits, p.first_visit_at AS first_visit_at, p.last_visits_at AS last_visit_at, $money AS revenue
        FROM profile AS p JOIN customers AS c ON c.customer_id = p.customer_id
        UNION ALL
        SELECT 0, 'prospect', NULL, NULL, e.visits_90d, e.first_visit_at, e.last_visits_at, CAST(0 AS DECIMAL(18, 2))
        FROM profile_events AS e WHERE NOT EXISTS (SELECT 1 FROM population AS s WHERE s.customer_id = e.customer)
        """,
        fifth=case(fifths, null()),
        money=template("p.revenue_ever") if has_money else template("CAST(0 AS DECIMAL(18, 2))"),
    )


def visit_quantile(numerator: int, denominator: int) -> Tree:
    """A nearest-rank quantile of the visits of those who visited: q0, lo, hi, n."""
    return quantiles(name("visits"), "plane", [(numerator, denominator)], template("visits > 0"))


def plane_cells(heavy: int) -> Tree:
    """Customers and revenue by worth and visits (0 none, 1 some, 2 heavy)."""
    level = case([(template("visits >= $h", h=number(heavy)), number(2)), (template("visits > 0"), number(1))], number(0))
    return template(
        "SELECT worth, $l AS level, COUNT(*) AS n, SUM(revenue) AS revenue FROM $t GROUP BY 1, 2 ORDER BY 1, 2",
        l=level,
        t=table("plane"),
    )


def corner(which: Corner, heavy: int, lately: int) -> Tree:
    """Whether a row is in a corner; `lately` are the days within which an order is recent."""
    slots = {"h": number(heavy), "d": number(lately), "lapsed": text(Stage.LAPSED), "lapsing": text(Stage.LAPSING)}
    conditions = {
        Corner.STOPPED_VISITING: "worth > 0 AND lifecycle <> $lapsed AND visits = 0 AND first_visit_at <= last_order_at",
        Corner.STOPPED_BUYING: "worth > 0 AND (lifecycle = $lapsed OR lifecycle = $lapsing) AND visits >= $h",
        Corner.NEVER_BOUGHT: "worth = 0 AND visits >= $h",
        Corner.UNVISITED: "worth > 0 AND recency_days <= $d AND (first_visit_at IS NULL OR first_visit_at > last_order_at)",
    }
    return template(conditions[which], **slots)


def corners(heavy: int, lately: int) -> Tree:
    """Customers and revenue of every corner, in the order of `Corner`: n0, revenue0, n1, ..."""
    columns: list[Tree] = []
    for which in Corner:
        inside = corner(which, heavy, lately)
        columns += [
            template("COUNT(CASE WHEN $c THEN 1 END)", c=inside),
            template("SUM(CASE WHEN $c THEN revenue END)", c=inside),
        ]
    return select(*columns).from_("plane")
