"""Times in SQL as criteria have them: windows, parts of dates, and how long ago something was."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlglot import exp

from regulars.criteria.terms import Comparator, DatePart, Dates, Past, Period, Unit, Window
from regulars.criteria.windows import unit_start
from regulars.queries.criteria_read_values import (
    CannotSay,
    arguments,
    bare,
    call_name,
    enum_literal,
    is_as_of,
    is_null,
    text_literal,
    whole_literal,
)
from regulars.queries.criteria_written import EXTRACTS
from regulars.queries.trees import Tree

_PARTS = {name: part for part, name in EXTRACTS.items()} | {"DAYOFMONTH": DatePart.DAY_OF_MONTH}
_PART_CALLS: dict[type[exp.Expr], DatePart] = {
    exp.Year: DatePart.YEAR,
    exp.Month: DatePart.MONTH,
    exp.Day: DatePart.DAY_OF_MONTH,
    exp.DayOfWeekIso: DatePart.WEEKDAY,
    exp.Hour: DatePart.HOUR,
}
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}


def is_time_literal(tree: Tree) -> bool:
    """Whether it can only be a time: a cast to one, or so long before the as-of."""
    return isinstance(tree, exp.Cast | exp.Sub) or is_as_of(tree)


def as_time(tree: Tree) -> Tree:
    """A text that is compared with a time, as the time that an engine takes it for."""
    tree = bare(tree)
    return exp.cast(tree.copy(), "TIMESTAMP") if isinstance(tree, exp.Literal) and tree.is_string else tree


def day_literal(tree: Tree) -> date:
    """`DATE '2025-01-31'`, or a timestamp at midnight."""
    tree = bare(tree)
    if not isinstance(tree, exp.Cast) or not tree.to.is_type("date", "timestamp", "timestampntz"):
        raise CannotSay
    text = text_literal(tree.this).strip()
    day, _, clock = text.replace("T", " ").partition(" ")
    if clock.strip("0:."):
        raise CannotSay
    try:
        return date.fromisoformat(day)
    except ValueError as error:
        raise CannotSay from error


def ago_literal(tree: Tree) -> tuple[int, Unit]:
    """90 and day of `AS_OF() - INTERVAL 90 DAY`."""
    tree = bare(tree)
    if not isinstance(tree, exp.Sub) or not is_as_of(tree.this) or not isinstance(tree.expression, exp.Interval):
        raise CannotSay
    interval = tree.expression
    unit = str(interval.args.get("unit") or "").lower().rstrip("s")
    amount = interval.this
    if amount is None or unit not in {member.value for member in Unit}:
        raise CannotSay
    try:
        count = int(str(amount.this))
    except ValueError as error:
        raise CannotSay from error
    if not 0 <= count < 10**6:
        raise CannotSay
    return count, Unit(unit)


def days_ago(comparator: Comparator, limit: Tree) -> tuple[Comparator, Decimal] | None:
    """How the days since a time compare, where the time is before (or not before) so many days ago; None of anything else."""
    compared = {Comparator.BELOW: Comparator.ABOVE, Comparator.AT_LEAST: Comparator.AT_MOST}.get(comparator)
    try:
        count, unit = ago_literal(limit)
    except CannotSay:
        return None
    return (compared, Decimal(count * _DAYS[unit])) if compared is not None and unit in _DAYS else None


def window_call(tree: Tree) -> tuple[Tree, Window] | None:
    """The time and the window of IN_LAST and its kin; None of anything else."""
    match call_name(tree):
        case "IN_LAST":
            time, count, unit = arguments(tree, 3, 3)
            return time, Past(whole_literal(count), 0, enum_literal(unit, Unit))
        case "IN_PAST":
            time, older, newer, unit = arguments(tree, 4, 4)
            return time, Past(None if is_null(older) else whole_literal(older), whole_literal(newer), enum_literal(unit, Unit))
        case "IN_PERIOD":
            time, unit, first, last = arguments(tree, 4, 4)
            return time, Period(enum_literal(unit, Unit), whole_literal(first), whole_literal(last))
        case "IN_DATES":
            time, first, last = arguments(tree, 3, 3)
            return time, Dates(*(None if is_null(day) else day_literal(day) for day in (first, last)))
    return None


def window_of(comparator: Comparator, limit: Tree) -> Window:
    """The window of a time compared with a day, or with so long before the as-of."""
    if isinstance(bare(limit), exp.Cast):
        day = day_literal(limit)
        if comparator is Comparator.AT_LEAST:
            return Dates(day, None)
        if comparator is Comparator.BELOW:
            return Dates(None, day - timedelta(days=1))
        raise CannotSay
    if call_name(limit) == "AS_OF" and comparator is Comparator.AT_MOST:
        return Past(None, 0, Unit.DAY)
    count, unit = ago_literal(limit)
    if comparator is Comparator.ABOVE:
        return Past(count, 0, unit)
    if comparator is Comparator.AT_MOST:
        return Past(None, count, unit)
    raise CannotSay


def narrowed(first: Window, second: Window) -> Window:
    """Both windows at once, where that is one window: since and until."""
    match first, second:
        case (Dates(low, None), Dates(None, high)) | (Dates(None, high), Dates(low, None)):
            return Dates(low, high)
        case (Past(int() as older, 0, unit), Past(None, newer, other)) | (Past(None, newer, other), Past(int() as older, 0, unit)):
            if unit is other or newer == 0:
                return Past(older, newer, unit)
    raise CannotSay


def whole_unit(part: Tree) -> tuple[Tree, Window] | None:
    """The time and the window of `YEAR(time) = 2025` and of `DATE_TRUNC('month', time) = DATE '2025-03-01'`."""
    if not isinstance(part, exp.EQ):
        return None
    left, right = bare(part.this), bare(part.expression)
    found = date_part_of(left)
    if found is not None and found[0] is DatePart.YEAR:
        year = whole_literal(right)
        if not 1 <= year <= 9998:
            raise CannotSay
        return found[1], Dates(date(year, 1, 1), date(year, 12, 31))
    if isinstance(left, exp.TimestampTrunc | exp.DateTrunc):
        unit, first = _unit_of(left), day_literal(as_time(right))
        if unit is None or first.year > 9998 or unit_start(first, unit) != first:
            raise CannotSay
        return left.this, Dates(first, unit_start(first, unit, 1) - timedelta(days=1))
    return None


def _unit_of(tree: Tree) -> Unit | None:
    known = {unit.value: unit for unit in Unit if unit is not Unit.HOUR}
    return known.get(str(tree.args.get("unit") or "").strip("'").lower())


def date_part_of(tree: Tree) -> tuple[DatePart, Tree] | None:
    """The part and the time of `EXTRACT(MONTH FROM time)`, `MONTH(time)` and `DATE_PART('month', time)`; None of anything else."""
    tree = bare(tree)
    if isinstance(tree, exp.Extract):
        part = _PARTS.get(str(tree.this).upper())
        return None if part is None else (part, tree.expression)
    if call_name(tree) == "DATE_PART" and len(tree.expressions) == 2:
        part = _PARTS.get(text_literal(tree.expressions[0]).upper())
        return None if part is None else (part, tree.expressions[1])
    part = _PART_CALLS.get(type(tree))
    return None if part is None else (part, tree.this)
