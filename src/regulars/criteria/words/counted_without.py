"""Orders counted without some: 3+ orders not in store, 3+ orders excluding refunded ones."""

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
        f, barred = before.clause.frame, _barred(item)
        counted = f is not None and f.head == "buy" and f.noun == "order" and f.count is not None and not before.clause.negated
        if f is None or not counted or barred is None or item.comma or not _told_at_once(p, before, item):
            continue
        if p.choose(_WITHOUT_KEY + item.clause.start, _WITHOUT):
            f.filters.append(Group((RowNot(barred),)))
            items.remove(item)


def _told_at_once(p: State, before: Item, item: Item) -> bool:
    led = {p.word(n) for n in range(before.clause.end, item.clause.start + 1)}
    return item.joint in ("next", "except") and not led & {"no", "never", "who", "but", "and", "without"}


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
