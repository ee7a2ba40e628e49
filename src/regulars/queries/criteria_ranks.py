"""A customer among the others: places in a ranking, and figures about the customers as a whole."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from sqlglot import exp

from regulars.criteria.terms import Aggregate, Comparator, End, RankBy, Source, Statistic
from regulars.criteria.tree import Compare, Condition, Constant, Measure, OfBase, Rank, Ratio, Rows
from regulars.queries.criteria_rows import Anchors
from regulars.queries.criteria_terms import constant, our_table
from regulars.queries.trees import Tree, call, template

# whom a ranking is among, and whom a figure is about, unless the tree says otherwise
HAS_ORDER: Condition = Compare(Measure(Aggregate.COUNT, Rows(Source.ORDERS)), Comparator.AT_LEAST, Constant(Decimal(1)))


def ranked(rank: Rank, anchors: Anchors) -> Tree:
    """The customer_id of those who are in the taken part of the ranking."""
    values = our_table(anchors.values((rank.quantity,), _base(rank.among)))
    down = "DESC" if rank.end is End.TOP else "ASC"
    up = "ASC" if rank.end is End.TOP else "DESC"
    match rank.by:
        case RankBy.SHARE:  # as many as stand ahead of a customer are less than the share
            return _placed(values, down, template("p.ahead < $s * p.customers", s=constant(rank.amount)))
        case RankBy.COUNT:
            return _placed(values, down, template("p.ahead < $n", n=constant(rank.amount)))
        case RankBy.BEYOND:
            return _placed(values, up, template("p.ahead > $s * (p.customers - 1)", s=constant(rank.amount)))
        case RankBy.MAKING:
            return _making(values, down, constant(rank.amount))
        case _:
            assert_never(rank.by)


def _base(among: Condition | None) -> Condition:
    return HAS_ORDER if among is None else among


def _placed(values: Tree, direction: str, taken: Tree) -> Tree:
    return template(
        f"""
        SELECT p.customer_id
        FROM (
            SELECT v.customer_id, RANK() OVER (ORDER BY v.value {direction} NULLS LAST) - 1 AS ahead, COUNT(*) OVER () AS customers
            FROM $values AS v WHERE NOT v.value IS NULL
        ) AS p
        WHERE $taken
        """,
        values=values,
        taken=taken,
    )


def _making(values: Tree, direction: str, share: Tree) -> Tree:
    """Equal values go together: all of them are in when what stands before them is still short of the share."""
    return template(
        f"""
        SELECT v.customer_id
        FROM $values AS v
        JOIN (
            SELECT d.value, SUM(d.added) OVER (
                       ORDER BY d.value {direction} NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
                   ) - d.added AS ahead, SUM(d.added) OVER () AS whole
            FROM (SELECT w.value, SUM(w.value) AS added FROM $values AS w WHERE NOT w.value IS NULL GROUP BY w.value) AS d
        ) AS s ON s.value = v.value
        WHERE s.ahead < $share * s.whole
        """,
        values=values,
        share=share,
    )


def of_base(figure: OfBase, anchors: Anchors) -> Tree:
    """The figure as a scalar subquery; unknown where nobody has a value."""
    base = _base(figure.among)
    match figure.statistic, figure.quantity:
        case Statistic.AVERAGE, Ratio(over, under):
            query = template(
                "SELECT $r FROM $v AS v WHERE NOT v.value IS NULL AND v.value_2 <> 0",
                r=call("X_RATIO", template("SUM(v.value)"), template("SUM(v.value_2)")),
                v=our_table(anchors.values((over, under), base)),
            )
        case Statistic.AVERAGE, _:
            query = template(
                "SELECT $r FROM $v AS v",
                r=call("X_RATIO", template("SUM(v.value)"), template("COUNT(v.value)")),
                v=our_table(anchors.values((figure.quantity,), base)),
            )
        case Statistic.MEDIAN, _:
            query = _median(our_table(anchors.values((figure.quantity,), base)))
        case _:
            query = _percentile(our_table(anchors.values((figure.quantity,), base)), constant(figure.percent or Decimal(50)))
    return exp.Subquery(this=query)


def _median(values: Tree) -> Tree:
    """The middle value, or the mean of the two in the middle."""
    return template(
        """
        SELECT $middle
        FROM (
            SELECT v.value, ROW_NUMBER() OVER (ORDER BY v.value NULLS LAST) AS place, COUNT(*) OVER () AS customers
            FROM $values AS v WHERE NOT v.value IS NULL
        ) AS p
        WHERE 2 * p.place BETWEEN p.customers AND p.customers + 2
        """,
        middle=call("X_RATIO", template("SUM(p.value)"), template("COUNT(p.value)")),
        values=values,
    )


def _percentile(values: Tree, percent: Tree) -> Tree:
    """The nearest rank: the smallest value with at least so many per cent of the customers at or below it."""
    return template(
        """
        SELECT MIN(p.value)
        FROM (
            SELECT v.value, COUNT(*) OVER (
                       ORDER BY v.value NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
                   ) AS reached, COUNT(*) OVER () AS customers
            FROM $values AS v WHERE NOT v.value IS NULL
        ) AS p
        WHERE 100 * p.reached >= $percent * p.customers
        """,
        values=values,
        percent=percent,
    )
