"""What an amount of money is of: an order that was refunded or what was given back, a coupon, so many orders together."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.terms import Comparator
from regulars.criteria.words.amounts import comparison
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
# apart from the keys of other choices, which are places of the request or far from these
_BACK_KEY = 580_000
_BACK = [("so much was given back", False), ("the order came to so much", True)]
_TIMES_KEY = 590_000
_TIMES = [("so much in all", False), ("so much in each of these orders", True)]


def settle_amount_doubts(p: State, items: list[Item]) -> None:
    """Ask what an amount is of where two things can have it, and object where nothing here has it."""
    _worth_of_coupons(p)
    _month_before_amount(p)
    for before, item in pairwise(items):
        _number_of_before(p, before, item)
    for item in items:
        f = item.clause.frame
        if f is not None:
            _size_or_refund(p, item, f)
            _times_for(p, item, f)
            _both_places(p, item, f)
            _of_same_thing(p, item, f)


def _worth_of_coupons(p: State) -> None:
    """ "a coupon worth over $20", "a coupon over $20": what a code takes off is known of orders only."""
    for at in range(len(p.tokens) - 2):
        if p.word(at) not in _COUPONS or at in p.guarded or p.word(at + 1) not in _LIMITS | {"worth"}:
            continue
        mark = p.mark()
        found = comparison(p, at + 1 + (p.word(at + 1) == "worth"))
        p.back(mark)
        ordered = any(p.word(n) in _ORDERS for n in range(max(0, at - 5), at))
        # "the same coupon over 3 orders", "orders with a coupon over $150"
        if not ordered and found is not None and p.word(found[1]) not in _ORDERS | {"times"}:
            p.object(
                at, found[1], "does not say what the amount is of", "say “saved over $20”, or “an order over $20 with a coupon”"
            )


def _month_before_amount(p: State) -> None:
    """ "spent over jan $200": a month between a limit and its amount."""
    for at in range(len(p.tokens) - 2):
        told = p.word(at) in _LIMITS | {"than", "least", "most"} and p.word(at + 1) in MONTHS and p.word(at + 2) == "$"
        if told and at + 1 not in p.guarded:
            p.object(at, at + 4, "has a month between the limit and the amount", "say “spent over $200 in January”")


def _size_or_refund(p: State, item: Item, f: Frame) -> None:
    """ "a refunded order over $100": an order of so much, or so much given back."""
    start, end = item.clause.start, item.clause.end
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


_NARROW = frozenset({"money", "windows", "goods", "filters", "count"})


def _times_for(p: State, item: Item, f: Frame) -> None:
    """ "bought Tops twice for over $100": in all, or each time."""
    start, end = item.clause.start, item.clause.end
    several = f.count is not None and f.count.comparator is not Comparator.BELOW and f.count.value > 1 and f.noun in ("", "order")
    words = {p.word(n) for n in range(start, end)}
    if f.head != "buy" or f.money is None or not several or not f.goods or words & _IN_ALL or item.clause.negated:
        return
    if f.said() <= _NARROW and p.choose(_TIMES_KEY + start, _TIMES):
        f.noun, f.objects, f.size, f.money = "order", True, f.money, None


def _both_places(p: State, item: Item, f: Frame) -> None:
    """ "whose spend both in store and online is over $200": in each of them, or in the two together."""
    start, end = item.clause.start, item.clause.end
    spends = f.head == "spend" or (f.head == "measure" and f.measure == "spend")
    at = next((n for n in range(start, end) if p.word(n) == "both" and p.word(n + 1) in ("in", "on", "at", "from")), None)
    if spends and f.money is not None and f.filters and at is not None:
        p.object(
            at, end, "can be so much in each of them, or in both together", "say “spent over $200 in store and over $200 online”"
        )


def _number_of_before(p: State, before: Item, item: Item) -> None:
    """ "spent over $500 on 3 orders in 2025 and 2 in 2026": a number of orders, and no money."""
    one, two = before.clause.frame, item.clause.frame
    start, end = item.clause.start, item.clause.end
    if one is None or two is None or one.count is None or two.head != "spend" or two.money is None or not item.clause.bare:
        return
    signed = any(p.word(n) in CURRENCY_SIGNS for n in range(start, end))
    if p.kind(start) is Kind.NUMBER and not signed and not two.count and p.word(start + 1) not in ("spent", "spend", "dollars"):
        p.object(start, end, "can be a number of orders or money", "say “2 orders in 2026”, or “$200 in 2026”")


def _of_same_thing(p: State, item: Item, f: Frame) -> None:
    """ "bought the same product twice for under $20", "5 items of the same product": of the price, the orders or the units."""
    if f.same_value is None:
        return
    start, end = item.clause.start, item.clause.end
    units = {p.word(n) for n in range(start, end)} & {"items", "units", "pieces", "item", "unit"}
    counted = any(p.word(n) in units and p.word(n + 1) in ("of", "from") for n in range(start, end))
    if f.size is not None or f.money is not None or (counted and f.same_value[0].startswith("product")):
        p.object(start, end, "can be counted in orders, in units or by what they cost", "say “bought the same product in 3 orders”")
