"""Parts of the calendar in English: "on a Saturday or Sunday", "in October", "between 6:00 and 11:59"."""

from __future__ import annotations

from calendar import day_name, month_name
from datetime import date
from decimal import Decimal

from regulars.criteria import tree as t
from regulars.criteria.columns import CALENDAR_PERIODS
from regulars.criteria.operators import holds
from regulars.criteria.phrases import day_words, either, nth
from regulars.criteria.terms import Comparator

# {0} is the month, the hour or the day of the month
_PARTS = {
    "month": {
        Comparator.EQUAL: "in {0}",
        Comparator.UNEQUAL: "in another month than {0}",
        Comparator.AT_LEAST: "in {0} or a later month of the year",
        Comparator.ABOVE: "in a month of the year after {0}",
        Comparator.AT_MOST: "in {0} or an earlier month of the year",
        Comparator.BELOW: "in a month of the year before {0}",
    },
    "hour": {
        Comparator.EQUAL: "in the hour from {0}:00",
        Comparator.UNEQUAL: "in another hour than that from {0}:00",
        Comparator.AT_LEAST: "at {0}:00 or later in the day",
        Comparator.ABOVE: "after {0}:59 in the day",
        Comparator.AT_MOST: "at {0}:59 or earlier in the day",
        Comparator.BELOW: "before {0}:00 in the day",
    },
    "day_of_month": {
        Comparator.EQUAL: "on the {0} of a month",
        Comparator.UNEQUAL: "on another day of the month than the {0}",
        Comparator.AT_LEAST: "on the {0} of a month or later in it",
        Comparator.ABOVE: "after the {0} of a month",
        Comparator.AT_MOST: "on the {0} of a month or earlier in it",
        Comparator.BELOW: "before the {0} of a month",
    },
}
_RANGES = {
    "month": "in the months from {0} to {1}",
    "hour": "between {0}:00 and {1}:59",
    "day_of_month": "from the {0} to the {1} of a month",
}
_LIMITS = {"month": (1, 12), "hour": (0, 23), "day_of_month": (1, 31), "year": (1, 9999)}
# {0} is the period, {1} the same with its preposition
_PERIODS = {
    Comparator.EQUAL: "{1}",
    Comparator.UNEQUAL: "not {1}",
    Comparator.AT_LEAST: "{1} or later",
    Comparator.ABOVE: "after {0}",
    Comparator.AT_MOST: "{1} or earlier",
    Comparator.BELOW: "before {0}",
}


def calendar_phrase(column: str, comparator: Comparator, value: Decimal) -> str | None:
    """A test of a calendar column; None where the value is none of its own, or the column no part of the calendar."""
    if column == "weekday":
        return weekdays(t.RowNumber(column, comparator, value))
    shown = _shown(column, value)
    if shown is None:
        return None
    if column in _PARTS:
        return _PARTS[column][comparator].format(shown)
    within = f"{'on' if column == 'year_month_day' else 'in'} {shown}"
    return _PERIODS[comparator].format(shown, within)


def calendar_range(column: str, low: Decimal, high: Decimal, *, included: bool = True) -> str | None:
    """From one month, hour or day of the month to another, the end in or (hours alone) out; None as in `calendar_phrase`."""
    if not included and column != "hour":
        return None
    shown = _shown(column, low), "24" if not included and high == 24 else _shown(column, high)
    if column not in _RANGES or None in shown or low > high:
        return None
    return (_RANGES[column] if included else "from {0}:00 until {1}:00").format(*shown)


def weekdays(test: t.RowCondition) -> str | None:
    """Weekdays by name: "on a Saturday or Sunday"; None for a test of anything else."""
    tests = test.parts if isinstance(test, t.RowAny) else (test,)
    named: set[int] = set()
    for each in tests:
        if not isinstance(each, t.RowNumber) or each.column != "weekday":
            return None
        named.update(day for day in range(1, 8) if holds(Decimal(day), each.comparator, each.value))
    return f"on a {either([day_name[day - 1] for day in sorted(named)])}" if 0 < len(named) < 7 else None


def months_named(test: t.RowCondition) -> list[str] | None:
    """Several months of any year by name; None for a test of anything else, or of one month."""
    tests = test.parts if isinstance(test, t.RowAny) else ()
    named: list[str] = []
    for each in tests:
        if not isinstance(each, t.RowNumber) or (each.column, each.comparator) != ("month", Comparator.EQUAL):
            return None
        shown = _shown("month", each.value)
        if shown is None:
            return None
        named.append(shown)
    return named if len(named) > 1 else None


def _shown(column: str, value: Decimal) -> str | None:
    """The month, hour, day or period that a number stands for."""
    if value.adjusted() > 8 or value != value.to_integral_value():
        return None
    whole = int(value)
    if column in CALENDAR_PERIODS:
        return _period(column, whole)
    low, high = _LIMITS.get(column, (1, 0))
    if not low <= whole <= high:
        return None
    return month_name[whole] if column == "month" else nth(whole) if column == "day_of_month" else str(whole)


def _period(column: str, number: int) -> str | None:
    if column == "year":
        return str(number) if 1 <= number <= 9999 else None
    try:
        match column:
            case "year_quarter":
                year, quarter = divmod(number, 10)
                return f"the {nth(quarter)} quarter of {date(year, 3 * quarter, 1).year}"
            case "year_month":
                year, month = divmod(number, 100)
                return f"{month_name[date(year, month, 1).month]} {year}"
            case _:
                return day_words(date(number // 10000, number // 100 % 100, number % 100))
    except ValueError:
        return None
