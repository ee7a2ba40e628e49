"""Brackets in a request: a list of alternatives, an aside, or what is said again."""

from __future__ import annotations

from collections.abc import Callable

from regulars.criteria.words.clause import Clause
from regulars.criteria.words.items import Item
from regulars.criteria.words.parsed import Parsed
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import RELATIVES
from regulars.criteria.words.windows import window


def bracket(p: State, joint: str, place: int, parse: Callable[[State, int], Parsed]) -> tuple[Item, int] | None:
    """(A or B): one clause of what is inside, read on its own."""
    at = place
    while p.word(at - 1) != "(" and p.word(at) in ("who", "that", "have", "are", "not", "with", "either"):
        at += 1
    opened = at if p.word(at) == "(" else _before_a_relative(p, place) if p.word(place - 1) != "(" else place - 1
    if opened < 0:
        return None
    depth, close = 0, -1
    for n in range(opened, len(p.tokens)):
        depth += {"(": 1, ")": -1}.get(p.word(n), 0)
        if depth == 0:
            close = n
            break
    if close < 0 or not any(p.word(n) in ("and", "or", "but") for n in range(opened, close)):
        return None
    mark = p.mark()
    inner = State(p.tokens[:close], p.index, p.as_of, p.selected, p.trail, objections=p.objections, guarded=p.guarded)
    found = parse(inner, opened + 1)
    if found.condition is None:
        p.back(mark)
        return None
    p.take(place, opened + 1, Role.CONNECTION)
    p.take(close, close + 1, Role.CONNECTION)
    negated = p.word(at - 1) == "not" and at > place
    return Item(joint, Clause(opened, close + 1, fixed=found.condition, negated=negated, bare=False)), close + 1


def _before_a_relative(p: State, place: int) -> int:
    """The place of a bracket with nothing but "who" between it and the place: "or (who bought tops and who ...)"; -1 for none."""
    at = place - 1
    while at > 0 and p.word(at) in RELATIVES:
        at -= 1
    return at if 0 <= at < place - 1 and p.word(at) == "(" else -1


def says_again(p: State, place: int, items: list[Item]) -> bool:
    """Whether a bracket of nothing but times follows a clause that has its time; nothing is taken."""
    before = items[-1].clause.frame if items else None
    if p.word(place - 1) != "(" or before is None or not before.windows:
        return False
    mark = p.mark()
    at, told = place, window(p, place, bare=True)
    while told is not None:
        at = told[1] + (p.word(told[1]) in ("and", "or", ",", "to"))
        told = window(p, at, bare=True) if at > told[1] else None
    p.back(mark)
    return p.word(at) == ")"


def explains(p: State, place: int, found: Clause, items: list[Item]) -> bool:
    """Whether a bracket says again what the clause before has said: "over the holidays (November and December)"."""
    before = items[-1].clause.frame if items else None
    said = found.frame.said() if found.frame is not None else frozenset()
    bracketed = p.word(place - 1) == "(" and p.word(found.end) == ")"
    return bracketed and before is not None and bool(before.windows) and bool(said) and said <= {"windows", "filters"}
