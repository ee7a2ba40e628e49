"""The small parts of a sentence: numbers, lists, and windows with their actual dates."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from regulars.criteria.columns import ValueKind
from regulars.criteria.terms import Dates, Past, Period, Unit, Window
from regulars.criteria.windows import Bounds, bounds


@dataclass(frozen=True, slots=True)
class Context:
    """What a sentence needs beside the tree: the as-of (aware), the shop's zone, its currency, and fields no catalogue knows.

    `say_sql` puts a SQL condition into a clause, such as "for whom ..."; None where it cannot.
    """

    as_of: datetime
    zone: tzinfo
    currency: str | None = None
    fields: tuple[str, ...] = ()
    say_sql: Callable[[str], str | None] | None = None


def figure(value: Decimal) -> str:
    """A number with thousands marks and no needless zeros: 1,234.5."""
    text = format(value, ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: Decimal, kind: ValueKind | None, context: Context) -> str:
    """A number, with the currency where it is money."""
    if kind is not ValueKind.MONEY:
        return figure(value)
    shown = format(value, ",.2f") if value != value.to_integral_value() else format(value, ",.0f")
    return f"{shown} {context.currency}" if context.currency else shown


def either(values: Sequence[str], last: str = "or") -> str:
    """a, b or c."""
    if not values:
        return "nothing"
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} {last} {values[-1]}"


def quoted(value: str) -> str:
    """A value of the data between quotation marks, so that it is never read as part of the sentence."""
    return f"“{value}”"


def ordinal(number: int, *, from_end: bool = False) -> str:
    """first, second, 4th, last, 2nd from last."""
    if from_end:
        return "last" if number == 1 else f"{_nth(number)} from last"
    return {1: "first", 2: "second", 3: "third"}.get(number) or _nth(number)


def _nth(number: int) -> str:
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def window_words(window: Window, context: Context) -> str:
    """A window as it was asked for, and the days it means: "in the last 90 days (3 Jul 2026 to 30 Sep 2026)"."""
    limits = bounds(window, context.as_of, context.zone)
    match window:
        case Past(None, newer, unit):
            return f"{units(newer, unit)} ago or earlier ({_days(limits, context)})" if newer else "up to now"
        case Past(older, 0, unit):
            return f"in the last {units(older or 0, unit)} ({_days(limits, context)})"
        case Past(older, newer, unit):
            return f"from {units(older or 0, unit)} to {units(newer, unit)} ago ({_days(limits, context)})"
        case Period(unit, first, last):
            return f"{_period(unit, first, last)} ({_days(limits, context)})"
        case Dates(first_day, last_day):
            if first_day is None or last_day is None:
                return _days(limits, context)
            return f"on {_days(limits, context)}" if first_day == last_day else f"from {_days(limits, context)}"


def _period(unit: Unit, first: int, last: int) -> str:
    known = {(0, 0): f"this {unit}", (-1, -1): f"in the last full {unit}"}
    if (first, last) in known:
        return known[first, last]
    if last == -1:
        return f"in the last {-first} full {unit}s"
    if last == 0:
        return f"in this {unit} and the {units(-first, unit)} before"
    ago = units(-last, unit)
    return f"in the {unit} {ago} ago" if first == last else f"from the {unit} {units(-first, unit)} ago to the one {ago} ago"


def units(count: int, unit: Unit) -> str:
    """1 day, 90 days."""
    return f"{count:,} {unit}{'' if count == 1 else 's'}"


def _days(limits: Bounds, context: Context) -> str:
    low = None if limits.low is None else _edge(limits.low, context, is_end=False)
    # what comes after the as-of is not known yet
    high = None if limits.high is None else _edge(min(limits.high, context.as_of), context, is_end=True)
    if limits.low is not None and limits.high is not None and limits.low >= context.as_of:
        return f"from {low} on, of which nothing is known yet"
    if low is None:
        return f"up to {high}"
    if high is None:
        return f"since {low}"
    return low if low == high else f"{low} to {high}"


def _edge(moment: datetime, context: Context, *, is_end: bool) -> str:
    local = moment.astimezone(context.zone)
    if (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0):
        return day_words(local - timedelta(days=1) if is_end else local)
    return f"{day_words(local)} {local:%H:%M}"


def day_words(day: date) -> str:
    """3 Jul 2026."""
    return f"{day.day} {month_name[day.month][:3]} {day.year}"
