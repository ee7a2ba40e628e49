"""What a number or an amount is of, where a count stands beside it: "over $100 at least twice", "one of A or B"."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import RowAll, RowNumber
from regulars.criteria.words.amounts import Cmp
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import either
from regulars.criteria.words.state import State

_KINDS = frozenset({"product", "products", "category", "unit"})
# all of these orders together, and not each of them
_TOGETHER = frozenset(
    {
        "across",
        "totalling",
        "totaling",
        "total",
        "altogether",
        "combined",
        "together",
        "overall",
        "all",
        "revenue",
        "spend",
        "from",
        "lifetime",
    }
)
# apart from the keys of other choices, which are places of the request or far from these
_EACH_KEY = 340_000
_EACH = [("so much in each of so many orders", True), ("so many orders, and so much in all", False)]
_ONE_KEY = 350_000
_OF_THOSE_KEY = 360_000
_OF_THOSE = [("among the orders said before", True), ("of any time", False)]


def settle_counted_doubts(p: State, items: list[Item]) -> None:
    """Ask what an amount beside a count is of, and object to a number that only announces a list."""
    for item in items:
        f = item.clause.frame
        if f is not None:
            _each_or_all(p, item, f)
            _one_of(p, item, f)
            _one_item(f)
    for before, item in pairwise(items):
        _announced(p, before, item)
        _of_those(p, before, item)


def _each_or_all(p: State, item: Item, f: Frame) -> None:
    """ "ordered for over $100 at least twice": each time, or in all."""
    start, end = item.clause.start, item.clause.end
    words = {p.word(n) for n in range(start, end)}
    up = f.count is not None and f.count.comparator not in (Comparator.BELOW, Comparator.AT_MOST)
    several = up and f.count is not None and f.count.value > 1 and f.noun in ("", "order") and f.size is None
    if f.head not in ("buy", "spend") or f.money is None or not several or words & _TOGETHER or f.goods or f.measure:
        return
    one = any(p.word(n) == "order" and p.word(n - 1) not in ("per", "each", "every") for n in range(start, end))
    if one or p.choose(_EACH_KEY + start, _EACH):
        f.head, f.noun, f.objects, f.size, f.money = "buy", "order", True, f.money, None


def _one_of(p: State, item: Item, f: Frame) -> None:
    """ "bought one of Clay Mask or Wool Scarf": either, or one and not the other."""
    start, end = item.clause.start, item.clause.end
    at = next((n for n in range(start, end) if p.word(n) in ("one", "1") and p.word(n + 1) == "of"), None)
    exact = f.count is not None and f.count.value == 1 and f.count.comparator is Comparator.EQUAL and not f.count.said
    if at is None or not exact or f.count is None or f.noun not in _KINDS or not f.goods or item.clause.negated:
        return
    least = Cmp(((Comparator.AT_LEAST, f.count.parts[0][1]),))
    f.count = p.choose(_ONE_KEY + start, [("at least one of them", least), ("one of them and no more", f.count)])


def _one_item(f: Frame) -> None:
    """ "an item over $100 from Tops": one item is both."""
    if f.head != "buy" or len(f.goods) != 2 or any(group.every for group in f.goods):
        return
    priced = [group for group in f.goods if all(isinstance(part, RowNumber) for part in group.parts)]
    others = [group for group in f.goods if group not in priced]
    if len(priced) == 1 and len(others) == 1:
        f.goods = [Group((RowAll((either(others[0]), either(priced[0]))),), text=others[0].text)]


def _announced(p: State, before: Item, item: Item) -> None:
    """ "bought two products: Clay Mask and Wool Scarf": a number that only says how many follow."""
    one, two = before.clause.frame, item.clause.frame
    exact = one is not None and one.count is not None and one.noun in _KINDS and one.count.comparator is Comparator.EQUAL
    if exact and item.joint == "semicolon" and two is not None and two.goods and two.said() == {"goods"}:
        p.object(before.clause.start, before.clause.end, "says how many, and then which", "leave the number out: “bought A and B”")


def _of_those(p: State, before: Item, item: Item) -> None:
    """ "3+ orders in 2026, at least one over $100": one of those orders, or one of any time."""
    one, two = before.clause.frame, item.clause.frame
    if one is None or two is None or not item.comma or one.head != "buy" or two.head != "buy" or before.clause.negated:
        return
    counted = one.count is not None and one.count.value > 1 and bool(one.windows) and one.said() <= {"count", "windows", "filters"}
    among = two.count is not None and two.said() in ({"count", "size"}, {"count", "filters"}) and not two.ever
    noun = {p.word(n) for n in range(item.clause.start, item.clause.end)} & {"orders", "order", "purchases", "purchase"}
    if counted and among and not noun and item.clause.bare and p.choose(_OF_THOSE_KEY + item.clause.start, _OF_THOSE):
        two.windows, two.window_text = list(one.windows), one.window_text
