"""What an "only" is of: "bought a jacket, but only in store", "only bought Electronics once"."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import All, Compare
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import counted, exists
from regulars.criteria.words.state import State

# apart from the keys of other choices, which are places of the request or far from these
_OF_THOSE_KEY = 550_000
_ONCE_KEY = 560_000
_ONCE = [("so often, whatever else was bought", True), ("nothing else bought, and so often", False)]


def settle_only_doubts(p: State, items: list[Item]) -> None:
    """Ask whether an "only" is of what was spoken of before, or of everything."""
    for item in items:
        _only_so_often(p, item)
        _only_in_quarter(p, item)
    for before, item in pairwise(items):
        _only_of_those(p, before, item)


def _only_so_often(p: State, item: Item) -> None:
    """ "only bought Electronics once": once, or nothing but Electronics, once."""
    f, start = item.clause.frame, item.clause.start
    if (
        f is None
        or not f.only
        or f.head != "buy"
        or not f.goods
        or f.count is None
        or "only" not in (p.word(start), p.word(start - 1))
    ):
        return
    if f.count.comparator is Comparator.EQUAL and not f.filters and p.choose(_ONCE_KEY + start, _ONCE):
        f.only = False


def _only_in_quarter(p: State, item: Item) -> None:
    """ "ordered only in Q4": of the last one, or of each year's."""
    f = item.clause.frame
    said = f.window_text.split() if f is not None else []
    if f is not None and f.only and len(f.windows) == 1 and said[-2:-1] == ["q"]:
        p.object(item.clause.start, item.clause.end, "can be of one year or of every year", "say the year: “only in Q4 2025”")


def _only_of_those(p: State, before: Item, item: Item) -> None:
    """ "bought Tops, but only with a coupon", "ordered in 2026, but only online": of these orders, or of all they made."""
    one, two = before.clause.frame, item.clause.frame
    if one is None or two is None or not two.only or two.goods or two.only_then or not two.said() <= {"filters", "windows", "only"}:
        return
    narrowed = one.said() <= {"goods", "windows", "count", "filters"} and bool(one.goods or (one.windows and not two.windows))
    if one.head != "buy" or before.clause.negated or item.clause.negated or not narrowed or not item.clause.bare:
        return
    said = p.text(before.clause.start, before.clause.end)
    if p.choose(_OF_THOSE_KEY + item.clause.start, [(f"of “{said}” alone", True), ("of all of their orders", False)]):
        item.clause.fixed, item.clause.frame = _no_others(p, one, two), None


def _no_others(p: State, one: Frame, two: Frame) -> All:
    """There are such orders among those of the clause before, and all of those are such."""
    those = Frame("buy", two.start, objects=True)
    those.goods = [Group(each.parts, each.every, each.text) for each in one.goods]
    those.windows = list(one.windows)
    such = those.copy()
    such.filters, such.windows = list(two.filters), list(two.windows or one.windows)
    return All((exists(p, such), Compare(counted(p, such), Comparator.EQUAL, counted(p, those))))
