"""Clauses about the time between orders: between the first and the second, any two, the last two, and until the first."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import (
    Compare,
    Condition,
    Constant,
    DaysBetween,
    FieldValue,
    Position,
)
from regulars.criteria.words.anchors import anchor
from regulars.criteria.words.building import UNIT_DAYS, compared, first_order, nth_order, quantity
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.clause_positions import several_orders
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.lengths import amount_of_time, length
from regulars.criteria.words.phrases import table, word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import ORDER_NOUNS

_ANY_TWO = table(
    """
any: orders; purchases; two orders; two purchases; 2 orders; 2 purchases; any two orders; any two purchases;
    consecutive orders; consecutive purchases;
    two consecutive orders; two consecutive purchases; their orders; their purchases; one order and the next; transactions;
    one purchase and the next; two of their orders; back to back orders
"""
)


def read_between_orders(p: State, at: int) -> Clause | None:
    """at least 90 days between their first and second order; waited over a month between ..."""
    place = at
    while p.word(place) in word_set("waited took let left had with have went gone go a any gap gaps break breaks pause of"):
        place += 1
    found = amount_of_time(p, place)
    if found is None:
        return None
    cmp, (unit, size), end = found
    end += p.word(end) in ("pass", "passed")
    if p.word(end) != "between":
        return None
    any_two = _ANY_TWO.at(p.tokens, end + 1)
    if any_two is not None:
        if cmp.comparator in (Comparator.BELOW, Comparator.AT_MOST) and {"two", "consecutive"} & {
            p.word(n) for n in range(end, any_two[1])
        }:
            # "less than 10 days between two orders" is of some gap, and the longest one says nothing about it
            return None
        longest = quantity(p, Frame("measure", at, measure="longest_gap"))
        p.note("a gap between any two orders in a row is taken as the longest one")
        return Clause(at, p.take(at, any_two[1], Role.CONDITION), fixed=compared(longest, cmp, Decimal(UNIT_DAYS[unit] * size)))
    two = several_orders(p, end + 1 + (p.word(end + 1) in ("their", "the")))
    if two is not None and len(two[0]) == 2:
        early, late = two[0] if not two[0][0].from_end else reversed(two[0])
        gap = compared(DaysBetween(nth_order(early), nth_order(late)), cmp, Decimal(UNIT_DAYS[unit] * size))
        return Clause(at, p.take(at, two[1], Role.CONDITION), fixed=gap)
    first = anchor(p, end + 1)
    second = anchor(p, first[1] + 1) if first is not None and p.word(first[1]) == "and" else None
    if first is None or second is None or first[0] == second[0]:
        return None
    gap = compared(DaysBetween(first[0], second[0]), cmp, Decimal(UNIT_DAYS[unit] * size))
    return Clause(at, p.take(at, second[1], Role.CONDITION), fixed=gap)


def read_took(p: State, at: int) -> Clause | None:
    """took longer than a month after signing up to place their first order; waited 90 days before their second order."""
    if p.word(at) not in ("took", "waited", "needed", "take", "takes"):
        return None
    place = at + 1
    found = amount_of_time(p, place)
    if found is None:
        return None
    cmp, (unit, size), end = found
    start = anchor(p, end + 1) if p.word(end) in ("after", "from", "since", "following") else None
    end = start[1] if start is not None else end
    if p.word(end) not in ("to", "before", "until", "till"):
        return None
    end += 1
    while p.word(end) in ("placing", "making", "place", "make", "they", "placed", "made"):
        end += 1
    goal = anchor(p, end)
    if goal is None or not goal[2]:
        return None
    begun = start[0] if start is not None else FieldValue("created_at")
    if start is None and ("created_at" not in p.index.shape.fields or goal[0] != first_order()):
        return None
    if start is None:
        p.note("the time is counted from the sign-up")
    gap = compared(DaysBetween(begun, goal[0]), cmp, Decimal(UNIT_DAYS[unit] * size))
    return Clause(at, p.take(at, goal[1], Role.CONDITION), fixed=gap)


def read_two_orders(p: State, at: int) -> Clause | None:
    """first two orders within a week of each other; last two orders more than 60 days apart."""
    start = at
    while p.word(at) in ("whose", "their", "the", "with"):
        at += 1
    if p.word(at) not in ("first", "last") or p.word(at + 1) not in ("two", "2") or ORDER_NOUNS.at(p.tokens, at + 2) is None:
        return None
    ends = (Position(1), Position(2)) if p.word(at) == "first" else (Position(2, from_end=True), Position(1, from_end=True))
    place = at + 3
    while p.word(place) in word_set("were are was made placed came happened took place being with by"):
        place += 1
    inside = p.word(place) in ("within", "inside", "in")
    many = length(p, place + 1) if inside else None
    limits = amount_of_time(p, place)
    if many is not None:
        days, end = UNIT_DAYS[many[1]] * many[0], many[2]
        made: Condition = Compare(DaysBetween(*(nth_order(n) for n in ends)), Comparator.AT_MOST, Constant(Decimal(days)))
    elif limits is not None:
        cmp, (unit, size), end = limits
        made = compared(DaysBetween(*(nth_order(n) for n in ends)), cmp, Decimal(UNIT_DAYS[unit] * size))
    else:
        return None
    for words in (("of", "each", "other"), ("of", "one", "another"), ("from", "each", "other"), ("apart",), ("between", "them")):
        if p.are(end, *words):
            return Clause(start, p.take(start, end + len(words), Role.CONDITION), fixed=made)
    return None
