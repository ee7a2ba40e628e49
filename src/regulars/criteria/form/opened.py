"""From criteria to the form that means the same; what the form has no inputs for is kept whole."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from regulars.criteria import tree as t
from regulars.criteria.columns import Shape, ValueKind
from regulars.criteria.form.draft import Draft, Filter, Group, Join, Kept, Part, Row, Span, SpanKind
from regulars.criteria.form.filled import IncompleteError, measures_of, row_condition, with_rows
from regulars.criteria.form.subjects import NOT, RANKS, SEGMENT, SOME_ROWS, Subject, is_count, subjects_of
from regulars.criteria.terms import Dates, Past, Period, RankBy, Window


def form_of(condition: t.Condition, shape: Shape) -> Draft:
    """The form of a condition: `filled` of it gives the condition back, groups of one part aside."""
    opener = _Opener(shape)
    part = opener.part(condition)
    return part if isinstance(part, Group) else Group(Join.ALL, (part,))


class _Opener:
    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._subjects = subjects_of(shape)
        self._by_quantity: Mapping[t.Quantity, Subject] = {
            each.quantity: each for each in self._subjects.values() if each.quantity is not None
        }

    def part(self, condition: t.Condition) -> Part:
        match condition:
            case t.All(parts) | t.Any(parts):
                join = Join.ALL if isinstance(condition, t.All) else Join.ANY
                if len(parts) == 1:
                    return self.part(parts[0])
                return Group(join, tuple(self._inner(each) for each in parts))
            case t.Not(t.All(parts) | t.Any(parts) as inner) if len(parts) > 1:
                join = Join.ALL if isinstance(inner, t.All) else Join.ANY
                return Group(join, tuple(self._inner(each) for each in parts), is_negated=True)
        return self._row(condition) or Kept(condition)

    def _inner(self, condition: t.Condition) -> Part:
        while isinstance(condition, t.All | t.Any) and len(condition.parts) == 1:
            condition = condition.parts[0]
        made = self.part(condition)
        # a group without parts would be taken for one that nobody has filled in yet
        return Kept(condition) if isinstance(made, Group) and not made.parts else made

    def _row(self, condition: t.Condition) -> Row | None:
        denied = isinstance(condition, t.Not)
        plain = condition.part if isinstance(condition, t.Not) else condition
        row = self._plain_row(plain)
        if row is None:
            return None
        made = Row(row.subject, f"{NOT}{row.operator}" if denied else row.operator, row.values, row.span, row.position, row.filters)
        try:
            same = row_condition(made, self._subjects, self._shape) == condition
        except IncompleteError:
            return None
        return made if same else None

    def _plain_row(self, condition: t.Condition) -> Row | None:
        match condition:
            case t.InSegment(names):
                return Row(SEGMENT, "in", names)
            case t.FieldText(field, operator, values):
                return Row(f"field:{field}", operator.value, values)
            case t.FieldTrue(field):
                return Row(f"field:{field}", "true")
            case t.Known(quantity):
                return self._about(quantity, "known")
            case t.Compare(quantity, comparator, t.Constant(value)):
                row = self._about(quantity, comparator.value, (_figure(value),))
                if row is not None and (comparator, condition.right) == SOME_ROWS and is_count(self._subjects[row.subject]):
                    return Row(row.subject, "some", (), row.span, row.position, row.filters)
                return row
            case t.Between(quantity, t.Constant(low), t.Constant(high)):
                return self._about(quantity, "between", (_figure(low), _figure(high)))
            case t.Rank(quantity, end, by, amount, None):
                key = next((key for key, value in RANKS.items() if value == (end, by)), None)
                shown = _figure(amount * 100 if by is RankBy.SHARE else amount)
                return None if key is None else self._about(quantity, key, (shown,))
            case t.Within(time, window):
                row, span = self._about(time, "within"), _span(window)
                return None if row is None or span is None else Row(row.subject, "within", (), span, row.position, row.filters)
            case _:
                return None

    def _about(self, quantity: t.Quantity, operator: str, values: tuple[str, ...] = ()) -> Row | None:
        rows = measures_of(quantity)
        if not rows:
            subject = self._by_quantity.get(quantity)
            return None if subject is None else Row(subject.key, operator, values)
        if len(rows) > 1:
            return None
        subject = self._by_quantity.get(with_rows(quantity, t.Rows(rows[0].source)))
        if subject is None:
            return None
        span, filters = _span(rows[0].window), _filters(rows[0].where)
        if span is None or filters is None or (subject.kind is ValueKind.TIME and rows[0].window is not None):
            return None
        return Row(subject.key, operator, values, span, _position(rows[0].position), filters)


def _figure(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _position(position: t.Position | None) -> str:
    return "" if position is None else str(-position.number if position.from_end else position.number)


def _span(window: Window | None) -> Span | None:
    """The span of a window; None where the form has none for it."""
    match window:
        case None:
            return Span()
        case Past(None, newer, unit):
            return Span(SpanKind.BEFORE, str(newer), unit=unit.value)
        case Past(older, 0, unit):
            return Span(SpanKind.LAST, str(older), unit=unit.value)
        case Past(older, newer, unit):
            return Span(SpanKind.PAST, str(older), str(newer), unit.value)
        case Period(unit, 0, 0):
            return Span(SpanKind.THIS, unit=unit.value)
        case Period(unit, -1, -1):
            return Span(SpanKind.PREVIOUS, unit=unit.value)
        case Period(unit, first, -1) if first < -1:
            return Span(SpanKind.PREVIOUS_FEW, str(-first), unit=unit.value)
        case Dates(first_day, last_day):
            days = [day.isoformat() if day else "" for day in (first_day, last_day)]
            return Span(SpanKind.DATES, first=days[0], last=days[1])
        case _:
            return None


def _filters(where: t.RowCondition | None) -> tuple[Filter, ...] | None:
    """The tests that all must be true; None where one has no place in the form."""
    if where is None:
        return ()
    parts = where.parts if isinstance(where, t.RowAll) and len(where.parts) > 1 else (where,)
    found = [_filter(part) for part in parts]
    return None if None in found else tuple(each for each in found if each is not None)


def _filter(test: t.RowCondition) -> Filter | None:
    match test:
        case t.RowNot(part) if not isinstance(part, t.RowNot):
            inner = _filter(part)
            return None if inner is None else Filter(inner.column, f"{NOT}{inner.operator}", inner.values)
        case t.Contains(t.RowNumber() | t.RowText() | t.RowKnown() as where):
            inner = _filter(where)
            return None if inner is None else Filter(f"line.{inner.column}", inner.operator, inner.values)
        case t.RowNumber(column, comparator, value):
            return Filter(column, comparator.value, (_figure(value),))
        case t.RowText(column, operator, values):
            return Filter(column, operator.value, values)
        case t.RowKnown(column):
            return Filter(column, "known")
        case _:
            return None
