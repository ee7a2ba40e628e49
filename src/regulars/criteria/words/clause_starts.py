"""Clauses about how orders began and ended: started ordering in 2025, whose only order was in store."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, Source
from regulars.criteria.tree import All, Compare, Constant, Measure, Position, Rows, Within
from regulars.criteria.words.building import condition
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.phrases import table
from regulars.criteria.words.quantities import rows
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import ORDER_NOUNS, POSITIONS

_STARTED = table(
    """
started: started ordering; started buying; started shopping; started purchasing; began ordering; began buying; began shopping;
    began purchasing; started to order; started to buy; started to shop; began to order; began to buy; began to shop;
    first started ordering; first started buying; first started shopping; started out; started with us; started buying from us;
    started ordering from us; started shopping with us
"""
)
_ON_SITE = table(
    """
site: on our site; on the site; on our website; on the website; on site; on our web site; on our online store; on our web shop
"""
)
_WAS = frozenset({"was", "is", "were", "came", "placed", "made", "being", "happened"})
_ENDS = table(
    "last: their last; the last; also their last; also the last; their last one; the last one; their final one; their final; "
    "their last order; the last order; their last purchase; their final order; their most recent; their most recent order; "
    "their most recent one; their latest; their latest order; their latest one; last; the latest; the most recent\n"
    "only: their only; their only one; the only one; their only order; the only order; their only purchase"
)


def read_started(p: State, at: int) -> Clause | None:
    """started ordering in 2025; began buying last summer: the first order was then."""
    found = _STARTED.at(p.tokens, at)
    if found is None:
        return None
    f = Frame("position", at, position=Position(1), objects=True)
    end = dependents(p, f, p.take(at, found[1], Role.CONDITION))
    if not f.windows and not f.around:
        return None
    if not f.narrows_only():
        return None
    if (f.goods or f.filters) and len(f.windows) == 1 and p.choose(_FIRST_KEY + at, _FIRST):
        of = Frame("buy", at, goods=list(f.goods), filters=list(f.filters), objects=True)
        first = Measure(Aggregate.FIRST, rows(p, of, None, Source.ORDERS))
        return Clause(at, end, fixed=Within(first, f.windows[0]), echo=f)
    p.note(f"“{p.text(at, found[1])}” is taken as the first order")
    return Clause(at, end, frame=f)


# apart from the keys of other choices, which are places of the request or far from these
_FIRST_KEY = 670_000
_FIRST = [("the first order of that kind was then", True), ("the first order of all was then, and of that kind", False)]


def read_only_order(p: State, at: int) -> Clause | None:
    """whose only order was in 2025; their one order was in store: exactly one order, and that one so."""
    place = at
    while p.word(place) in ("whose", "their", "the", "with"):
        place += 1
    if p.word(place) not in ("only", "sole", "one", "single") or (place == at and p.word(at - 1) not in ("whose", "their", "the")):
        return None
    if p.word(place + 1) not in ("order", "purchase", "transaction") or p.word(place + 2) not in _WAS or p.negated:
        return None
    f = Frame("position", at, position=Position(1), objects=True)
    begun = p.take(at, place + 3, Role.CONDITION)
    while p.word(begun) in _WAS:
        begun = p.take(begun, begun + 1, Role.CONDITION)
    end = dependents(p, f, begun)
    if end == begun or not f.narrows_only():
        return None
    return Clause(at, end, fixed=All((_orders(1), condition(p, f))), echo=Frame("buy", at, noun="order"))


def read_last_was(p: State, at: int) -> Clause | None:
    """whose second order was their last; the first order was their only one: so many orders and no more."""
    place = at
    while p.word(place) in ("whose", "their", "the", "with"):
        place += 1
    position = POSITIONS.at(p.tokens, place)
    noun = ORDER_NOUNS.at(p.tokens, position[1]) if position is not None else None
    if position is None or noun is None or int(position[0]) < 1 or p.word(noun[1]) not in ("was", "is") or p.negated:
        return None
    ends = _ENDS.at(p.tokens, noun[1] + 1)
    if ends is None or p.word(ends[1]) not in ("", ",", ".", ";", "and", "but", "or", "who"):
        return None
    if ends[0] == "only" and int(position[0]) > 1:
        return None
    return Clause(at, p.take(at, ends[1], Role.CONDITION), fixed=_orders(int(position[0])))


def _orders(many: int) -> Compare:
    """Exactly so many orders."""
    return Compare(Measure(Aggregate.COUNT, Rows(Source.ORDERS)), Comparator.EQUAL, Constant(Decimal(many)))


def read_on_site(p: State, at: int) -> Clause | None:
    """were on our site within the past 7 days: a visit then."""
    found = _ON_SITE.at(p.tokens, at)
    if (
        found is None
        or not (p.before is None or p.word(at - 1) in ("were", "was", "are", "been", "not"))
        or not p.index.has(Source.EVENTS)
    ):
        return None
    f = Frame("visit", at, objects=True)
    end = dependents(p, f, p.take(at, found[1], Role.CONDITION))
    return Clause(at, end, frame=f) if f.windows or f.count else None
