"""The part of the check that is about rows: columns, row conditions, windows, measures."""

from __future__ import annotations

from collections.abc import Collection
from typing import assert_never

from regulars.criteria.columns import CALENDAR_PERIODS, ROW_COLUMNS, Shape, ValueKind
from regulars.criteria.operators import AGGREGATES
from regulars.criteria.terms import Aggregate, Dates, Past, Period, Source, TextOperator, Unit, Window
from regulars.criteria.tree import (
    Contains,
    LinesNumber,
    Measure,
    RowAll,
    RowAny,
    RowCondition,
    RowKnown,
    RowNot,
    RowNumber,
    Rows,
    RowText,
)
from regulars.errors import DefinitionError, near_names

MAX_DEPTH = 40
_NUMERIC = (ValueKind.NUMBER, ValueKind.MONEY)
# columns of an order would count once per line
_ADDING_UP = frozenset({Aggregate.SUM, Aggregate.AVERAGE})


def fail(node: object, problem: str, remedy: str = "") -> DefinitionError:
    """A refusal that names the part of the tree."""
    return DefinitionError(f"{type(node).__name__}: {problem}.", remedy)


def rows(node: Rows, shape: Shape) -> None:
    """Check rows but for their anchor."""
    if not shape.has(node.source):
        there = ", ".join(sorted(shape.rows)) or "none"
        raise fail(
            node, f"the data have no {'order lines' if node.source is Source.LINES else node.source}", f"There are: {there}."
        )
    if node.position is not None:
        if node.source is Source.EVENTS:
            raise fail(node, "events have no position", "Use a window of time, or the first or last order.")
        if node.position.number < 1:
            raise fail(node, f"there is no order number {node.position.number}", "1 is the first.")
    if node.window is not None:
        window(node, node.window)
    if node.around is not None:
        earliest, latest = node.around.earliest, node.around.latest
        if earliest is None and latest is None:
            raise fail(node.around, "neither side is given", "Give the earliest or the latest day.")
        if earliest is not None and latest is not None and earliest > latest:
            raise fail(node.around, f"nothing lies between {earliest} and {latest} days", "Give the smaller number first.")
    if node.where is not None:
        _where(node.where, shape, node.source, 0, inside_order=False)


def window(node: object, given: Window) -> None:
    """Check that a window can hold anything."""
    match given:
        case Past(older=older, newer=newer):
            if newer < 0 or (older is not None and older <= newer):
                raise fail(node, f"the window from {older} to {newer} {given.unit}s ago holds nothing", "Give the older end first.")
            if older is None and newer == 0:
                raise fail(node, "a window without ends is none", "Leave it out.")
        case Period(first=first, last=last):
            if first > last:
                raise fail(node, f"the window from {given.unit} {first} to {last} holds nothing", "Give the earlier one first.")
        case Dates(first=first_day, last=last_day):
            if first_day is None and last_day is None:
                raise fail(node, "a window without ends is none", "Leave it out.")
            if first_day is not None and last_day is not None and first_day > last_day:
                raise fail(node, f"nothing lies between {first_day} and {last_day}", "Give the earlier day first.")
        case _:
            assert_never(given)
    if isinstance(given, Past | Period) and not isinstance(given.unit, Unit):
        raise fail(node, f"{given.unit!r} is not a unit of time")


def has_beginning(given: Window) -> bool:
    """Whether a window is bounded on its early side."""
    match given:
        case Past(older=older):
            return older is not None
        case Dates(first=first):
            return first is not None
        case _:
            return True


def values(node: object, given: tuple[str, ...]) -> None:
    """Check a list of texts."""
    if not given:
        raise fail(node, "the list of values is empty", "Give one value or more.")
    if any(not value.strip() for value in given):
        raise fail(node, "a value is blank", "Ask whether the value is known instead.")


def measure(node: Measure, shape: Shape) -> ValueKind:
    """Check a measure but for its rows, and tell its kind."""
    row, source, column = AGGREGATES[node.aggregate], node.rows.source, node.column
    if not row.takes:
        if column is not None:
            raise fail(node, f"{node.aggregate} takes no column, and {column!r} was given")
        return row.gives or ValueKind.NUMBER
    if column is None:
        raise fail(node, f"{node.aggregate} needs a column", "Give one of the rows' columns.")
    kind = _column(node, shape, source, column, row.takes)
    if source is Source.LINES and node.aggregate in _ADDING_UP and column not in own_columns_of_lines(shape):
        problem = f"{column!r} is the order's, and would be added up once per line"
        raise fail(node, problem, "Measure orders that contain such a line, or use line_total.")
    if node.aggregate is Aggregate.LONGEST_RUN and column not in CALENDAR_PERIODS:
        raise fail(node, f"{column!r} is no period of the calendar", f"Use {', '.join(sorted(CALENDAR_PERIODS))}.")
    if node.aggregate is Aggregate.MOST_SPENT:
        _spent(node, shape, source)
    return row.gives or kind


def _spent(node: Measure, shape: Shape, source: Source) -> None:
    """Check that rows have money that can be added up."""
    if source is Source.EVENTS:
        raise fail(node, "nothing is spent in events", "Measure orders.")
    money = "net" if source is Source.ORDERS else "line_total"
    if not shape.has(source, money):
        raise fail(node, f"the {source} in the data have no {money}")


def own_columns_of_lines(shape: Shape) -> frozenset[str]:
    """The columns that are a line's own."""
    orders = shape.rows.get(Source.ORDERS, frozenset()) | ROW_COLUMNS[Source.ORDERS].keys()
    return shape.rows.get(Source.LINES, frozenset()) - orders


def _column(node: object, shape: Shape, source: Source, column: str, kinds: Collection[ValueKind] | None) -> ValueKind:
    known = ROW_COLUMNS[source]
    if column not in known:
        raise fail(node, f"{source} have no column {column!r}", near_names(column, known))
    if not shape.has(source, column):
        there = shape.rows.get(source, frozenset())
        raise fail(node, f"the {source} in the data have no {column}", f"They have {', '.join(sorted(there))}.")
    kind = known[column].kind
    if kinds is not None and kind not in kinds:
        needed = "number" if ValueKind.NUMBER in kinds else "text"
        fitting = [name for name, other in known.items() if other.kind in kinds and shape.has(source, name)]
        raise fail(node, f"{column!r} is not a {needed}", f"Use {', '.join(fitting)}." if fitting else "")
    return kind


def _where(node: RowCondition, shape: Shape, source: Source, depth: int, *, inside_order: bool) -> None:
    if depth >= MAX_DEPTH:
        raise DefinitionError("The conditions on rows are nested too deeply.", f"Stay below {MAX_DEPTH} levels.")
    match node:
        case RowNumber(column, _, value):
            _column(node, shape, source, column, _NUMERIC)
            if not value.is_finite():
                raise fail(node, f"{value} is not a number")
        case RowText(column, operator, given):
            if operator is TextOperator.TAGGED:
                raise fail(node, "rows have no tags", "Use any_of.")
            _column(node, shape, source, column, (ValueKind.TEXT,))
            values(node, given)
        case RowKnown(column):
            _column(node, shape, source, column, None)
        case Contains(where):
            if source is not Source.ORDERS or inside_order:
                raise fail(node, "only orders contain lines", "Put it among conditions on orders.")
            if not shape.has(Source.LINES):
                raise fail(node, "the data have no order lines")
            _where(where, shape, Source.LINES, depth + 1, inside_order=True)
        case LinesNumber():
            _lines_number(node, shape, source, depth, inside_order=inside_order)
        case RowAll(parts) | RowAny(parts):
            if not parts:
                raise fail(node, "a list of conditions on rows is empty", "Leave it out.")
            for part in parts:
                _where(part, shape, source, depth + 1, inside_order=inside_order)
        case RowNot(part):
            _where(part, shape, source, depth + 1, inside_order=inside_order)
        case _:
            assert_never(node)


def _lines_number(node: LinesNumber, shape: Shape, source: Source, depth: int, *, inside_order: bool) -> None:
    if source is not Source.ORDERS or inside_order:
        raise fail(node, "only orders contain lines", "Put it among conditions on orders.")
    if not shape.has(Source.LINES):
        raise fail(node, "the data have no order lines")
    if node.aggregate not in _OVER_LINES:
        raise fail(node, f"the lines of an order have no {node.aggregate}", "Use sum or distinct.")
    if not node.value.is_finite():
        raise fail(node, f"{node.value} is not a number")
    if (
        node.column not in own_columns_of_lines(shape)
        and node.column in ROW_COLUMNS[Source.LINES]
        and shape.has(Source.LINES, node.column)
    ):
        raise fail(node, f"{node.column!r} is the order's", "Compare the order's own column.")
    _column(node, shape, Source.LINES, node.column, AGGREGATES[node.aggregate].takes)
    if node.where is not None:
        _where(node.where, shape, Source.LINES, depth + 1, inside_order=True)


# those that are 0 over no line, as every comparison of them goes by
_OVER_LINES = frozenset({Aggregate.SUM, Aggregate.DISTINCT})
