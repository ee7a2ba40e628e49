"""Seasonal time: how much buying the shop's customers do from one hour to the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regulars.demo.arrays import Floats, Ints
from regulars.demo.process import (
    AFTER_CHRISTMAS_FACTOR,
    BLACK_FRIDAY_FACTOR,
    DAY,
    HOUR,
    HOUR_FACTORS,
    MONTH_FACTORS,
    WEEK,
    WEEKDAY_FACTORS,
    YEAR_DAYS,
)

# Local time runs at most this much ahead of or behind UTC.
MARGIN = 15 * HOUR


@dataclass(frozen=True, slots=True)
class Span:
    """The time the shop is looked at: from `start` to just before `end`, in seconds since 1970 (UTC)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clock:
    """Seasonal weeks elapsed by each hour of local time: a Poisson process that is even in them has the shop's seasons."""

    span: Span
    hours: Floats
    weeks: Floats

    def elapsed(self, seconds: Ints | Floats) -> Floats:
        """Seasonal weeks from the start of the clock to these instants of local time (seconds since 1970)."""
        return np.interp(seconds, self.hours, self.weeks)

    def instant(self, weeks: Floats) -> Ints:
        """The local time at which so many seasonal weeks have elapsed."""
        return np.interp(weeks, self.weeks, self.hours).astype(np.int64)


def seasonal_clock(span: Span, yearly_growth: float = 0.0) -> Clock:
    """The clock of the time of the span; with growth, later weeks count for more."""
    hours = np.arange(span.start - MARGIN, span.end + MARGIN + 1, HOUR)
    intensity = _intensity(hours[:-1]) * (1 + yearly_growth) ** ((hours[:-1] - span.start) / (YEAR_DAYS * DAY))
    weeks = np.concatenate([[0.0], np.cumsum(intensity / intensity.mean() * HOUR / WEEK)])
    return Clock(span, hours.astype(np.float64), weeks)


def _intensity(seconds: Ints) -> Floats:
    days = seconds // DAY
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    month = months.astype(np.int64) % 12
    day_of_month = days - months.astype("datetime64[D]").astype(np.int64) + 1
    weekday = (days + 3) % 7  # 1970-01-01 was a Thursday
    factor = np.take(MONTH_FACTORS, month) * np.take(WEEKDAY_FACTORS, weekday) * np.take(HOUR_FACTORS, seconds // HOUR % 24)
    factor = np.where((month == 10) & (day_of_month >= 24), factor * BLACK_FRIDAY_FACTOR, factor)
    return np.asarray(np.where((month == 11) & (day_of_month >= 23), factor * AFTER_CHRISTMAS_FACTOR, factor))


def decembers(span: Span) -> list[tuple[int, int]]:
    """The part from 3 to 20 December of every year of the span, as seconds since 1970."""
    first, last = (np.datetime64(second, "s").astype("datetime64[Y]").astype(int) + 1970 for second in (span.start, span.end))
    spans = [(_second(year, 12, 3), _second(year, 12, 21)) for year in range(first, last + 1)]
    return [(max(low, span.start), min(high, span.end)) for low, high in spans if high > span.start and low < span.end]


def _second(year: int, month: int, day: int) -> int:
    return int(np.datetime64(f"{year:04d}-{month:02d}-{day:02d}", "s").astype(np.int64))
