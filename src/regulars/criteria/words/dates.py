"""Days of the calendar that have a name or a number: the days of a month, season, quarter or feast, in a given year."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from regulars.criteria.words.tables.calendar import SEASONS


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days, both ends included. `dated` when the year was said."""

    first: date
    last: date
    dated: bool = True


def months(year: int, first: int, last: int) -> Days:
    """The days from month `first` to month `last` of a year; `last` before `first` is in the year after."""
    end_year = year if last >= first else year + 1
    return Days(date(year, first, 1), date(end_year, last, monthrange(end_year, last)[1]))


def quarter(year: int, number: int) -> Days:
    """The days of the nth quarter."""
    return months(year, 3 * number - 2, 3 * number)


def half(year: int, number: int) -> Days:
    """The days of the first or second half of a year."""
    return months(year, 6 * number - 5, 6 * number)


def season(name: str, year: int) -> Days:
    """The days of a northern season; a winter begins in December of its year."""
    return months(year, *SEASONS[name])


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    """The nth given weekday (1 is Monday) of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (number - 1))


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def named(name: str, year: int) -> Days:
    """The day or days of a feast or shopping day in a year."""
    thanksgiving = _nth(year, 11, 4, 4)
    memorial = _nth(year, 5, 1, 4)
    ranges = {
        "black_friday_weekend": (thanksgiving + timedelta(days=1), thanksgiving + timedelta(days=4)),
        "holiday_season": (date(year, 11, 1), date(year, 12, 31)),
    }
    if name in ranges:
        return Days(*ranges[name])
    day = {
        "black_friday": thanksgiving + timedelta(days=1),
        "cyber_monday": thanksgiving + timedelta(days=4),
        "thanksgiving": thanksgiving,
        "christmas": date(year, 12, 25),
        "christmas_eve": date(year, 12, 24),
        "boxing_day": date(year, 12, 26),
        "new_year": date(year, 1, 1),
        "new_years_eve": date(year, 12, 31),
        "valentines": date(year, 2, 14),
        "halloween": date(year, 10, 31),
        "easter": _easter(year),
        "mothers_day": _nth(year, 5, 7, 2),
        "fathers_day": _nth(year, 6, 7, 3),
        "independence_day": date(year, 7, 4),
        "st_patricks": date(year, 3, 17),
        "earth_day": date(year, 4, 22),
        "labor_day": _nth(year, 9, 1, 1),
        "memorial_day": memorial + timedelta(days=7) if (memorial + timedelta(days=7)).month == 5 else memorial,
    }[name]
    return Days(day, day)
