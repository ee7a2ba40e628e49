"""From a form as it was filled in to the criteria that it means, with what is missing in each row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from regulars.criteria import tree as t
from regulars.criteria.columns import Shape, ValueKind
from regulars.criteria.form.draft import Draft, Filter, Group, Join, Kept, Part, Row, Span, SpanKind
from regulars.criteria.form.subjects import (
    COMPARATOR_KEYS,
    NOT,
    RANKS,
    SOME_ROWS,
    Operator,
    Subject,
    Takes,
    filter_columns,
    is_count,
    operators_of,
    row_operators,
    subjects_of,
)
from regulars.criteria.nodes import Node
from regulars.criteria.nodes import parts as parts_of
from regulars.criteria.terms import Comparator, Dates, Past, Period, RankBy, Source, TextOperator, Unit, Window

_SHARES = (RankBy.SHARE,)
_TWO_WAYS = re.compile(r"-?\d{1,3},\d{3}")


class IncompleteError(Exception):
    """A row that is not complete; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form means: the condition of its complete rows, and by path ("0.2") what is missing in the others.

    A row without a subject is blank and counts for nothing, as does a group without a complete row. `is_blank`: none is complete.
    """

    condition: t.Condition
    problems: Mapping[str, str]
    is_blank: bool = False


def filled(draft: Draft, shape: Shape) -> Filled:
    """The criteria of a form."""
    reader = _Reader(shape)
    condition = reader.group(draft, "")
    if condition is None:
        return Filled(grouped(draft.join, (), is_negated=False) if not draft.parts else t.All(()), reader.problems, is_blank=True)
    return Filled(condition, reader.problems)


class _Reader:
    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._subjects = subjects_of(shape)
        self.problems: dict[str, str] = {}

    def group(self, group: Group, path: str) -> t.Condition | None:
        """What a group means; None where nothing of it is complete."""
        found: list[t.Condition] = []
        for place, part in enumerate(group.parts):
            made = self._part(part, f"{path}.{place}" if path else str(place))
            if made is not None:
                found.append(made)
        return grouped(group.join, tuple(found), is_negated=group.is_negated) if found else None

    def _part(self, part: Part, path: str) -> t.Condition | None:
        match part:
            case Kept(condition):
                return condition
            case Group():
                return self.group(part, path)
            case Row(subject=""):
                return None
        try:
            return row_condition(part, self._subjects, self._shape)
        except IncompleteError as missing:
            self.problems[path] = str(missing)
            return None


def grouped(join: Join, parts: tuple[t.Condition, ...], *, is_negated: bool) -> t.Condition:
    """Parts put together; one part alone is itself."""
    whole: t.Condition = (t.All if join is Join.ALL else t.Any)(parts)
    inner = parts[0] if len(parts) == 1 else whole
    return t.Not(inner) if is_negated else inner


def row_condition(row: Row, subjects: Mapping[str, Subject], shape: Shape) -> t.Condition:
    """The condition of one row.

    Raises:
        IncompleteError: something of it is missing or cannot be read.
    """
    subject = subjects.get(row.subject)
    if subject is None:
        raise IncompleteError("This shop's data do not have what this condition is about.")
    is_denied = row.operator.startswith(NOT)
    operator = operators_of(subject.kind, counts=is_count(subject)).get(row.operator.removeprefix(NOT))
    if operator is None:
        raise IncompleteError("Choose how to compare.")
    condition = _condition(row, subject, operator, shape)
    return t.Not(condition) if is_denied else condition


def _condition(row: Row, subject: Subject, operator: Operator, shape: Shape) -> t.Condition:
    if subject.quantity is None:
        return t.InSegment(_texts(row.values, "Choose a segment."))
    quantity = subject.quantity
    if subject.source is not None:
        quantity = with_rows(quantity, _rows(row, subject, subject.source, shape))
    return _compared(row, subject, operator, quantity)


def _compared(row: Row, subject: Subject, operator: Operator, quantity: t.Quantity) -> t.Condition:
    key = operator.key
    if key == "known":
        return t.Known(quantity)
    if key == "some":
        return t.Compare(quantity, *SOME_ROWS)
    if key == "true" and subject.field:
        return t.FieldTrue(subject.field)
    if operator.takes is Takes.TEXTS and subject.field:
        return t.FieldText(subject.field, TextOperator(key), _texts(row.values, "Say what it is compared with."))
    if key == "within":
        return t.Within(quantity, _needed_window(row.span))
    if key == "between":
        low, high = (_number(row.values, place) for place in (0, 1))
        return t.Between(quantity, t.Constant(low), t.Constant(high))
    amount = _number(row.values, 0)
    if key in RANKS:
        end, by = RANKS[key]
        return t.Rank(quantity, end, by, amount / 100 if by in _SHARES else amount)
    if key not in COMPARATOR_KEYS:
        raise IncompleteError("Choose how to compare.")
    return t.Compare(quantity, Comparator(key), t.Constant(amount))


def _rows(row: Row, subject: Subject, source: Source, shape: Shape) -> t.Rows:
    tests = tuple(_row_test(each, source, shape) for each in row.filters if each.column)
    where = tests[0] if len(tests) == 1 else t.RowAll(tests) if tests else None
    span = None if subject.kind is ValueKind.TIME else window_of(row.span)
    return t.Rows(source, where=where, window=span, position=_position(row.position))


def _row_test(given: Filter, source: Source, shape: Shape) -> t.RowCondition:
    column = filter_columns(source, shape).get(given.column)
    if column is None:
        raise IncompleteError("This shop's data do not have a column that is asked about.")
    name = given.column.removeprefix("line.")
    key = given.operator.removeprefix(NOT)
    operator = row_operators(column.kind).get(key)
    if operator is None:
        raise IncompleteError(f"Choose how to compare the {column.label}.")
    test: t.RowCondition
    if key == "known":
        test = t.RowKnown(name)
    elif operator.takes is Takes.TEXTS:
        test = t.RowText(name, TextOperator(key), _texts(given.values, f"Say what the {column.label} is compared with."))
    else:
        test = t.RowNumber(name, Comparator(key), _number(given.values, 0))
    if given.column.startswith("line."):
        test = t.Contains(test)
    return t.RowNot(test) if given.operator.startswith(NOT) else test


def with_rows(quantity: t.Quantity, rows: t.Rows) -> t.Quantity:
    """The quantity with these rows in the place of those it is worked out over."""
    match quantity:
        case t.Measure():
            return replace(quantity, rows=rows)
        case t.Ratio(over, under):
            return t.Ratio(with_rows(over, rows), with_rows(under, rows))
        case t.DaysSince(moment):
            return t.DaysSince(with_rows(moment, rows))
        case _:
            return quantity


def _position(text: str) -> t.Position | None:
    if not text:
        return None
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not number:
        raise IncompleteError("Say which order: 1 is the first, -1 the last.")
    return t.Position(abs(number), from_end=number < 0)


def window_of(span: Span) -> Window | None:
    """The window of a span; None: whenever.

    Raises:
        IncompleteError: a number or day of it is missing.
    """
    match span.kind:
        case SpanKind.EVER:
            return None
        case SpanKind.LAST:
            return Past(_count(span.number), 0, _unit(span))
        case SpanKind.BEFORE:
            return Past(None, _count(span.number), _unit(span))
        case SpanKind.PAST:
            return Past(_count(span.number), _count(span.further), _unit(span))
        case SpanKind.THIS:
            return Period(_unit(span), 0, 0)
        case SpanKind.PREVIOUS:
            return Period(_unit(span), -1, -1)
        case SpanKind.PREVIOUS_FEW:
            return Period(_unit(span), -_count(span.number), -1)
        case SpanKind.DATES:
            if not span.first and not span.last:
                raise IncompleteError("Give a first or a last day.")
            return Dates(_day(span.first), _day(span.last))


def _needed_window(span: Span) -> Window:
    found = window_of(span)
    if found is None:
        raise IncompleteError("Say when.")
    return found


def _unit(span: Span) -> Unit:
    return Unit(span.unit) if span.unit in set(Unit) else Unit.DAY


def _count(text: str) -> int:
    if not text.strip().isdecimal() or len(text.strip()) > 6:
        raise IncompleteError("Give a whole number for the time.")
    return int(text)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise IncompleteError("Give days as year-month-day, such as 2026-01-31.") from None


def _texts(values: tuple[str, ...], missing: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(each.strip() for each in values if each.strip()))
    if not found:
        raise IncompleteError(missing)
    return found


def _number(values: tuple[str, ...], place: int) -> Decimal:
    text = values[place].strip() if place < len(values) else ""
    if _TWO_WAYS.fullmatch(text):
        raise IncompleteError(f"“{text[:30]}” can be read in two ways: write {text.replace(',', '')} or {text.replace(',', '.')}.")
    plain = text.replace(",", "") if "," in text and "." in text else text.replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or "e" in plain.lower() or "_" in plain:
        raise IncompleteError("Give a number." if not text else f"“{text[:30]}” is not a number.")
    return number


def measures_of(quantity: t.Quantity) -> tuple[t.Rows, ...]:
    """The different rows that a quantity is worked out over."""
    found: dict[t.Rows, None] = {}

    def look(node: Node) -> None:
        if isinstance(node, t.Rows):
            found[node] = None
            return
        kind: type = type(node)
        for part in parts_of(kind):
            value = getattr(node, part.name)
            if isinstance(part.of, str):
                for each in value if part.is_list else () if value is None else (value,):
                    look(each)

    look(quantity)
    return tuple(found)
