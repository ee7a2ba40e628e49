"""The small parts of a sentence: numbers, lists, and windows with their actual dates."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from regulars.criteria.columns import ValueKind
from regulars.criteria.terms import Dates, Past, Period, Unit, Window
from regulars.criteria.windows import bounds

# private-use characters round a window and between it and its dates, until the sentence is whole
MARKS = _OPEN, _BETWEEN, _CLOSE = "\ue000\ue001\ue002"
_NO_MARKS = {ord(mark): None for mark in MARKS}
_MARKED = re.compile(f"{_OPEN}([^{_CLOSE}]*){_BETWEEN}([^{_CLOSE}]*){_CLOSE}")


@dataclass(frozen=True, slots=True)
class Context:
    """What a sentence needs beside the tree: the as-of (aware), the shop's zone, its currency, and fields no catalogue knows.

    `say_sql` puts a SQL condition into a clause, such as "for whom ..."; None where it cannot. `marked` keeps the dates of windows
    apart for `dated_once`; without `dated`, windows that move with the as-of are said without them: "in the last 90 days".
    """

    as_of: datetime
    zone: tzinfo
    currency: str | None = None
    fields: tuple[str, ...] = ()
    say_sql: Callable[[str], str | None] | None = None
    marked: bool = False
    dated: bool = True


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
    return f"“{value.translate(_NO_MARKS)}”"


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ordinal(number: int, *, from_end: bool = False) -> str:
    """first, second, 12th, last, second to last."""
    if from_end:
        return "last" if number == 1 else f"{ordinal(number)} to last"
    return _ORDINALS[number - 1] if 0 < number <= len(_ORDINALS) else nth(number)


def nth(number: int) -> str:
    """1st, 2nd, 12th."""
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def window_words(window: Window, context: Context) -> str:
    """A window as it was asked for, and the days it means: "in the last 90 days (3 Jul to 30 Sep 2026)"."""
    match window:
        case Past(None, newer, unit):
            return _dated(f"{units(newer, unit)} ago or earlier", window, context) if newer else "up to now"
        case Past(1, 0, unit):
            return _dated(f"in the last {unit}", window, context)
        case Past(older, 0, unit):
            return _dated(f"in the last {units(older or 0, unit)}", window, context)
        case Past(older, newer, unit):
            return _dated(f"from {units(older or 0, unit)} to {units(newer, unit)} ago", window, context)
        case Period(unit, first, last):
            return _dated(_period(unit, first, last), window, context)
        case Dates():
            return _dates(window, context)


def _dated(words: str, window: Window, context: Context) -> str:
    if not context.dated:
        return words
    days = _days(window, context)
    return f"{_OPEN}{words}{_BETWEEN}{days}{_CLOSE}" if context.marked else f"{words} ({days})"


def dated_once(said: str) -> str:
    """What was said in a `marked` context, with the dates of every window where it is first said, and not again."""
    known: set[str] = set()

    def shown(found: re.Match[str]) -> str:
        words, days = found.groups()
        is_new = words not in known
        known.add(words)
        return f"{words} ({days})" if is_new else words

    return _MARKED.sub(shown, said)


def window_noun(window: Window, context: Context) -> str | None:
    """A window that ends as a noun: "2025", "the last full month (...)"; None for one that is open, or has no noun."""
    said = window_words(window, context)
    mark = _OPEN if said.startswith(_OPEN) else ""
    bare = said.removeprefix(mark)
    if bare.startswith(("on or ", "at any ")):
        return None
    lead = next((lead for lead in ("during ", "in ", "from ", "on ") if bare.startswith(lead)), None)
    return None if lead is None else f"{mark}{bare.removeprefix(lead)}"


def _dates(window: Dates, context: Context) -> str:
    first, last = window.first, window.last
    low = bounds(window, context.as_of, context.zone).low
    ahead = " (of which nothing is known yet)" if low is not None and low >= context.as_of else ""
    if first is None:
        return f"on or before {day_words(last)}" if last is not None else "at any time"
    if last is None:
        return f"on or after {day_words(first)}{ahead}"
    if first == last:
        return f"on {day_words(first)}{ahead}"
    return (_whole(first, last) or f"from {_range(first, last)}") + ahead


def _whole(first: date, last: date) -> str | None:
    """A whole calendar year or month: "during 2025", "during August 2025"."""
    if first.day != 1 or first.year != last.year:
        return None
    if (first.month, last.month, last.day) == (1, 12, 31):
        return f"during {first.year}"
    if first.month == last.month and last.day == monthrange(last.year, last.month)[1]:
        return f"during {month_name[first.month]} {first.year}"
    return None


def _range(first: date, last: date) -> str:
    """From one day to another, the month and the year said once where they are the same: "3 Jul to 30 Sep 2026"."""
    begins = day_words(first)
    if first.year == last.year:
        begins = str(first.day) if first.month == last.month else begins.removesuffix(f" {first.year}")
    return f"{begins} to {day_words(last)}"


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
    low = None if limits.low is None else limits.low.astimezone(context.zone)
    # what comes after the as-of is not known yet
    high = None if limits.high is None else min(limits.high, context.as_of).astimezone(context.zone)
    if limits.low is not None and limits.high is not None and limits.low >= context.as_of:
        return f"from {_edge(limits.low.astimezone(context.zone), is_end=False)} on, of which nothing is known yet"
    if low is None:
        return f"up to {_edge(high, is_end=True)}" if high is not None else "at any time"
    if high is None:
        return f"since {_edge(low, is_end=False)}"
    if _is_midnight(low) and _is_midnight(high):
        first, last = low.date(), high.date() - timedelta(days=1)
        return day_words(first) if first == last else _range(first, last)
    return f"{_edge(low, is_end=False)} to {_edge(high, is_end=True)}"


def _is_midnight(local: datetime) -> bool:
    return (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)


def _edge(local: datetime, *, is_end: bool) -> str:
    if _is_midnight(local):
        return day_words(local - timedelta(days=1) if is_end else local)
    return f"{day_words(local)} {local:%H:%M}"


def day_words(day: date) -> str:
    """3 Jul 2026."""
    return f"{day.day} {month_name[day.month][:3]} {day.year}"
