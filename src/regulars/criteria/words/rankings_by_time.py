"""Places among all customers by time: the 100 most recent buyers, the 50 oldest accounts."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Aggregate, End, RankBy, Source
from regulars.criteria.tree import All, Condition, DaysSince, FieldValue, Known, Measure, Rank, Rows
from regulars.criteria.words.phrases import table
from regulars.criteria.words.places import place_list
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.attributes import LIVING

_HOW = table(
    """
new: most recent; newest; latest; most recently acquired; youngest; last
old: oldest; earliest; longest standing; longest serving; first; most longstanding
"""
)
_WHO = table(
    """
buyers: buyers; shoppers; orderers; purchasers; customers to order; customers to buy; people to order; people to buy;
    customers who ordered; customers who bought; people who ordered; people who bought; shoppers who ordered
accounts: accounts; sign ups; signups; members; registrations; sign up; registered customers; subscribers; account holders;
    customers to sign up; people to sign up; customers to join; people to join
customers: customers; clients; people
"""
)


def read_by_time(p: State, at: int) -> tuple[Condition, int] | None:
    """The newest or oldest so many, by their last order, first order or sign-up."""
    start = at
    while p.word(at) in ("the", "our"):
        at += 1
    count = number(p, at)
    how = _HOW.at(p.tokens, count[1] if count is not None else at)
    if how is None:
        return None
    place = how[1]
    if count is None:
        count = number(p, place)
        place = count[1] if count is not None else place
    who = _WHO.at(p.tokens, place)
    if count is None or who is None or count[0] != int(count[0]) or not 0 < count[0] <= 1_000_000:
        return None
    end = who[1]
    lead = LIVING.at(p.tokens, end)
    inside = place_list(p, lead[1], bare=True) if lead is not None else None
    end = inside[1] if inside is not None else end
    ways = [
        (label, _rank(time, how[0], count[0], None if inside is None else inside[0])) for label, time in _times(p, *who, how[0])
    ]
    if not ways:
        return None
    p.take(start, end, Role.CONDITION)
    return p.choose(start, ways), end


def _times(p: State, who: str, _end: int, how: str) -> list[tuple[str, FieldValue | Measure]]:
    first, last = (Measure(aggregate, Rows(Source.ORDERS)) for aggregate in (Aggregate.FIRST, Aggregate.LAST))
    created = [("by sign-up", FieldValue("created_at"))] if "created_at" in p.index.shape.fields else []
    if who == "buyers":
        return [("by last order", last)] if how == "new" else [("by first order", first)]
    return [*created] if who == "accounts" else [*created, ("by first order", first)]


def _rank(time: FieldValue | Measure, how: str, count: Decimal, where: Condition | None) -> Condition:
    end = End.BOTTOM if how == "new" else End.TOP
    among: Condition = Known(time)
    return Rank(DaysSince(time), end, RankBy.COUNT, count, among if where is None else All((among, where)))
