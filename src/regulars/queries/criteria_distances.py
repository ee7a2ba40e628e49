"""How nearly a customer passes a condition, for near misses to be listed nearest first."""

from __future__ import annotations

from sqlglot import exp

from regulars.criteria.terms import Window
from regulars.criteria.windows import bounds
from regulars.queries.criteria_terms import Layout, days_between, moment
from regulars.queries.trees import Tree, template

# a time that lies a month off counts as far as a number that is twice as large as it should be
_DAYS = 30


def relative_distance(value: Tree, limit: Tree) -> Tree:
    """The difference as a share of the limit, which counts as 1 at least."""
    return template("ABS(CAST($v AS DOUBLE) - CAST($l AS DOUBLE)) / GREATEST(ABS(CAST($l AS DOUBLE)), 1)", v=value, l=limit)


def days_apart(value: Tree, end: Tree) -> Tree:
    """The days between two times, in months."""
    return template(f"ABS($d) / {_DAYS}", d=days_between(value, end))


def nearer(distances: list[Tree]) -> Tree:
    """The smallest of some distances."""
    if not distances:
        return exp.null()
    return distances[0] if len(distances) == 1 else exp.Least(this=distances[0], expressions=distances[1:], ignore_nulls=True)


def ends(window: Window, layout: Layout) -> list[Tree]:
    """The instants at the ends of a window."""
    limits = bounds(window, layout.as_of, layout.zone)
    return [moment(end) for end in (limits.low, limits.high) if end is not None]
