"""Weeks, weekends and vague parts told by a day or a longer time: "the week of 3 March", "Easter weekend", "early 2025"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from regulars.criteria.words.calendar_years import dated, recent, year_at, years
from regulars.criteria.words.dates import Days, named
from regulars.criteria.words.phrases import table
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import MONTHS, NAMED_DAYS, SEASONS, WEEKEND_FEASTS

Span = Callable[[State, int], tuple[Days, int] | None]

_WEEKS = table(
    """
of: week of; week that includes; week containing; week including; calendar week of; same week as
from: week beginning; week starting; week commencing; week beginning on; week starting on; week from; week that began on
to: week ending; week ending on; week to; week that ended on
weekend: weekend of
"""
)
_VAGUE = table(
    """
vague: early; mid; late; early in; late in; end of; beginning of; start of; middle of; the end of; the beginning of; the start of;
    the middle of; very end of; very beginning of; very start of
"""
)


def week_told(p: State, at: int, span: Span) -> tuple[Days, int] | None:
    """the week of March 3; the week ending 9 March 2025; the weekend of 8 March: told by one day."""
    found = _WEEKS.at(p.tokens, at)
    told = span(p, found[1]) if found is not None else None
    if found is None or told is None:
        return None
    days, end = told
    if days.first != days.last:
        return None
    monday = days.first - timedelta(days=days.first.isoweekday() - 1)
    how = found[0]
    if how == "from":
        return Days(days.first, days.first + timedelta(days=6), days.dated), end
    if how == "to":
        return Days(days.last - timedelta(days=6), days.last, days.dated), end
    if how == "weekend":
        return Days(monday + timedelta(days=5), monday + timedelta(days=6), days.dated), end
    p.note(
        f"the week of a day is taken as its Monday to Sunday: {monday.isoformat()} to {(monday + timedelta(days=6)).isoformat()}"
    )
    return Days(monday, monday + timedelta(days=6), days.dated), end


def about_feast(p: State, at: int) -> tuple[Days, int] | None:
    """Memorial Day weekend; Thanksgiving week 2025: the days around a day that has a name."""
    found = weekend_of_feasts(p, at)
    if found is None:
        return None
    year, end = dated(p, found[1])
    if year is None:
        return recent(p, found[0], p.text(at, end)), end
    said = weekend_of_feasts(p, at, (year,))
    days = said[0][year] if said is not None else found[0][p.as_of.year]
    p.note(f"{p.text(at, end)} is taken as {days.first.isoformat()} to {days.last.isoformat()}")
    return days, end


def weekend_of_feasts(p: State, at: int, in_years: Iterable[int] | None = None) -> tuple[dict[int, Days], int] | None:
    """The weekend or week of a day that has a name, in each of the years; and the place after it."""
    found = NAMED_DAYS.at(p.tokens, at)
    if found is None:
        return None
    name, place = found
    kind = p.word(place)
    if kind not in ("weekend", "week") or (kind == "weekend" and name not in WEEKEND_FEASTS):
        return None
    return {year: _about(name, year, kind) for year in in_years or years(p)}, place + 1


def _about(name: str, year: int, kind: str) -> Days:
    day = named(name, year).first
    if kind == "week":
        monday = day - timedelta(days=day.isoweekday() - 1)
        return Days(monday, monday + timedelta(days=6))
    before, after = WEEKEND_FEASTS[name]
    return Days(day - timedelta(days=before), day + timedelta(days=after))


def vague_part(p: State, at: int, span: Span) -> tuple[Days, int] | None:
    """ "early 2025", "the end of last summer": no exact days, which is said."""
    found = _VAGUE.at(p.tokens, at)
    if found is None:
        return None
    place = found[1] + (p.word(found[1]) == "-")
    place += p.word(place) == "the"
    told = span(p, place)
    end = told[1] if told is not None else place + 1 if p.word(place) in ("year", "month", "quarter", "week", "season") else None
    if end is None:
        return None
    p.object(at, end, f"“{p.text(at, end)}” is no exact time", "say from when to when, or a month, quarter or half of a year")
    return (told[0] if told is not None else Days(_yesterday(p), _yesterday(p))), end


def _yesterday(p: State) -> date:
    return p.as_of - timedelta(days=1)


def names_time(p: State, at: int) -> bool:
    """Whether a time of its own begins here, that needs no preposition: "winter 2025", "Black Friday weekend"."""
    if p.word(at - 1) in ("for", "our", "the", "a", "an"):
        return False
    at += p.word(at) == "the"
    feast = NAMED_DAYS.at(p.tokens, at)
    if feast is not None:
        place = feast[1] + (p.word(feast[1]) in ("weekend", "week"))
        year, end = dated(p, place)
        told = year is not None or bool({"weekend", "week", "season"} & {p.word(n) for n in range(at, place)})
        return told and p.word(end) not in _NAMED_SO
    if p.word(at) in MONTHS and p.word(at + 1) in ("to", "through", "-", "until") and p.word(at + 2) in MONTHS:
        return dated(p, at + 3)[1] > at + 3
    if p.word(at) in SEASONS or p.word(at) in MONTHS:
        end = dated(p, at + 1)[1]
        return end > at + 1 and p.word(end) not in _NAMED_SO
    return _WEEKS.at(p.tokens, at) is not None or _lists_years(p, at)


# "the Cyber Monday 2025 email" is the name of something
_NAMED_SO = frozenset({"email", "emails", "campaign", "campaigns", "newsletter", "mailing", "sale", "message", "promo", "code"})


def _lists_years(p: State, at: int) -> bool:
    """ "bought 2024, 2025 and 2026": years that follow a verb of orders and are no amounts."""
    if p.word(at - 1) not in ("bought", "ordered", "purchased", "shopped") or len(p.word(at)) != _DIGITS or year_at(p, at) is None:
        return False
    place = at + 1 + (p.word(at + 1) == ",")
    place += p.word(place) in ("and", "or")
    return place > at + 1 and len(p.word(place)) == _DIGITS and year_at(p, place) is not None


# of a year that is written in full
_DIGITS = 4
