"""A customer's rows in SQL: which orders, lines or events are meant, before anything is worked out over them."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol, assert_never

from sqlglot import exp

from regulars.criteria.columns import CALENDAR_PERIODS, LINE_COLUMNS, ROW_COLUMNS, ValueKind
from regulars.criteria.operators import COMPARATORS, holds
from regulars.criteria.terms import Aggregate, DatePart, Source
from regulars.criteria.tree import (
    All,
    Around,
    Condition,
    Contains,
    LinesNumber,
    Position,
    Quantity,
    RowAll,
    RowAny,
    RowCondition,
    RowKnown,
    RowNot,
    RowNumber,
    Rows,
    RowText,
)
from regulars.queries.criteria_terms import (
    EVENTS,
    LINES,
    ORDERS,
    RETURN_STATUS,
    UNCOUNTED,
    Layout,
    both,
    column,
    compared,
    constant,
    days_between,
    either,
    in_window,
    known,
    local_date,
    local_time,
    negated,
    our_table,
    part_of,
    text_test,
)
from regulars.queries.lake_views import STORED_AT
from regulars.queries.trees import Tree, aliased, call, number, template, text

_LINE_OWN = frozenset(made.name for made in LINE_COLUMNS)
_CALENDAR = {
    "month": DatePart.MONTH,
    "day_of_month": DatePart.DAY_OF_MONTH,
    "weekday": DatePart.WEEKDAY,
    "hour": DatePart.HOUR,
}


class Anchors(Protocol):
    """What rows need to know about the customers they belong to."""

    layout: Layout

    def values(self, quantities: tuple[Quantity, ...], among: Condition | None) -> str:
        """A table of customer_id, value (and value_2...) for the customers for whom `among` is true."""


def row_set(rows: Rows, anchors: Anchors, *, with_returns: bool = False) -> exp.Select:
    """`SELECT FROM ... WHERE ...` of the rows, for a caller to add its columns to. Tables are `o`, `l`, `e`, and `a` (anchor).

    `with_returns` lets returns of their own in: they have money and are no orders.
    """
    layout = anchors.layout
    query, conditions = _source(rows, layout, with_returns)
    if rows.window is not None:
        if layout.has_stored_times:
            conditions += in_window(_stored_time(rows.source), rows.window, layout, is_zoned=True)
        else:
            conditions += in_window(time_column(rows.source), rows.window, layout)
    if rows.around is not None:
        anchor = anchors.values((rows.around.anchor,), All(()))
        customer = customer_column(rows.source)
        query = query.join(aliased(our_table(anchor), "a"), on=column("customer_id", "a").eq(customer), copy=False)
        conditions += _around(rows.around, time_column(rows.source))
    if rows.where is not None:
        conditions.append(_where(rows.where, rows.source, layout))
    return query.where(*conditions, copy=False) if conditions else query


def customer_column(source: Source) -> exp.Column:
    """Whose row it is."""
    return column("customer_id", "e" if source is Source.EVENTS else "o")


def time_column(source: Source) -> exp.Column:
    """When it was, in UTC."""
    return column("occurred_at", "e") if source is Source.EVENTS else column("ordered_at", "o")


def _stored_time(source: Source) -> exp.Column:
    return column(STORED_AT, "e" if source is Source.EVENTS else "o")


def row_column(source: Source, named: str, layout: Layout) -> Tree:
    """A column of the rows, by its name in the catalogue."""
    if named in _CALENDAR:
        return part_of(local_time(time_column(source), layout), _CALENDAR[named])
    if named in CALENDAR_PERIODS:
        return _period_number(local_time(time_column(source), layout), named)
    if source is Source.EVENTS:
        return column(named, "e")
    if source is Source.LINES and named in _LINE_OWN:
        return column(named, "l")
    if named == "net":
        return exp.paren(template("o.total - o.refunded"))
    return column(named, "o")


def _period_number(moment: Tree, named: str) -> Tree:
    """A year, or a quarter, month or day of a year, as one number."""
    year, month = part_of(moment, DatePart.YEAR), part_of(moment.copy(), DatePart.MONTH)
    if named == "year":
        return year
    if named == "year_quarter":
        return exp.paren(template("$y * 10 + ($m + 2) // 3", y=year, m=month))
    if named == "year_month":
        return exp.paren(template("$y * 100 + $m", y=year, m=month))
    day = part_of(moment.copy(), DatePart.DAY_OF_MONTH)
    return exp.paren(template("$y * 10000 + $m * 100 + $d", y=year, m=month, d=day))


def period_index(time: Tree, named: str, layout: Layout) -> Tree:
    """A calendar period as a number that is one more for the period after it."""
    if named == "year_month_day":
        return call("X_DAYS", template("CAST($d AS DATE)", d=text("2000-01-01")), local_date(time, layout))
    local = local_time(time, layout)
    year, month = part_of(local, DatePart.YEAR), part_of(local.copy(), DatePart.MONTH)
    if named == "year":
        return year
    if named == "year_quarter":
        return template("$y * 4 + ($m + 2) // 3", y=year, m=month)
    return template("$y * 12 + $m", y=year, m=month)


def is_text(source: Source, named: str) -> bool:
    """Whether a column of the rows is text, whose case does not matter."""
    return ROW_COLUMNS[source][named].kind is ValueKind.TEXT


def counted(layout: Layout, *, with_returns: bool = False, every_status: bool = False) -> list[Tree]:
    """The conditions under which a row of `orders` counts."""
    left_out = [] if every_status else list(layout.uncounted)
    if layout.has_returns and not with_returns:
        left_out.append(RETURN_STATUS)
    if not left_out:
        return []
    status = column("status", "o")
    if len(left_out) == 1:
        return [exp.NEQ(this=status, expression=text(left_out[0]))]
    return [exp.Not(this=exp.In(this=status, expressions=[text(word) for word in left_out]))]


def _source(rows: Rows, layout: Layout, with_returns: bool) -> tuple[exp.Select, list[Tree]]:
    if rows.source is Source.EVENTS:
        return exp.select().from_(aliased(our_table(EVENTS), "e"), copy=False), []
    conditions = counted(layout, with_returns=with_returns, every_status=rows.every_status)
    orders: Tree = our_table(ORDERS)
    if rows.position is not None:
        orders = exp.Subquery(this=_numbered(rows.position, conditions))
        conditions = [exp.EQ(this=column("place", "o"), expression=number(rows.position.number))]
    if rows.source is Source.ORDERS:
        return exp.select().from_(aliased(orders, "o"), copy=False), conditions
    query = exp.select().from_(aliased(our_table(LINES), "l"), copy=False)
    return query.join(aliased(orders, "o"), on=_same_order(), copy=False), conditions


def _same_order() -> Tree:
    return column("order_id", "o").eq(column("order_id", "l"))


def _numbered(position: Position, conditions: list[Tree]) -> Tree:
    """The counted orders with their place in the customer's history. Order numbers are texts: 99 comes before 100."""
    down = " DESC" if position.from_end else ""
    numbered = template(
        f"""
        SELECT o.*, ROW_NUMBER() OVER (
            PARTITION BY o.customer_id
            ORDER BY o.ordered_at{down} NULLS LAST, LENGTH(o.order_id){down} NULLS LAST, o.order_id{down} NULLS LAST
        ) AS place FROM orders AS o
        """
    )
    assert isinstance(numbered, exp.Select)  # noqa: S101 - the template is one
    return numbered.where(*conditions) if conditions else numbered


def _around(around: Around, moment: Tree) -> list[Tree]:
    anchor = column("value", "a")
    days = days_between(anchor, moment)
    found: list[Tree] = []
    if around.earliest is not None:
        found.append(exp.GTE(this=days.copy(), expression=constant(around.earliest)))
    if around.latest is not None:
        found.append(exp.LTE(this=days.copy(), expression=constant(around.latest)))
    if around.strictly:
        found.append(exp.NEQ(this=moment.copy(), expression=anchor.copy()))
    return found


def _where(node: RowCondition, source: Source, layout: Layout) -> Tree:
    match node:
        case RowNumber(named, comparator, value):
            return compared(row_column(source, named, layout), comparator, constant(value))
        case RowText(named, operator, values):
            return text_test(row_column(source, named, layout), operator, values)
        case RowKnown(named):
            return known(row_column(source, named, layout))
        case Contains(where):
            return _contains(where, layout)
        case LinesNumber():
            return _lines_number(node, layout)
        case RowAll(parts):
            return both([_where(part, source, layout) for part in parts])
        case RowAny(parts):
            return either([_where(part, source, layout) for part in parts])
        case RowNot(part):
            return negated(_where(part, source, layout))
        case _:
            assert_never(node)


def _contains(where: RowCondition, layout: Layout) -> Tree:
    return exp.In(this=column("order_id", "o"), query=exp.Subquery(this=_lines(where, layout)))


def _lines(where: RowCondition | None, layout: Layout) -> exp.Select:
    """The order numbers of the lines for which a test is true."""
    query = exp.select(column("order_id", "l")).from_(aliased(our_table(LINES), "l"), copy=False)
    if where is None:
        return query
    if _asks_order(where):
        query = query.join(aliased(our_table(ORDERS), "o"), on=_same_order(), copy=False)
    return query.where(_where(where, Source.LINES, layout), copy=False)


def _lines_number(node: LinesNumber, layout: Layout) -> Tree:
    """The orders whose lines come to that. Where 0 does as well, those whose lines do not come to the opposite."""
    met_by_none = holds(Decimal(0), node.comparator, node.value)
    comparator = COMPARATORS[node.comparator].opposite if met_by_none else node.comparator
    value = row_column(Source.LINES, node.column, layout)
    if node.aggregate is Aggregate.DISTINCT:
        value = template("LOWER($v)", v=value) if is_text(Source.LINES, node.column) else value
        made = template("COUNT(DISTINCT $v)", v=value)
    else:
        made = template("COALESCE(SUM($v), 0)", v=value)
    query = _lines(node.where, layout)
    query = query.group_by(column("order_id", "l"), copy=False).having(compared(made, comparator, constant(node.value)), copy=False)
    found = exp.In(this=column("order_id", "o"), query=exp.Subquery(this=query))
    return negated(found) if met_by_none else found


def _asks_order(node: RowCondition) -> bool:
    """Whether a condition on a line names a column of its order."""
    match node:
        case RowNumber(named) | RowText(named) | RowKnown(named):
            return named not in _LINE_OWN
        case RowAll(parts) | RowAny(parts):
            return any(map(_asks_order, parts))
        case RowNot(part) | Contains(part):
            return _asks_order(part)
        case LinesNumber(where=where):
            return where is not None and _asks_order(where)
        case _:
            assert_never(node)


__all__ = ["UNCOUNTED", "Anchors", "counted", "customer_column", "is_text", "row_column", "row_set", "time_column"]
