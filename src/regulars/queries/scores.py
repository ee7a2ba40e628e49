"""Cuts, scores and segments of a population.

Quantiles are nearest rank as cumulative counts over distinct values: exact, the same on every engine, and equal values can never
be split. Cuts come back to Python, are stored with the run, and enter the scoring query as literals.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from regulars.queries.reading import MONEY, in_cents
from regulars.queries.render import (
    Select,
    Tree,
    alias,
    aliased,
    all_of,
    ascending,
    call,
    case,
    name,
    number,
    select,
    subquery,
    table,
    template,
    text,
)
from regulars.records import dataclass
from regulars.scoring.results import Axis, AxisCuts

TWO_PLACES, FOUR_PLACES = Decimal("0.01"), Decimal("0.0001")
_APART = "\x1f"  # in no name of a segment, for it cannot be printed

AXIS_COLUMN = {
    Axis.RECENCY: "recency_days",
    Axis.FREQUENCY: "frequency",
    Axis.MONETARY: "value",
    Axis.ENGAGEMENT: "value",
}


def _counts(value: Tree, source: str, condition: Tree | None = None) -> Tree:
    tree = select(alias(value, "v"), alias(template("COUNT(*)"), "n")).from_(table(source)).group_by("1")
    return tree.where(condition) if condition is not None else tree


def _cumulative(counts: Tree) -> Tree:
    return template(
        """
        SELECT v, n, SUM(n) OVER (ORDER BY v NULLS FIRST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS cum,
               SUM(n) OVER () AS tot
        FROM $counts AS d
        """,
        counts=subquery(counts),
    )


def quantiles(value: Tree, source: str, fractions: Sequence[tuple[int, int]], condition: Tree | None = None) -> Tree:
    """Nearest-rank quantiles of `value` at the fractions (numerator, denominator): columns q0, q1, ...; with lo, hi and n."""
    picks = [
        alias(template("MIN(CASE WHEN cum * $d >= tot * $k THEN v END)", d=number(d), k=number(k)), f"q{index}")
        for index, (k, d) in enumerate(fractions)
    ]
    ends = [template("MIN(v) AS lo"), template("MAX(v) AS hi"), template("MAX(tot) AS n")]
    cumulative = subquery(_cumulative(_counts(value, source, condition)))
    return select(*picks, *ends).from_(aliased(cumulative, "c"))


def axis_quantiles(axis: Axis, levels: int) -> Tree:
    """The nearest-rank borders between `levels` equal groups of the population on one axis."""
    return quantiles(name(AXIS_COLUMN[axis]), "population", [(k, levels) for k in range(1, levels)])


def axis_percentile(axis: Axis, percent: int) -> Tree:
    """One nearest-rank percentile of an axis: q0, lo, hi, n."""
    return quantiles(name(AXIS_COLUMN[axis]), "population", [(percent, 100)])


def extent(axis: Axis) -> Tree:
    """Smallest and largest value of an axis."""
    value = name(AXIS_COLUMN[axis])
    return template("SELECT MIN($v) AS lo, MAX($v) AS hi FROM population", v=value)


def histogram(axis: Axis, most: int) -> Tree:
    """Distinct values (v) and their customers (n), ascending; above `most` distinct values, neighbours are joined into
    groups of about equal size and each is represented by its largest value (equal values always stay together)."""
    cumulative = subquery(_cumulative(_counts(name(AXIS_COLUMN[axis]), "population")))
    return template(
        """
        SELECT MAX(v) AS v, SUM(n) AS n
        FROM (SELECT v, n, FLOOR(CAST((cum - n) AS DOUBLE) * $most / tot) AS g FROM $cumulative AS c) AS grouped
        GROUP BY g ORDER BY v
        """,
        most=number(most),
        cumulative=cumulative,
    )


def bin_counts(axis: Axis, edges: Sequence[Decimal | int]) -> Tree:
    """Customers per bin: bin i holds edges[i] <= value < edges[i + 1], the last bin everything from its edge on."""
    value = name(AXIS_COLUMN[axis])
    branches = [(template("$v < $e", v=value, e=number(edge)), number(index)) for index, edge in enumerate(edges[1:])]
    bucket = case(branches, number(len(edges) - 1))
    return template("SELECT $b AS bin, COUNT(*) AS n FROM population GROUP BY 1", b=bucket)


def gap_quantiles() -> Tree:
    """Median, 75th and 90th percentile of customers' own mean gap between orders, in days to a tenth (q0, q1, q2) and n."""
    days = template("FLOOR(CAST(X_DAYS(CAST(first_at AS DATE), CAST(last_at AS DATE)) * 10 AS DOUBLE) / (frequency - 1))")
    condition = template("frequency > 1 AND CAST(first_at AS DATE) < CAST(last_at AS DATE)")
    return quantiles(days, "population", [(1, 2), (3, 4), (9, 10)], condition)


def whole_gap_quantiles() -> Tree:
    """The same of everybody who ever ordered, whatever the window: of mean gaps between order days, from `profile_gaps`."""
    days = template("FLOOR(CAST(X_DAYS(first_day, last_day) * 10 AS DOUBLE) / (order_days - 1))")
    return quantiles(days, "profile_gaps", [(1, 2), (3, 4), (9, 10)], template("order_days > 1"))


def score(cuts: AxisCuts) -> Tree:
    """The score of one axis, 1 = best."""
    value = name(AXIS_COLUMN[cuts.axis])
    below = "$v <= $b" if cuts.inclusive_upper else "$v < $b"
    branches: list[tuple[Tree, Tree]] = []
    for index, border in enumerate(cuts.boundaries):
        level = index + 1 if cuts.lower_is_better else cuts.levels - index
        branches.append((template(below, v=value, b=number(border)), number(level)))
    return case(branches, number(cuts.levels if cuts.lower_is_better else 1))


def scored(all_cuts: Sequence[AxisCuts]) -> Tree:
    """The population with a score (1 = best) per axis, in columns named r, f, m or e."""
    scores = [alias(score(cuts), cuts.axis.value) for cuts in all_cuts]
    return select(Tree("*"), *scores).from_("population")


def cell_totals(axes: Sequence[Axis], has_money: bool) -> Tree:
    """Customers, orders and revenue per cell of the grid."""
    keys = [name(axis.value) for axis in axes]
    money = template("SUM(value)") if has_money else template("CAST(NULL AS DECIMAL(18, 2))")
    return select(*keys, template("COUNT(*)"), template("SUM(frequency)"), money).from_("scored").group_by(*keys)


@dataclass(frozen=True, slots=True)
class Cell:
    """One occupied cell of the grid: its scores (1 = best), what is shown for them, and what they mean."""

    scores: tuple[int, ...]
    shown: tuple[int, ...]
    pattern: str
    segment: str
    composite: Decimal
    composite_rank: Decimal
    fifth: str


def cells(axes: Sequence[Axis], occupied: Sequence[Cell]) -> Tree:
    """The occupied cells as a small table, for `placed` to join."""
    columns: list[tuple[str, str, Sequence[object]]] = [
        *((f"k{place}", "INTEGER", [cell.scores[place] for cell in occupied]) for place in range(len(axes))),
        *((axis.value, "INTEGER", [cell.shown[place] for cell in occupied]) for place, axis in enumerate(axes)),
        ("pattern", "VARCHAR", [cell.pattern for cell in occupied]),
        ("segment", "VARCHAR", [cell.segment for cell in occupied]),
        ("composite", "DECIMAL(18, 4)", [cell.composite.quantize(FOUR_PLACES) for cell in occupied]),
        ("composite_rank", "DECIMAL(6, 2)", [cell.composite_rank.quantize(TWO_PLACES) for cell in occupied]),
        ("fifth", "VARCHAR", [cell.fifth for cell in occupied]),
    ]
    return select(*[alias(_written_out(values, kind), called) for called, kind, values in columns])


def _written_out(values: Sequence[object], kind: str) -> Tree:
    """A column of a few values: one literal, which the engine takes apart seven times as fast as it binds so many."""
    rows = call("X_SPLIT_ROWS", text(_APART.join(map(str, values))), text(_APART))
    return template(f"CAST($r AS {kind})", r=rows)


@dataclass(frozen=True, slots=True)
class OutputNames:
    """What the neutral columns of the population are called in the table handed out."""

    moment: str  # "order" or "event": last_order_at
    frequency: str  # "orders" or "visits"
    value: str  # "revenue" or "points"


ORDER_NAMES = OutputNames("order", "orders", "revenue")
EVENT_NAMES = OutputNames("event", "visits", "points")


def carried(axes: Sequence[Axis]) -> tuple[str, ...]:
    """The columns of `scored`, besides customer_id and recency_days, that `placed` reads."""
    return ("first_at", "last_at", "frequency", "value", *(axis.value for axis in axes))


def placed(axes: Sequence[Axis], names: OutputNames, has_value: bool, source: str = "scored") -> Select:
    """Every scored customer with pattern, segment and composite: the table a run hands out.

    The leading columns are the contract of `customers.csv`. `source` (as `s`) has the columns of `scored`.
    """
    join = all_of(*[name(axis.value, "s").eq(name(f"k{index}", "c")) for index, axis in enumerate(axes)])
    value = in_cents(name("value", "s")) if has_value else template(f"CAST(NULL AS {MONEY})")
    shown: list[Tree] = [name(axis.value, "c") for axis in axes]
    if len(axes) == 2:  # without money the third score is there and empty
        shown.append(alias(template("CAST(NULL AS INTEGER)"), "m"))
    return (
        select(
            name("customer_id", "s"),
            alias(name("last_at", "s"), f"last_{names.moment}_at"),
            name("recency_days", "s"),
            alias(name("frequency", "s"), names.frequency),
            alias(value, names.value),
            *shown,
            name("pattern", "c"),
            name("segment", "c"),
            alias(name("first_at", "s"), f"first_{names.moment}_at"),
            name("composite", "c"),
            name("composite_rank", "c"),
            name("fifth", "c"),
        )
        .from_(aliased(table(source), "s"))
        .join(aliased(table("cells"), "c"), on=join)
    )


def ordered(view: str, *keys: str) -> Tree:
    """All rows of a table in a stable order, for writing."""
    return select(Tree("*")).from_(table(view)).order_by(*[ascending(name(key)) for key in keys])
