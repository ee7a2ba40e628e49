"""What the pages about segments ask of the published tables: sums by segment, never rows of customers.

The views are those of `work.published`: profile, memberships, segment_metrics, top_products, moves, history, order_lines, orders.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from regulars.queries.render import Tree, alias, is_in, name, null, number, select, subquery, table, template, text, timestamp

# columns of the profile that need data or a model that a shop may not have, and what is added up of them
_OPTIONAL_SUMS = {
    "expected_revenue_90d": "SUM(p.expected_revenue_90d)",
    "expected_revenue_365d": "SUM(p.expected_revenue_365d)",
    "probability_buys_90d": "SUM(p.probability_buys_90d)",
    "probability_alive": "SUM(p.probability_alive)",
    "revenue_365d": "SUM(p.revenue_365d)",
    "gross_margin": "SUM(p.gross_margin)",
    "revenue_ever": "SUM(p.revenue_ever)",
    "accepts_marketing": "COUNT(CASE WHEN p.accepts_marketing THEN 1 END)",
}


def metrics() -> Tree:
    """The figures of every segment, as the refresh worked them out."""
    return template(
        "SELECT name, kind, customers, share, orders, revenue, revenue_share, aov, objective, campaign_type FROM segment_metrics"
    )


def member_sums(columns: Collection[str], frequency: str) -> Tree:
    """By segment: customers, how many came again, days since the last order, and sums of what the profile knows beyond the metrics.

    `columns` are those of the profile. What it lacks is null.
    """
    sums = [
        alias(template(formula) if column in columns else null(), f"sum_{column}") for column, formula in _OPTIONAL_SUMS.items()
    ]
    counted = select(
        name("segment", "s"),
        name("kind", "s"),
        template("COUNT(*) AS customers"),
        alias(template("COUNT(CASE WHEN $f > 1 THEN 1 END)", f=name(frequency, "p")), "again"),
        template("X_LOW_MEDIAN(p.recency_days) AS median_recency"),
        *sums,
    )
    source = counted.from_("memberships AS s").join(Tree("profile AS p", is_closed=True), using="customer_id")
    return source.group_by(name("segment", "s"), name("kind", "s"))


def patterns() -> Tree:
    """How many customers each segment has of each pattern, most first."""
    return template(
        """
        SELECT s.segment, s.kind, p.pattern, COUNT(*) AS customers
        FROM memberships AS s JOIN profile AS p USING (customer_id)
        GROUP BY s.segment, s.kind, p.pattern ORDER BY customers DESC, p.pattern
        """
    )


def grid(*, has_money: bool) -> Tree:
    """Customers and net revenue by recency and frequency score (1 = best)."""
    return template(
        "SELECT r, f, COUNT(*) AS customers, $m AS revenue FROM profile GROUP BY r, f",
        m=template("SUM(revenue)") if has_money else null(),
    )


def totals(frequency: str, *, has_money: bool) -> Tree:
    """The whole shop: customers, those who came more than once, orders, net revenue."""
    return template(
        """
        SELECT COUNT(*) AS customers, COUNT(CASE WHEN $f > 1 THEN 1 END) AS again, SUM($f) AS orders, $m AS revenue FROM profile
        """,
        f=name(frequency),
        m=template("SUM(revenue)") if has_money else null(),
    )


def latest_order() -> Tree:
    """The instant of the newest order that was imported, as naive UTC, and how many there are."""
    return template("SELECT X_ZONED_TO_UTC(MAX(ordered_at)) AS at, COUNT(*) AS orders FROM orders")


def products() -> Tree:
    """The best-selling products of every segment; of the whole shop where the segment is null."""
    return template("SELECT segment, place, product_id, title, quantity, revenue, customers FROM top_products ORDER BY place")


def move_flows(run: int) -> Tree:
    """Who changed segment at the refresh of a run, by segments and cause."""
    return template(
        """
        SELECT from_segment, to_segment, cause, act, COUNT(*) AS customers, SUM(revenue) AS revenue
        FROM moves WHERE run = $r GROUP BY from_segment, to_segment, cause, act
        ORDER BY customers DESC, from_segment NULLS FIRST, to_segment NULLS FIRST, cause, act NULLS FIRST
        """,
        r=number(run),
    )


def custom_changes(segment: str, before: str, *, has_money: bool) -> Tree:
    """Who came into a custom segment and who went out since the memberships in the view `before`, by the segment of the map that
    they are in now (null: scored no more)."""
    return template(
        """
        SELECT CASE WHEN b.customer_id IS NULL THEN 'in' ELSE 'out' END AS way, p.segment, COUNT(*) AS customers, $m AS revenue
        FROM (SELECT customer_id FROM memberships WHERE kind = 'custom' AND segment = $s) AS a
             FULL JOIN (SELECT customer_id FROM $b WHERE kind = 'custom' AND segment = $s) AS b
             ON b.customer_id = a.customer_id
             LEFT JOIN profile AS p ON p.customer_id = COALESCE(a.customer_id, b.customer_id)
        WHERE a.customer_id IS NULL OR b.customer_id IS NULL
        GROUP BY 1, 2
        """,
        s=text(segment),
        b=table(before),
        m=template("SUM(p.revenue)") if has_money else null(),
    )


def ordered_since(run: int, since: datetime) -> Tree:
    """By the segment that customers were in after the refresh of a run: how many, and how many of them have ordered since.

    Customers who are scored no longer count as not having ordered.
    """
    return template(
        """
        SELECT h.segment, COUNT(*) AS customers, COUNT(CASE WHEN p.last_order_at >= $t THEN 1 END) AS again
        FROM (
            SELECT customer_id, segment, change,
                   ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY run DESC) AS place
            FROM history WHERE run <= $r
        ) AS h LEFT JOIN profile AS p USING (customer_id)
        WHERE h.place = 1 AND h.change <> 'left' GROUP BY h.segment
        """,
        r=number(run),
        t=timestamp(since),
    )


def bought_lately(days: int) -> Tree:
    """How many customers are scored, and how many of them ordered in the last so many days."""
    return template("SELECT COUNT(*) AS customers, COUNT(CASE WHEN recency_days < $d THEN 1 END) AS n FROM profile", d=number(days))


def overlap(first: tuple[str, str], second: tuple[str, str], *, has_money: bool) -> Tree:
    """Of two segments, each (name, kind): customers and net revenue of those in both, only in the first, only in the second."""
    sides = [
        template("SELECT customer_id FROM memberships WHERE segment = $s AND kind = $k", s=text(segment), k=text(kind))
        for segment, kind in (first, second)
    ]
    return template(
        """
        SELECT CASE WHEN b.customer_id IS NULL THEN 'first' WHEN a.customer_id IS NULL THEN 'second' ELSE 'both' END AS side,
               COUNT(*) AS customers, $m AS revenue
        FROM $a AS a FULL JOIN $b AS b ON b.customer_id = a.customer_id
             LEFT JOIN profile AS p ON p.customer_id = COALESCE(a.customer_id, b.customer_id)
        GROUP BY 1
        """,
        a=subquery(sides[0]),
        b=subquery(sides[1]),
        m=template("SUM(p.revenue)") if has_money else null(),
    )


def rule_sql(blocks: Sequence[Sequence[Tree]]) -> Tree:
    """The customers of a segment of the map, as a query on the profile: those of any block, in which all conditions hold."""
    written = [" AND ".join(condition.text for condition in block) or "TRUE" for block in blocks] or ["FALSE"]
    kept = written[0] if len(written) == 1 else " OR ".join(f"({each})" for each in written)
    return template("SELECT customer_id FROM profile WHERE $c", c=Tree(kept, is_closed=True))


def score_between(axis: str, low: int, high: int) -> Tree:
    """A score (1 = best) within limits."""
    column = Tree(axis, is_closed=True)
    if low == high:
        return column.eq(number(low))
    return is_in(column, [number(each) for each in range(low, high + 1)])
