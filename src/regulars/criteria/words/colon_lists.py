"""A list after a colon, each part of it a condition: "have not: ordered this year, opened an email this year"."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from regulars.criteria.tree import All, Any, Condition, Not
from regulars.criteria.words.clause import LEADERS, Clause
from regulars.criteria.words.items import Item
from regulars.criteria.words.parsed import Parsed
from regulars.criteria.words.phrases import table
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State, Taken

_QUANTIFIED = table(
    """
none: not; have not; has not; did not; do not; never; have never; has never; none of; none of these; none of the following;
    no; neither; with none of; with none of the following; meet none of; not any of; not any of the following
any: any of; any of these; any of the following; either; either of; at least one of; at least one of the following;
    one or more of; one or more of the following; at least one of these; one of; one of the following; any
all: all of; all of these; all of the following; every one of; each of; each of the following; both
"""
)
# what cannot stand within a part of the list, as it would be of several parts at once
_MIXES = {"none": ("and", "but"), "any": ("and", "but"), "all": ("or",)}


def quantified(p: State, colon: int) -> bool:
    """Whether the words up to a colon say how many of what follows must be so."""
    return any((found := _QUANTIFIED.at(p.tokens, n)) is not None and found[1] == colon for n in range(colon))


def colon_list(p: State, joint: str, place: int, parse: Callable[[State, int], Parsed]) -> tuple[Item, int] | None:
    """A quantifier with a colon, and the parts after it up to the end or a semicolon; None where this is no such list."""
    at = place
    while p.word(at) in LEADERS and _QUANTIFIED.at(p.tokens, at) is None and p.word(at) != ":":
        at += 1
    found = _QUANTIFIED.at(p.tokens, at)
    if found is None or p.word(found[1]) != ":":
        return None
    kind, start = found[0], found[1] + 1
    end = next((n for n in range(start, len(p.tokens)) if p.word(n) in (";", ".")), len(p.tokens))
    parts = _parts(p, start, end)
    if len(parts) < 2 or any(p.word(n) in _MIXES[kind] for first, last in parts for n in range(first, last)):
        return None
    mark = p.mark()
    conditions: list[Condition] = []
    timed: list[bool] = []
    for first, last in parts:
        begun = p.mark()
        inner = State(p.tokens[:last], p.index, p.as_of, p.selected, p.trail, objections=p.objections, guarded=p.guarded)
        made = parse(inner, first)
        if made.condition is None:
            p.back(mark)
            return None
        conditions.append(made.condition)
        timed.append(any(isinstance(entry, Taken) and entry.role is Role.WINDOW for entry in p.trail[begun:]))
    if timed[-1] and not any(timed[:-1]):
        p.object(parts[-1][0], end, "has a time that can be of this part or of all of them", "say the time in each part")
    p.take(place, start, Role.CONNECTION)
    for (_, last), (following, _) in pairwise(parts):
        p.take(last, following, Role.CONNECTION)
    whole = All(tuple(conditions)) if kind == "all" else Any(tuple(conditions))
    return Item(joint, Clause(place, end, fixed=Not(whole) if kind == "none" else whole, bare=False)), end


def not_both(p: State, joint: str, place: int, parse: Callable[[State, int], Parsed]) -> tuple[Item, int] | None:
    """ "not both female and over 40", "did not both open and click in May": one of the two may be so, up to a comma or the end."""
    at = place
    while p.word(at) in LEADERS and not p.are(at, "both"):
        at += 1
    if not p.are(at, "not", "both") or p.word(at + 2) in ("", "of"):
        return None
    start = at + 2
    end = next((n for n in range(start, len(p.tokens)) if p.word(n) in (",", ";", ".", "but", "who")), len(p.tokens))
    if sum(p.word(n) == "and" for n in range(start, end)) != 1 or any(p.word(n) == "or" for n in range(start, end)):
        return None
    mark = p.mark()
    inner = State(p.tokens[:end], p.index, p.as_of, p.selected, p.trail, objections=p.objections, guarded=p.guarded)
    made = parse(inner, start)
    if not isinstance(made.condition, All):
        p.back(mark)
        return None
    p.take(place, start, Role.CONDITION)
    return Item(joint, Clause(place, end, fixed=Not(made.condition), bare=False)), end


def _parts(p: State, start: int, end: int) -> list[tuple[int, int]]:
    """The places of the parts that commas separate, without the "or" or "and" before the last."""
    out: list[tuple[int, int]] = []
    first = start
    for n in range(start, end + 1):
        if n == end or p.word(n) == ",":
            lead = p.word(first) in ("or", "and") and bool(out)
            if n > first + lead:
                out.append((first + lead, n))
            first = n + 1
    return out
