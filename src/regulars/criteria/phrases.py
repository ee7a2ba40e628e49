"""The small parts of a sentence: numbers, lists, and windows with their actual dates."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from regulars.criteria.columns import ValueKind
from regulars.criteria.terms import Dates, Past, Period, Unit, Window
from regulars.criteria.windows import bounds


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
    """A number with thousands marks and no needless digits: 1,234.5."""
    if int(value.as_tuple().exponent) < -4:
        value = _rounded(value, 4)
    text = format(value, ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: Decimal) -> str:
    """A part of 1 as a percentage: 33.33 %."""
    return f"{figure(_rounded(share * 100))} %"


def span(days: Decimal) -> str:
    """A length of time in the largest unit it is whole in: 30 days, 12 hours, 90 minutes; long ones in days: 90.5 days."""
    if days > 3:
        return f"{figure(days)} days"
    for per_day, unit in ((1, "day"), (24, "hour"), (1440, "minute")):
        count = round(days * per_day, 6)
        if count == count.to_integral_value() and (count or not days):
            return f"{figure(count)} {unit}{'' if count == 1 else 's'}"
    return f"{figure(_rounded(days))} days"


def _rounded(value: Decimal, decimals: int = 2) -> Decimal:
    """To so many decimals, and to more where these would leave fewer than four digits: 33.33, 0.01234."""
    return round(value, max(decimals, 3 - value.adjusted())) if value and value.adjusted() < 20 else value


def article(noun: str) -> str:
    """The noun with its article: an order, a site visit, a use of the product."""
    is_open = noun.startswith("hour") or (noun[:1] in "aeiou" and not noun.startswith(("unit", "use")))
    return f"{'an' if is_open else 'a'} {noun}"


def amount(value: Decimal, kind: ValueKind | None, context: Context) -> str:
    """A number, with the currency where it is money."""
    if kind is not ValueKind.MONEY:
        return figure(value)
    shown = format(value, ",.2f") if value != value.to_integral_value() else format(value, ",.0f")
    return f"{shown} {context.currency}" if context.currency else shown


def neither(values: Sequence[str]) -> str:
    """not a; neither a nor b; none of a, b and c."""
    if len(values) < 2:
        return f"not {either(values)}"
    return f"neither {values[0]} nor {values[1]}" if len(values) == 2 else f"none of {either(values, 'and')}"


def either(values: Sequence[str], last: str = "or") -> str:
    """a, b or c."""
    if not values:
        return "nothing"
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} {last} {values[-1]}"


def quoted(value: str) -> str:
    """A value of the data between quotation marks, so that it is never read as part of the sentence."""
    return f"“{value}”"


def ordinal(number: int, *, from_end: bool = False) -> str:
    """first, second, 4th, last, second to last."""
    if from_end:
        return "last" if number == 1 else f"{ordinal(number)} to last"
    return {1: "first", 2: "second", 3: "third"}.get(number) or nth(number)


def nth(number: int) -> str:
    """1st, 2nd, 12th."""
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def window_words(window: Window, context: Context) -> str:
    """A window as it was asked for, and the days it means: "in the last 90 days (3 Jul 2026 to 30 Sep 2026)"."""
    match window:
        case Past(None, newer, unit):
            return f"{units(newer, unit)} ago or earlier ({_days(window, context)})" if newer else "up to now"
        case Past(1, 0, unit):
            return f"in the last {unit} ({_days(window, context)})"
        case Past(older, 0, unit):
            return f"in the last {units(older or 0, unit)} ({_days(window, context)})"
        case Past(older, newer, unit):
            return f"from {units(older or 0, unit)} to {units(newer, unit)} ago ({_days(window, context)})"
        case Period(unit, first, last):
            return f"{_period(unit, first, last)} ({_days(window, context)})"
        case Dates():
            return _dates(window, context)


def _dates(window: Dates, context: Context) -> str:
    first, last = window.first, window.last
    low = bounds(window, context.as_of, context.zone).low
    ahead = " (of which nothing is known yet)" if low is not None and low >= context.as_of else ""
    if first is None:
        return f"on or before {day_words(last)}" if last is not None else "at any time"
    if last is None:
        return f"on or after {day_words(first)}{ahead}"
    return (f"on {day_words(first)}" if first == last else f"from {day_words(first)} to {day_words(last)}") + ahead


def _period(unit: Unit, first: int, last: int) -> str:
    known = {(0, 0): f"this {unit}", (-1, -1): f"in the last full {unit}"}
    if unit is Unit.DAY:
        known = {(0, 0): "today", (-1, -1): "yesterday"}
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


def _days(window: Window, context: Context) -> str:
    limits = bounds(window, context.as_of, context.zone)
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
