"""Criteria as SQL that a person can read, edit and give back: `criteria_read` reads exactly this, and more.

One boolean expression over the customers `c`; measures are scalar subqueries over the orders `o`, order lines `l` and events `e`.
What plain SQL has no exact word for is one of `FUNCTIONS`. This is the SQL face of a segment; what the engine runs is `criteria`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, assert_never

from sqlglot import exp

from regulars.criteria import tree as t
from regulars.criteria.columns import LINE_COLUMNS
from regulars.criteria.operators import COMPARATORS
from regulars.criteria.terms import Aggregate, DatePart, Dates, Past, Period, Source, TextOperator, Window
from regulars.errors import DefinitionError
from regulars.queries.trees import Tree, number, text

_Node = TypeVar("_Node")

ALIASES = {Source.ORDERS: "o", Source.LINES: "l", Source.EVENTS: "e"}
LINE_OWN = frozenset(column.name for column in LINE_COLUMNS)
EXTRACTS = {
    DatePart.YEAR: "YEAR",
    DatePart.MONTH: "MONTH",
    DatePart.DAY_OF_MONTH: "DAY",
    DatePart.WEEKDAY: "ISODOW",
    DatePart.HOUR: "HOUR",
}
_COMPARISONS: dict[str, type[exp.Binary]] = {">": exp.GT, ">=": exp.GTE, "<": exp.LT, "<=": exp.LTE, "=": exp.EQ, "<>": exp.NEQ}
TEXT_FUNCTIONS = {
    TextOperator.CONTAINS: "TEXT_CONTAINS",
    TextOperator.STARTS_WITH: "TEXT_STARTS_WITH",
    TextOperator.ENDS_WITH: "TEXT_ENDS_WITH",
    TextOperator.TAGGED: "TAGGED",
}
AGGREGATE_FUNCTIONS: dict[Aggregate, type[exp.AggFunc]] = {
    Aggregate.SUM: exp.Sum,
    Aggregate.AVERAGE: exp.Avg,
    Aggregate.MINIMUM: exp.Min,
    Aggregate.MAXIMUM: exp.Max,
    Aggregate.FIRST: exp.Min,
    Aggregate.LAST: exp.Max,
}


def written(condition: t.Condition) -> str:
    """The condition as formatted SQL.

    Raises:
        DefinitionError: the tree has a part that SQL has no form for (a text test without values, a sum of fewer than two parts).
    """
    return condition_tree(condition).sql("duckdb", pretty=True)


def condition_tree(node: t.Condition) -> Tree:
    """The condition as a tree of SQL."""
    match node:
        case t.All(parts):
            return _joined(parts, condition_tree, exp.And, exp.true(), "ALL_OF")
        case t.Any(parts):
            return _joined(parts, condition_tree, exp.Or, exp.false(), "ANY_OF")
        case t.Not(part):
            return exp.Not(this=exp.Paren(this=condition_tree(part)))
        case t.Compare(left, comparator, right):
            return _COMPARISONS[COMPARATORS[comparator].symbol](this=_operand(left), expression=_operand(right))
        case t.Between(quantity, low, high):
            return exp.Between(this=_operand(quantity), low=_operand(low), high=_operand(high))
        case t.Within(time, window):
            return _in_window(quantity_tree(time), window)
        case t.FieldText(field, operator, values):
            return _text_test(_field(field), operator, values)
        case t.FieldTrue(field):
            return _field(field)
        case t.Known(quantity):
            return exp.Not(this=exp.Is(this=_operand(quantity), expression=exp.Null()))
        case t.Rank(quantity, end, by, amount, among):
            return _call(f"{end}_{by}".upper(), quantity_tree(quantity), number(amount), *_optional(among))
        case t.Followed(first, then, days):
            return _call("FOLLOWED", _times(first), _times(then), *([] if days is None else [number(days)]))
        case t.EachPeriod(rows, unit, count):
            return _call("EACH_PERIOD", _times(rows), text(unit), number(count))
        case t.InSegment(names):
            return _call("IN_SEGMENT", *map(text, names))
        case t.SqlCondition(sql):
            from regulars.queries.sql_guard import parsed

            return exp.Paren(this=parsed(sql))
        case _:
            assert_never(node)


def quantity_tree(node: t.Quantity) -> Tree:
    """A quantity as a tree of SQL."""
    match node:
        case t.Constant(value):
            return number(value)
        case t.FieldValue(field):
            return _field(field)
        case t.Measure():
            return _measure(node)
        case t.Ratio(over, under):
            return exp.Div(this=_operand(over), expression=_operand(under), typed=False, safe=False)
        case t.Sum(parts):
            if len(parts) < 2:
                raise DefinitionError("A sum has fewer than two parts.", "Give the quantity itself.")
            total = _operand(parts[0])
            for part in parts[1:]:
                total = exp.Add(this=total, expression=_operand(part))
            return total
        case t.Scaled(factor, inner):
            return exp.Mul(this=number(factor), expression=_operand(inner))
        case t.DaysSince(time):
            return _call("DAYS_BETWEEN", quantity_tree(time), _call("AS_OF"))
        case t.DaysBetween(earlier, later):
            return _call("DAYS_BETWEEN", quantity_tree(earlier), quantity_tree(later))
        case t.YearsSince(time):
            return _call("YEARS_BETWEEN", quantity_tree(time), _call("AS_OF"))
        case t.DaysToAnniversary(time):
            return _call("DAYS_TO_ANNIVERSARY", quantity_tree(time))
        case t.PartOf(time, part):
            return exp.Extract(this=exp.var(EXTRACTS[part]), expression=_operand(time))
        case t.OfBase(statistic, quantity, percent, among):
            limit = [] if percent is None else [number(percent)]
            return _call(f"{statistic}_over".upper(), quantity_tree(quantity), *limit, *_optional(among))
        case _:
            assert_never(node)


def _operand(node: t.Quantity) -> Tree:
    """In parentheses where it is an operation of its own."""
    tree = quantity_tree(node)
    return exp.Paren(this=tree) if isinstance(tree, exp.Binary) else tree


def _joined(parts: Sequence[_Node], each: Callable[[_Node], Tree], kind: type[exp.Connector], empty: Tree, single: str) -> Tree:
    if not parts:
        return empty
    if len(parts) == 1:
        return _call(single, each(parts[0]))
    tree = _part(each(parts[0]))
    for part in parts[1:]:
        tree = kind(this=tree, expression=_part(each(part)))
    return tree


def _part(tree: Tree) -> Tree:
    return exp.Paren(this=tree) if isinstance(tree, exp.Connector) else tree


def _optional(among: t.Condition | None) -> list[Tree]:
    return [] if among is None else [condition_tree(among)]


def _call(function: str, *arguments: Tree) -> Tree:
    return exp.Anonymous(this=function, expressions=list(arguments))


def _column(table: str, named: str) -> Tree:
    plain = named.isidentifier() and named.isascii() and named == named.lower()
    return exp.column(exp.to_identifier(named, quoted=not plain), table=table)


def _field(named: str) -> Tree:
    return _column("c", named)


def _text_test(value: Tree, operator: TextOperator, values: tuple[str, ...]) -> Tree:
    if not values:
        raise DefinitionError("A text is compared with nothing.", "Give at least one value.")
    wanted: list[Tree] = [text(each) for each in values]
    if operator is not TextOperator.ANY_OF:
        return _call(TEXT_FUNCTIONS[operator], value, *wanted)
    return exp.EQ(this=value, expression=wanted[0]) if len(wanted) == 1 else exp.In(this=value, expressions=wanted)


def _in_window(time: Tree, window: Window) -> Tree:
    match window:
        case Past(older, 0, unit) if older is not None:
            return _call("IN_LAST", time, number(older), text(unit))
        case Past(older, newer, unit):
            return _call("IN_PAST", time, exp.Null() if older is None else number(older), number(newer), text(unit))
        case Period(unit, first, last):
            return _call("IN_PERIOD", time, text(unit), number(first), number(last))
        case Dates(first_day, last_day):
            days = [exp.Null() if day is None else exp.cast(text(day.isoformat()), "DATE") for day in (first_day, last_day)]
            return _call("IN_DATES", time, *days)
        case _:
            assert_never(window)


def time_of(source: Source) -> Tree:
    """The column that says when a row was."""
    return _column("e", "occurred_at") if source is Source.EVENTS else _column("o", "ordered_at")


def _measure(measure: t.Measure) -> Tree:
    rows, aggregate = measure.rows, measure.aggregate
    moment = time_of(rows.source)

    def value() -> Tree:
        if measure.column is None:
            raise DefinitionError(f"The {aggregate} of rows names no column.", "Give one.")
        return _row_column(rows.source, measure.column)

    match aggregate:
        case Aggregate.COUNT if rows.source is Source.LINES:
            found: Tree = exp.Count(this=exp.Distinct(expressions=[_column("o", "order_id")]))
        case Aggregate.COUNT:
            found = exp.Count(this=exp.Star())
        case Aggregate.DISTINCT:
            found = exp.Count(this=exp.Distinct(expressions=[value()]))
        case Aggregate.FIRST | Aggregate.LAST:
            found = AGGREGATE_FUNCTIONS[aggregate](this=moment)
        case Aggregate.AVERAGE_GAP | Aggregate.LONGEST_GAP | Aggregate.LAST_GAP:
            found = _call(aggregate.upper(), moment)
        case Aggregate.MOST_REPEATED | Aggregate.LONGEST_RUN | Aggregate.MOST_SPENT:
            found = _call(aggregate.upper(), value())
        case _:
            found = AGGREGATE_FUNCTIONS[aggregate](this=value())
    return exp.Subquery(this=_select(rows, found))


def _times(rows: t.Rows) -> Tree:
    return exp.Subquery(this=_select(rows, time_of(rows.source)))


def _row_column(source: Source, named: str) -> Tree:
    if source is Source.LINES and named not in LINE_OWN:
        return _column("o", named)
    return _column(ALIASES[source], named)


def _select(rows: t.Rows, what: Tree) -> exp.Select:
    source = rows.source
    query = exp.select(what)
    if source is Source.LINES:
        same = exp.EQ(this=_column("o", "order_id"), expression=_column("l", "order_id"))
        query = query.from_("order_lines AS l").join("orders AS o", on=same)
    else:
        query = query.from_(f"{source} AS {ALIASES[source]}")
    owner = "e" if source is Source.EVENTS else "o"
    found: list[Tree] = [exp.EQ(this=_column(owner, "customer_id"), expression=_column("c", "customer_id"))]
    if source is not Source.EVENTS and not rows.every_status:
        found.append(_column("o", "counted"))
    if rows.position is not None:
        place = _column("o", "place_from_end" if rows.position.from_end else "place")
        found.append(exp.EQ(this=place, expression=number(rows.position.number)))
    if rows.window is not None:
        found.append(_in_window(time_of(source), rows.window))
    if rows.around is not None:
        found.append(_around(rows.around, time_of(source)))
    if rows.where is not None:
        found.append(_row_test(rows.where, source))
    return query.where(*[_part(each) if isinstance(each, exp.Or) else each for each in found])


def _around(around: t.Around, time: Tree) -> Tree:
    limits = [exp.Null() if limit is None else number(limit) for limit in (around.earliest, around.latest)]
    return _call("AROUND", time, quantity_tree(around.anchor), *limits, exp.Boolean(this=around.strictly))


def _lines_of_order(what: Tree, where: t.RowCondition | None) -> exp.Select:
    same = exp.EQ(this=_column("l", "order_id"), expression=_column("o", "order_id"))
    query = exp.select(what).from_("order_lines AS l").where(same)
    return query if where is None else query.where(_part(_row_test(where, Source.LINES)))


def _lines_number(node: t.LinesNumber) -> Tree:
    """What the lines of an order come to, as a scalar subquery."""
    value = _row_column(Source.LINES, node.column)
    if node.aggregate is Aggregate.DISTINCT:
        made: Tree = exp.Count(this=exp.Distinct(expressions=[value]))
    else:
        made = exp.Coalesce(this=AGGREGATE_FUNCTIONS[node.aggregate](this=value), expressions=[number(0)])
    return exp.Subquery(this=_lines_of_order(made, node.where))


def _row_test(node: t.RowCondition, source: Source) -> Tree:
    def each(part: t.RowCondition) -> Tree:
        return _row_test(part, source)

    match node:
        case t.RowNumber(named, comparator, value):
            return _COMPARISONS[COMPARATORS[comparator].symbol](this=_row_column(source, named), expression=number(value))
        case t.RowText(named, operator, values):
            return _text_test(_row_column(source, named), operator, values)
        case t.RowKnown(named):
            return exp.Not(this=exp.Is(this=_row_column(source, named), expression=exp.Null()))
        case t.Contains(where):
            return exp.Exists(this=_lines_of_order(exp.Literal.number(1), where))
        case t.LinesNumber():
            return _COMPARISONS[COMPARATORS[node.comparator].symbol](this=_lines_number(node), expression=number(node.value))
        case t.RowAll(parts):
            if not parts:
                raise DefinitionError("A test of rows is empty.", "Give at least one part.")
            return _joined(parts, each, exp.And, exp.true(), "ALL_OF")
        case t.RowAny(parts):
            if not parts:
                raise DefinitionError("A test of rows is empty.", "Give at least one part.")
            return _joined(parts, each, exp.Or, exp.false(), "ANY_OF")
        case t.RowNot(part):
            return exp.Not(this=exp.Paren(this=each(part)))
        case _:
            assert_never(node)
