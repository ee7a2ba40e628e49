"""Gaps between orders by their names: the longest gap, days since the last order, 90 days without ordering."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, Source
from regulars.criteria.tree import Any, Condition, DaysBetween, DaysSince, Followed, Measure, Position, Rows
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp
from regulars.criteria.words.building import UNIT_DAYS, compared, first_order, last_order, nth_order, quantity
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.lengths import amount_of_time, length
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.gaps import AGAIN_WITHIN, APART, BEFORE_IT, BETWEEN, LATEST, NAMED, SINCE, WITHOUT
from regulars.criteria.words.tables.lexicon import ORDER_NOUNS, POSITIONS

_IS = frozenset({"is", "was", "of", "has", "been", "lasted", "were", "came", "took", "placed", "made"})


def _days(p: State, at: int) -> tuple[Cmp, Decimal, int] | None:
    """A comparison with a length of time, the days of its unit, and the place after it."""
    found = amount_of_time(p, at)
    if found is None:
        return None
    cmp, (unit, size), end = found
    return cmp, Decimal(UNIT_DAYS[unit] * size), end


def _days_said(p: State, at: int) -> tuple[Cmp, Decimal, int] | None:
    """The same after "is", "was", "has been"."""
    while p.word(at) in _IS:
        at += 1
    return _days(p, at)


def read_days_since(p: State, at: int) -> Clause | None:
    """between 30 and 60 days since last order; more than 90 days since their last purchase."""
    start = at
    while p.word(at) in ("it", "has", "have", "been", "is"):
        at += 1
    found = _days(p, at)
    since = SINCE.at(p.tokens, found[2]) if found is not None else None
    if found is None or since is None or p.word(since[1]) in ("than", "as"):
        return None
    told = compared(DaysSince(last_order()), found[0], found[1])
    return Clause(start, p.take(start, since[1], Role.CONDITION), fixed=told)


def read_gap_named(p: State, at: int) -> Clause | None:
    """longest gap between two orders over 90 days; time between orders under a month."""
    named = NAMED.at(p.tokens, at)
    if named is None:
        return None
    found = _days_said(p, named[1])
    if found is None:
        return None
    p.take(at, found[2], Role.CONDITION)

    def of(name: str) -> Condition:
        return compared(quantity(p, Frame("measure", at, measure=name)), found[0], found[1])

    if named[0] != "any":
        return Clause(at, found[2], fixed=of(named[0]))
    ways = [("on average", of("average_gap")), ("the longest of them", of("longest_gap"))]
    return Clause(at, found[2], fixed=p.choose(at, ways))


def read_time_between(p: State, at: int) -> Clause | None:
    """time between first and second order under 2 weeks; days between first and last order over 365."""
    lead = BETWEEN.at(p.tokens, at)
    if lead is None:
        return None
    one = POSITIONS.at(p.tokens, lead[1])
    place = one[1] if one is not None else lead[1]
    noun = ORDER_NOUNS.at(p.tokens, place)
    place = noun[1] if noun is not None else place
    two = POSITIONS.at(p.tokens, place + 1 + (p.word(place + 1) in ("their", "the"))) if p.word(place) == "and" else None
    last = ORDER_NOUNS.at(p.tokens, two[1]) if two is not None else None
    if one is None or two is None or last is None:
        return None
    found = _days_said(p, last[1])
    if found is None:
        return None
    times = [nth_order(Position(abs(int(each[0])), int(each[0]) < 0)) for each in (one, two)]
    gap = compared(DaysBetween(times[0], times[1]), found[0], found[1])
    return Clause(at, p.take(at, found[2], Role.CONDITION), fixed=gap)


def read_without_ordering(p: State, at: int) -> Clause | None:
    """went 90 days without ordering; gone more than 6 months without a purchase: some such time, or the one up to now."""
    if p.word(at) not in ("went", "gone", "going", "go") or p.negated:
        return None
    place = at + 1 + (p.word(at + 1) in ("for", "over") and length(p, at + 2) is not None)
    many, limits = length(p, place), _days(p, place)
    if limits is None and many is not None:
        at_least = Cmp(((Comparator.AT_LEAST, Amount(Decimal(many[0]), AmountKind.PLAIN)),))
        limits = at_least, Decimal(UNIT_DAYS[many[1]]), many[2]
    away = WITHOUT.at(p.tokens, limits[2]) if limits is not None else None
    if limits is None or away is None or limits[0].comparator not in (Comparator.AT_LEAST, Comparator.ABOVE):
        return None
    gap = compared(quantity(p, Frame("measure", at, measure="longest_gap")), limits[0], limits[1])
    up_to_now = compared(DaysSince(last_order()), limits[0], limits[1])
    p.take(at, away[1], Role.CONDITION)
    ways = [
        ("between two orders, or since the last one", Any((gap, up_to_now))),
        ("between two orders", gap),
        ("since the last order", up_to_now),
    ]
    return Clause(at, away[1], fixed=p.choose(at, ways))


def read_apart(p: State, at: int) -> Clause | None:
    """two orders at least 90 days apart; 2 purchases less than a week apart: of any two of their orders."""
    many = number(p, at)
    noun = ORDER_NOUNS.at(p.tokens, many[1]) if many is not None and many[0] == 2 else None
    found = _days(p, noun[1] + (p.word(noun[1]) in ("placed", "made"))) if noun is not None else None
    apart = APART.at(p.tokens, found[2]) if found is not None else None
    if found is None or apart is None or p.negated or len(found[0].parts) > 1:
        return None
    cmp, days, _ = found
    p.take(at, apart[1], Role.CONDITION)
    orders = Rows(Source.ORDERS)
    if cmp.comparator in (Comparator.AT_LEAST, Comparator.ABOVE):
        gap = quantity(p, Frame("measure", at, measure="longest_gap"))
        ways: list[tuple[str, Condition]] = [
            ("any two of their orders", compared(DaysBetween(first_order(), last_order()), cmp, days)),
            ("one order and the next", compared(gap, cmp, days)),
        ]
        return Clause(at, apart[1], fixed=p.choose(at, ways))
    return Clause(at, apart[1], fixed=Followed(orders, orders, cmp.value * days))


def read_after_the_one_before(p: State, at: int) -> Clause | None:
    """latest order more than 60 days after the one before."""
    start = at
    while p.word(at) in ("whose", "their", "the", "with"):
        at += 1
    latest = LATEST.at(p.tokens, at)
    place = latest[1] if latest is not None else at
    found = _days_said(p, place) if latest is not None else None
    before = BEFORE_IT.at(p.tokens, found[2]) if found is not None else None
    if found is None or before is None:
        return None
    gap = quantity(p, Frame("measure", at, measure="last_gap"))
    return Clause(start, p.take(start, before[1], Role.CONDITION), fixed=compared(gap, found[0], found[1]))


def read_again_within(p: State, at: int) -> Clause | None:
    """ordered again within 60 days; a repeat purchase within a month: after the first order, or after any."""
    found = AGAIN_WITHIN.at(p.tokens, at)
    many = length(p, found[1]) if found is not None else None
    alone = p.before is None or p.before.attribute
    if found is None or many is None or not alone or p.word(many[2]) not in ("", ",", ".", ";", "and", "but", "or", "who"):
        return None
    days = Decimal(UNIT_DAYS[many[1]] * many[0])
    orders = Rows(Source.ORDERS)
    second = Measure(Aggregate.FIRST, Rows(Source.ORDERS, position=Position(2)))
    ways: list[tuple[str, Condition]] = [
        ("after the first order", compared(DaysBetween(first_order(), second), _at_most(days), Decimal(1))),
        ("after any order", Followed(orders, orders, days)),
    ]
    p.take(at, many[2], Role.CONDITION)
    return Clause(at, many[2], fixed=p.choose(at, ways), echo=Frame("buy", at, noun="order"))


def _at_most(days: Decimal) -> Cmp:
    return Cmp(((Comparator.AT_MOST, Amount(days, AmountKind.PLAIN)),))
