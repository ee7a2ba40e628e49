"""Clauses about an order and those beside it: every later one, the next one, more on the last than on the first."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, Source
from regulars.criteria.tree import All, Around, Compare, Condition, Measure, Not, Position, Rows
from regulars.criteria.words.building import condition, nth_order, orders_there
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.phrases import table
from regulars.criteria.words.quantities import counted, exists
from regulars.criteria.words.relatives import relative
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import ORDER_NOUNS, POSITIONS

_LATER = table(
    """
all: every later; all later; each later; every subsequent; all subsequent; each subsequent; every following; all following;
    every other; all other; all the other; all their other; every further; all further; every one after; the rest of their;
    all the later; all their later; all of their later; all of their other
none: no later; no subsequent; no following; no other; no further; none of their later; none of the later; none of their other
"""
)
_COPULAS = frozenset({"was", "were", "is", "are", "had", "has", "have", "been", "made", "placed"})
_ENDS = frozenset({"", ",", ".", ";", "and", "but"})
_PARTS = frozenset({"goods", "filters", "windows", "size"})


def read_every_later(p: State, at: int) -> Clause | None:
    """ "first order with a coupon, every later one without", "... but no later order in store"."""
    before = p.before.frame if p.before is not None and not p.before.negated else None
    if before is None or before.head != "position" or before.position is None or before.position.from_end:
        return None
    denied = p.negated and p.word(at) in ("later", "subsequent", "following", "other", "further")
    lead = ("none", at + 1) if denied else _LATER.at(p.tokens, at) if not p.negated else None
    noun = _one_or_order(p, lead[1]) if lead is not None else None
    if lead is None or noun is None:
        return None
    end = p.take(at, noun, Role.CONDITION)
    while p.word(end) in _COPULAS:
        end = p.take(end, end + 1, Role.HARMLESS)
    every = Frame("buy", at, noun="order")
    every.around = Around(nth_order(before.position), Decimal(0), None, strictly=True)
    among = every.copy()
    kind = lead[0]
    if p.word(end) in ("without", "not") and p.word(end + 1) in _ENDS:
        # what the clause before says of the one order
        among.goods, among.filters, among.size = list(before.goods), list(before.filters), before.size
        kind, end = {"all": "none", "none": "all"}[kind], p.take(end, end + 1, Role.CONDITION)
    else:
        end = dependents(p, among, end)
    among.noun = "order"
    if not among.said() & _PARTS or among.said() - _PARTS - {"around"}:
        return None
    if kind == "none":
        return Clause(at, end, fixed=exists(p, among) if denied else Not(exists(p, among)))
    p.note("those with no later order are included")
    return Clause(at, end, fixed=Compare(counted(p, among), Comparator.EQUAL, counted(p, every)))


def _one_or_order(p: State, at: int) -> int | None:
    noun = ORDER_NOUNS.at(p.tokens, at)
    if noun is not None:
        return noun[1]
    return at + 1 if p.word(at) in ("one", "ones") else None


def read_order_unlike(p: State, at: int) -> Clause | None:
    """ "last order contained tea, the first didn't": the same thing, of another order."""
    before = p.before.frame if p.before is not None and not p.before.negated else None
    place = at
    while p.word(place) in ("the", "their"):
        place += 1
    position = POSITIONS.at(p.tokens, place)
    if before is None or before.head != "position" or position is None:
        return None
    end = _one_or_order(p, position[1]) or position[1]
    last = end + 2
    if p.word(end) not in ("did", "was", "had", "has", "is", "does") or p.word(end + 1) != "not" or p.word(last) not in _ENDS:
        return None
    number = int(position[0])
    other = before.copy()
    other.position = Position(abs(number), number < 0)
    there = exists(p, Frame("position", at, position=other.position))
    return Clause(at, p.take(at, last, Role.CONDITION), fixed=All((there, Not(condition(p, other)))))


def read_more_on(p: State, at: int) -> Clause | None:
    """spent more on their last order than on their first: by the totals of the two."""
    if p.word(at) not in ("spent", "paid", "spend", "spends"):
        return None
    said = relative(p, at + 1)
    one = _on_order(p, said[1]) if said is not None else None
    if said is None or one is None or p.word(one[1]) != "than":
        return None
    two = _on_order(p, one[1] + 1)
    if two is None or two[0] == one[0]:
        return None
    p.note("orders are compared by their totals")
    fixed = _compared(_total(one[0]), above=said[0].above, other=_total(two[0]))
    return None if said[0].factor != 1 else Clause(at, p.take(at, two[1], Role.CONDITION), fixed=fixed)


def _on_order(p: State, at: int) -> tuple[Position, int] | None:
    """on their last order; in the first; on their second."""
    place = at + (p.word(at) in ("on", "in", "for", "with", "at"))
    while p.word(place) in ("their", "the", "his", "her"):
        place += 1
    position = POSITIONS.at(p.tokens, place)
    if position is None:
        return None
    number = int(position[0])
    return Position(abs(number), number < 0), _one_or_order(p, position[1]) or position[1]


def _total(position: Position) -> Measure:
    return Measure(Aggregate.SUM, Rows(Source.ORDERS, position=position), "total")


def _compared(one: Measure, *, above: bool, other: Measure) -> Condition:
    return orders_there(Compare(one, Comparator.ABOVE if above else Comparator.BELOW, other), one, other)
