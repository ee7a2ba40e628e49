"""Windows of time: "in the last 90 days", "since March", "last year", "between 1 and 15 May 2025"."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from regulars.criteria.terms import Comparator, Dates, Past, Period, Unit
from regulars.criteria.words.amounts import comparison
from regulars.criteria.words.calendar_days import span
from regulars.criteria.words.calendar_last import last_days
from regulars.criteria.words.calendar_years import year_at
from regulars.criteria.words.dates import Days, months, season
from regulars.criteria.words.lengths import length, length_limits, unit
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import LAST, MONTHS, NAMED_DAYS, OPEN, SEASONS, TO_DATE, UNITS, WEEKDAYS
from regulars.criteria.words.tokens import Kind
from regulars.criteria.words.window_terms import FUTURE, When
from regulars.criteria.words.windows_ago import counted_back
from regulars.criteria.words.windows_beside import beside
from regulars.criteria.words.windows_joined import closed


def window(p: State, at: int, *, bare: bool = False) -> tuple[When, int] | None:
    """A window; with `bare`, also one without a preposition ("last month", "2025")."""
    mark = p.mark()
    for attempt in (_bracketed, _to_date, _before_last, counted_back, _that_one, beside, _opened):
        found = attempt(p, at)
        if found is not None:
            return closed(p, at, found, _opened, counted_back) if attempt in (_opened, counted_back) else found
        p.back(mark)
    found = _last(p, at)
    if found is not None:
        return found
    p.back(mark)
    if p.word(at) in _DAYS_AWAY and p.word(at + 1) not in ("to", "-", "until", "through"):
        # counted from the day that is looked from, so that a kept segment moves on with it
        days_away = _DAYS_AWAY[p.word(at)]
        return When(Period(Unit.DAY, days_away, days_away), bare=True), p.take(at, at + 1, Role.WINDOW)
    place = at + (p.word(at) == "the")
    if p.are(place, "day", "before", "yesterday"):
        return When(Period(Unit.DAY, -2, -2), bare=True), p.take(at, place + 3, Role.WINDOW)
    if bare:
        if p.word(at) in MONTHS and p.word(at + 1) in ("to", "through", "-", "until") and (both := _range(p, at, at)) is not None:
            return both
        days = span(p, at)
        if days is not None:
            return When(_dates(p, days[0], at, days[1]), bare=True), p.take(at, days[1], Role.WINDOW)
    p.back(mark)
    return None


def _bracketed(p: State, at: int) -> tuple[When, int] | None:
    """3+ orders (2026): a time in brackets of its own."""
    inner = window(p, at + 1, bare=True) if p.word(at) == "(" and p.word(at + 1) != "(" else None
    if inner is None or p.word(inner[1]) != ")" or at == 0:
        return None
    p.take(at, at + 1, Role.WINDOW)
    return inner[0], p.take(inner[1], inner[1] + 1, Role.WINDOW)


def _before_last(p: State, at: int) -> tuple[When, int] | None:
    """the week before last; in the month before last: the calendar one before the last full one."""
    place = at + (p.word(at) in ("in", "during"))
    place += p.word(place) == "the"
    named = unit(p, place)
    if named is None or named[1] != 1 or not p.are(named[2], "before", "last") or p.word(named[2] + 2) not in _ENDS:
        return None
    return When(Period(named[0], -2, -2), bare=True), p.take(at, named[2] + 2, Role.WINDOW)


_ENDS = frozenset({"", ",", ".", ";", "and", "but", "or", "who", ")"})
_DAYS_AWAY = {"yesterday": -1, "today": 0, "tonight": 0}


def _dates(p: State, days: Days, start: int, end: int) -> Dates:
    if days.first >= p.as_of and not (days.first == p.as_of and days.last > days.first):
        p.object(start, end, FUTURE, "use a window in the past")
    return Dates(days.first, days.last)


def _to_date(p: State, at: int) -> tuple[When, int] | None:
    found = TO_DATE.at(p.tokens, at)
    if found is None:
        return None
    return When(Period(found[0], 0, 0)), p.take(at, found[1], Role.WINDOW)


def _last(p: State, at: int) -> tuple[When, int] | None:
    """the last 90 days; last month; this year; last summer; past 2 weeks; last Friday."""
    found = LAST.at(p.tokens, at)
    if found is None:
        return None
    which, place = found
    word = p.word(place - 1)
    calendar = p.word(place) in ("calendar", "full", "complete")
    if which == "next":
        if length(p, place) or unit(p, place) or p.word(place) in MONTHS or p.word(place) in SEASONS or p.word(place) in WEEKDAYS:
            end = (length(p, place) or (0, 0, place + 1))[2]
            p.object(at, end, FUTURE, "use a window in the past")
            return When(None), p.take(at, end, Role.WINDOW)
        return None
    if which == "this" and p.word(place) in UNITS:
        named = unit(p, place)
        if named is None:
            return None
        back = {Unit.MONTH: 12, Unit.QUARTER: 4}.get(named[0])
        if back is not None and p.are(named[2], "last", "year"):
            return When(Period(named[0], -back, -back), bare=True), p.take(at, named[2] + 2, Role.WINDOW)
        return When(Period(named[0], 0, 0), bare=True), p.take(at, named[2], Role.WINDOW)
    many = length(p, place)
    if many is not None and p.word(many[2]) in ("of", "in") and p.word(many[2] + 1) in MONTHS:
        return None
    if p.word(place) in ("quarter", "half") and year_at(p, place + 1) is not None:
        # "the last quarter of 2025" is its fourth
        return None
    if many is not None and which == "last" and p.word(place) not in ("a", "an"):
        end = p.take(at, many[2], Role.WINDOW)
        if calendar or p.word(place + 1) in ("calendar", "full", "complete"):
            return When(Period(many[1], -many[0], -1), bare=True, unit=many[1]), end
        later = p.word(end) == "-" or p.word(end) == "to"
        if later:
            return None
        return When(Past(many[0], 0, many[1]), bare=True, before_that=many[0], unit=many[1]), end
    counted = number(p, place) if which == "last" and many is None else None
    if counted is not None and counted[0] == int(counted[0]) and p.word(counted[1]) in ("", ",", ".", "and", "or", "but", "who"):
        # "ordered in the last 30 days or visited in the last 7"
        said = next((UNITS[p.word(n)] for n in range(at - 1, 0, -1) if p.word(n) in UNITS and p.kind(n - 1) is Kind.NUMBER), None)
        if said is not None:
            return When(Past(int(counted[0]), 0, said), bare=True, unit=said), p.take(at, counted[1], Role.WINDOW)
    two = comparison(p, place) if which == "last" else None
    if two is not None and len(two[0].parts) == 2:
        named = unit(p, two[1])
        if named is not None:
            low, high = (int(part[1].value) for part in two[0].parts)
            return When(Past(high, low, named[0]), bare=True), p.take(at, named[2], Role.WINDOW)
    again = _unit_before(p, at, place) if which == "last" else None
    if again is not None:
        return When(Period(again, -1, -1), bare=True), p.take(at, place, Role.WINDOW)
    named = unit(p, place)
    if named is not None and which == "last":
        end = p.take(at, named[2], Role.WINDOW)
        if p.word(named[2] - 1).endswith("s") and p.word(named[2]) != "of":
            what = p.word(named[2] - 1)
            p.object(at, end, f"does not say how many {what}", f"say “the last 3 {what}”")
        article = p.word(place - 2) == "the" and p.word(place - 1) == "last" and named[0] in (Unit.WEEK, Unit.YEAR) and not calendar
        if article:
            what = named[0].value
            p.note(f"“the last {what}” is taken as the {what} up to now; “last {what}” would be the calendar one")
        rolling = article or word == "past" or word in ("trailing", "rolling", "recent") or named[0] is Unit.HOUR
        if rolling or named[1] > 1:
            return When(Past(named[1], 0, named[0]), bare=True), end
        return When(Period(named[0], -1, -1), bare=True), end
    days = last_days(p, place, which)
    if days is not None:
        return When(_dates(p, days[0], at, days[1]), bare=True), p.take(at, days[1], Role.WINDOW)
    return None


def _that_one(p: State, at: int) -> tuple[When, int] | None:
    """that November; the same summer: of the year that was said before."""
    place = at + (1 if p.word(at) == "in" else 0)
    lead = 1 if p.word(place) == "that" else 2 if p.are(place, "the", "same") else 0
    name = p.word(place + lead)
    if not lead or not (name in MONTHS or name in SEASONS):
        return None
    years = [year[0] for n in range(place) if (year := year_at(p, n)) is not None]
    if not years:
        return None
    days = season(name, years[-1]) if name in SEASONS else months(years[-1], MONTHS[name], MONTHS[name])
    return When(Dates(days.first, days.last), bare=True), p.take(at, place + lead + 1, Role.WINDOW)


def _unit_before(p: State, at: int, end: int) -> Unit | None:
    """The unit that "this month or last" leaves out the second time."""
    if p.word(end) not in ("", ",", ".", "and", "or", "but", "who", ")"):
        return None
    place = at - 1
    while p.word(place) in ("or", "and", "than", "versus", "to", "as", "in", "with", "compared", "not", "but"):
        place -= 1
    return UNITS[p.word(place)] if place < at - 1 and p.word(place) in UNITS and p.word(place - 1) == "this" else None


def _opened(p: State, at: int) -> tuple[When, int] | None:
    """A preposition and what it opens."""
    for words_end, how in _openings(p, at):
        mark = p.mark()
        found = _after_opening(p, how, at, words_end)
        if found is not None:
            return _from_then_on(p, at, how, found)
        p.back(mark)
    return None


def _from_then_on(p: State, at: int, how: str, found: tuple[When, int]) -> tuple[When, int]:
    """ "signed up from March 2026" can be since then or in it; "orders from March 2026" are of it."""
    said = found[0].window
    if p.word(at) != "from" or how != "in" or not isinstance(said, Dates) or said.first is None or said.first == said.last:
        return found
    if p.word(at - 1) not in _SIGNED_UP or {"to", "through"} & {p.word(n) for n in range(at, found[1])}:
        return found
    ways = [(f"since {p.text(at + 1, found[1])}", Dates(said.first, None)), (f"in {p.text(at + 1, found[1])}", said)]
    return replace(found[0], window=p.choose(at, ways)), found[1]


_SIGNED_UP = frozenset({"up", "joined", "registered", "bought", "ordered", "purchased", "shopped"})


def _openings(p: State, at: int) -> list[tuple[int, str]]:
    """Every way the words here can open a window, the longest first."""
    found = OPEN.at(p.tokens, at)
    if found is None:
        return []
    ways = [(found[1], found[0])]
    if p.word(at) == "from":
        ways = [(at + 1, "between"), (at + 1, "in"), (at + 1, "since"), *ways]
    elif p.word(at) == "between":
        ways = [(found[1], "between")]
    elif p.word(at) == "by":
        ways = [(found[1], "until")]
    return ways


def _after_opening(p: State, how: str, start: int, at: int) -> tuple[When, int] | None:
    if how == "between":
        return _range(p, start, at)
    if how == "in":
        return _in(p, start, at)
    place = at + (1 if p.word(at) == "the" and p.word(at + 1) in ("end", "start", "beginning") else 0)
    if p.word(place) in ("end", "start", "beginning") and p.word(place + 1) == "of":
        place += 2
    many = length(p, place) if how == "since" and p.word(start) == "since" and place == start + 1 else None
    if many is not None and p.word(many[2]) not in ("ago", "after", "before", "from", "since"):
        # "no order since 6 months"
        p.note(f"“{p.text(start, many[2])}” is taken as in the last {p.text(place, many[2])}")
        return When(Past(many[0], 0, many[1])), p.take(start, many[2], Role.WINDOW)
    last = _last(p, place)
    if last is not None and isinstance(last[0].window, Period | Dates):
        return _edge(p, how, last[0].window, start, last[1])
    if last is not None:
        return None
    begun = {"start", "beginning"} & {p.word(n) for n in range(start, place)}
    running = unit(p, place + 1) if p.word(place) in ("the", "this") and begun else None
    if running is not None and how == "since":
        return When(Period(running[0], 0, 0)), p.take(start, running[2], Role.WINDOW)
    days = span(p, place)
    if days is None:
        return None
    end = p.take(start, days[1], Role.WINDOW)
    return When(_side(p, how, days[0], start, end)), end


def _side(p: State, how: str, days: Days, start: int, end: int) -> Dates:
    day = timedelta(days=1)
    if how == "since":
        if days.first > p.as_of:
            p.object(start, end, FUTURE, "use a window in the past")
        return Dates(days.first, None)
    if how == "after":
        if days.last >= p.as_of:
            p.object(start, end, FUTURE, "use a window in the past")
        return Dates(days.last + day, None)
    return Dates(None, days.first - day) if how == "before" else Dates(None, days.last)


def _edge(p: State, how: str, when: Period | Dates, start: int, end: int) -> tuple[When, int]:
    from regulars.criteria.words.calendar_days import days_of

    days = days_of(when, p.as_of) if isinstance(when, Period) else Days(when.first or p.as_of, when.last or p.as_of)
    return When(_side(p, how, days, start, end)), p.take(start, end, Role.WINDOW)


def _in(p: State, start: int, at: int) -> tuple[When, int] | None:
    the = at + (1 if p.word(at) == "the" else 0)
    last = _last(p, at) or _last(p, the)
    if last is not None:
        p.take(start, last[1], Role.WINDOW)
        return When(last[0].window, before_that=last[0].before_that, unit=last[0].unit), last[1]
    many = length(p, the)
    if (
        many is not None
        and p.word(start) not in ("on", "at", "of", "from")
        and p.word(many[2]) not in ("of", "ago", "after", "before", "-", "to", "from")
    ):
        end = p.take(start, many[2], Role.WINDOW)
        return When(Past(many[0], 0, many[1])), end
    longer = length_limits(p, at)
    if longer is not None and p.word(start) in ("in", "for", "within", "over") and p.word(longer[2]) not in ("of", "ago", "after"):
        cmp, named, end = longer
        if cmp.comparator in (Comparator.ABOVE, Comparator.AT_LEAST) and len(cmp.parts) == 1:
            return When(Past(int(cmp.value) * named[1], 0, named[0]), lasting=True), p.take(start, end, Role.WINDOW)
        if len(cmp.parts) == 1:
            return When(Past(int(cmp.value) * named[1], 0, named[0])), p.take(start, end, Role.WINDOW)
    both = _range(p, start, at)
    if both is not None:
        return both
    days = span(p, the)
    if days is not None and p.word(start) == "over" and p.kind(the) is Kind.NUMBER and days[1] == the + 1:
        # "spent over 2000" is an amount, whatever year it could be
        return None
    if days is not None and not (p.word(start) == "for" and NAMED_DAYS.at(p.tokens, the) is not None):
        # "for Christmas" says what it was bought for, and no day
        end = p.take(start, days[1], Role.WINDOW)
        return When(_dates(p, days[0], start, end)), end
    return None


def _range(p: State, start: int, at: int) -> tuple[When, int] | None:
    """January to March 2025; 1 May and 15 May; 2023 and 2024; 1-15 May 2025."""
    mark = p.mark()
    low = span(p, at, lenient=True)
    if low is None or p.word(low[1]) not in ("and", "to", "-", "through", "until", "till", "up"):
        p.back(mark)
        return None
    step = low[1] + (2 if p.are(low[1], "up", "to") else 1)
    if p.word(step) == "the" and p.word(step + 1) == "end" and p.word(step + 2) == "of":
        step += 3
    if p.word(step) in ("now", "today"):
        return When(Dates(low[0].first, None)), p.take(start, step + 1, Role.WINDOW)
    if p.word(low[1]) == "and" and "between" not in (p.word(start), p.word(at - 1)):
        p.back(mark)
        return None
    high = span(p, step)
    if high is None:
        p.back(mark)
        return None
    first, last = low[0], high[0]
    if not first.dated:
        year = last.first.year if (first.first.month, first.first.day) <= (last.last.month, last.last.day) else last.first.year - 1
        first = _in_year(first, year)
    if first.first > last.last:
        p.back(mark)
        return None
    end = p.take(start, high[1], Role.WINDOW)
    return When(_dates(p, Days(first.first, last.last), start, end)), end


def _in_year(days: Days, year: int) -> Days:
    from calendar import monthrange

    def moved(day_year: int, month: int, day: int) -> int:
        return min(day, monthrange(day_year, month)[1])

    first = days.first.replace(year=year, day=moved(year, days.first.month, days.first.day))
    return Days(first, first + (days.last - days.first))
