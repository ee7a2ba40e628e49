"""Lengths of time: 90 days, half a year, over a year, 6 to 12 months."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator, Unit
from regulars.criteria.words.amounts import Cmp, comparison
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import UNIT_SIZE, UNITS
from regulars.criteria.words.tokens import Kind


def unit(p: State, at: int) -> tuple[Unit, int, int] | None:
    """A unit of time, how many of it the word stands for, and the place after it."""
    word = p.word(at)
    at_unit = at
    if word in ("calendar", "full", "complete", "whole", "entire"):
        at_unit = at + 1
        word = p.word(at_unit)
    if word not in UNITS or (len(word) == 1 and p.kind(at_unit - 1) is not Kind.NUMBER):
        return None
    return (
        UNITS[word],
        UNIT_SIZE.get(word, 1) * (2 if word.startswith("fortnight") and UNIT_SIZE.get(word) != 2 else 1),
        at_unit + 1,
    )


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
    named_halves = {
        ("half", "a", "year"): 6,
        ("a", "year", "and", "a", "half"): 18,
        ("half", "year"): 6,
        ("year", "and", "a", "half"): 18,
        ("one", "and", "a", "half", "years"): 18,
    }
    for said, months_long in named_halves.items():
        if p.are(at, *said):
            return months_long, Unit.MONTH, at + len(said)
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


def length_limits(p: State, at: int) -> tuple[Cmp, tuple[Unit, int], int] | None:
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


def amount_of_time(p: State, at: int) -> tuple[Cmp, tuple[Unit, int], int] | None:
    """A comparison with a length of time, or a bare length taken as exact: for gaps, ages of accounts and "within"."""
    found = length_limits(p, at)
    if found is not None:
        return found
    return None
