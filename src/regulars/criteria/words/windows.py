"""Windows of time: "in the last 90 days", "since March", "6 to 12 months ago", "last year", "between 1 and 15 May 2025"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from regulars.criteria.terms import Comparator, Dates, Past, Period, Unit, Window
from regulars.criteria.words.amounts import Cmp, amount, comparison, number
from regulars.criteria.words.calendar_days import last_days, span
from regulars.criteria.words.dates import Days
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import LAST, MONTHS, OPEN, SEASONS, TO_DATE, UNIT_SIZE, UNITS, WEEKDAYS
from regulars.criteria.words.tokens import Kind


@dataclass(frozen=True, slots=True)
class When:
    """A window as it was said. `lasting`: "in more than 60 days", which only a "haven't" can mean. `bare`: no preposition."""

    window: Window | None
    lasting: bool = False
    bare: bool = False
    before_that: int | None = None
    unit: Unit | None = None


FUTURE = "is in the future; the data knows only what has happened"
_ALL_TIME = (
    ("of", "all", "time"), ("over", "all", "time"), ("all", "time"), ("at", "any", "time"), ("at", "any", "point"), ("at", "some", "point"),
    ("in", "total"), ("to", "date"), ("so", "far"), ("overall",), ("ever",), ("in", "their", "lifetime"), ("over", "their", "lifetime"),
    ("in", "all"), ("lifetime",), ("altogether",), ("ever", "since", "joining"), ("historically",), ("since", "the", "beginning"),
    ("throughout", "their", "lifetime"), ("of", "any", "time"), ("by", "now"), ("over", "the", "years"), ("all", "together"),
    ("since", "we", "opened"), ("in", "the", "past"), ("until", "now"), ("up", "to", "now"), ("across", "all", "time"),
    ("during", "their", "lifetime"), ("over", "their", "whole", "lifetime"), ("over", "the", "lifetime"), ("till", "now"),
)  # fmt: skip


def all_time(p: State, at: int) -> int | None:
    """The place after words that say "at any time", or None."""
    best = max((len(words) for words in _ALL_TIME if p.are(at, *words)), default=0)
    if not best or (p.are(at, "in", "the", "past") and (number(p, at + 3) or p.word(at + 3) in UNITS)):
        return None
    return p.take(at, at + best, Role.WINDOW)


def window(p: State, at: int, *, bare: bool = False) -> tuple[When, int] | None:
    """A window; with `bare`, also one without a preposition ("last month", "2025")."""
    mark = p.mark()
    for attempt in (_to_date, _ago, _opened):
        found = attempt(p, at)
        if found is not None:
            return found
        p.back(mark)
    found = _last(p, at)
    if found is not None:
        return found
    p.back(mark)
    if bare or p.word(at) in ("yesterday", "today", "tonight"):
        days = span(p, at)
        if days is not None:
            return When(_dates(p, days[0], at, days[1]), bare=True), p.take(at, days[1], Role.WINDOW)
    p.back(mark)
    return None


def _dates(p: State, days: Days, start: int, end: int) -> Dates:
    if days.first >= p.as_of and not (days.first == p.as_of and days.last > days.first):
        p.object(start, end, FUTURE, "use a window in the past")
    return Dates(days.first, days.last)


def _to_date(p: State, at: int) -> tuple[When, int] | None:
    found = TO_DATE.at(p.tokens, at)
    if found is None:
        return None
    return When(Period(found[0], 0, 0)), p.take(at, found[1], Role.WINDOW)


def unit(p: State, at: int) -> tuple[Unit, int, int] | None:
    """A unit of time, how many of it the word stands for, and the place after it."""
    word = p.word(at)
    at_unit = at
    if word in ("calendar", "full", "complete", "whole", "consecutive", "business", "entire"):
        at_unit = at + 1
        word = p.word(at_unit)
    if word not in UNITS or (len(word) == 1 and p.kind(at_unit - 1) is not Kind.NUMBER):
        return None
    return UNITS[word], UNIT_SIZE.get(word, 1) * (2 if word.startswith("fortnight") and UNIT_SIZE.get(word) != 2 else 1), at_unit + 1


def _count(p: State, at: int) -> tuple[int, int] | None:
    found = number(p, at)
    if found is None and p.word(at) in ("a", "an", "one", "single") and unit(p, at + 1) is not None:
        return 1, at + 1
    if found is None and p.are(at, "half", "a", "year"):
        return -6, at + 2
    if found is None and p.are(at, "a", "year", "and", "a", "half"):
        return -18, at + 4
    if found is None or found[0] < 1 or found[0] != int(found[0]) or found[0] > 100_000:
        return None
    return int(found[0]), found[1]


def length(p: State, at: int) -> tuple[int, Unit, int] | None:
    """A length of time: 90 days, two weeks, half a year, a month, 1.5 years."""
    halves = {("half", "a", "year"): 6, ("a", "year", "and", "a", "half"): 18, ("half", "year"): 6, ("one", "and", "a", "half", "years"): 18}
    for words, many in halves.items():
        if p.are(at, *words):
            return many, Unit.MONTH, at + len(words)
    found = number(p, at)
    if found is not None and found[0] == Decimal("1.5") and p.word(found[1]) in ("year", "years"):
        return 18, Unit.MONTH, found[1] + 1
    many = _count(p, at)
    if many is None:
        return None
    named = unit(p, many[1])
    if named is None:
        return None
    if p.word(named[2]) == "period" or p.are(named[2], "'", "s"):
        return many[0] * named[1], named[0], named[2] + 1
    return many[0] * named[1], named[0], named[2]


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
        return When(Period(named[0], 0, 0), bare=True), p.take(at, named[2], Role.WINDOW)
    many = length(p, place)
    if many is not None and which == "last" and p.word(place) not in ("a", "an"):
        end = p.take(at, many[2], Role.WINDOW)
        if calendar or p.word(place + 1) in ("calendar", "full", "complete"):
            return When(Period(many[1], -many[0], -1), bare=True, unit=many[1]), end
        later = p.word(end) == "-" or p.word(end) == "to"
        if later:
            return None
        return When(Past(many[0], 0, many[1]), bare=True, before_that=many[0], unit=many[1]), end
    two = comparison(p, place) if which == "last" else None
    if two is not None and len(two[0].parts) == 2:
        named = unit(p, two[1])
        if named is not None:
            low, high = (int(part[1].value) for part in two[0].parts)
            return When(Past(high, low, named[0]), bare=True), p.take(at, named[2], Role.WINDOW)
    named = unit(p, place)
    if named is not None and which == "last":
        end = p.take(at, named[2], Role.WINDOW)
        rolling = word == "past" or word in ("trailing", "rolling", "recent") or named[0] is Unit.HOUR
        if rolling or named[1] > 1:
            return When(Past(named[1], 0, named[0]), bare=True), end
        return When(Period(named[0], -1, -1), bare=True), end
    days = last_days(p, place, which)
    if days is not None:
        return When(_dates(p, days[0], at, days[1]), bare=True), p.take(at, days[1], Role.WINDOW)
    return None


def _ago(p: State, at: int) -> tuple[When, int] | None:
    """more than 60 days ago; 6 to 12 months ago; a year ago or more; before 90 days ago."""
    mark, start = p.mark(), at
    opened = p.word(at) if p.word(at) in ("before", "since", "until", "from", "within", "in", "after") and number(p, at + 1) is None else ""
    compared = _ago_limits(p, at)
    if compared is not None:
        return compared
    p.back(mark)
    opened = p.word(at) if p.word(at) in ("before", "since", "until", "after", "by", "earlier", "from") else ""
    if opened:
        at += 2 if opened == "earlier" else 1
    many = length(p, at)
    if many is None or p.word(many[2]) not in ("ago", "back", "prior"):
        p.back(mark)
        return None
    end = many[2] + 1
    older = Past(None, many[0], many[1])
    if p.are(end, "or", "more") or p.are(end, "or", "longer") or p.are(end, "or", "earlier") or p.are(end, "or", "before") or p.are(end, "and", "earlier"):
        return When(older), p.take(start, end + 2, Role.WINDOW)
    if p.are(end, "or", "less") or p.are(end, "or", "later") or p.are(end, "or", "sooner"):
        return When(Past(many[0], 0, many[1])), p.take(start, end + 2, Role.WINDOW)
    p.take(start, end, Role.WINDOW)
    if opened in ("before", "until", "by", "earlier"):
        return When(older), end
    if opened in ("since", "after", "from"):
        return When(Past(many[0], 0, many[1])), end
    return When(p.choose(start, _on_or_before(many[0], many[1]))), end


def _on_or_before(many: int, named: Unit) -> list[tuple[str, Window | None]]:
    what = f"{many} {named.value}{'s' if many > 1 else ''}"
    return [
        (f"{what} ago or earlier", Past(None, many, named)),
        (f"in the {named.value} that ended {what} ago", Past(many + 1, many, named)),
        (f"within the last {what}", Past(many, 0, named)),
    ]


def _ago_limits(p: State, at: int) -> tuple[When, int] | None:
    start = at
    if p.word(at) in ("from", "in", "within", "since") and p.word(at + 1) in ("between", "over", "more"):
        at += 1
    found = _length_limits(p, at)
    if found is None or p.word(found[2]) not in ("ago", "back", "prior", "before"):
        return None
    cmp, named, end = found
    if p.word(end) in ("prior", "before") and not p.done(end + 1):
        return None
    return _past_of(cmp, named, p.take(start, end + 1, Role.WINDOW))


def _past_of(cmp: Cmp, named: tuple[Unit, int], end: int) -> tuple[When, int] | None:
    size = named[1]
    if len(cmp.parts) == 2:
        low, high = sorted(int(part[1].value) * size for part in cmp.parts)
        return When(Past(high, low, named[0])), end
    many = int(cmp.value) * size
    if cmp.comparator in (Comparator.ABOVE, Comparator.AT_LEAST):
        return When(Past(None, many, named[0])), end
    if cmp.comparator in (Comparator.BELOW, Comparator.AT_MOST):
        return When(Past(many, 0, named[0])), end
    return None


def _length_limits(p: State, at: int) -> tuple[Cmp, tuple[Unit, int], int] | None:
    """A comparison with a length of time, not the bare length: more than 60 days, 6 to 12 months, over a year, 90+ days."""
    mark = p.mark()
    cmp = comparison(p, at)
    if cmp is not None and cmp[0].said:
        if p.word(cmp[1]) in ("to", "-", "and"):
            p.back(mark)
            return None
        named = unit(p, cmp[1])
        if named is not None and all(part[1].value == int(part[1].value) for part in cmp[0].parts):
            return cmp[0], (named[0], named[1]), named[2]
    p.back(mark)
    return _length_article(p, at) or _two_lengths(p, at)


def _length_article(p: State, at: int) -> tuple[Cmp, tuple[Unit, int], int] | None:
    """over a year; at least half a year."""
    from regulars.criteria.words.amounts import Amount, AmountKind
    from regulars.criteria.words.tables.amounts import BEFORE

    before = BEFORE.at(p.tokens, at)
    if before is None or before[0] == "vague":
        return None
    many = length(p, before[1])
    if many is None:
        return None
    return Cmp(((Comparator(before[0]), Amount(Decimal(many[0]), AmountKind.PLAIN)),)), (many[1], 1), many[2]


def _two_lengths(p: State, at: int) -> tuple[Cmp, tuple[Unit, int], int] | None:
    """between 6 months and 12 months; 6 months to a year; more than 30 days but less than 90 days."""
    from regulars.criteria.words.amounts import Amount, AmountKind
    from regulars.criteria.words.tables.amounts import BEFORE

    opened = BEFORE.at(p.tokens, at)
    start = opened[1] if opened else at + (1 if p.word(at) in ("between", "from") else 0)
    low = length(p, start)
    if low is None:
        return None
    place = low[2] + (1 if p.word(low[2]) == "ago" else 0)
    if p.word(place) not in ("and", "to", "-", "but", "through"):
        return None
    place += 1
    second = BEFORE.at(p.tokens, place)
    if (second is None) != (opened is None):
        return None
    high = length(p, second[1] if second else place)
    if high is None:
        return None
    small, large, named = low[0], high[0], low[1]
    if low[1] is not high[1]:
        steps = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
        if low[1] not in steps or high[1] not in steps:
            return None
        small, large, named = small * steps[low[1]], large * steps[high[1]], Unit.MONTH
    parts = (
        (Comparator.AT_LEAST, Amount(Decimal(small), AmountKind.PLAIN)),
        (Comparator.AT_MOST, Amount(Decimal(large), AmountKind.PLAIN)),
    )
    return Cmp(parts), (named, 1), high[2]


def _opened(p: State, at: int) -> tuple[When, int] | None:
    """A preposition and what it opens."""
    for words_end, how in _openings(p, at):
        mark = p.mark()
        found = _after_opening(p, how, at, words_end)
        if found is not None:
            return found
        p.back(mark)
    return None


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
    last = _last(p, place)
    if last is not None and isinstance(last[0].window, Period | Dates):
        return _edge(p, how, last[0].window, start, last[1])
    if last is not None:
        return None
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
    if many is not None and p.word(start) not in ("on", "at", "of", "from") and p.word(many[2]) not in ("of", "ago", "after", "before", "-", "to", "from"):
        end = p.take(start, many[2], Role.WINDOW)
        return When(Past(many[0], 0, many[1])), end
    longer = _length_limits(p, at)
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
    if days is not None:
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
    if p.word(low[1]) == "and" and p.word(start) != "between":
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


def amount_of_time(p: State, at: int) -> tuple[Cmp, tuple[Unit, int], int] | None:
    """A comparison with a length of time, or a bare length taken as exact: for gaps, ages of accounts and "within"."""
    found = _length_limits(p, at)
    if found is not None:
        return found
    return None


__all__ = ["When", "all_time", "amount", "amount_of_time", "length", "unit", "window"]
