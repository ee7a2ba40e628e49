"""Who is excepted: how far "except Champions and people in the UK" reaches, and what is no part of it."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from regulars.criteria.tree import All, Condition, FieldText, FieldValue, Known
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.items import Item
from regulars.criteria.words.joining import about, combined
from regulars.criteria.words.state import State


class _Part(Enum):
    """What a clause after an exception is: more about those excepted, others who are excepted too, or none of it."""

    DESCRIBES = "said of those excepted"
    ALSO = "excepted as well"
    OUTSIDE = "said of those who are left"


_LISTED = frozenset({"and", "comma", "comma_and", "or", "comma_or"})
_NARROWING = frozenset({"next", "with", "who"})


def excepted(p: State, items: list[Item]) -> list[Item]:
    """The clauses with each list of exceptions spelled out: one negated clause for every kind of people named in it."""
    out: list[Item] = []
    at = 0
    while at < len(items):
        item = items[at]
        if not _begins(item):
            out.append(item)
            at += 1
            continue
        # a time said of those excepted is said of nobody else
        item.clause.only_when = item.clause.only_when or item.restated
        members, at = _members(p, items, at)
        out.append(_left_out(p, members[0], item.joint))
        out.extend(_left_out(p, member, "except") for member in members[1:])
    return out


def _begins(item: Item) -> bool:
    """Whether people are excepted here: "except Champions", "excluding anyone who ...", "without VIPs"."""
    if item.joint == "except":
        return item.person or item.clause.attribute
    return item.clause.negated and item.clause.attribute and item.outright and item.person


def _members(p: State, items: list[Item], start: int) -> tuple[list[list[Item]], int]:
    """The kinds of people excepted, each with what describes it, and the place of the first clause that is no part of it."""
    first = items[start]
    members = [[first]]
    at = start + 1
    while at < len(items):
        item = items[at]
        whole = start == 0 and p.word(first.clause.start - 1) == "not"
        ways = _ways(p, first, members[-1], item, alone=start == 0, whole=whole)
        key = -1 - item.clause.start  # apart from the choices made inside of the clause
        part = p.choose(key, [(way.value, way) for way in ways])
        if part is _Part.OUTSIDE:
            break
        if part is _Part.ALSO:
            members.append([])
        members[-1].append(item)
        at += 1
    return members, at


def _ways(p: State, first: Item, member: list[Item], item: Item, *, alone: bool, whole: bool) -> tuple[_Part, ...]:
    """What a clause can be to the exception before it, the likeliest first; `alone` where nobody was described before, `whole`
    where the request begins with "not" itself.
    """
    if item.comma and "only" in (p.word(item.clause.end - 1), p.word(item.clause.end)):
        # "VIPs excluding staff, in the US only, with 8 orders"
        return (_Part.OUTSIDE,)
    surely = first.joint in ("except", "but")
    described = len(member) > 1 or member[0].clause.frame is not None
    if item.joint in _NARROWING:
        if whole and item.joint == "next" and not item.comma and item.clause.attribute and not item.clause.negated:
            return _Part.DESCRIBES, _Part.OUTSIDE
        ways = _narrowing(first, member, item, alone=alone)
        listed = any(p.word(n) == "and" for n in range(first.clause.start, item.clause.start))
        # "everyone except VIPs and staff in Canada": the last of them, or everyone
        doubtful = alone and listed and ways == (_Part.DESCRIBES,)
        return (_Part.DESCRIBES, _Part.OUTSIDE) if doubtful else ways
    if item.joint in _LISTED and not item.clause.negated:
        if first.fronted and item.joint == "comma":
            return (_Part.OUTSIDE,)
        if item.person or (item.clause.attribute and not described and about(item.clause) == about(member[0].clause)):
            return (_Part.ALSO,) if surely else (_Part.ALSO, _Part.OUTSIDE)
    if item.joint == "but" and first.joint == "except" and described and not item.person:
        # "exclude those who bought bags but not shoes"
        return (_Part.DESCRIBES, _Part.OUTSIDE) if item.comma else (_Part.DESCRIBES,)
    if first.joint != "except" or item.joint not in (*_LISTED, "and_who", "nor") or (item.clause.negated and not described):
        return (_Part.OUTSIDE,)
    if not described:
        return (_Part.OUTSIDE,) if item.joint == "and_who" else (_Part.OUTSIDE, _Part.ALSO, _Part.DESCRIBES)
    if item.joint == "and_who" or (item.comma and item.joint != "nor"):
        return _Part.DESCRIBES, _Part.OUTSIDE
    return (_Part.DESCRIBES,)


def _narrowing(first: Item, member: list[Item], item: Item, *, alone: bool) -> tuple[_Part, ...]:
    """ "in the UK" or "who ordered" right after those excepted says which of them."""
    if first.fronted and item.comma:
        return (_Part.OUTSIDE,)
    if not member[0].person or (item.comma and (first.comma or item.joint != "who")):
        return (_Part.OUTSIDE,)
    if first.joint != "except":
        return (_Part.DESCRIBES, _Part.OUTSIDE) if first.joint == "but" and not item.comma else (_Part.OUTSIDE,)
    if item.comma:
        return _Part.OUTSIDE, _Part.DESCRIBES
    if not member[-1].clause.attribute or (item.joint == "who" and not alone) or (alone and item.joint == "next"):
        # "everyone except VIPs in Canada", "Canadians except VIPs who ordered"
        return (_Part.DESCRIBES,)
    return _Part.DESCRIBES, _Part.OUTSIDE


def _left_out(p: State, member: list[Item], joint: str) -> Item:
    """One clause for a kind of people excepted."""
    head = member[0]
    if len(member) == 1:
        if head.clause.frame is not None and joint != head.joint:
            # what is said of one kind of people excepted is not said of the next
            fixed = Clause(head.clause.start, head.clause.end, fixed=head.clause.made(p), attribute=True, bare=False)
            return Item(joint, fixed)
        # "..., or a non-VIP with over $1500 spent": others, and no exception
        return replace(head, joint=joint, anew=head.anew and joint in ("or", "comma_or"))
    negated = joint != "except" and head.clause.negated
    head.clause.negated = head.clause.negated and not negated
    described = [replace(head, joint="next", anew=False), *member[1:]]
    condition = _with_segment(combined(p, described))
    whole = Clause(head.clause.start, member[-1].clause.end, fixed=condition, attribute=True, bare=False, negated=negated)
    return Item(joint, whole)


def _with_segment(condition: Condition) -> Condition:
    """Who is in no segment is known not to be in this one, so that an exception of some of its customers leaves them in."""
    if isinstance(condition, FieldText) and condition.field == "segment":
        return All((Known(FieldValue("segment")), condition))
    if not isinstance(condition, All):
        return condition
    parts: list[Condition] = []
    for part in condition.parts:
        told = _with_segment(part)
        parts.extend(told.parts if isinstance(told, All) else (told,))
    return All(tuple(parts))
