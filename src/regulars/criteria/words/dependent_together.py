"""Goods, coupons and discounts of one and the same order."""

from __future__ import annotations

from regulars.criteria.words.filters import discount
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import Group
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.offers import COUPON_PHRASES

# "used a coupon and a discount" has no order that both are of
_USING = frozenset({"used", "use", "using", "uses", "redeemed"})


def take_together(p: State, f: Frame, at: int) -> int | None:
    """in the same order; together: goods of one order."""
    if f.head != "buy" or not f.goods:
        return None
    for words in (
        ("in", "the", "same", "order"),
        ("in", "one", "order"),
        ("in", "the", "same", "purchase"),
        ("together", "in", "one", "order"),
        ("together",),
        ("in", "a", "single", "order"),
        ("in", "the", "same", "basket"),
        ("on", "the", "same", "order"),
        ("together", "in", "the", "same", "order"),
        ("in", "one", "purchase"),
        ("at", "the", "same", "time"),
        ("in", "the", "same", "transaction"),
        ("in", "one", "go"),
        ("in", "one", "basket"),
        ("in", "one", "transaction"),
        ("in", "a", "single", "purchase"),
        ("at", "once"),
    ):
        if p.are(at, *words):
            f.same_order = True
            return p.take(at, at + len(words), Role.CONDITION)
    return None


def take_same_order(p: State, f: Frame, at: int) -> int | None:
    """with a discount but no coupon: of one and the same order."""
    if (
        p.word(at) not in ("but", "and")
        or not (f.filters or (f.goods and f.noun == "order"))
        or f.head not in ("buy", "use", "position")
    ):
        return None
    found = COUPON_PHRASES.at(p.tokens, at + 1)
    both = p.word(at) == "and" and p.word(f.start) not in _USING and f.noun == "order"
    if found is None or not (found[0] in ("no_coupon", "no_discount") or (both and found[0] in ("coupon", "discount"))):
        return None
    test = discount(p, at + 1)
    if test is None or any(test[0] in group.parts for group in f.filters):
        return None
    p.note("both are taken of the same order")
    f.filters.append(Group((test[0],)))
    p.take(at, at + 1, Role.CONNECTION)
    return test[1]
