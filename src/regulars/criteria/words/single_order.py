"""One order, told part by part: "one order ever, with no coupon, more than 6 months ago"."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.terms import Comparator
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import REFUNDED
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import VERBS


def settle_single_order(p: State, items: list[Item]) -> None:
    """What a list says after "one order" is of that order: its time, too, where it follows what the order did not have."""
    said = next((n for n, item in enumerate(items) if _one_order(item)), None)
    for number, item in enumerate(list(items)):
        f = item.clause.frame
        if f is None or f.head != "buy" or not f.windows:
            continue
        before = items[number - 1].clause if number else None
        if _time_after_denial(before, item):
            if said is None:
                p.object(
                    item.clause.start, item.clause.end, "can be the time of what was denied, or of an order", "say “ordered ...”"
                )
            f.filters, f.goods = [], []
        elif said is not None and said < number and item.clause.negated and f.said() == {"filters", "windows"} and not f.ever:
            windows, f.windows = f.windows, []
            p.note(f"“{f.window_text}” is taken as the time of that one order")
            items.append(Item("and", Clause(item.clause.start, item.clause.end, frame=Frame("buy", f.start, windows=windows))))


# what is said of one order after a comma goes on about it as long as no verb begins
_GOES_ON = frozenset({"comma", "with", "semicolon", "comma_and"})
# apart from the keys of other choices, which are places of the request or far from these
_OF_ORDER_KEY = 200_000
_OF_ORDER = [("said of that order", True), ("said of any order", False)]


def settle_told_order(p: State, items: list[Item]) -> None:
    """ "their first order: over $100, with a coupon", "one order in 2025: over $200", "an order over $200, in store"."""
    for number, begun in enumerate(list(items)):
        one = begun.clause.frame
        if (
            one is None
            or begun.clause.negated
            or begun not in items
            or not (one.position or _one_order(begun, timed=True) or _sized(one))
        ):
            continue
        for before, item in pairwise(items[number:]):
            f = item.clause.frame
            if one.position:
                _ask_of_denial(p, item, f)
            if {";", "."} & {p.word(n) for n in range(before.clause.end, item.clause.start)}:
                break
            apart = item.comma or item.joint in ("comma", "semicolon")
            with_it = bool(one.position) and item.joint in ("and", "with") and p.word(item.clause.start) in ("with", "without")
            if item.joint not in (*_GOES_ON, "and") or not (apart or with_it) or not _goes_on(p, item, f):
                break
            if f is not None and f is not one:
                _tell(p, items, one, item, f)


def _tell(p: State, items: list[Item], one: Frame, item: Item, f: Frame) -> None:
    if one.position is not None:
        _tell_of_position(p, one, item, f)
    elif one.count is not None:
        if f.head == "spend" and f.said() == {"money"}:
            f.head, f.noun, f.objects, f.size, f.money = "buy", "order", True, f.money, None
        if f.head == "buy" and one.windows and not f.windows:
            f.windows, f.window_text = list(one.windows), one.window_text
    elif (
        f.head == "buy"
        and not item.clause.negated
        and f.said() <= {"filters", "windows", "goods"}
        and not (one.windows and f.windows)
    ):
        one.filters += [group for group in f.filters if group not in one.filters]
        one.goods += [group for group in f.goods if group not in one.goods]
        one.windows, one.window_text = (f.windows or one.windows), (f.window_text or one.window_text)
        p.note(f"“{p.text(item.clause.start, item.clause.end)}” is taken as said of that one order")
        items.remove(item)


def _tell_of_position(p: State, one: Frame, item: Item, f: Frame) -> None:
    """ "first order: in store, refunded, under $300, with a coupon"."""
    words = {p.word(n) for n in range(item.clause.start, item.clause.end)}
    participle = p.word(item.clause.start) in _PARTICIPLES
    if f.head == "return" and (participle or not words & _PARTICIPLES) and f.said() <= {"filters", "windows", "goods"}:
        # what goes on after "refunded" has taken over its verb
        f.filters = [Group((REFUNDED,)), *f.filters] if participle else f.filters
        f.head, f.position = "position", one.position
    elif f.head == "spend" and f.said() == {"money"} and item.clause.bare and not words & {"spent", "spend", "spending"}:
        f.head, f.position, f.size, f.money = "position", one.position, f.money, None
    elif _adds_to(f) and p.choose(_OF_ORDER_KEY + item.clause.start, _OF_ORDER):
        f.head, f.position = "position", one.position


def _adds_to(f: Frame) -> bool:
    """Whether a clause only says what orders have or hold."""
    return f.head == "buy" and f.position is None and bool(f.filters or f.goods) and f.said() <= {"filters", "goods", "windows"}


def _ask_of_denial(p: State, item: Item, f: Frame | None) -> None:
    """ "first order in 2025, no Electronics": none in that order, or none at all."""
    if f is None or f.head != "position" or not item.clause.negated or f.said() != {"goods", "position"}:
        return
    if p.word(item.clause.start - 1) in ("no", "without") and not p.choose(_OF_ORDER_KEY + item.clause.start, _OF_ORDER):
        f.head, f.position = "buy", None


_PARTICIPLES = frozenset({"refunded", "returned"})


def _sized(f: Frame) -> bool:
    """ "an order over $200", "a single order of more than $200", and nothing else of it."""
    return f.head == "buy" and f.size is not None and f.count is None and f.said() <= {"size", "filters", "goods", "windows"}


def _goes_on(p: State, item: Item, f: Frame | None) -> bool:
    """Whether a clause has no verb and no other noun of its own."""
    at = item.clause.start
    at += p.word(at) in ("with", "without", "no", "in", "on", "a")
    several = any(p.word(n) in _SEVERAL for n in range(item.clause.start, item.clause.end))
    verb = VERBS.at(p.tokens, item.clause.start)
    bare = verb is None or (
        p.word(item.clause.start) in ("refunded", "returned") and p.word(verb[1]) in ("", ",", ".", "and", "but")
    )
    return f is not None and not item.clause.attribute and bare and not several


_SEVERAL = frozenset(
    {"coupons", "discounts", "refunds", "orders", "codes", "purchases", "returns", "times", "ever", "never", "any"}
)


def _one_order(item: Item, *, timed: bool = False) -> bool:
    """Exactly one order, of all time; `timed`: or in a time that is said."""
    f = item.clause.frame
    if f is None or f.count is None or item.clause.negated or f.head != "buy":
        return False
    exact = f.count.comparator is Comparator.EQUAL and f.count.value == 1
    return exact and f.said() <= ({"count", "only", "windows"} if timed else {"count", "only"}) and f.noun in ("", "order")


def _time_after_denial(before: Clause | None, item: Item) -> bool:
    """ "with no coupon, more than 6 months ago": a time alone, set off from what was denied, and itself no denial."""
    f = item.clause.frame
    told = before is not None and before.negated and before.frame is not None and before.frame.said() == {"filters"}
    alone = item.clause.only_when and not item.clause.negated and item.joint == "comma"
    return told and alone and f is not None and bool(f.filters)
