"""Clauses about a noun of doing: an order over $80, any refund, visits in May, shoes bought in May."""

from __future__ import annotations

from regulars.criteria.words.amounts import AmountKind, comparison, times_noun
from regulars.criteria.words.clause import BUYERS, Clause, window_follows
from regulars.criteria.words.clause_amounts import EVENT_NOUNS
from regulars.criteria.words.dependent_prices import THINGS, take_price
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.filter_goods import goods_list
from regulars.criteria.words.filters import filter_list, noun_of, of_noun
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import Group, whole
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import (
    UNIT_NOUNS,
)

_ORDERS = frozenset(["order", "coupon_use", "discounted", "full_refund", "partial_refund"])


def read_order_phrase(p: State, at: int) -> Clause | None:
    """An order over $80; orders in 2025; an online purchase; any refund; visits in May; a second order."""
    if _denies_more(p, at):
        return None
    place = at
    while (
        p.word(place) in ("a", "an", "any", "the", "some", "with", "at", "least", "have", "having", "their")
        and not p.done(place + 1)
        and UNIT_NOUNS.at(p.tokens, place) is None
    ):
        place += 1
    if p.word(place) == "more" and p.word(place - 1) in ("any", "no"):
        place += 1
    groups, goods, place = _adjectives(p, place)
    noun = UNIT_NOUNS.at(p.tokens, place) if place not in p.guarded else None
    buyers = p.word(place) in BUYERS
    if noun is None and buyers and (groups or goods):
        f = Frame("buy", at)
        f.filters, f.goods = groups, goods
        only = p.word(place - 1) == "only"
        end = p.take(at, place + 1, Role.CONDITION)
        f.only = only
        return Clause(at, dependents(p, f, end), frame=f)
    if noun is None:
        return _goods_first(p, at, place, groups, goods) if goods else None
    kind = noun[0]
    head = EVENT_NOUNS.get(kind) or ("buy" if kind in _ORDERS else "")
    if not head:
        return None
    f = Frame(head, at)
    f.objects = True
    f.noun = "order" if kind == "order" else ""
    f.filters, f.goods = groups, goods
    end = p.take(at, noun[1], Role.CONDITION)
    own = of_noun(p, kind)
    if own is not None:
        f.filters.append(own)
        told = noun_of(p, end)
        if told is not None:
            end = told[1]
            if kind == "discounted":
                f.filters.pop()
            f.filters.append(Group((told[0],)))
    if head == "buy" and p.word(place - 1) in ("the", "that") and p.word(end) in _GIVEN_BACK and _of_goods_before(p):
        # "bought shoes and then had the order refunded": the one with the shoes
        f.head, f.pronoun = "return", True
        return Clause(at, p.take(end, end + 1, Role.CONDITION), frame=f)
    while p.word(end) in word_set(
        "placed made bought that was were is are ever whatsoever from us with all always only exclusively come came"
    ) and not p.done(end + 1):
        if p.word(end) in ("all", "always", "only", "exclusively"):
            if p.word(end - 1) not in ("was", "were", "are", "is", "been", "come", "came"):
                break
            f.only = True
        if p.word(end) in ("with", "from") and p.word(end + 1) != "us":
            break
        end = p.take(end, end + 1, Role.HARMLESS)
    return Clause(at, dependents(p, f, end), frame=f)


def read_priced(p: State, at: int) -> Clause | None:
    """An item that cost more than $200; anything under $20; a full price product over $100: somebody bought it."""
    if p.word(at - 1) == "nothing" and p.negated and _goods_before(p):
        # "bought Tops, but nothing over $100"
        f = Frame("buy", at, denied=True)
        end = take_price(p, f, at)
        f.denied = False
        return None if end is None else Clause(at, dependents(p, f, end), frame=f)
    place = at
    while p.word(place) in ("a", "an", "any", "the", "some", "with", "at", "least", "one", "single"):
        place += 1
    groups: list[Group] = []
    while (adjective := filter_list(p, place)) is not None:
        groups.append(adjective[0])
        place = adjective[1]
    if p.word(place) not in THINGS or p.word(place) == "nothing":
        return None
    f = Frame("buy", at, filters=groups)
    end = take_price(p, f, p.take(at, place + 1, Role.CONDITION))
    return None if end is None else Clause(at, dependents(p, f, end), frame=f)


def _goods_before(p: State) -> bool:
    """Whether the clause before is of goods, and of no number of orders."""
    before = p.before.leading if p.before is not None else None
    return before is not None and before.head == "buy" and bool(before.goods) and before.noun != "order"


def _denies_more(p: State, at: int) -> bool:
    """ "bought tops, but not with a coupon": no tops with one, rather than no order with one."""
    before = p.before.leading if p.before is not None else None
    return p.negated and p.are(at - 1, "not", "with") and before is not None and before.head == "buy" and bool(before.goods)


def _adjectives(p: State, place: int) -> tuple[list[Group], list[Group], int]:
    """What stands before the noun of an order: filters, goods, and the place after them."""
    groups: list[Group] = []
    goods: list[Group] = []
    if p.word(place) in ("item", "product", "items", "products") and place + 1 < len(p.tokens) and p.tokens[place + 1].quote:
        place += 1
    while place in p.guarded or UNIT_NOUNS.at(p.tokens, place) is None:
        adjective = filter_list(p, place)
        if adjective is not None:
            groups.append(adjective[0])
        elif (adjective := goods_list(p, place)) is not None:
            goods.append(adjective[0])
        else:
            break
        place = adjective[1]
    return groups, goods, place


_GIVEN_BACK = frozenset({"refunded", "returned"})


def _of_goods_before(p: State) -> bool:
    """Whether the clause before says what was ordered."""
    before = p.before.frame if p.before is not None and not p.before.negated else None
    return before is not None and before.head == "buy" and bool(before.goods or before.filters or before.size)


def _goods_first(p: State, at: int, place: int, groups: list[Group], goods: list[Group]) -> Clause | None:
    """with a rain jacket; shoes bought in May: goods with no noun of an order."""
    f = Frame("buy", at)
    f.filters, f.goods = groups, goods
    if not groups and _owned(p, at, place):
        return Clause(at, dependents(p, f, p.take(at, place, Role.CONDITION)), frame=f)
    if p.word(place) in ("bought", "purchased", "ordered"):
        return Clause(at, dependents(p, f, p.take(at, place + 1, Role.CONDITION)), frame=f)
    if p.negated and p.word(at - 1) == "no" and not groups and (p.word(place) in _ENDS or window_follows(p, place)):
        # "no Tops, no Dresses, but 3 orders"
        return Clause(at, dependents(p, f, p.take(at, place, Role.CONDITION)), frame=f)
    if _so_often(p, place):
        # "gift cards twice in store"
        end = dependents(p, f, p.take(at, place, Role.CONDITION))
        return Clause(at, end, frame=f) if f.count is not None else None
    return None


_ENDS = frozenset({"", ",", ".", ";", "and", "or", "but"})


def _so_often(p: State, at: int) -> bool:
    """Whether a number of times stands here; nothing is taken."""
    mark = p.mark()
    found = comparison(p, at)
    times = found is not None and (found[0].kind is AmountKind.TIMES or times_noun(p, found[1]) is not None)
    p.back(mark)
    return times


def _owned(p: State, at: int, end: int) -> bool:
    """Whether a product's whole name of several words stands here, after "with" or "have": who has it is who bought it."""
    if p.word(at) not in ("with", "have", "has") and p.word(at - 1) not in ("with", "have", "has", "having", "own", "owning"):
        return False
    names = [whole(p, start, ("product_title",)) for start in range(at, end)]
    if not any(found is not None and found[1] - at > 1 and found[1] <= end for found in names):
        return False
    p.note("who has a product is who bought it")
    return True
