"""What is worked out over a customer's rows: one table per set of rows, with one row per customer and one column per measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from regulars.criteria.operators import AGGREGATES
from regulars.criteria.terms import Aggregate, Source
from regulars.criteria.tree import Measure, Rows
from regulars.queries.criteria_rows import Anchors, customer_column, is_text, period_index, row_column, row_set, time_column
from regulars.queries.criteria_terms import Layout, column, days_between
from regulars.queries.trees import Tree, alias, aliased, call, template

_MONEY_OF_RETURNS = frozenset({"net", "refunded"})
LIFETIME_COLUMNS = ("orders", "sum_net", "first_at", "last_at")
_BY_VALUE = frozenset({Aggregate.MOST_REPEATED, Aggregate.LONGEST_RUN, Aggregate.MOST_SPENT})
_FROM_GAPS = frozenset({Aggregate.LONGEST_GAP, Aggregate.LAST_GAP})


@dataclass(frozen=True, slots=True)
class Group:
    """Measures that one pass over rows can answer. `by` is the column by whose values rows are added up, `of` what for."""

    rows: Rows
    with_returns: bool = False
    has_gaps: bool = False
    by: str | None = None
    of: Aggregate | None = None


@dataclass(slots=True)
class Totals:
    """The table of a group: its name, the rows it is made from, and its columns so far."""

    name: str
    group: Group
    source: exp.Select
    columns: dict[str, Tree] = field(default_factory=dict)


def group_of(measure: Measure, layout: Layout) -> Group:
    """Which pass a measure belongs to."""
    rows, aggregate = measure.rows, measure.aggregate
    if aggregate in _BY_VALUE:
        returns = (
            aggregate is Aggregate.MOST_SPENT and rows.source is Source.ORDERS and layout.has_returns and rows.position is None
        )
        return Group(rows, with_returns=returns, by=measure.column, of=aggregate)
    adds_money = aggregate is Aggregate.SUM and measure.column in _MONEY_OF_RETURNS and rows.source is Source.ORDERS
    has_returns = adds_money and layout.has_returns and rows.position is None
    return Group(rows, with_returns=has_returns, has_gaps=aggregate in _FROM_GAPS)


def source_of(group: Group, anchors: Anchors) -> exp.Select:
    """The rows of a group, without columns."""
    return row_set(group.rows, anchors, with_returns=group.with_returns)


def column_name(measure: Measure) -> str:
    """What a measure's column is called."""
    match measure.aggregate:
        case Aggregate.COUNT:
            return "rows" if measure.rows.source is Source.EVENTS else "orders"
        case Aggregate.FIRST | Aggregate.LAST:
            return f"{measure.aggregate}_at"
        case _ if measure.column is None or measure.aggregate in _BY_VALUE:
            return str(measure.aggregate)
        case _:
            return f"{measure.aggregate}_{measure.column}"


def is_zero_without_rows(measure: Measure) -> bool:
    """Whether no rows give 0 and not unknown."""
    return AGGREGATES[measure.aggregate].is_zero


def is_lifetime(measure: Measure) -> bool:
    """Whether a measure is one of those over all counted orders that are worth keeping."""
    return measure.rows == Rows(Source.ORDERS) and column_name(measure) in LIFETIME_COLUMNS


def expression(measure: Measure, layout: Layout) -> Tree:
    """A measure as an aggregate over the rows of its group, grouped by customer."""
    source = measure.rows.source
    moment = time_column(source)

    def value() -> Tree:
        found = row_column(source, measure.column or "", layout)
        return found.this if isinstance(found, exp.Paren) else found

    match measure.aggregate:
        case Aggregate.COUNT:
            return _count(source)
        case Aggregate.SUM:
            return template("COALESCE(SUM($v), 0)", v=value())
        case Aggregate.AVERAGE:
            return call("X_RATIO", template("SUM($v)", v=value()), template("COUNT($v)", v=value()))
        case Aggregate.MINIMUM:
            return template("MIN($v)", v=value())
        case Aggregate.MAXIMUM:
            return template("MAX($v)", v=value())
        case Aggregate.DISTINCT:
            return template("COUNT(DISTINCT $v)", v=_without_case(measure, value()))
        case Aggregate.FIRST:
            return template("MIN($m)", m=moment)
        case Aggregate.LAST:
            return template("MAX($m)", m=moment)
        case Aggregate.AVERAGE_GAP:
            span = days_between(template("MIN($m)", m=moment), template("MAX($m)", m=moment))
            return call("X_RATIO", span, template("$n - 1", n=_count(source)))
        case Aggregate.LONGEST_GAP:
            return template("MAX(g.gap)")
        case Aggregate.LAST_GAP:
            return template("MAX(CASE WHEN g.place = 1 THEN g.gap END)")
        case Aggregate.MOST_REPEATED | Aggregate.LONGEST_RUN | Aggregate.MOST_SPENT:
            return template("MAX(k.times)")


def totals_query(totals: Totals, layout: Layout) -> Tree:
    """The table of a group."""
    group, source = totals.group, totals.group.rows.source
    columns = [alias(tree, named) for named, tree in totals.columns.items()]
    if group.by is not None:
        made = (
            _runs(totals.source, source, group.by, layout)
            if group.of is Aggregate.LONGEST_RUN
            else _by_value(totals, group.by, layout)
        )
        return _outer("k", columns, made)
    if group.has_gaps:
        return _outer("g", columns, _gaps(totals.source, source))
    return totals.source.select(customer_column(source), *columns).group_by(customer_column(source))


def _by_value(totals: Totals, by: str, layout: Layout) -> Tree:
    """How many rows have each value of a column, or what was spent in them."""
    source = totals.group.rows.source
    value = row_column(source, by, layout)
    if is_text(source, by):
        value = template("LOWER($v)", v=value)
    times = _count(source)
    if totals.group.of is Aggregate.MOST_SPENT:
        money = row_column(source, "net" if source is Source.ORDERS else "line_total", layout)
        times = template("COALESCE(SUM($v), 0)", v=money.this if isinstance(money, exp.Paren) else money)
    counted = totals.source.select(customer_column(source), alias(times, "times")).group_by(customer_column(source), value.copy())
    return counted.where(template("NOT $v IS NULL", v=value))


def _runs(rows: exp.Select, source: Source, by: str, layout: Layout) -> Tree:
    """How long each run of calendar periods in a row is: a period's number less its place is the same all along a run."""
    periods = rows.select(customer_column(source), alias(period_index(time_column(source), by, layout), "period")).distinct()
    place = "ROW_NUMBER() OVER (PARTITION BY p.customer_id ORDER BY p.period NULLS LAST)"
    runs = template(f"SELECT p.customer_id, p.period - {place} AS run FROM $found AS p", found=exp.Subquery(this=periods))
    return template(
        "SELECT r.customer_id, COUNT(*) AS times FROM $runs AS r GROUP BY r.customer_id, r.run", runs=exp.Subquery(this=runs)
    )


def having(measure: Measure, totals: exp.Select, test: Tree) -> Tree:
    """The customers with rows of whom a test of an aggregate is true."""
    customer = customer_column(measure.rows.source)
    return totals.select(customer).group_by(customer.copy()).having(test)


def _outer(short: str, columns: Sequence[Tree], inner: Tree) -> Tree:
    source = aliased(exp.Subquery(this=inner), short)
    return exp.select(column("customer_id", short), *columns).from_(source, copy=False).group_by(column("customer_id", short))


def _count(source: Source) -> Tree:
    return template("COUNT(DISTINCT o.order_id)") if source is Source.LINES else template("COUNT(*)")


def _without_case(measure: Measure, value: Tree) -> Tree:
    named = measure.column or ""
    return template("LOWER($v)", v=value) if is_text(measure.rows.source, named) else value


def _gaps(rows: exp.Select, source: Source) -> Tree:
    """Rows (an order once, however many lines of it are meant) with the days since the one before, and their place from the end."""
    moment = alias(time_column(source), "moment")
    tie = ["m.moment"]
    if source is Source.EVENTS:
        found = rows.select(customer_column(source), moment)
    else:
        found = rows.select(customer_column(source), column("order_id", "o"), moment).distinct()
        tie += ["LENGTH(m.order_id)", "m.order_id"]
    up = ", ".join(f"{part} NULLS LAST" for part in tie)
    down = ", ".join(f"{part} DESC NULLS LAST" for part in tie)
    before = template(f"LAG(m.moment) OVER (PARTITION BY m.customer_id ORDER BY {up})")
    return template(
        f"""
        SELECT m.customer_id, $gap AS gap, ROW_NUMBER() OVER (PARTITION BY m.customer_id ORDER BY {down}) AS place
        FROM $found AS m
        """,
        gap=days_between(before, template("m.moment")),
        found=exp.Subquery(this=found),
    )
