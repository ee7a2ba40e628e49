"""All but one of their orders were online: as many of a customer's orders as are left out."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import All, Compare, Condition, Constant, Scaled, Sum
from regulars.criteria.words.amounts import AmountKind, comparison
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.phrases import table
from regulars.criteria.words.quantities import counted, exists, unfiltered
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import ORDER_NOUNS

_EVERY = table(
    """
every: all; every; each; all of their; all their; all of the; all of his; all of her; each of their; every one of their;
    every single; all the
"""
)
_BUT = table("but: but; except; except for; save; save for; bar; apart from; aside from; excluding; other than")
_WERE = frozenset({"were", "was", "are", "is", "had", "have", "has", "that", "came", "come", "been", "placed", "made"})


def read_all_but(p: State, at: int) -> Clause | None:
    """All but one of their orders were online; every order except two used a coupon: the others, and exactly so many not."""
    place = at + (p.word(at) in ("with", "whose", "had", "have", "placed"))
    lead = _EVERY.at(p.tokens, place)
    if lead is None:
        return None
    noun = ORDER_NOUNS.at(p.tokens, lead[1])
    but = _BUT.at(p.tokens, noun[1] if noun is not None else lead[1])
    left = comparison(p, but[1]) if but is not None else None
    if left is None or left[0].kind is not AmountKind.PLAIN or left[0].said:
        return None
    end = left[1]
    before = p.before.leading if p.before is not None and not p.before.negated else None
    spoken_of = before is not None and before.head == "buy" and before.said() == {"count"} and before.noun == "order"
    if noun is None and spoken_of and p.word(end) == "of" and p.word(end + 1) in ("them", "those", "these"):
        # "at least 3 orders, all but one of them with a coupon"
        end += 2
    elif noun is None:
        end += 2 if p.word(end) == "of" and p.word(end + 1) in ("their", "his", "her", "the", "all") else len(p.tokens)
        noun = ORDER_NOUNS.at(p.tokens, end)
        if noun is None:
            return None
        end = noun[1]
    elif p.word(end) in ("of", "order", "purchase"):
        end += 2 if p.word(end + 1) == "them" else 1
    f = Frame("buy", at, noun="order", objects=True)
    last = _what_they_were(p, f, p.take(at, end, Role.CONDITION))
    if p.negated:
        p.object(at, last, "is denied, and can be none or more of them", "say how many of their orders were so")
    return Clause(at, last, fixed=_all_but(p, f, left[0].value)) if last > end else None


def _what_they_were(p: State, f: Frame, at: int) -> int:
    """What is said of the orders that are not left out; the place itself where that is nothing a row can be told by."""
    end = at
    while p.word(end) in _WERE:
        end += 1
    if p.word(end) in ("refunded", "returned"):
        f.head = "return"
        end += 1
    last = dependents(p, f, p.take(at, end, Role.HARMLESS))
    told = bool(f.filters or f.goods or f.size or f.windows) or f.head == "return"
    return last if told and f.narrows_only() else at


def _all_but(p: State, f: Frame, left: Decimal) -> Condition:
    every = Frame("buy", f.start) if f.windows and not (f.filters or f.goods or f.size) else unfiltered(f)
    every.head = "buy"
    without = Sum((counted(p, every), Scaled(Decimal(-1), counted(p, f))))
    return All((exists(p, f), Compare(without, Comparator.EQUAL, Constant(left))))
