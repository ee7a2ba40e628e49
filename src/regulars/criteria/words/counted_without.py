"""Orders counted, and money added up, without some: 3+ orders not in store, spent over $300 excluding gift cards."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.tree import RowCondition, RowNot
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import REFUNDED, either
from regulars.criteria.words.state import State

# apart from the keys of other choices, which are places of the request or far from these
_WITHOUT_KEY = 290_000
_WITHOUT = [("so many that were not so", True), ("no order at all was so", False)]


def settle_counted_without(p: State, items: list[Item]) -> None:
    """Ask whether what follows a number of orders with nothing between is of those counted, or of every order."""
    for before, item in list(pairwise(items)):
        if _cancelled_aside(before, item) and p.choose(_WITHOUT_KEY + item.clause.start, _CANCELLED):
            # they never count
            items.remove(item)
            continue
        f, barred = before.clause.frame, _barred(item)
        counted = f is not None and f.head == "buy" and f.noun == "order" and f.count is not None and not before.clause.negated
        left_aside = _left_aside(p, before, item) or _goods_without(before, item)
        if f is not None and counted and _only_a_time(item) and item.joint == "except":
            start = item.clause.start
            p.object(start, item.clause.end, "can be the time of those counted, or a time without any", "say “and no order in ...”")
        if f is None or not (counted or left_aside) or barred is None:
            continue
        if not left_aside and (item.comma or not _told_at_once(p, before, item)):
            continue
        if p.choose(_WITHOUT_KEY + item.clause.start, _WITHOUT):
            f.filters.append(Group((RowNot(barred),)))
            items.remove(item)


_CANCELLED = [("cancelled orders are not counted", True), ("no order was cancelled", False)]


def _cancelled_aside(before: Item, item: Item) -> bool:
    """ "ordered in 2026, excluding cancelled orders": orders of which some are left aside."""
    one, two = before.clause.frame, item.clause.frame
    denied = item.joint == "except" or (item.joint == "next" and item.clause.negated)
    cancelled = two is not None and two.head == "cancel" and two.said() <= {"count"} and denied and not item.comma
    return (
        cancelled and one is not None and one.head in ("buy", "use", "spend", "measure", "position") and not before.clause.negated
    )


_SPENT_WITHOUT = [("spent on other things", True), ("nothing of it bought at all", False)]


def settle_spent_without(p: State, items: list[Item]) -> None:
    """ "spent over $300 excluding gift cards": what was spent on other things, or nobody who bought one."""
    for before, item in list(pairwise(items)):
        f, left = before.clause.frame, item.clause.frame
        if f is None or left is None or item.joint != "except" or before.clause.negated or item.clause.negated:
            continue
        spends = f.head == "spend" or f.measure == "spend"
        groups = [*left.goods, *left.filters]
        if (
            not spends
            or not f.said() <= {"money", "windows"}
            or left.said() - {"money", "windows", "goods", "filters"}
            or len(groups) != 1
        ):
            continue
        if left.windows and left.windows != f.windows:
            continue
        if p.choose(_WITHOUT_KEY + item.clause.start, _SPENT_WITHOUT):
            other = [Group((RowNot(either(groups[0])),))]
            f.goods, f.filters = (other, []) if left.goods else ([], other)
            items.remove(item)
        else:
            left.head, left.measure, left.money, left.windows = "buy", "", None, []


_ASIDE = frozenset({"counting", "excluding", "ignoring", "including", "aside"})


def _goods_without(before: Item, item: Item) -> bool:
    """ "bought shoes without a refund": an order with them that was not refunded, or no refund at all."""
    f, two = before.clause.frame, item.clause.frame
    goods = f is not None and f.head == "buy" and bool(f.goods) and f.said() <= {"goods", "windows"} and not before.clause.negated
    return (
        goods and two is not None and two.head == "return" and not two.pronoun and item.joint in ("next", "with") and not item.comma
    )


def _left_aside(p: State, before: Item, item: Item) -> bool:
    """ "bought tops, not counting returns": of the orders with tops, or of all orders."""
    f = before.clause.frame
    led = {p.word(n) for n in range(before.clause.end, item.clause.start)}
    bought = f is not None and f.head == "buy" and not before.clause.negated and bool(f.said())
    narrowed = f is not None and f.said() <= {"goods", "windows", "filters", "count"}
    return bought and narrowed and item.joint == "except" and bool(led & _ASIDE)


def _only_a_time(item: Item) -> bool:
    f = item.clause.frame
    return f is not None and f.head == "buy" and f.said() == {"windows"}


def _told_at_once(p: State, before: Item, item: Item) -> bool:
    led = {p.word(n) for n in range(before.clause.end, item.clause.start + 1)}
    barring = {"no", "never", "who", "but", "and"}
    if item.clause.frame is None or item.clause.frame.head != "return":
        # "3+ orders without a coupon" has been read as such orders; a refund is of an order, too
        barring.add("without")
    return item.joint in ("next", "except") and not led & barring


def _barred(item: Item) -> RowCondition | None:
    """What the orders are not to be; None where something else is said."""
    f: Frame | None = item.clause.frame
    if f is None or not (item.clause.negated or item.joint == "except"):
        return None
    if f.head == "return" and not f.said():
        return REFUNDED
    if f.head not in ("buy", "use") or f.said() != {"filters"} or len(f.filters) != 1:
        return None
    return either(f.filters[0])
