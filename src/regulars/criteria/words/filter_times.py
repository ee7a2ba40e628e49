"""Weekdays, weekends and hours of the day."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import RowAll, RowAny, RowCondition, RowNumber
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import DAY_PARTS, MONTHS, SEASONS, WEEKDAYS
from regulars.criteria.words.tables.offers import TIME_WORDS
from regulars.criteria.words.tokens import Kind

_HOURS = {"morning": (6, 11), "afternoon": (12, 17), "evening": (18, 23)}


def time_of_day(p: State, at: int) -> tuple[RowCondition, int] | None:
    """weekends, weekdays, Mondays, in December of any year ("Decembers"), mornings, between 9am and 5pm, after 6pm."""
    if p.word(at - 1) in ("that", "same"):
        # "that weekend" is one of them, and which is not said
        return None
    found = TIME_WORDS.at(p.tokens, at)
    if found is not None:
        name, end = found
        if name == "weekend":
            return RowNumber("weekday", Comparator.AT_LEAST, Decimal(6)), p.take(at, end, Role.VALUE)
        if name == "weekday":
            return RowNumber("weekday", Comparator.AT_MOST, Decimal(5)), p.take(at, end, Role.VALUE)
        return _part_of_day(p, name), p.take(at, end, Role.VALUE)
    start = at + 1 if p.word(at) in ("a", "any") else at
    if p.word(start) in WEEKDAYS and len(p.word(start)) > 3:
        return _weekday_and_date(p, start) or _weekdays(p, start)
    return _day_of_month(p, at) or _clock(p, at)


def _weekday_and_date(p: State, at: int) -> tuple[RowCondition, int] | None:
    """Friday the 13th."""
    day = p.tokens[at + 2].value if p.word(at + 1) == "the" and p.kind(at + 2) is Kind.ORDINAL else None
    if day is None or not 1 <= day <= _DAYS_OF_MONTH or p.word(at + 3) in ORDER_WORDS:
        return None
    both = (RowNumber("weekday", Comparator.EQUAL, Decimal(WEEKDAYS[p.word(at)])), RowNumber("day_of_month", Comparator.EQUAL, day))
    return RowAll(both), p.take(at, at + 3, Role.VALUE)


def _day_of_month(p: State, at: int) -> tuple[RowCondition, int] | None:
    """on the 15th; the 1st of the month; the first day of each month: of any month."""
    place = at + (p.word(at) == "on")
    first = p.word(place + 1) == "first"
    if p.word(place) != "the" or not (first or p.kind(place + 1) is Kind.ORDINAL):
        return None
    day, end = (Decimal(1) if first else p.tokens[place + 1].value), place + 2
    named = p.word(end) == "day"
    end += named
    tail = next((len(words) for words in _OF_A_MONTH if p.are(end, *words)), 0)
    alone = p.word(end) in ("", ",", ".", "and", "but", "or") and p.word(at) == "on" and not (named or first)
    if day is None or not 1 <= day <= _DAYS_OF_MONTH or not (tail or alone):
        return None
    if not tail:
        p.note(f"“{p.text(at, end)}” is taken of every month")
    return RowNumber("day_of_month", Comparator.EQUAL, day), p.take(at, end + tail, Role.VALUE)


_DAYS_OF_MONTH = 31
ORDER_WORDS = frozenset({"order", "orders", "purchase", "purchases", "time"})
_OF_A_MONTH = (
    ("of", "the", "month"),
    ("of", "a", "month"),
    ("of", "any", "month"),
    ("of", "each", "month"),
    ("of", "every", "month"),
    ("of", "months"),
)


def _part_of_day(p: State, name: str) -> RowCondition:
    if name == "night":
        p.note("night is taken as 22:00 to 05:59")
        return RowAny((RowNumber("hour", Comparator.AT_LEAST, Decimal(22)), RowNumber("hour", Comparator.BELOW, Decimal(6))))
    first, last = _HOURS[name]
    p.note(f"the {name} is taken as {first:02d}:00 to {last:02d}:59")
    return RowAll((RowNumber("hour", Comparator.AT_LEAST, Decimal(first)), RowNumber("hour", Comparator.AT_MOST, Decimal(last))))


def _weekdays(p: State, at: int) -> tuple[RowCondition, int]:
    days = [WEEKDAYS[p.word(at)]]
    end = at + 1
    while p.word(end) in (",", "or", "and", "on", "a") or (
        p.word(end) in WEEKDAYS and p.word(end - 1) in (",", "or", "and", "a", "on")
    ):
        step = end
        while p.word(step) in (",", "or", "and", "on", "a"):
            step += 1
        if p.word(step) not in WEEKDAYS:
            break
        days.append(WEEKDAYS[p.word(step)])
        end = step + 1
    tests = tuple(RowNumber("weekday", Comparator.EQUAL, Decimal(day)) for day in sorted(set(days)))
    return (tests[0] if len(tests) == 1 else RowAny(tests)), p.take(at, end, Role.VALUE)


def _hour(p: State, at: int) -> tuple[int, int] | None:
    """An hour of the day, and the place after it: 6pm, 18:00, noon, midnight."""
    if p.word(at) in ("noon", "midday"):
        return 12, at + 1
    if p.word(at) == "midnight":
        return 24, at + 1
    if p.kind(at) is not Kind.CLOCK:
        if (
            p.kind(at) is Kind.NUMBER
            and p.word(at + 1) in ("am", "pm", "o'clock")
            and p.word(at).isdigit()
            and int(p.word(at)) <= 12
        ):
            return int(p.word(at)) % 12 + (12 if p.word(at + 1) == "pm" else 0), at + 2
        return _hour_of_part(p, at)
    said = p.word(at).replace(".", "").replace(" ", "")
    digits = said.rstrip("apm")
    hour, _, minutes = digits.partition(":")
    if minutes not in ("", "00") or int(hour) > 24:
        p.object(at, at + 1, "hours of the day are counted whole", "use a full hour, such as 18:00")
    value = int(hour)
    if said.endswith("pm"):
        value = value % 12 + 12
    elif said.endswith("am"):
        value = value % 12
    return value, at + 1


def _hour_of_part(p: State, at: int) -> tuple[int, int] | None:
    """9 in the morning; 8 in the evening."""
    if p.kind(at) is not Kind.NUMBER or not p.word(at).isdigit() or not 1 <= int(p.word(at)) <= 12:
        return None
    for words in DAY_PARTS:
        if p.are(at + 1, *words):
            later = 0 if words[-1] == "morning" or (words[-1] == "night" and int(p.word(at)) in (12, 1, 2, 3, 4, 5)) else 12
            return int(p.word(at)) % 12 + later, at + 1 + len(words)
    return None


def _same_half(p: State, at: int) -> tuple[int, int] | None:
    """The 6 of "between 6 and 11pm", "from 6 to 11 in the morning": an hour of the same half of the day as the one after it."""
    if p.kind(at) is not Kind.NUMBER or not p.word(at).isdigit() or p.word(at + 1) not in ("and", "to", "-", "until"):
        return None
    high = _hour(p, at + 2)
    if high is None or not 1 <= int(p.word(at)) <= 12:
        return None
    low = int(p.word(at)) % 12 + 12 * (high[0] > 12)
    return (low, at + 1) if low < high[0] else None


_ANY_YEAR = (
    ("of", "any", "year"),
    ("in", "any", "year"),
    ("of", "whatever", "year"),
    ("whatever", "the", "year"),
    ("any", "year"),
)


def months_of_any_year(p: State, at: int, *, always: bool = False) -> tuple[RowCondition, int] | None:
    """November or December of any year; `always`: "(only) in December", where no year at all is meant."""
    start = at
    at += p.word(at) in ("in", "during")
    at += p.word(at) == "the"
    named: list[int] = []
    while p.word(at) in MONTHS or p.word(at) in SEASONS:
        named.extend(_months(p.word(at)))
        at += 1
        step = at + (2 if p.word(at) == "," and p.word(at + 1) in ("and", "or") else 1)
        if p.word(at) not in (",", "and", "or") or not (p.word(step) in MONTHS or p.word(step) in SEASONS):
            break
        at = step
    tail = next((len(words) for words in _ANY_YEAR if p.are(at, *words)), 0)
    if not named or not (tail or (always and p.word(at) in ("", ",", "and", "but", "or", "."))):
        return None
    if not tail:
        p.note(f"“{p.text(start, at)}” is taken of every year")
    tests = tuple(RowNumber("month", Comparator.EQUAL, Decimal(month)) for month in sorted(set(named)))
    return (tests[0] if len(tests) == 1 else RowAny(tests)), p.take(start, at + tail, Role.VALUE)


def _months(word: str) -> list[int]:
    """The months that a month's or season's name stands for."""
    if word in MONTHS:
        return [MONTHS[word]]
    first, last = SEASONS[word]
    return [(first + n - 1) % 12 + 1 for n in range((last - first) % 12 + 1)]


def _clock(p: State, at: int) -> tuple[RowCondition, int] | None:
    if p.word(at) == "at":
        found = _hour(p, at + 1)
        if found is not None and (p.kind(at + 1) is Kind.CLOCK or found[1] > at + 2 or not p.word(at + 1).isdigit()):
            return RowNumber("hour", Comparator.EQUAL, Decimal(found[0] % 24)), p.take(at, found[1], Role.VALUE)
    if p.word(at) in ("after", "past", "from", "since"):
        found = _hour(p, at + 1)
        if found is not None and p.word(found[1]) not in ("to", "-", "until", "and"):
            return RowNumber("hour", Comparator.AT_LEAST, Decimal(found[0] % 24)), p.take(at, found[1], Role.VALUE)
    if p.word(at) in ("before", "until"):
        found = _hour(p, at + 1)
        if found is not None:
            return RowNumber("hour", Comparator.BELOW, Decimal(found[0])), p.take(at, found[1], Role.VALUE)
    if p.word(at) in ("between", "from"):
        low = _hour(p, at + 1) or _same_half(p, at + 1)
        if low is not None and p.word(low[1]) in ("and", "to", "-", "until"):
            high = _hour(p, low[1] + 1)
            if high is not None:
                first, last = (
                    RowNumber("hour", Comparator.AT_LEAST, Decimal(low[0] % 24)),
                    RowNumber("hour", Comparator.BELOW, Decimal(high[0])),
                )
                return (RowAll((first, last)) if low[0] % 24 < high[0] else RowAny((first, last))), p.take(at, high[1], Role.VALUE)
    return None
