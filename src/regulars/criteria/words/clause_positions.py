"""Clauses about several orders by their place: the first and the last order, the last two, the first three."""

from __future__ import annotations

from dataclasses import replace

from regulars.criteria.tree import All, Any, Not, Position
from regulars.criteria.words.building import condition
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.sharing import relative_within
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import ORDER_NOUNS, POSITIONS

_MOST_ORDERS = 10


def read_positions(p: State, at: int) -> Clause | None:
    """first and last order both in store; last two orders used a coupon: each of them is so."""
    start = at
    some = _QUANTIFIED.get((p.word(at), p.word(at + 1))) if not p.negated else None
    at += 2 if some is not None else 0
    while p.word(at) in word_set("whose their the with both have"):
        at += 1
    found = several_orders(p, at) or _pair(p, at)
    if found is None:
        return None
    positions, place = found
    some = some or _some_of(p, start)
    if some is None:
        return None
    while p.word(place) in word_set("were are was both all each made placed that had have"):
        place += 1
    f = Frame("position", start, position=positions[0])
    f.objects = True
    end = dependents(p, f, place)
    if not f.narrows_only() or not (f.windows or f.filters or f.goods or f.size) or f.position != positions[0]:
        return None
    p.take(start, place, Role.CONDITION)
    if f.windows and relative_within(f):
        # "first two orders within 30 days": of each other, and not of the last 30 days
        p.object(start, end, "can be days between these orders or days up to now", "say “second order within 30 days of the first”")
    if not {"both", "all", "each"} & {p.word(n) for n in range(start, end)}:
        which = {"any": "any", "none": "none"}.get(some, "each")
        p.note(f"“{p.text(start, place)}” is taken as {which} of them")
    each = tuple(condition(p, replace(f.copy(), position=position)) for position in positions)
    if some == "all":
        return Clause(start, end, fixed=All(each))
    return Clause(start, end, fixed=Not(Any(each)) if some == "none" else Any(each))


def _some_of(p: State, at: int) -> str | None:
    """How many of them are meant by what stands before: "any of", "none of"; None where it is said in another way."""
    if p.word(at - 1) != "of":
        return ("any" if p.negated else "none") if p.word(at - 1) == "neither" else "all"
    said = p.word(at - 2)
    if said in ("any", "one", "some", "either"):
        return None if p.word(at - 3) in ("only", "exactly", "just", "but", "no", "not") else "any"
    # where the clause has been denied as a whole, "none of" is what denied it
    none = "any" if p.negated else "none"
    return {"none": none, "neither": none, "all": "all", "both": "all", "each": "all", "every": "all"}.get(said)


_QUANTIFIED = {("both", "of"): "all", ("each", "of"): "all", ("all", "of"): "all", ("either", "of"): "any", ("any", "of"): "any"}


def read_on_positions(p: State, f: Frame, at: int) -> Clause | None:
    """used a coupon on each of their last two orders: a deed that was done on several orders by their place."""
    place = at + 1
    some = {"both": "all", "each": "all", "all": "all", "any": "any", "either": "any"}.get(p.word(place))
    if p.word(at) not in ("on", "in", "with", "for") or some is None or p.negated:
        return None
    place += 1 + (p.word(place + 1) == "of")
    while p.word(place) in ("their", "the"):
        place += 1
    found = several_orders(p, place)
    if found is None or f.head not in ("buy", "use") or not f.said() <= {"goods", "filters", "size"} or not f.said():
        return None
    end = p.take(at, found[1], Role.CONDITION)
    each = tuple(condition(p, replace(f.copy(), head="position", position=position)) for position in found[0])
    return Clause(f.start, end, fixed=All(each) if some == "all" else Any(each))


def several_orders(p: State, at: int) -> tuple[tuple[Position, ...], int] | None:
    """first three orders; last 2 purchases; three most recent orders."""
    many = number(p, at)
    latest = POSITIONS.at(p.tokens, many[1]) if many is not None else None
    if many is not None and latest is not None and int(latest[0]) in (1, -1):
        noun = ORDER_NOUNS.at(p.tokens, latest[1])
        if noun is None or many[0] != int(many[0]) or not 1 < many[0] <= _MOST_ORDERS:
            return None
        return tuple(Position(n + 1, int(latest[0]) < 0) for n in range(int(many[0]))), noun[1]
    if p.word(at) not in ("first", "last"):
        return None
    many = number(p, at + 1)
    noun = ORDER_NOUNS.at(p.tokens, many[1]) if many is not None else None
    if many is None or noun is None or many[0] != int(many[0]) or not 1 < many[0] <= _MOST_ORDERS:
        return None
    return tuple(Position(n + 1, p.word(at) == "last") for n in range(int(many[0]))), noun[1]


def _pair(p: State, at: int) -> tuple[tuple[Position, ...], int] | None:
    """first and last order; first order and most recent order."""
    one = POSITIONS.at(p.tokens, at)
    if one is None:
        return None
    noun = ORDER_NOUNS.at(p.tokens, one[1])
    place = noun[1] if noun is not None else one[1]
    if p.word(place) != "and":
        return None
    place += 1
    while p.word(place) in ("their", "the"):
        place += 1
    two = POSITIONS.at(p.tokens, place)
    last = ORDER_NOUNS.at(p.tokens, two[1]) if two is not None else None
    if two is None or last is None:
        return None
    said = (int(one[0]), int(two[0]))
    return tuple(Position(abs(n), n < 0) for n in said), last[1]
