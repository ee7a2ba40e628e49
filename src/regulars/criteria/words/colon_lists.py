"""A list after a colon, each part of it a condition: "have not: ordered this year, opened an email this year"."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, pairwise

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import All, Any, Condition, Not
from regulars.criteria.words.amounts import AmountKind, Cmp, comparison
from regulars.criteria.words.clause import FIRST_LEADERS, LEADERS, Clause
from regulars.criteria.words.items import Item
from regulars.criteria.words.parsed import Parsed
from regulars.criteria.words.phrases import table
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State, Taken

_QUANTIFIED = table(
    """
none: not; have not; has not; did not; do not; never; have never; has never; none of; none of these; none of the following;
    no; neither; with none of; with none of the following; meet none of; not any of; not any of the following
some: not all of; not all of these; not all of the following; not every one of
any: any of; any of these; any of the following; either; either of; at least one of; at least one of the following;
    one or more of; one or more of the following; at least one of these; one of; one of the following; any
all: all of; all of these; all of the following; every one of; each of; each of the following; both
"""
)
_OF_THESE = table(
    """
these: of; of these; of the following; of those; of them; of these things; of the following things; things; the following;
    these
"""
)
# of more of them, so many have too many ways to be so
_MOST_PARTS = 6
# what cannot stand within a part of the list, as it would be of several parts at once
_MIXES = {"some": ("or",), "none": ("and", "but"), "any": ("and", "but"), "all": ("or",)}


def quantified(p: State, colon: int) -> bool:
    """Whether the words up to a colon say how many of what follows must be so."""
    return any((found := _quantifier(p, n)) is not None and found[1] == colon for n in range(colon))


def _quantifier(p: State, at: int) -> tuple[str | Cmp, int] | None:
    """How many of what follows must be so, and the place after it: none, any, all, or a number."""
    found = _QUANTIFIED.at(p.tokens, at)
    if found is not None and p.word(found[1]) == ":":
        return found
    mark = p.mark()
    any_of = p.word(at) == "any"
    counted = comparison(p, at + any_of)
    those = _OF_THESE.at(p.tokens, counted[1]) if counted is not None else None
    if counted is None or those is None or counted[0].kind is not AmountKind.PLAIN or p.word(those[1]) != ":":
        p.back(mark)
        return found
    least = Cmp(((Comparator.AT_LEAST, counted[0].parts[0][1]),))
    return (least if any_of and not counted[0].said else counted[0]), those[1]


def _so_many(cmp: Cmp, parts: tuple[Condition, ...]) -> Condition:
    """So many of the conditions are true."""
    limits = [_at_least(how, int(amount.value), parts) for how, amount in cmp.parts]
    return limits[0] if len(limits) == 1 else All(tuple(limits))


def _at_least(how: Comparator, many: int, parts: tuple[Condition, ...]) -> Condition:
    match how:
        case Comparator.AT_LEAST:
            return Any(tuple(All(chosen) for chosen in combinations(parts, many))) if many != 1 else Any(parts)
        case Comparator.ABOVE:
            return _at_least(Comparator.AT_LEAST, many + 1, parts)
        case Comparator.AT_MOST:
            return Not(_at_least(Comparator.AT_LEAST, many + 1, parts))
        case Comparator.BELOW:
            return Not(_at_least(Comparator.AT_LEAST, many, parts))
        case Comparator.EQUAL if many < len(parts):
            return All((_at_least(Comparator.AT_LEAST, many, parts), _at_least(Comparator.AT_MOST, many, parts)))
        case Comparator.EQUAL:
            return All(parts)
        case Comparator.UNEQUAL:
            return Not(_at_least(Comparator.EQUAL, many, parts))


def colon_list(p: State, joint: str, place: int, parse: Callable[[State, int], Parsed]) -> tuple[Item, int] | None:
    """A quantifier with a colon, and the parts after it up to the end or a semicolon; None where this is no such list."""
    if not any(p.word(n) == ":" for n in range(place, len(p.tokens))):
        return None
    at = place
    while p.word(at) in (FIRST_LEADERS if joint == "next" else LEADERS) and _quantifier(p, at) is None and p.word(at) != ":":
        at += 1
    found = _quantifier(p, at)
    if found is None or p.word(found[1]) != ":":
        return None
    kind, start = found[0], found[1] + 1
    end = next((n for n in range(start, len(p.tokens)) if p.word(n) in (";", ".")), len(p.tokens))
    parts = _parts(p, start, end)
    mixed = ("and", "but", "or") if isinstance(kind, Cmp) else _MIXES[kind]
    if len(parts) < 2 or any(p.word(n) in mixed for first, last in parts for n in range(first, last)):
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
    if isinstance(kind, Cmp) and not (
        all(0 < a.value <= len(parts) and a.value == int(a.value) for _, a in kind.parts) and len(parts) <= _MOST_PARTS
    ):
        p.object(at, start, "is a number that cannot be asked of this list", "name which of them must be so")
        kind = "any"
    whole: Condition = All(tuple(conditions)) if kind in ("all", "some") else Any(tuple(conditions))
    whole = _so_many(kind, tuple(conditions)) if isinstance(kind, Cmp) else whole
    return Item(joint, Clause(place, end, fixed=Not(whole) if kind in ("none", "some") else whole, bare=False)), end


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
