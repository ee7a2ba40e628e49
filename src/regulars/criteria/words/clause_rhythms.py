"""Clauses about the time between a customer's orders: their own rhythm, gaps, the first two orders."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, Dates, Past, Source, Unit, Window
from regulars.criteria.tree import (
    Compare,
    Condition,
    DaysBetween,
    DaysSince,
    Measure,
    Quantity,
    Rows,
    Scaled,
    Within,
)
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp, after_noun
from regulars.criteria.words.building import UNIT_DAYS, compared, first_order, last_order, quantity
from regulars.criteria.words.calendar_days import days_of
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.lengths import amount_of_time, length, length_limits
from regulars.criteria.words.phrases import table, word_set
from regulars.criteria.words.relatives import relative
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.changes import LONGER
from regulars.criteria.words.tables.lexicon import MEASURES, ORDER_NOUNS
from regulars.criteria.words.verbs import verb_frame
from regulars.criteria.words.windows import window

_GAPS = ("average_gap", "longest_gap", "last_gap")


_AWAY = table(
    """
away: of inactivity; away; of silence; without ordering; without an order; without a purchase; without buying; inactive; off;
    with no orders; with no order; of no orders; of being inactive; of not ordering; of not buying; without any order;
    without any orders; without purchasing; since their last order; since their previous order; since the previous order;
    since the last order; after their previous order; after the previous order; of absence; of dormancy; dormant; gap
"""
)
_RETURNED = table(
    """
back: came back; come back; returned; reactivated; returned to buy; came back to buy; returned to shop; came back and ordered;
    came back and bought; back; ordered again; bought again; reordered; purchased again; shopped again; returned and bought;
    returned and ordered
"""
)


def read_came_back(p: State, at: int) -> Clause | None:
    """came back after 6 months; bought in May for the first time in over a year; ordered after 180 days without an order."""
    back = _RETURNED.at(p.tokens, at)
    verb = verb_frame(p, at) if back is None else None
    if back is None and (verb is None or verb[0].head != "buy"):
        return None
    f = Frame("buy", at)
    end = p.take(at, back[1] if back is not None else verb[1] if verb is not None else at, Role.CONDITION)
    when = window(p, end, bare=True)
    if when is not None and when[0].window is not None and p.word(end) != "after":
        f.windows, end = [when[0].window], when[1]
    lead = next((words for words in _AFTER_GAP if p.are(end, *words)), None)
    if lead is None:
        return None
    place = end + len(lead)
    place += p.word(place) in ("a", "the") and p.word(place + 1) == "gap"
    place += 2 if p.are(place, "gap", "of") else 0
    limits = amount_of_time(p, place)
    many = length(p, place) if limits is None else None
    if limits is not None:
        cmp, (unit, size), last = limits
    elif many is not None:
        cmp, unit, size, last = Cmp(((Comparator.AT_LEAST, Amount(Decimal(many[0]), AmountKind.PLAIN)),)), many[1], 1, many[2]
    else:
        return None
    cmp, last = after_noun(p, cmp, last)
    away = _AWAY.at(p.tokens, last)
    last = away[1] if away is not None else last
    # "after 6 months" alone can be after anything
    sure = away is not None or back is not None or lead[0] != "after"
    if (
        not sure
        or p.word(last) not in ("", ",", ".", "and", "but", "or", "who")
        or cmp.comparator in (Comparator.BELOW, Comparator.AT_MOST)
    ):
        return None
    days = Decimal(UNIT_DAYS[unit] * size)
    p.take(end, last, Role.CONDITION)
    return Clause(at, last, fixed=_gap_before(p, f, cmp, days, ever=lead[0] != "after"))


_AFTER_GAP = (
    ("for", "the", "first", "time", "in"),
    ("for", "the", "first", "time", "since", "over"),
    ("first", "time", "in"),
    ("after",),
)


def _gap_before(p: State, f: Frame, cmp: Cmp, days: Decimal, *, ever: bool) -> Condition:
    """So many days without an order, and then one: the last of them, or any; in a window, the first one of it."""
    if f.windows:
        said = f.windows[0]
        earlier = _before(said, p.as_of)
        if earlier is not None:
            p.note("the gap is that before the first order of that time")
            before = Measure(Aggregate.LAST, Rows(Source.ORDERS, window=earlier))
            inside = Measure(Aggregate.FIRST, Rows(Source.ORDERS, window=said))
            return compared(DaysBetween(before, inside), cmp, days)
    gaps = [quantity(p, Frame("measure", f.start, measure=name)) for name in ("last_gap", "longest_gap")]
    ways: list[tuple[str, Condition]] = [
        ("the last order came after such a gap", compared(gaps[0], cmp, days)),
        ("some order came after such a gap", compared(gaps[1], cmp, days)),
    ]
    if ever:
        first = Past(int(cmp.value * days), 0, Unit.DAY)
        ways.append(("the first order of all is that recent", Within(first_order(), first)))
    return p.choose(f.start, ways)


def _before(said: Window, as_of: date) -> Window | None:
    """All the time before a window; None where it has no beginning."""
    if isinstance(said, Past):
        return None if said.older is None else Past(None, said.older, said.unit)
    first = said.first if isinstance(said, Dates) else days_of(said, as_of).first
    return None if first is None else Dates(None, first - timedelta(days=1))


def read_own_rhythm(p: State, at: int) -> Clause | None:
    """haven't ordered in (twice) longer than their usual gap: days since the last order against the customer's own gap."""
    verb = verb_frame(p, at)
    if verb is None or verb[0].head != "buy" or not p.negated:
        noun = ORDER_NOUNS.at(p.tokens, at) if p.negated else None
        if noun is None:
            return None
        end = noun[1]
    else:
        end = verb[1]
    lead = LONGER.at(p.tokens, end)
    if lead is None:
        return None
    factor, place = Decimal(1), lead[1]
    many = {"twice": 2, "double": 2, "triple": 3}.get(p.word(place))
    if many is not None:
        factor, place = Decimal(many), place + 1
    elif (counted := number(p, place)) is not None and p.word(counted[1]) in ("times", "x"):
        factor, place = counted[0], counted[1] + 1
    while p.word(place) in ("their", "the", "own", "than", "as", "long"):
        place += 1
    measure = MEASURES.at(p.tokens, place)
    if measure is None or measure[0] not in _GAPS:
        return None
    gap = quantity(p, Frame("measure", at, measure=measure[0]))
    right = gap if factor == 1 else Scaled(factor, gap)
    made = Compare(DaysSince(last_order()), Comparator.ABOVE, right)
    return Clause(at, p.take(at, measure[1], Role.CONDITION), fixed=made, negated=True)


def read_every_so_often(p: State, at: int) -> Clause | None:
    """orders every 30 days or less on average; buys on average at least every 6 weeks: the average gap between orders."""
    verb = verb_frame(p, at)
    if verb is None or verb[0].head != "buy":
        return None
    place = verb[1]
    place += p.word(place) in ("something", "anything")
    average = _average(p, place)
    place = average if average is not None else place
    least = p.are(place, "at", "least")
    place += 2 if least else 0
    if p.word(place) not in ("every", "each", "once") or (
        p.word(place) == "once" and p.word(place + 1) not in ("every", "in", "each")
    ):
        return None
    place += 2 if p.word(place) == "once" else 1
    many, single = amount_of_time(p, place), length(p, place)
    if many is not None:
        said, (unit, size), end = many
    elif single is not None:
        said = Cmp(((Comparator.EQUAL, Amount(Decimal(single[0]), AmountKind.PLAIN)),), said=False)
        unit, size, end = single[1], 1, single[2]
    else:
        return None
    said, end = after_noun(p, said, end)
    tail = _average(p, end)
    rare = unit is not Unit.DAY or not (single is not None and single[0] == 1)
    if average is None and tail is None and (not rare or p.word(end) not in ("", ",", ".", "and", "but", "or", "who") or p.negated):
        return None
    if average is None and tail is None and not said.said and single is not None and single[0] == 1:
        # "orders every month" is of calendar months
        return None
    end = tail if tail is not None else end
    if not said.said:
        p.note("“every so many days” is taken as that often or more")
        said = Cmp(((Comparator.AT_MOST, said.parts[0][1]),))
    names = ("average_gap",) if average is not None or tail is not None else ("average_gap", "longest_gap")
    gaps = [compared(quantity(p, Frame("measure", at, measure=name)), said, Decimal(UNIT_DAYS[unit] * size)) for name in names]
    ways = list(zip(("on average", "never longer than that"), gaps, strict=False))
    return Clause(at, p.take(at, end, Role.CONDITION), fixed=p.choose(at, ways))


def _average(p: State, at: int) -> int | None:
    """The place after "on average"."""
    for words in (("on", "average"), ("on", "avg"), ("typically",), ("usually",), ("in", "average"), ("an", "average", "of")):
        if p.are(at, *words):
            return p.take(at, at + len(words), Role.CONDITION)
    return None


_LAST = table(
    """
last: since last order; since their last order; since the last order; since last purchase; since their last purchase;
    since the last purchase; since ordering; since they ordered; since they last ordered; since they last bought;
    since their most recent order; since last ordering; without ordering; without an order; without buying
"""
)


def read_longer_since(p: State, at: int) -> Clause | None:
    """longer since the last order than their average gap; twice as long since their last order as usual."""
    said = relative(p, at)
    if said is None:
        return None
    since = _LAST.at(p.tokens, said[1])
    if since is None or p.word(since[1]) not in ("than", "as"):
        return None
    place = since[1] + 1
    while p.word(place) in word_set("their the his her own is it takes them"):
        place += 1
    measure = MEASURES.at(p.tokens, place)
    if measure is None and p.word(place) in ("usual", "normal", "average"):
        name, end = "average_gap", place + 1
    elif measure is not None and measure[0] in _GAPS:
        name, end = measure
    else:
        return None
    gap: Quantity = quantity(p, Frame("measure", at, measure=name))
    right = gap if said[0].factor == 1 else Scaled(said[0].factor, gap)
    comparator = Comparator.ABOVE if said[0].above else Comparator.BELOW
    if said[0].inclusive:
        comparator = Comparator.AT_LEAST if said[0].above else Comparator.AT_MOST
    return Clause(at, p.take(at, end, Role.CONDITION), fixed=Compare(DaysSince(last_order()), comparator, right))


def read_absent(p: State, at: int) -> Clause | None:
    """hasn't ordered for 4 to 8 months: the last order is that long ago."""
    verb = verb_frame(p, at) if p.negated else None
    if verb is None or verb[0].head != "buy" or p.word(verb[1]) not in ("for", "in"):
        return None
    many = length_limits(p, verb[1] + 1)
    if many is None or len(many[0].parts) != 2:
        return None
    (unit, size), end = many[1], many[2]
    low, high = sorted(int(part[1].value) * size for part in many[0].parts)
    p.note("who has not ordered for so long ordered before that")
    return Clause(at, p.take(at, end, Role.WINDOW), fixed=Within(last_order(), Past(high, low, unit)), negated=True)
