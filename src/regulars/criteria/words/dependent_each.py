"""Rhythms that belong to a verb or measure: every month, once a quarter, over $50 each year."""

from __future__ import annotations

from datetime import date, timedelta

from regulars.criteria.terms import Comparator, Dates, Past, Period, Unit, Window
from regulars.criteria.words.calendar_days import days_of
from regulars.criteria.words.calendar_years import year_at
from regulars.criteria.words.dates import months, named, season
from regulars.criteria.words.dependent_windows import MOST_UNITS, when_said
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import whole
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import MONTHS, NAMED_DAYS, SEASONS, UNITS
from regulars.criteria.words.tables.objects import (
    EACH,
)
from regulars.criteria.words.windows import window


def take_each(p: State, f: Frame, at: int) -> int | None:
    """every month; at least once a quarter; 2 orders a month; in each of the last 6 months."""
    end = _each(p, f, at)
    if end is None or f.each is None or f.count is None:
        return end
    if any(how in (Comparator.AT_MOST, Comparator.BELOW) for how, _ in f.count.parts):
        text = p.text(at, end)
        p.object(at, end, f"so many at most “{text}” cannot be asked for", "say at least how many, or a time such as 2026")
    return end


def _each(p: State, f: Frame, at: int) -> int | None:
    if f.is_event and whole(p, at, ("campaign",)) is not None:
        # "opened monthly newsletter" is a campaign's name
        return None
    if p.word(at) in ("monthly", "weekly", "quarterly", "yearly", "annually", "daily"):
        f.each = ({"annually": Unit.YEAR}.get(p.word(at)) or UNITS[p.word(at)], 1)
        return p.take(at, at + 1, Role.CONDITION)
    if p.are(at, "at", "least") and p.word(at + 2) in ("monthly", "weekly", "quarterly", "yearly", "daily"):
        f.each = (UNITS[p.word(at + 2)], 1)
        return p.take(at, at + 3, Role.CONDITION)
    found = EACH.at(p.tokens, at)
    if found is None:
        return None
    end = found[1]
    yearly = _each_year(p, f, at, end)
    if yearly is not None:
        return yearly
    if p.word(end - 1) == "of" and not f.windows and (listed := when_said(p, end, True)) is not None and len(listed[0]) > 1:
        f.windows, f.every_window = listed[0], True
        return p.take(at, listed[1], Role.WINDOW)
    lead = p.word(at)
    if lead in ("a", "per", "an") and f.count is None:
        return None
    if lead in ("a", "an") and p.word(at + 2) in ("ago", "or", "and", "after", "before", "later", "following", "prior"):
        return None
    many = 1
    mark = p.mark()
    group = window(p, end, bare=True)
    if (
        group is not None
        and isinstance(group[0].window, Past | Period)
        and p.word(group[1] - 1) in UNITS
        and ("of" in (p.word(end - 1), p.word(end - 2)) or lead in ("all", "in", "each", "every"))
    ):
        if lead in ("all", "in") and "all" in (p.word(at), p.word(at + 1)) and p.word(end - 1) not in ("the", "of"):
            p.back(mark)
            return None
        said = group[0].window
        f.each = (said.unit, _count_of_each(f))
        # whole calendar units, so that no part of one is asked for
        count = said.older if isinstance(said, Past) else 0
        if f.head in ("spend", "measure"):
            # money of each of them: as many conditions
            units = range(-(count or 1), 0) if isinstance(said, Past) else range(said.first, said.last + 1)
            if f.windows or not 0 < len(units) <= MOST_UNITS:
                return None
            f.each, f.every_window = None, True
            f.windows = [Period(said.unit, n, n) for n in units]
            return p.take(at, group[1], Role.CONDITION)
        f.windows.append(Period(said.unit, -(count or 1), -1) if isinstance(said, Past) else said)
        return p.take(at, group[1], Role.CONDITION)
    p.back(mark)
    word = p.word(end)
    if word == "calendar":
        end += 1
        word = p.word(end)
    if word not in UNITS or len(word) == 1 or lead == "all" or p.are(at, "in", "all"):
        return None
    if f.head == "measure" and f.measure != "spend":
        return None
    f.each = (UNITS[word], many if f.windows else _count_of_each(f))
    return p.take(at, end + 1, Role.CONDITION)


def spend_of_each(p: State, f: Frame) -> None:
    """ "over $100 each year from 2024 to 2026": so much in every calendar unit; nothing changes where they are too many."""
    unit = f.each[0] if f.each is not None else Unit.MONTH
    said = f.windows[0] if len(f.windows) == 1 else None
    days = said if isinstance(said, Dates) else days_of(said, p.as_of) if isinstance(said, Period) else None
    if days is None or days.first is None or f.count is not None:
        return
    last = min(days.last or p.as_of, p.as_of - timedelta(days=1))
    units: list[Window] = []
    first = days.first
    while first <= last and len(units) <= MOST_UNITS:
        following = _next_unit(first, unit)
        units.append(Dates(first, following - timedelta(days=1)))
        first = following
    if 0 < len(units) <= MOST_UNITS:
        f.windows, f.every_window, f.each, f.window_text = units, True, None, ""


def _next_unit(day: date, unit: Unit) -> date:
    """The first day of the calendar unit after the day's own."""
    if unit is Unit.DAY:
        return day + timedelta(days=1)
    if unit is Unit.WEEK:
        return day + timedelta(days=8 - day.isoweekday())
    months = {Unit.MONTH: 1, Unit.QUARTER: 3}.get(unit, 12)
    number = (day.year * 12 + day.month - 1) // months * months + months
    return date(number // 12, number % 12 + 1, 1)


def _count_of_each(f: Frame) -> int:
    """How many "3 orders in each of ..." asks for in each, taken from the frame's count."""
    least = (Comparator.AT_LEAST, Comparator.EQUAL, Comparator.ABOVE)
    if f.count is None or f.noun not in ("", "order") or f.count.comparator not in least or f.head in ("spend", "measure"):
        return 1
    many = int(f.count.value) + (1 if f.count.comparator is Comparator.ABOVE else 0)
    f.count = None
    return many


def _each_year(p: State, f: Frame, start: int, at: int) -> int | None:
    """every summer from 2023 to 2025; each December since 2024; every Black Friday: once in every one of the years."""
    feast = NAMED_DAYS.at(p.tokens, at)
    name, place = (feast[0], feast[1]) if feast is not None else (p.word(at), at + 1)
    if f.windows or p.word(at - 1) not in ("every", "each", "single") or not (feast or name in SEASONS or name in MONTHS):
        return None
    years = _years_said(p, place)
    if years is None:
        return None
    first, last, end = years
    if feast is not None:
        made = [named(name, year) for year in range(first, last + 1)]
    elif name in SEASONS:
        made = [season(name, year) for year in range(first, last + 1)]
    else:
        made = [months(year, MONTHS[name], MONTHS[name]) for year in range(first, last + 1)]
    begun = [days for days in made if days.first < p.as_of]
    if not 0 < len(begun) <= MOST_UNITS:
        return None
    f.windows = [Dates(days.first, days.last) for days in begun]
    f.every_window = True
    return p.take(start, end, Role.WINDOW)


def _years_said(p: State, at: int) -> tuple[int, int, int] | None:
    """The first and last year and the place after them: from 2023 to 2025, since 2024, in 2024 and 2025; else those of the data."""
    step = at + 1 if p.word(at) in ("from", "between", "in", "since", "of") else at
    low = year_at(p, step) if step > at else None
    if low is not None:
        if p.word(at) == "since":
            return low[0], p.as_of.year, low[1]
        if p.word(low[1]) in ("to", "and", "until", "through", "-") and (high := year_at(p, low[1] + 1)) is not None:
            return (low[0], high[0], high[1]) if low[0] < high[0] else None
        return None
    begun = p.index.first_order
    if not isinstance(begun, date) or p.word(at) not in ("", ",", "and", "but", "or", "."):
        return None
    p.note(f"“every” is taken from the first year of the data, {begun.year}, on")
    return begun.year, p.as_of.year, at
