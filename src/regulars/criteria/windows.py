"""From a window to instants: where it begins and ends in the shop's zone, as of an instant."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from regulars.criteria.terms import Dates, Past, Period, Unit, Window
from regulars.errors import DefinitionError

_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
_STEPS = {Unit.HOUR: timedelta(hours=1), Unit.DAY: timedelta(days=1), Unit.WEEK: timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Bounds:
    """An interval of UTC instants; None leaves a side open."""

    low: datetime | None
    high: datetime | None
    low_included: bool
    high_included: bool


def bounds(window: Window, as_of: datetime, zone: tzinfo) -> Bounds:
    """The instants of a window. `as_of` is aware; a window that is still running ends where its calendar unit does.

    Raises:
        DefinitionError: it reaches outside the calendar.
    """
    try:
        match window:
            case Past(older, newer, unit):
                low = None if older is None else back(as_of, older, unit, zone)
                return Bounds(low, back(as_of, newer, unit, zone), low_included=False, high_included=True)
            case Period(unit, first, last):
                today = as_of.astimezone(zone).date()
                return _days(unit_start(today, unit, first), unit_start(today, unit, last + 1), zone)
            case Dates(first_day, last_day):
                return _days(first_day, None if last_day is None else last_day + timedelta(days=1), zone)
    except (OverflowError, ValueError) as error:
        raise DefinitionError("A window of time reaches outside the calendar.", "Give a shorter one.") from error


def _days(first: date | None, after: date | None, zone: tzinfo) -> Bounds:
    return Bounds(_midnight(first, zone), _midnight(after, zone), low_included=True, high_included=False)


def _midnight(day: date | None, zone: tzinfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def back(moment: datetime, count: int, unit: Unit, zone: tzinfo) -> datetime:
    """`count` units before a moment, at the same local time of day; hours are absolute. Month ends are kept inside the month."""
    if unit is Unit.HOUR:
        return moment.astimezone(UTC) - count * _STEPS[unit]
    local = moment.astimezone(zone).replace(tzinfo=None)
    if unit in _MONTHS:
        local = datetime.combine(add_months(local.date(), -count * _MONTHS[unit]), local.time())
    else:
        local -= count * _STEPS[unit]
    return local.replace(tzinfo=zone).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The day `months` calendar months later; 31 March less one month is the last of February."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def unit_start(day: date, unit: Unit, offset: int = 0) -> date:
    """The first day of the calendar unit that holds `day`, `offset` units on. Weeks begin on Monday; an hour's day is the day."""
    match unit:
        case Unit.HOUR | Unit.DAY:
            return day + timedelta(days=offset)
        case Unit.WEEK:
            return day + timedelta(days=7 * offset - day.weekday())
        case Unit.MONTH:
            return add_months(day.replace(day=1), offset)
        case Unit.QUARTER:
            return add_months(day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1), 3 * offset)
        case Unit.YEAR:
            return date(day.year + offset, 1, 1)


def unit_starts(window: Window, unit: Unit, as_of: datetime, zone: tzinfo) -> tuple[date, ...]:
    """The first days of the calendar units that a window touches, of those that began before the as-of.

    Raises:
        DefinitionError: the window has no beginning, or holds more than 1,000 units.
    """
    limits = bounds(window, as_of, zone)
    if limits.low is None:
        raise DefinitionError("'In every period' needs a window with a beginning.", "Say since when.")
    first = limits.low if limits.low_included else limits.low + timedelta(microseconds=1)
    end = as_of if limits.high is None else min(limits.high, as_of)
    day, starts = unit_start(first.astimezone(zone).date(), unit), []
    while datetime.combine(day, time(), tzinfo=zone) < end:
        starts.append(day)
        if len(starts) > 1000:
            raise DefinitionError(f"The window holds more than 1,000 {unit}s.", "Give a shorter one or a larger period.")
        day = unit_start(day, unit, 1)
    return tuple(starts)
