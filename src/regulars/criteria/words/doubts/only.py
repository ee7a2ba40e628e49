"""What an "only" is of: "bought a jacket, but only in store", "only bought Electronics once"."""

from __future__ import annotations

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import All, Compare
from regulars.criteria.words.doubts.rules import Refused, over_deeds, over_pairs, whole
from regulars.criteria.words.doubts.runs import Span
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import counted, exists
from regulars.criteria.words.state import State

# apart from the keys of other choices, which are places of the request or far from these
_OF_THOSE_KEY = 550_000
_ONCE_KEY = 560_000
_ONCE = [("so often, whatever else was bought", True), ("nothing else bought, and so often", False)]


def _only_so_often(p: State, item: Item, f: Frame) -> None:
    """ "only bought Electronics once": once, or nothing but Electronics, once."""
    start = item.clause.start
    told = f.only and "only" in (p.word(start), p.word(start - 1))
    if not told or f.head != "buy" or not f.goods or f.count is None:
        return
    if f.count.comparator is Comparator.EQUAL and not f.filters and p.choose(_ONCE_KEY + start, _ONCE):
        f.only = False


def _only_in_quarter(_p: State, item: Item, f: Frame) -> Span | None:
    """ "ordered only in Q4": of the last one, or of each year's."""
    return whole(item) if f.only and len(f.windows) == 1 and f.window_text.split()[-2:-1] == ["q"] else None


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


ONLY = (
    over_deeds(
        _only_so_often,
        Refused(_only_in_quarter, "can be of one year or of every year", "say the year: “only in Q4 2025”"),
    ),
    over_pairs(_only_of_those),
)
