"""What an amount of money is of: an order that was refunded or what was given back, a coupon, so many orders together."""

from __future__ import annotations

from regulars.criteria.terms import Comparator
from regulars.criteria.words.amounts import comparison
from regulars.criteria.words.doubts.rules import Refused, both_deeds, from_first, over_deeds, over_pairs, over_words, whole
from regulars.criteria.words.doubts.runs import Span, anything, run
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import REFUNDED
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.amounts import CURRENCY_SIGNS
from regulars.criteria.words.tables.calendar import MONTHS
from regulars.criteria.words.tokens import Kind

_ORDERS = frozenset({"order", "orders", "purchase", "purchases"})
_COUPONS = frozenset({"coupon", "coupons", "code", "codes", "voucher", "vouchers"})
_LIMITS = frozenset({"over", "above", "under", "below", "exceeding"})
_IN_ALL = frozenset({"total", "altogether", "combined", "together", "overall", "all", "spend", "spent", "spending", "in"})
_NARROW = frozenset({"money", "windows", "goods", "filters", "count"})
_BOTH_IN = run("both in|on|at|from")
_UNITS_OF = run("items|units|pieces|item|unit of|from")
# apart from the keys of other choices, which are places of the request or far from these
_BACK_KEY = 580_000
_BACK = [("so much was given back", False), ("the order came to so much", True)]
_TIMES_KEY = 590_000
_TIMES = [("so much in all", False), ("so much in each of these orders", True)]


def _worth_of_coupons(p: State, at: int) -> Span | None:
    """ "a coupon worth over $20", "a coupon over $20": what a code takes off is known of orders only."""
    if p.word(at) not in _COUPONS or p.word(at + 1) not in _LIMITS | {"worth"} or at + 2 >= len(p.tokens):
        return None
    mark = p.mark()
    found = comparison(p, at + 1 + (p.word(at + 1) == "worth"))
    p.back(mark)
    ordered = any(p.word(n) in _ORDERS for n in range(max(0, at - 5), at))
    # "the same coupon over 3 orders", "orders with a coupon over $150"
    worth = not ordered and found is not None and p.word(found[1]) not in _ORDERS | {"times"}
    return (at, found[1]) if found is not None and worth else None


def _size_or_refund(p: State, item: Item, f: Frame) -> None:
    """ "a refunded order over $100": an order of so much, or so much given back."""
    start, end = whole(item)
    noun = any(p.word(n) in _ORDERS for n in range(start, end))
    back = f.head == "return" or (f.head == "measure" and f.measure == "refund_total")
    if not back or f.money is None or not noun or f.position is not None or item.clause.negated:
        return
    if any(p.word(n) in ("refund", "refunds", "back", "for") for n in range(start, end)) or f.said() - _NARROW:
        return
    if p.choose(_BACK_KEY + start, _BACK):
        f.head, f.measure, f.noun, f.objects = "buy", "", "order", True
        f.size, f.money = f.money, None
        f.filters.append(Group((REFUNDED,)))


def _times_for(p: State, item: Item, f: Frame) -> None:
    """ "bought Tops twice for over $100": in all, or each time."""
    start, end = whole(item)
    several = f.count is not None and f.count.comparator is not Comparator.BELOW and f.count.value > 1 and f.noun in ("", "order")
    words = {p.word(n) for n in range(start, end)}
    if f.head != "buy" or f.money is None or not several or not f.goods or words & _IN_ALL or item.clause.negated:
        return
    if f.said() <= _NARROW and p.choose(_TIMES_KEY + start, _TIMES):
        f.noun, f.objects, f.size, f.money = "order", True, f.money, None


def _both_places(p: State, item: Item, f: Frame) -> Span | None:
    """ "whose spend both in store and online is over $200": in each of them, or in the two together."""
    spends = f.head == "spend" or (f.head == "measure" and f.measure == "spend")
    return from_first(_BOTH_IN, p, item) if spends and f.money is not None and f.filters else None


def _number_of_before(p: State, _before: Item, item: Item, one: Frame, two: Frame) -> Span | None:
    """ "spent over $500 on 3 orders in 2025 and 2 in 2026": a number of orders, and no money."""
    start, end = whole(item)
    if one.count is None or two.head != "spend" or two.money is None or not item.clause.bare:
        return None
    signed = any(p.word(n) in CURRENCY_SIGNS for n in range(start, end))
    money = signed or two.count or p.word(start + 1) in ("spent", "spend", "dollars")
    return (start, end) if p.kind(start) is Kind.NUMBER and not money else None


def _of_same_thing(p: State, item: Item, f: Frame) -> Span | None:
    """ "bought the same product twice for under $20", "5 items of the same product": of the price, the orders or the units."""
    if f.same_value is None:
        return None
    units = _UNITS_OF.within(p, *whole(item)) and f.same_value[0].startswith("product")
    return whole(item) if f.size is not None or f.money is not None or units else None


AMOUNTS = (
    over_words(
        Refused(
            _worth_of_coupons,
            "does not say what the amount is of", "say “saved over $20”, or “an order over $20 with a coupon”",
        ),
    ),
    over_words(
        Refused(
            run(_LIMITS | {"than", "least", "most"}, frozenset(MONTHS), "$", anything),
            "has a month between the limit and the amount", "say “spent over $200 in January”",
        ),
    ),
    over_pairs(
        Refused(both_deeds(_number_of_before), "can be a number of orders or money", "say “2 orders in 2026”, or “$200 in 2026”"),
    ),
    over_deeds(
        _size_or_refund,
        _times_for,
        Refused(
            _both_places,
            "can be so much in each of them, or in both together", "say “spent over $200 in store and over $200 online”",
        ),
        Refused(
            _of_same_thing,
            "can be counted in orders, in units or by what they cost", "say “bought the same product in 3 orders”",
        ),
    ),
)  # fmt: skip
