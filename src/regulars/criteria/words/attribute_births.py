"""Birthdays and years of birth."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from regulars.criteria.terms import Comparator, DatePart, Dates, Unit
from regulars.criteria.tree import (
    All,
    Any,
    Between,
    Compare,
    Condition,
    Constant,
    DaysToAnniversary,
    FieldValue,
    PartOf,
    Within,
)
from regulars.criteria.words.attribute_ages import DECADES
from regulars.criteria.words.attribute_base import need_field
from regulars.criteria.words.lengths import length
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import MONTHS, SEASONS
from regulars.criteria.words.tokens import Kind
from regulars.criteria.words.windows import window

_BIRTHDAY = frozenset({"birthday", "birthdays", "bday"})


def read_birthday(p: State, at: int) -> tuple[Condition, int] | None:
    """Birthday this month; birthdays in May; a birthday in the next 30 days; whose birthday is today."""
    start = at
    while p.word(at) in word_set(
        "with a the their whose have has celebrating celebrate having upcoming turn it is celebrates celebrated had his her"
    ) and not p.done(at + 1):
        at += 1
    led = _named_months(p, at)
    if led is not None and p.word(led[1]) in ("birthday", "birthdays", "born"):
        # "November birthdays", "summer birthdays"
        need_field(p, "birth_date", at, led[1] + 1)
        return _in_months(led[0]), p.take(start, led[1] + 1, Role.CONDITION)
    if p.word(at) not in _BIRTHDAY and not p.are(at, "birth", "day"):
        return None
    end = at + (2 if p.word(at) == "birth" else 1)
    while p.word(end) in word_set("is are in on falls fall coming up within during happening happens occurs was comes"):
        end += 1
    born = FieldValue("birth_date")
    need_field(p, "birth_date", start, end)
    ahead = DaysToAnniversary(born)
    if p.word(end) in ("today", "tomorrow"):
        return Compare(ahead, Comparator.EQUAL, Constant(Decimal(0 if p.word(end) == "today" else 1))), p.take(
            start, end + 1, Role.CONDITION
        )
    place = end + (1 if p.word(end) == "the" else 0)
    between = _birthday_between(p, end)
    if between is not None:
        return between[0], p.take(start, between[1], Role.CONDITION)
    if p.word(place) not in MONTHS and (several := _named_months(p, place)) is not None:
        return _in_months(several[0]), p.take(start, several[1], Role.CONDITION)
    if p.word(place) in MONTHS:
        listed = [MONTHS[p.word(place)]]
        end = place + 1
        while (
            p.word(end) in ("or", "and", ",")
            and (nxt := end + (2 if p.word(end + 1) in ("or", "and", "in") else 1))
            and p.word(nxt) in MONTHS
        ):
            listed.append(MONTHS[p.word(nxt)])
            end = nxt + 1
        tests = tuple(Compare(PartOf(born, DatePart.MONTH), Comparator.EQUAL, Constant(Decimal(month))) for month in listed)
        if p.kind(end) in (Kind.NUMBER, Kind.ORDINAL) and len(tests) == 1 and (p.tokens[end].value or 0) <= 31:
            day = Compare(PartOf(born, DatePart.DAY_OF_MONTH), Comparator.EQUAL, Constant(p.tokens[end].value or Decimal(0)))
            return All((tests[0], day)), p.take(start, end + 1, Role.CONDITION)
        return (tests[0] if len(tests) == 1 else Any(tests)), p.take(start, end, Role.CONDITION)
    return _birthday_window(p, born, start, place)


def _named_months(p: State, at: int) -> tuple[list[int], int] | None:
    """The months of a name without a year: November, summer, Q4, the first half of the year."""
    word = p.word(at)
    if word in MONTHS:
        return [MONTHS[word]], at + 1
    if word in SEASONS:
        first, last = SEASONS[word]
        return [(first - 1 + n) % 12 + 1 for n in range((last - first) % 12 + 1)], at + 1
    if word == "q" and p.word(at + 1) in ("1", "2", "3", "4"):
        first = int(p.word(at + 1)) * 3 - 2
        return [first, first + 1, first + 2], at + 2
    return None


def _in_months(listed: list[int]) -> Condition:
    """Born in one of the months."""
    month = PartOf(FieldValue("birth_date"), DatePart.MONTH)
    if len(listed) > 1 and listed == sorted(listed):
        return Between(month, Constant(Decimal(listed[0])), Constant(Decimal(listed[-1])))
    tests = tuple(Compare(month, Comparator.EQUAL, Constant(Decimal(number))) for number in listed)
    return tests[0] if len(tests) == 1 else Any(tests)


def _birthday_between(p: State, at: int) -> tuple[Condition, int] | None:
    """birthdays between March 1 and March 15; from 20 December to 10 January: days of any year, both ends in."""
    low = _day_of_year(p, at + 1) if p.word(at) in ("between", "from") else None
    high = _day_of_year(p, low[1] + 1) if low is not None and p.word(low[1]) in ("and", "to", "-", "until", "through") else None
    if low is None or high is None:
        return None
    born = FieldValue("birth_date")
    month, day = PartOf(born, DatePart.MONTH), PartOf(born, DatePart.DAY_OF_MONTH)

    def side(limit: tuple[int, int], beyond: Comparator, within: Comparator) -> Condition:
        here = Compare(month, Comparator.EQUAL, Constant(Decimal(limit[0])))
        told = All((here, Compare(day, within, Constant(Decimal(limit[1])))))
        if (limit[0], beyond) in ((12, Comparator.ABOVE), (1, Comparator.BELOW)):
            return told
        return Any((Compare(month, beyond, Constant(Decimal(limit[0]))), told))

    if low[0][0] == high[0][0] and low[0] <= high[0]:
        days = Between(day, Constant(Decimal(low[0][1])), Constant(Decimal(high[0][1])))
        return All((Compare(month, Comparator.EQUAL, Constant(Decimal(low[0][0]))), days)), high[1]
    sides = (side(low[0], Comparator.ABOVE, Comparator.AT_LEAST), side(high[0], Comparator.BELOW, Comparator.AT_MOST))
    return (All(sides) if low[0] <= high[0] else Any(sides)), high[1]


def _birthday_window(p: State, born: FieldValue, start: int, at: int) -> tuple[Condition, int] | None:
    ahead = DaysToAnniversary(born)
    shift = {"this": 0, "next": 1, "last": -1, "current": 0, "coming": 1, "following": 1, "previous": -1}
    word = p.word(at)
    month = PartOf(born, DatePart.MONTH)
    if word in shift and p.word(at + 1) == "month":
        number = (p.as_of.month - 1 + shift[word]) % 12 + 1
        return Compare(month, Comparator.EQUAL, Constant(Decimal(number))), p.take(start, at + 2, Role.CONDITION)
    if word in shift and p.word(at + 1) == "quarter":
        first = ((p.as_of.month - 1) // 3 + shift[word]) % 4 * 3 + 1
        return Between(month, Constant(Decimal(first)), Constant(Decimal(first + 2))), p.take(start, at + 2, Role.CONDITION)
    if word in shift and p.word(at + 1) == "week" and shift[word] >= 0:
        left = 7 - p.as_of.isoweekday()
        low, high = (0, left) if shift[word] == 0 else (left + 1, left + 7)
        if shift[word] == 0:
            p.note("this week's birthdays still to come, today included")
        return Between(ahead, Constant(Decimal(low)), Constant(Decimal(high))), p.take(start, at + 2, Role.CONDITION)
    if p.word(at) in ("next", "coming", "following", "upcoming"):
        at += 1
    many = length(p, at)
    if many is not None and many[1] in (Unit.DAY, Unit.WEEK, Unit.MONTH):
        days = many[0] * {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 30}[many[1]]
        return Between(ahead, Constant(Decimal(0)), Constant(Decimal(days))), p.take(start, many[2], Role.CONDITION)
    return None


def read_turning(p: State, at: int) -> tuple[Condition, int] | None:
    """turning 40 this year; who turn 30 in 2026: by year of birth."""
    start = at
    at += p.word(at) in ("are", "will", "have")
    token = p.tokens[at + 1] if not p.done(at + 1) else None
    if (
        p.word(at) not in ("turn", "turns", "turning", "turned")
        or token is None
        or token.kind is not Kind.NUMBER
        or not token.value
    ):
        return None
    end = at + 2
    end += p.word(end) == "in"
    shift = {"this": 0, "next": 1, "last": -1}.get(p.word(end))
    if shift is not None and p.word(end + 1) == "year":
        year, end = p.as_of.year + shift, end + 2
    elif p.kind(end) is Kind.NUMBER and len(p.word(end)) == 4:
        year, end = int(p.word(end)), end + 1
    else:
        return None
    need_field(p, "birth_date", start, end)
    born = year - int(token.value)
    last = date(born, 12, 31)
    if p.word(start + (p.word(start) in ("are", "will", "have"))) == "turned" and year == p.as_of.year:
        # who turned 50 this year has had the birthday
        last = min(last, _yesterday_in(p.as_of, born))
    return Within(FieldValue("birth_date"), Dates(date(born, 1, 1), last)), p.take(start, end, Role.CONDITION)


def _yesterday_in(as_of: date, year: int) -> date:
    """The day before the as-of, in another year."""
    day = as_of - timedelta(days=1)
    return (
        date(year, 12, 31) if day.year < as_of.year else day.replace(year=year, day=min(day.day, 28) if day.month == 2 else day.day)
    )


def read_born(p: State, at: int) -> tuple[Condition, int] | None:
    """born in 1990; born before 1980; born in May; born in the 1990s; born on 3 May 1990."""
    start = at
    while p.word(at) in ("were", "was", "are", "is"):
        at += 1
    if p.word(at) != "born":
        return None
    at += 1
    field = FieldValue("birth_date")
    need_field(p, "birth_date", start, at)
    place = at + 1 if p.word(at) in ("in", "on", "during") else at
    place += 1 if p.word(place) == "the" else 0
    if p.kind(place) is Kind.DECADE or p.word(place) in DECADES:
        first = DECADES.get(p.word(place)) or int(p.tokens[place].value or 0)
        first = first if first > 1000 else 1900 + first
        return Within(field, Dates(date(first, 1, 1), date(first + 9, 12, 31))), p.take(start, place + 1, Role.CONDITION)
    of_any_year = _day_of_year(p, place)
    if of_any_year is not None:
        (month, day), end = of_any_year
        parts = ((DatePart.MONTH, month), (DatePart.DAY_OF_MONTH, day))
        p.note("a day without its year is that of any year")
        tests = tuple(Compare(PartOf(field, part), Comparator.EQUAL, Constant(Decimal(value))) for part, value in parts)
        return All(tests), p.take(start, end, Role.CONDITION)
    if p.word(place) in MONTHS and p.kind(place + 1) is not Kind.NUMBER:
        test = Compare(PartOf(field, DatePart.MONTH), Comparator.EQUAL, Constant(Decimal(MONTHS[p.word(place)])))
        return test, p.take(start, place + 1, Role.CONDITION)
    several = _named_months(p, place)
    if several is not None and len(several[0]) > 1 and p.kind(several[1]) is not Kind.NUMBER:
        return _in_months(several[0]), p.take(start, several[1], Role.CONDITION)
    years = _years(p, at)
    if years is not None:
        (first_year, last_year), end = years
        first_day = None if first_year is None else date(first_year, 1, 1)
        last_day = None if last_year is None else date(last_year, 12, 31)
        born = Within(field, Dates(first_day, last_day))
        other = _years(p, end + 1) if p.word(end) == "or" and p.word(at) in ("before", "after", "since", "until") else None
        if other is not None and p.word(end + 1) != "in":
            # "born after 1995 or before 1960"
            (low, high), end = other
            days = Dates(None if low is None else date(low, 1, 1), None if high is None else date(high, 12, 31))
            return Any((born, Within(field, days))), p.take(start, end, Role.CONDITION)
        return born, p.take(start, end, Role.CONDITION)
    found = window(p, at, bare=True)
    if found is None or not isinstance(found[0].window, Dates):
        return None
    return Within(field, found[0].window), p.take(start, found[1], Role.CONDITION)


def _day_of_year(p: State, at: int) -> tuple[tuple[int, int], int] | None:
    """12 May; the 29th of February; May 12: month and day, with no year after them."""
    first_is_day = p.kind(at) in (Kind.NUMBER, Kind.ORDINAL)
    day_at = at if first_is_day else at + 1
    month_at = at + 1 + (p.word(at + 1) == "of") if first_is_day else at
    day = p.tokens[day_at].value if not p.done(day_at) and p.kind(day_at) in (Kind.NUMBER, Kind.ORDINAL) else None
    if p.word(month_at) not in MONTHS or day is None or not 1 <= day <= 31:
        return None
    end = max(day_at, month_at) + 1
    following = end + (p.word(end) == ",")
    if p.kind(following) is Kind.NUMBER and len(p.word(following)) == 4:
        return None
    return (MONTHS[p.word(month_at)], int(day)), end


def _years(p: State, at: int) -> tuple[tuple[int | None, int | None], int] | None:
    """Years of birth, which the windows of orders do not reach: in 1990, before 1980, between 1980 and 1990."""
    word = p.word(at)

    def year(place: int) -> int | None:
        token = p.tokens[place] if not p.done(place) else None
        if token is None or token.kind is not Kind.NUMBER or not token.word.isdigit() or not 1900 <= int(token.word) <= 2030:
            return None
        return int(token.word)

    ways = {
        "in": (0, 0),
        "during": (0, 0),
        "before": (None, -1),
        "after": (1, None),
        "since": (0, None),
        "from": (0, None),
        "until": (None, 0),
    }
    if word in ("between", "from") and year(at + 1) and p.word(at + 2) in ("and", "to", "-") and year(at + 3):
        return (year(at + 1), year(at + 3)), at + 4
    if word in ways and (said := year(at + 1)) is not None:
        low, high = ways[word]
        end = at + 2
        if word == "in" and p.word(end) in ("or", "and") and p.word(end + 1) in ("later", "after", "earlier", "before"):
            later = p.word(end + 1) in ("later", "after")
            return ((said, None) if later else (None, said)), end + 2
        return (None if low is None else said + low, None if high is None else said + high), end
    return None
