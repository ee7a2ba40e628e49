"""Clauses about some of the orders of the clause before: "3+ orders in store, none of them with a discount"."""

from __future__ import annotations

from dataclasses import replace

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import Compare, Condition, Not, Ratio
from regulars.criteria.words.amounts import Cmp
from regulars.criteria.words.building import compared
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.dependent_others import ROW_PARTS, THOSE_ORDERS
from regulars.criteria.words.dependent_parts import said_share, share_amount
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.quantities import counted, exists
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import AUXILIARIES

_SOME = frozenset({"any", "some"})


def read_share_of_those(p: State, at: int) -> Clause | None:
    """none of them with a discount; all of those online; half of these orders in 2026: of the orders just spoken of."""
    before = p.before.leading if p.before is not None and not p.before.negated else None
    if before is None or before.head != "buy" or before.denied or p.negated or not before.said() <= ROW_PARTS | {"count"}:
        return None
    some = p.word(at) in _SOME
    share = (None, at + 1) if some else share_amount(p, at)
    if share is None:
        return None
    those = THOSE_ORDERS.at(p.tokens, share[1] + (p.word(share[1]) == "of"))
    if those is None or (p.word(share[1]) != "of" and p.word(share[1] - 1) != "of"):
        return None
    end = p.take(at, those[1], Role.CONDITION)
    while p.word(end) in AUXILIARIES or (p.word(end) in ("made", "placed", "with") and p.word(end + 1) in AUXILIARIES):
        end = p.take(end, end + 1, Role.HARMLESS)
    more = Frame("buy", at, noun="order")
    more.objects = True
    last = dependents(p, more, end)
    if (
        last == end
        or not more.said() <= ROW_PARTS
        or not more.said()
        or (more.windows and before.windows)
        or (more.size and before.size)
    ):
        return None
    every = replace(before.copy(), count=None, noun="", only=False)
    among = replace(
        every.copy(),
        goods=[*every.goods, *more.goods],
        filters=[*every.filters, *more.filters],
        windows=more.windows or every.windows,
        size=more.size or every.size,
    )
    return Clause(at, last, fixed=_said(p, share[0], among, every), echo=before)


def _said(p: State, said: Cmp | None, among: Frame, every: Frame) -> Condition:
    if said is None:
        return exists(p, among)
    if said.said and said.comparator is Comparator.AT_MOST and said.value == 0:
        return Not(exists(p, among))
    if said.said and said.comparator is Comparator.AT_LEAST and said.value == 1:
        return Compare(counted(p, among), Comparator.EQUAL, counted(p, every))
    return compared(Ratio(counted(p, among), counted(p, every)), said_share(p, said))
