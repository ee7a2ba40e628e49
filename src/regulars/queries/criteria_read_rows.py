"""From a SELECT over orders, lines or events to `Rows`, and to what is worked out over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlglot import exp

from regulars.criteria import tree as t
from regulars.criteria.columns import ROW_COLUMNS, ValueKind
from regulars.criteria.terms import Aggregate, Comparator, Source, TextOperator, Window
from regulars.queries.criteria_read_times import as_time, date_part_of, narrowed, whole_unit, window_call, window_of
from regulars.queries.criteria_read_values import (
    CannotSay,
    arguments,
    bare,
    call_name,
    chain,
    comparator_of,
    flipped,
    is_null,
    like_operator,
    number_literal,
    text_function,
    text_literal,
    texts,
    whole_literal,
)
from regulars.queries.trees import Tree

_SOURCES = {"orders": Source.ORDERS, "order_lines": Source.LINES, "events": Source.EVENTS}
_TIMES = frozenset({"ordered_at", "occurred_at"})
_AGGREGATES: dict[type[exp.Expr], Aggregate] = {
    exp.Sum: Aggregate.SUM,
    exp.Avg: Aggregate.AVERAGE,
    exp.Min: Aggregate.MINIMUM,
    exp.Max: Aggregate.MAXIMUM,
}
_BY_VALUE = frozenset({Aggregate.MOST_REPEATED, Aggregate.LONGEST_RUN, Aggregate.MOST_SPENT})
_GAPS = frozenset({Aggregate.AVERAGE_GAP, Aggregate.LONGEST_GAP, Aggregate.LAST_GAP})

ReadQuantity = Callable[[Tree], t.Quantity]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one SELECT: its source, the names that its rows go by, and those of the customer outside (blank: none)."""

    source: Source
    names: frozenset[str]
    outside: str


class RowsReader:
    """Reads SELECTs. `quantity` reads an anchor; `only_cancelled` where cancelled orders are all that do not count."""

    def __init__(self, quantity: ReadQuantity, *, only_cancelled: bool, has_returns: bool) -> None:
        self._quantity = quantity
        self._only_cancelled = only_cancelled
        self._has_returns = has_returns

    def tables(self, select: exp.Select, outside: str = "c") -> Tables:
        """What a SELECT reads from.

        Raises:
            CannotSay: not orders, order lines with their orders, or events, or with clauses that criteria do not have.
        """
        if any(select.args.get(part) for part in ("distinct", "order", "limit", "offset", "qualify", "windows", "with_", "with")):
            raise CannotSay
        found = select.args.get("from_") or select.args.get("from")
        if found is None or not isinstance(found.this, exp.Table):
            raise CannotSay
        joins = select.args.get("joins") or []
        tables = [found.this, *(join.this for join in joins)]
        if not all(isinstance(table, exp.Table) and table.name.lower() in _SOURCES for table in tables):
            raise CannotSay
        kinds = [_SOURCES[table.name.lower()] for table in tables]
        names = frozenset(table.alias_or_name.lower() for table in tables)
        if len(tables) == 1 and kinds[0] is not Source.LINES:
            return Tables(kinds[0], names, outside)
        if sorted(kinds) == sorted([Source.LINES, Source.ORDERS]) and _joins_order(joins[0], tables):
            return Tables(Source.LINES, names, outside)
        raise CannotSay

    def rows(self, select: exp.Select, tables: Tables, *, is_correlated: bool) -> t.Rows:
        """The rows that a SELECT's FROM and WHERE mean; a correlated one must name its customer."""
        where = select.args.get("where")
        parts = [] if where is None else [part for each in chain(where.this, exp.And) for part in [each]]
        found = t.Rows(tables.source, every_status=tables.source is not Source.EVENTS)
        tests: list[t.RowCondition] = []
        has_customer = False
        for part in parts:
            if _is_same_customer(part, tables):
                has_customer = True
                continue
            changed = self._clause(found, part, tables)
            if changed is None:
                tests.append(self._test(part, tables))
            else:
                found = changed
        if has_customer != is_correlated:
            raise CannotSay
        if tables.source is not Source.EVENTS and found.every_status and self._has_returns:
            raise CannotSay
        if not tests:
            return found
        return replace(found, where=tests[0] if len(tests) == 1 else t.RowAll(tuple(tests)))

    def _clause(self, rows: t.Rows, part: Tree, tables: Tables) -> t.Rows | None:
        """The rows with one more restriction that is no test of a column: counted, place, window, anchor."""
        column = _column(part, tables)
        if column == "counted" or (self._only_cancelled and _is_not_cancelled(part, tables)):
            return replace(rows, every_status=False)
        if (
            isinstance(part, exp.EQ)
            and (place := _column(part.this, tables)) in {"place", "place_from_end"}
            and rows.position is None
        ):
            return replace(rows, position=t.Position(whole_literal(part.expression), place == "place_from_end"))
        if call_name(part) == "AROUND" and rows.around is None:
            time, anchor, low, high, strictly = arguments(part, 5, 5)
            if _column(time, tables) not in _TIMES or not isinstance(strictly, exp.Boolean):
                raise CannotSay
            earliest, latest = (None if is_null(limit) else number_literal(limit) for limit in (low, high))
            return replace(rows, around=t.Around(self._quantity(anchor), earliest, latest, bool(strictly.this)))
        window = _window(part, tables)
        if window is None:
            return None
        if rows.window is not None:
            window = narrowed(rows.window, window)
        return replace(rows, window=window)

    def _test(self, part: Tree, tables: Tables) -> t.RowCondition:
        match part:
            case exp.Paren():
                return self._test(part.this, tables)
            case exp.And():
                return t.RowAll(tuple(self._test(each, tables) for each in chain(part, exp.And)))
            case exp.Or():
                return t.RowAny(tuple(self._test(each, tables) for each in chain(part, exp.Or)))
            case exp.Not():
                if isinstance(part.this, exp.Is) and is_null(part.this.expression):
                    return t.RowKnown(self._known_column(part.this.this, tables))
                return t.RowNot(self._test(part.this, tables))
            case exp.Is() if is_null(part.expression):
                return t.RowNot(t.RowKnown(self._known_column(part.this, tables)))
            case exp.In() if part.expressions and not part.args.get("query"):
                return self._one_of(part, tables)
            case exp.Like() | exp.ILike():
                operator, text = like_operator(text_literal(part.expression))
                return t.RowText(self._text_column(part.this, tables), operator, (text,))
            case exp.Between():
                column = self._known_column(part.this, tables)
                low, high = number_literal(part.args["low"]), number_literal(part.args["high"])
                return t.RowAll((t.RowNumber(column, Comparator.AT_LEAST, low), t.RowNumber(column, Comparator.AT_MOST, high)))
            case exp.Exists():
                return self._contains(part, tables)
            case exp.Anonymous():
                return self._call(part, tables)
        return self._comparison(part, tables)

    def _call(self, part: exp.Anonymous, tables: Tables) -> t.RowCondition:
        name = call_name(part) or ""
        if name in {"ALL_OF", "ANY_OF"}:
            inner = self._test(arguments(part, 1, 1)[0], tables)
            return t.RowAll((inner,)) if name == "ALL_OF" else t.RowAny((inner,))
        operator = text_function(name)
        if operator is None:
            raise CannotSay
        value, *wanted = arguments(part, 2, 10_000)
        return t.RowText(self._text_column(value, tables), operator, texts(wanted))

    def _one_of(self, part: exp.In, tables: Tables) -> t.RowCondition:
        column = self._known_column(part.this, tables)
        if ROW_COLUMNS[tables.source][column].kind is ValueKind.TEXT:
            return t.RowText(column, TextOperator.ANY_OF, texts(part.expressions))
        return t.RowAny(tuple(t.RowNumber(column, Comparator.EQUAL, number_literal(each)) for each in part.expressions))

    def _comparison(self, part: Tree, tables: Tables) -> t.RowCondition:
        comparator = comparator_of(part)
        if comparator is None:
            raise CannotSay
        left, right = bare(part.this), bare(part.expression)
        if isinstance(left, exp.Literal | exp.Neg):
            left, right, comparator = right, left, flipped(comparator)
        if isinstance(left, exp.Subquery):
            return self._lines_number(left, comparator, number_literal(right), tables)
        column = self._known_column(left, tables)
        if ROW_COLUMNS[tables.source][column].kind is not ValueKind.TEXT:
            return t.RowNumber(column, comparator, number_literal(right))
        same = t.RowText(column, TextOperator.ANY_OF, (text_literal(right),))
        if comparator not in {Comparator.EQUAL, Comparator.UNEQUAL}:
            raise CannotSay
        return same if comparator is Comparator.EQUAL else t.RowNot(same)

    def _contains(self, part: exp.Exists, tables: Tables) -> t.RowCondition:
        """`EXISTS (SELECT 1 FROM order_lines AS l WHERE l.order_id = o.order_id AND ...)` inside a SELECT of orders."""
        where, _ = self._lines_of_order(part.this, tables)
        if where is None:
            raise CannotSay
        return t.Contains(where)

    def _lines_number(self, part: exp.Subquery, comparator: Comparator, value: Decimal, tables: Tables) -> t.RowCondition:
        """`(SELECT SUM(l.quantity) FROM order_lines AS l WHERE l.order_id = o.order_id) >= 5` inside a SELECT of orders."""
        select = part.this
        where, inner = self._lines_of_order(select, tables)
        what = select.expressions[0] if len(select.expressions) == 1 else None
        if what is None:
            raise CannotSay
        made = self.measure(what, t.Rows(Source.LINES), inner)
        if made.aggregate not in {Aggregate.SUM, Aggregate.DISTINCT} or made.column is None:
            raise CannotSay
        return t.LinesNumber(made.aggregate, made.column, comparator, value, where)

    def _lines_of_order(self, select: object, tables: Tables) -> tuple[t.RowCondition | None, Tables]:
        """What a SELECT of an order's lines asks of them, and its tables."""
        found = select.args.get("from_") or select.args.get("from") if isinstance(select, exp.Select) else None
        if (
            tables.source is not Source.ORDERS
            or not isinstance(select, exp.Select)
            or found is None
            or found.this.name.lower() != "order_lines"
            or select.args.get("joins")
            or any(select.args.get(part) for part in ("group", "having", "distinct", "limit", "offset"))
        ):
            raise CannotSay
        where = select.args.get("where")
        inner = Tables(Source.LINES, tables.names | {found.this.alias_or_name.lower()}, "")
        parts = [] if where is None else chain(where.this, exp.And)
        tests = [each for each in parts if not _is_same_order(each)]
        if len(tests) != len(parts) - 1:
            raise CannotSay
        read = [self._test(each, inner) for each in tests]
        return (read[0] if len(read) == 1 else t.RowAll(tuple(read)) if read else None), inner

    def _known_column(self, tree: Tree, tables: Tables) -> str:
        column = _column(tree, tables)
        part = date_part_of(tree)
        if part is not None and _column(part[1], tables) in _TIMES:
            column = part[0].value
        if column is None or column not in ROW_COLUMNS[tables.source]:
            raise CannotSay
        return column

    def _text_column(self, tree: Tree, tables: Tables) -> str:
        column = self._known_column(tree, tables)
        if ROW_COLUMNS[tables.source][column].kind is not ValueKind.TEXT:
            raise CannotSay
        return column

    def measure(self, what: Tree, rows: t.Rows, tables: Tables) -> t.Measure:
        """The measure that one selected expression is, over the rows of its SELECT."""
        what = bare(what)
        if isinstance(what, exp.Alias):
            what = what.this
        if isinstance(what, exp.Coalesce) and len(what.expressions) == 1 and number_literal(what.expressions[0]) == 0:
            what = what.this
        name = (call_name(what) or "").lower()
        if name in _GAPS:
            if _column(arguments(what, 1, 1)[0], tables) not in _TIMES:
                raise CannotSay
            return t.Measure(Aggregate(name), rows)
        if name in _BY_VALUE:
            return t.Measure(Aggregate(name), rows, self._known_column(arguments(what, 1, 1)[0], tables))
        if isinstance(what, exp.Count):
            return self._count(what, rows, tables)
        aggregate = _AGGREGATES.get(type(what))
        if aggregate is None:
            raise CannotSay
        if _column(what.this, tables) in _TIMES:
            times = {Aggregate.MINIMUM: Aggregate.FIRST, Aggregate.MAXIMUM: Aggregate.LAST}
            if aggregate not in times:
                raise CannotSay
            return t.Measure(times[aggregate], rows)
        return t.Measure(aggregate, rows, self._summed_column(what.this, tables))

    def _summed_column(self, tree: Tree, tables: Tables) -> str:
        tree = bare(tree)
        if isinstance(tree, exp.Sub) and (_column(tree.this, tables), _column(tree.expression, tables)) == ("total", "refunded"):
            return "net"
        return self._known_column(tree, tables)

    def _count(self, what: exp.Count, rows: t.Rows, tables: Tables) -> t.Measure:
        counted = what.this
        if isinstance(counted, exp.Distinct):
            if len(counted.expressions) != 1:
                raise CannotSay
            column = _column(counted.expressions[0], tables)
            if column == "order_id" and tables.source is not Source.EVENTS:
                return t.Measure(Aggregate.COUNT, rows)
            return t.Measure(Aggregate.DISTINCT, rows, self._known_column(counted.expressions[0], tables))
        if tables.source is Source.LINES or not (isinstance(counted, exp.Star) or _column(counted, tables) == "order_id"):
            raise CannotSay
        return t.Measure(Aggregate.COUNT, rows)


def _column(tree: Tree, tables: Tables) -> str | None:
    """The column's name, where it is one of the rows' own."""
    tree = bare(tree)
    if not isinstance(tree, exp.Column) or (tree.table and tree.table.lower() not in tables.names):
        return None
    return tree.name.lower()


def _is_same_customer(part: Tree, tables: Tables) -> bool:
    if not tables.outside or not isinstance(part, exp.EQ):
        return False
    sides = [side for side in (part.this, part.expression) if isinstance(side, exp.Column) and side.name.lower() == "customer_id"]
    owners = {side.table.lower() for side in sides}
    return len(sides) == 2 and tables.outside in owners and bool(owners & tables.names)


def _is_same_order(part: Tree) -> bool:
    if not isinstance(part, exp.EQ):
        return False
    sides = (part.this, part.expression)
    both = all(isinstance(side, exp.Column) and side.name.lower() == "order_id" for side in sides)
    return both and part.this.table != part.expression.table


def _joins_order(join: exp.Join, tables: list[exp.Table]) -> bool:
    if join.side or join.kind not in {"", "INNER"}:
        return False
    on, using = join.args.get("on"), join.args.get("using")
    if using:
        return [name.name.lower() for name in using] == ["order_id"]
    del tables
    return on is not None and _is_same_order(bare(on))


def _is_not_cancelled(part: Tree, tables: Tables) -> bool:
    if not isinstance(part, exp.NEQ) or _column(part.this, tables) != "status":
        return False
    return isinstance(part.expression, exp.Literal) and part.expression.is_string and part.expression.this.lower() == "cancelled"


def _window(part: Tree, tables: Tables) -> Window | None:
    """The window of a test of the row's time; None of any other test."""
    called = window_call(part)
    if called is not None:
        return called[1] if _column(called[0], tables) in _TIMES else None
    unit = whole_unit(part)
    if unit is not None and _column(unit[0], tables) in _TIMES:
        return unit[1]
    comparator = comparator_of(part)
    if comparator is not None and _column(part.this, tables) in _TIMES:
        return window_of(comparator, as_time(part.expression))
    return None
