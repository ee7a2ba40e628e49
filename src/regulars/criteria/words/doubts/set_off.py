"""What is set off after a deed by a comma: "bought shoes in 2025, in store", "web orders, all with a coupon"."""

from __future__ import annotations

from dataclasses import replace

from regulars.criteria.terms import Comparator
from regulars.criteria.words.clause_universal import Reach, of_both, said_of
from regulars.criteria.words.doubts.rules import Pass, Refused, both_deeds, over_pairs, whole
from regulars.criteria.words.doubts.runs import Span
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import REFUNDED
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import VERBS

_HEADS = frozenset({"buy", "use", "open", "click", "visit", "view", "cart", "send"})
_LEADS = frozenset({"in", "on", "with", "via", "through", "using", "at", "from", "during", "since", "without"})
_KIND = frozenset({"goods", "filters", "windows", "size", "count"})
# apart from the keys of other choices, which are places of the request or far from these
_SAME_KEY = 710_000
_TIME_KEY = 720_000
_SAME = [("of the same order or event", True), ("of any other, too", False)]


def _adds_with_or(p: State, before: Item, item: Item, one: Frame, two: Frame) -> bool:
    """Whether an "or" adds something to what was done at a time, without a verb or a time of its own."""
    plain = not (before.clause.negated or item.clause.negated or item.restated or two.windows or two.ever or item.carried)
    timed = item.joint == "or" and one.head == "buy" and one.windows and item.clause.bare
    lone = VERBS.at(p.tokens, item.clause.start) is None
    return bool(timed) and plain and lone and one.count is None and not one.sequels and not two.sequels


def _or_of_that_time(p: State, before: Item, item: Item, one: Frame, two: Frame) -> None:
    """ "bought shoes in 2025 with a coupon or in store": of that time, or of any."""
    added = two.head == "buy" and two.said() <= {"filters", "size", "goods"} and two.said() & {"filters", "size"}
    if added and _adds_with_or(p, before, item, one, two):
        ways = [(f"“{one.window_text}” of both", True), (f"“{one.window_text}” of the first only", False)]
        if p.choose(_TIME_KEY + item.clause.start, ways):
            two.windows, two.window_text = list(one.windows), one.window_text


def _or_so_much(p: State, before: Item, item: Item, one: Frame, two: Frame) -> Span | None:
    """ "bought shoes in 2025 or over $100": the size of such an order, or all that was spent."""
    said = {p.word(n) for n in range(before.clause.start, item.clause.end)}
    amount = two.head == "spend" and two.money is not None and not {"spent", "spend", "without"} & said
    return whole(item) if amount and _adds_with_or(p, before, item, one, two) else None


def _without_in(p: State, before: Item, item: Item, one: Frame, two: Frame) -> Span | None:
    """ "with a coupon in 2025 and without in 2026": orders without, or no order with one."""
    start, end = whole(item)
    without = any(p.word(n) == "without" for n in range(before.clause.end, start))
    denied = item.clause.negated and without and item.joint in ("and", "or") and not before.clause.negated
    return (start - 1, end) if one.head in ("buy", "use") and denied and one.filters and two.windows else None


def _after_a_denial(_p: State, before: Item, item: Item, one: Frame, two: Frame) -> Span | None:
    """ "..., not refunded, on the web": of the order, and not of what is denied."""
    denied = one.head in ("return", "cancel") and two.head == one.head and before.clause.negated and not item.clause.negated
    goes_on = item.clause.bare and item.comma and two.said() and two.said() <= {"filters", "windows"}
    return whole(item) if denied and goes_on else None


def _lost_order(p: State, before: Item, item: Item, one: Frame, two: Frame) -> Span | None:
    """ "used a coupon once, on their first order", "last order 180 days ago, worth at least $100": of that one order."""
    start, end = whole(item)
    bare = two.head in ("position", "use") and two.said() == {"position"}
    worth = one.head == "position" and two.head in ("spend", "measure") and p.word(start) == "worth"
    lone = VERBS.at(p.tokens, start) is None and bool(two.filters) and item.joint == "comma" and not item.clause.negated
    counted = p.word(before.clause.end - 2) == "one" or (one.count is not None and one.count.comparator is Comparator.EQUAL)
    letter = one.head in ("open", "click") and two.head == one.head and counted and lone and two.count is None
    again = two.said() - {"goods", "filters"} == {"count"} and p.word(start) in ("twice", "once", "thrice") and end == start + 1
    return (start, end) if item.comma and (bare or worth or letter or again) else None


def _settle_set_off(p: State, items: list[Item]) -> None:
    """Take "all" for all of those before, and ask whether what stands after a comma is of what was done before it."""
    number = 1
    while number < len(items):
        before, item = items[number - 1], items[number]
        _all_of_those(p, before, item)
        _those_refunded(p, before, item)
        if _trails(p, before, item) and p.choose(_SAME_KEY + item.clause.start, _SAME):
            _merge(before, item)
            items.remove(item)
            continue
        number += 1


def _trails(p: State, before: Item, item: Item) -> bool:
    """ "bought shoes in 2025, in store": no deed of its own, and nothing that the one before says already."""
    one, two, start = before.clause.frame, item.clause.frame, item.clause.start
    if one is None or two is None or one.head not in _HEADS or one.is_event != two.is_event or two.head not in (one.head, "buy"):
        return False
    led = {p.word(n) for n in range(before.clause.end, start)}
    set_off = item.joint in ("comma", "next") and led == {","} and p.word(start) in _LEADS and item.clause.bare
    plain = not (before.clause.negated or item.clause.negated) and one.said() <= _KIND and two.said() <= _KIND - {"count"}
    own = two.said() - {"goods", "windows"} and (not two.goods or [g.text for g in two.goods] == [g.text for g in one.goods])
    apart = bool(one.windows and two.windows) or bool(one.size and two.size) or _told_twice(one, two)
    return bool(set_off and plain and own and not apart and VERBS.at(p.tokens, start) is None)


def _told_twice(one: Frame, two: Frame) -> bool:
    """Whether both say something of the same column, so that one order cannot be both: "in store, on the web"."""
    told = [{getattr(part, "column", "") for group in f.filters for part in group.parts} for f in (one, two)]
    return bool(told[0] & told[1])


def _merge(before: Item, item: Item) -> None:
    one, two = before.clause.frame, item.clause.frame
    if one is None or two is None:
        return
    carried = {group.text for group in one.filters}
    one.filters = [*one.filters, *(group for group in two.filters if group.text not in carried)]
    one.windows, one.window_text = one.windows or two.windows, one.window_text or two.window_text
    one.size = one.size or two.size


def _all_of_those(p: State, before: Item, item: Item) -> None:
    """ "at least 2 web orders, all with a coupon": all of the web orders."""
    one, two, start = before.clause.frame, item.clause.frame, item.clause.start
    led = {p.word(n) for n in range(before.clause.end, start + 1)}
    if one is None or two is None or one.head != "buy" or not led & {"all", "each", "both"} or before.clause.negated:
        return
    kind = replace(one.copy(), count=None)
    narrowed = one.said() <= _KIND and bool(kind.said() & {"goods", "filters", "size"}) and one.noun == "order"
    so = two.copy()
    if two.head == "return" and not two.said():
        so = Frame("buy", two.start, noun="order", objects=True, filters=[Group((REFUNDED,))])
    verb = VERBS.at(p.tokens, start) is not None and two.head != "return"
    if narrowed and not item.clause.negated and not verb and not so.said() - {"filters", "windows", "size"}:
        both = of_both(p, kind, so)
        if both is not None:
            item.clause.fixed, item.clause.frame = said_of(p, Reach.ALL, kind, both), None


def _those_refunded(p: State, before: Item, item: Item) -> None:
    """ "bought shoes that were refunded": an order with them."""
    one, two = before.clause.frame, item.clause.frame
    led = [p.word(n) for n in range(before.clause.end, item.clause.start + 1)]
    told = item.joint == "who" and led[:1] in (["that"], ["which"]) and {"was", "were"} & {p.word(before.clause.end + 1), *led}
    if told and one is not None and two is not None and one.head == "buy" and one.goods and two.head == "return" and not two.said():
        two.goods = list(one.goods)


SET_OFF: tuple[Pass, ...] = (
    over_pairs(
        both_deeds(_or_of_that_time),
        Refused(
            both_deeds(_or_so_much),
            "can be the size of such an order, or all that was spent", "say “or an order over ...”",
        ),
        Refused(
            both_deeds(_without_in), "can be an order without, or no order with one", "say “and an order without a coupon in ...”",
        ),
        Refused(both_deeds(_after_a_denial), "can be of the order or of what is denied", "say it before what is denied"),
        Refused(
            both_deeds(_lost_order), "is said of what stands before it", "say it of that order: “first order with a coupon”",
        ),
    ),
    _settle_set_off,
)  # fmt: skip
