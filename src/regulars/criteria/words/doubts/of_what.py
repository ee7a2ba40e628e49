"""What a number, a time or an "all" is of, where it does not say so: "5+ orders, 500+", "all three coffees", "spent $100 there"."""

from __future__ import annotations

from regulars.criteria.tree import Within
from regulars.criteria.words.doubts.rules import Pass, Refused, over_clauses, over_deeds, over_words, whole
from regulars.criteria.words.doubts.runs import ENDS, Span, anything, run, said_before, something
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State, Taken
from regulars.criteria.words.tables.amounts import SMALL
from regulars.criteria.words.tables.calendar import UNITS, WEEKDAYS
from regulars.criteria.words.tokens import Kind

_YEAR = 4  # digits
_WERE = frozenset({"had", "have", "were", "was", "are", "used", "included", "contained", "came", "got"})
_BEING = frozenset({"is", "are", "was", "were", "has", "have", "been"})
_OF_BEFORE = frozenset({"none", "all", "both", "each"})
_DAYS = frozenset({*WEEKDAYS, "weekdays", "weekends", "weekday", "weekend"})
_ONLY = run("only")
_TOOK = run("took|taken|takes")
_AN_ORDER = run("order|purchase", after="a|an|one")
_AND_ON = run("and on|for")
_AND_IN = run("and in")
_TOTAL_ORDERS = run("total purchases|orders")
# apart from the keys of other choices, which are places of the request or far from these
_APART_KEY = 320_000
_APART = [("so much for each of them", True), ("so much for all of them together", False)]


def _unplaced(p: State, at: int) -> bool:
    """Whether the words were taken for nothing that matters."""
    told = (entry for entry in p.trail if isinstance(entry, Taken) and entry.role is not Role.HARMLESS)
    return not any(entry.start <= at < entry.end for entry in told)


def _nowhere(p: State, at: int) -> bool:
    """Whether a "there" stands for a place, and for none that was read."""
    return at > 0 and not {p.word(at - 1), p.word(at + 1)} & _BEING and _unplaced(p, at)


def _took(p: State, item: Item) -> Span | None:
    """ "first order took more than 60 days": since when is not said."""
    at = _TOOK.first(p, *whole(item)) if isinstance(item.clause.fixed, Within) else None
    return None if at is None or p.word(at + 1) == "place" else (at, item.clause.end)


def _alone(p: State, item: Item) -> Span | None:
    """ "2+ returns this year (all of them)": of which nothing is said."""
    return whole(item) if p.text(*whole(item)) in ("all", "all of them", "both of them", "most of them", "some of them") else None


def _ask_for_each(p: State, item: Item, f: Frame) -> None:
    """ "spent over $300 on Tops and on Dresses": on each, or together."""
    listed = len(f.goods) == 1 and len(f.goods[0].parts) > 1 and f.goods[0].every
    if f.head == "spend" and f.money is not None and listed and not f.apart and _AND_ON.within(p, *whole(item)):
        f.apart = p.choose(_APART_KEY + item.clause.start, _APART)


def _size_of_returned(p: State, item: Item, f: Frame) -> Span | None:
    """ "returned an order with Tops over $100": what the order came to, or what was given back."""
    returned = f.head == "return" and f.money is not None and f.goods
    return whole(item) if returned and _AN_ORDER.within(p, *whole(item)) else None


def _only_then(p: State, item: Item, f: Frame) -> Span | None:
    """ "ordered on weekdays only in 2026": in 2026 on no other days, or on no such day in another year."""
    start, end = whole(item)
    at = _ONLY.first(p, start, end) if f.only and f.filters and f.windows else None
    return None if at is None or at == start or p.word(at - 1) not in _DAYS else (at, end)


def _one_cannot_be(p: State, item: Item, f: Frame) -> Span | None:
    """ "second order: in 2026, in 2025": one order is in one of them, and no "or" is said."""
    words = {p.word(n) for n in range(*whole(item))}
    several = len(f.windows) > 1 or any(len(g.parts) > 1 and not g.every for g in f.filters)
    again = len(f.windows) > 1 and _AND_IN.within(p, *whole(item))
    listed = "," in words and "and" not in words
    either = words & {"or", "/", "either", "between"}
    return whole(item) if f.position is not None and several and (listed or again) and not either else None


def _all_so_many(p: State, item: Item, f: Frame) -> Span | None:
    """ "bought all three coffees", "orders in all three of web, app and store": each of so many, which is no count of orders."""
    start, end = whole(item)
    numbers = (n for n in range(start, end) if p.word(n) in SMALL or (p.kind(n) is Kind.NUMBER and len(p.word(n)) < _YEAR))
    at = next((n - 1 for n in numbers if p.word(n - 1) == "all"), None)
    counted = f.count is not None or f.head == "measure"
    # "all five orders had a coupon"
    told = at == start - 1 and p.word(end) in _WERE
    of_kind = f.goods or f.filters or told or f.head == "return"
    return (at, end) if at is not None and counted and of_kind and not f.only else None


def _total_purchases(p: State, item: Item, f: Frame) -> Span | None:
    """ "total purchases of $1,000 or higher": all that was bought, or one order."""
    return whole(item) if f.head == "buy" and f.size is not None and _TOTAL_ORDERS.within(p, *whole(item)) else None


def _count_after_no(p: State, item: Item, f: Frame) -> Span | None:
    """ "no coupon 5+ orders", "no refunds in 6+ orders": nothing of the kind and so many orders, or not so many with it."""
    start, end = whole(item)
    numbers = [n for n in range(start + 1, end) if p.kind(n) is Kind.NUMBER or p.word(n) in SMALL]
    of_orders = [n for n in numbers if {"orders", "purchases"} & {p.word(m) for m in range(n + 1, min(n + 5, end))}]
    # "in 6 orders", "in at least 6 orders"
    within = any(p.word(m) in ("in", "on", "of", "across", "over") for n in of_orders for m in range(max(start, n - 3), n))
    beside = bool(of_orders) and p.word(start - 1) == "no" and f.count is not None and bool(f.filters)
    return (start - 1, end) if item.clause.negated and (within or beside) else None


def _none_of_several(p: State, first: Item, before: Item, item: Item) -> None:
    """ "at least 2 orders in 2025, at least 2 in 2026, none in store": of the last time, or of both."""
    start, end = whole(item)
    one, two, f = first.clause.frame, before.clause.frame, item.clause.frame
    said = {p.word(start), p.word(start - 1)} & _OF_BEFORE
    if one is None or two is None or f is None or f.head != "buy" or not said:
        return
    counted = all(each.head == "buy" and each.count is not None and each.windows for each in (one, two))
    differ = one.windows != two.windows and f.windows == two.windows
    if counted and differ and not {"ever", "since"} & {p.word(n) for n in range(start - 1, end)}:
        p.object(
            start - (p.word(start) not in said), end,
            "can be of the orders named last, or of all those before", "say the time again: “none in store in 2025 and 2026”",
        )  # fmt: skip


def _clause_by_clause(p: State, items: list[Item]) -> None:
    for number, item in enumerate(items):
        for walk in OF_EACH:
            walk(p, [item])
        if number > 1:
            _none_of_several(p, *items[number - 2 : number + 1])


OF_EACH = (
    over_clauses(
        Refused(_took, "does not say from when on", "say “within 60 days of signing up”"),
        Refused(_alone, "says nothing of them", "leave it out, or say what is so"),
    ),
    over_deeds(
        _ask_for_each,
        Refused(
            _size_of_returned, "can be what the order came to, or what was given back",
            "say “a refund over ...”, or “an order over ... that was refunded”",
        ),
        Refused(_only_then, "can be of the days or of the time", "say “only on weekdays, in 2026”, or leave “only” out"),
        Refused(_one_cannot_be, "cannot all be of one order", "say “or” between them, or only one of them"),
        Refused(
            _all_so_many, "says “all” of so many, and not which, or of how many",
            "name each of them: “bought A, B and C”; or say the number by itself: “exactly 3 orders, and all of them in store”",
        ),
        Refused(
            _total_purchases, "can be one order or all that was ordered", "say “spent over ...”, or “an order over ...”",
        ),
        Refused(_count_after_no, "can be two conditions or one", "put a comma or “and” between them"),
    ),
)  # fmt: skip
OF_WHAT: tuple[Pass, ...] = (
    over_words(
        Refused(
            run("in at|more|fewer|less", anything, anything, frozenset(UNITS), when=said_before("spent spend spending", 6)),
            "is no time that can be added up", "say “over $50 in every month of 2026”, or “in the last 5 months”",
        ),
        Refused(run("within at least"), "is a limit from both sides", "say “within ...” or “more than ... after”"),
    ),
    over_words(
        Refused(run("there", when=_nowhere), "does not say where", "say the place or the channel again"),
        Refused(run("then", then=ENDS, after=something, when=_unplaced), "does not say when", "say the time again"),
    ),
    _clause_by_clause,
)  # fmt: skip
