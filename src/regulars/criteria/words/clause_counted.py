"""Clauses that begin with a number of goods, or with a number alone: 3 Tops, at least two of A and B, "and at least 3"."""

from __future__ import annotations

from regulars.criteria.terms import Comparator
from regulars.criteria.words.amounts import AmountKind, Cmp, after_noun
from regulars.criteria.words.clause import LEADERS, Clause, same_verb
from regulars.criteria.words.dependent_amounts import ENDINGS, place_amount
from regulars.criteria.words.dependent_counts import of_them
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.filter_goods import goods_list
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import Group
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import (
    ORDER_NOUNS,
    UNIT_NOUNS,
)
from regulars.criteria.words.verbs import verb_frame


def counted_goods(p: State, at: int, cmp: Cmp, place: int, groups: list[Group], previous: Clause | None) -> Clause | None:
    """3 pairs of shoes; at least two of Tops and Dresses; "and at least 3" of the orders before."""
    f = Frame("buy", at)
    f.filters.extend(groups)
    goods = goods_list(p, place)
    if goods is not None:
        after = UNIT_NOUNS.at(p.tokens, goods[1])
        f.goods.append(goods[0])
        p.take(at, place, Role.CONDITION)
        some = cmp.comparator is Comparator.AT_LEAST and cmp.value == 1
        kinds = of_them(p, place, goods[0]) if after is None and p.word(place - 1) == "of" and not some else ""
        if kinds:
            f.noun, f.count = kinds, cmp
            f.goods = [Group(goods[0].parts, text=goods[0].text)]
            return Clause(at, dependents(p, f, goods[1]), frame=f)
        several_kinds = {"different", "distinct", "unique"} & {p.word(n) for n in range(at, place)}
        f.noun = "order" if after is not None and after[0] == "order" else "product" if several_kinds else "unit"
        end = (
            p.take(goods[1], after[1], Role.CONDITION)
            if after is not None and after[0] in ("order", "unit", "products")
            else goods[1]
        )
        f.count, end = after_noun(p, cmp, end)
        while p.word(end) in ("bought", "purchased", "ordered"):
            end = p.take(end, end + 1, Role.HARMLESS)
        return Clause(at, dependents(p, f, end), frame=f)
    base = previous.leading if previous is not None else None
    if groups and base is not None and base.head == "buy" and base.count is not None and base.noun == "order":
        # "at least 2 orders in store and at least 2 online"
        f.noun, f.objects, f.count = "order", True, cmp
        return Clause(at, dependents(p, f, place), frame=f)
    if groups:
        return None
    verb = verb_frame(p, place) if ORDER_NOUNS.at(p.tokens, place + 1) is None else None
    if verb is not None and cmp.said and verb[0].head in ("spend",) and verb[1] > place:
        f, end = verb
        f.money = cmp.as_kind(AmountKind.MONEY)
        return Clause(at, dependents(p, f, end), frame=f)
    if previous is None or previous.leading is None or not cmp.said:
        return None
    if base is not None and base.measure == "count" and base.against is not None:
        # "as many orders in 2026 as in 2025, and at least one in 2025"
        f.noun, f.objects, f.count = "order", True, cmp
        last = dependents(p, f, place)
        return Clause(at, last, frame=f) if f.said() == {"count", "windows"} else None
    f = same_verb(previous.leading)
    if f.head == "position":
        f.position = previous.leading.position
    base = previous.leading
    if base.count is not None and (p.word(place) in ("", ",", "and", "but", "or") or p.word(place) in LEADERS):
        f = base.copy()
        f.count, place = after_noun(p, cmp, place)
        return Clause(at, place, frame=f)
    told = base.objects and base.head == "buy" and base.count is None and base.narrows_only()
    told = told and bool(base.size or base.filters or (base.goods and base.noun == "order"))
    if told and p.word(at - 1) == "," and p.word(place) in ("", ",", ".", ";"):
        # "orders with a coupon over $150, at least two": so many of them
        f = base.copy()
        f.count, place = after_noun(p, cmp, place)
        return Clause(at, place, frame=f)
    if base.objects and base.head == "buy" and cmp.kind is AmountKind.PLAIN and p.word(place) in ENDINGS:
        f.noun, f.objects = base.noun or "order", True
        f.count, place = after_noun(p, cmp, place)
        return Clause(at, dependents(p, f, place), frame=f)
    placed = place_amount(p, f, cmp, place)
    return None if placed is None else Clause(at, dependents(p, f, placed), frame=f)
