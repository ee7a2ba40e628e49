"""Doubts about what is counted, and of whom: "none in store" after two counts, "5+ orders, 500+", "no Canadians with 5 orders"."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import FieldText, Within
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State, Taken
from regulars.criteria.words.tables.amounts import CURRENCY_SIGNS, SMALL
from regulars.criteria.words.tables.calendar import UNITS, WEEKDAYS
from regulars.criteria.words.tables.lexicon import VERBS
from regulars.criteria.words.tokens import Kind

_OF_BEFORE = frozenset({"none", "all", "both", "each"})
_YEAR = 4  # digits
_WERE = frozenset({"had", "have", "were", "was", "are", "used", "included", "contained", "came", "got"})
# apart from the keys of other choices, which are places of the request or far from these
_APART_KEY = 320_000
_APART = [("so much for each of them", True), ("so much for all of them together", False)]


def settle_listed_doubts(p: State, items: list[Item]) -> None:
    """Object to what can be of one clause or of several, and ask where both can be had."""
    _both_ends(p)
    _there(p)
    for number, item in enumerate(items):
        f = item.clause.frame
        _took(p, item)
        _alone(p, item)
        if f is not None:
            _ask_for_each(p, item, f)
            _size_of_returned(p, item, f)
            _only_then(p, item, f)
            _one_cannot_be(p, item, f)
            _all_so_many(p, item, f)
            _total_purchases(p, item, f)
            _count_after_no(p, item, f)
        if number > 1:
            _none_of_several(p, items[number - 2], items[number - 1], item)
    for before, item in pairwise(items):
        if not (items[0].person and items[0].clause.attribute and item.clause.attribute):
            _bare_number(p, before, item)
        _without_or(p, before, item)
        _denied_pair(p, before, item)
        _denied_people(p, before, item)
        _ranked_among(p, before, item)
        _not_then(p, before, item)


def _ask_for_each(p: State, item: Item, f: Frame) -> None:
    """ "spent over $300 on Tops and on Dresses": on each, or together."""
    start, end = item.clause.start, item.clause.end
    again = next((n for n in range(start, end) if p.word(n) == "and" and p.word(n + 1) in ("on", "for")), None)
    listed = len(f.goods) == 1 and len(f.goods[0].parts) > 1 and f.goods[0].every
    if f.head == "spend" and f.money is not None and listed and again is not None and not f.apart:
        f.apart = p.choose(_APART_KEY + start, _APART)


def _size_of_returned(p: State, item: Item, f: Frame) -> None:
    """ "returned an order with Tops over $100": what the order came to, or what was given back."""
    one = any(
        p.word(n) in ("order", "purchase") and p.word(n - 1) in ("a", "an", "one")
        for n in range(item.clause.start, item.clause.end)
    )
    if f.head == "return" and f.money is not None and f.goods and one:
        p.object(
            item.clause.start, item.clause.end, "can be what the order came to, or what was given back",
            "say “a refund over ...”, or “an order over ... that was refunded”",
        )  # fmt: skip


def _only_then(p: State, item: Item, f: Frame) -> None:
    """ "ordered on weekdays only in 2026": in 2026 on no other days, or on no such day in another year."""
    at = next((n for n in range(item.clause.start, item.clause.end) if p.word(n) == "only"), None)
    told = f.only and bool(f.filters) and bool(f.windows) and at is not None and at > item.clause.start
    if told and at is not None and p.word(at - 1) in {*WEEKDAYS, "weekdays", "weekends", "weekday", "weekend"}:
        p.object(at, item.clause.end, "can be of the days or of the time", "say “only on weekdays, in 2026”, or leave “only” out")


def _one_cannot_be(p: State, item: Item, f: Frame) -> None:
    """ "second order: in 2026, in 2025": one order is in one of them, and no "or" is said."""
    words = {p.word(n) for n in range(item.clause.start, item.clause.end)}
    several = len(f.windows) > 1 or any(len(g.parts) > 1 and not g.every for g in f.filters)
    again = len(f.windows) > 1 and any(p.are(n, "and", "in") for n in range(item.clause.start, item.clause.end))
    listed = "," in words and "and" not in words
    if f.position is not None and several and (listed or again) and not words & {"or", "/", "either", "between"}:
        p.object(item.clause.start, item.clause.end, "cannot all be of one order", "say “or” between them, or only one of them")


def _all_so_many(p: State, item: Item, f: Frame) -> None:
    """ "bought all three coffees", "orders in all three of web, app and store": each of so many, which is no count of orders."""
    c = item.clause
    numbers = (n for n in range(c.start, c.end) if p.word(n) in SMALL or (p.kind(n) is Kind.NUMBER and len(p.word(n)) < _YEAR))
    at = next((n - 1 for n in numbers if p.word(n - 1) == "all"), None)
    counted = f.count is not None or f.head == "measure"
    # "all five orders had a coupon"
    told = at == c.start - 1 and p.word(c.end) in _WERE
    if at is not None and counted and (f.goods or f.filters or told or f.head == "return") and not f.only:
        p.object(
            at, c.end, "says “all” of so many, and not which, or of how many",
            "name each of them: “bought A, B and C”; or say the number by itself: “exactly 3 orders, and all of them in store”",
        )  # fmt: skip


def _total_purchases(p: State, item: Item, f: Frame) -> None:
    """ "total purchases of $1,000 or higher": all that was bought, or one order."""
    start = item.clause.start
    summed = any(p.word(n) == "total" and p.word(n + 1) in ("purchases", "orders") for n in range(start, item.clause.end))
    if f.head == "buy" and f.size is not None and summed:
        p.object(start, item.clause.end, "can be one order or all that was ordered", "say “spent over ...”, or “an order over ...”")


def _count_after_no(p: State, item: Item, f: Frame) -> None:
    """ "no coupon 5+ orders", "no refunds in 6+ orders": nothing of the kind and so many orders, or not so many with it."""
    c = item.clause
    numbers = [n for n in range(c.start + 1, c.end) if p.kind(n) is Kind.NUMBER or p.word(n) in SMALL]
    of_orders = [n for n in numbers if {"orders", "purchases"} & {p.word(m) for m in range(n + 1, min(n + 5, c.end))}]
    # "in 6 orders", "in at least 6 orders"
    within = any(p.word(m) in ("in", "on", "of", "across", "over") for n in of_orders for m in range(max(c.start, n - 3), n))
    beside = bool(of_orders) and p.word(c.start - 1) == "no" and f.count is not None and bool(f.filters)
    if c.negated and (within or beside):
        p.object(c.start - 1, c.end, "can be two conditions or one", "put a comma or “and” between them")


def _alone(p: State, item: Item) -> None:
    """ "2+ returns this year (all of them)": of which nothing is said."""
    words = [p.word(n) for n in range(item.clause.start, item.clause.end)]
    if words in (["all", "of", "them"], ["both", "of", "them"], ["all"], ["most", "of", "them"], ["some", "of", "them"]):
        p.object(item.clause.start, item.clause.end, "says nothing of them", "leave it out, or say what is so")


def _took(p: State, item: Item) -> None:
    """ "first order took more than 60 days": since when is not said."""
    c = item.clause
    at = next((n for n in range(c.start, c.end) if p.word(n) in ("took", "taken", "takes")), None)
    if at is not None and p.word(at + 1) != "place" and isinstance(c.fixed, Within):
        p.object(at, c.end, "does not say from when on", "say “within 60 days of signing up”")


def _none_of_several(p: State, first: Item, before: Item, item: Item) -> None:
    """ "at least 2 orders in 2025, at least 2 in 2026, none in store": of the last time, or of both."""
    frames = (first.clause.frame, before.clause.frame)
    counted = all(f is not None and f.head == "buy" and f.count is not None and f.windows for f in frames)
    said = {p.word(item.clause.start), p.word(item.clause.start - 1)} & _OF_BEFORE
    f = item.clause.frame
    if counted and said and f is not None and f.head == "buy" and frames[0] is not None and frames[1] is not None:
        differ = frames[0].windows != frames[1].windows and f.windows == frames[1].windows
        led = {p.word(n) for n in range(item.clause.start - 1, item.clause.end)}
        if differ and not led & {"ever", "since"}:
            p.object(
                item.clause.start - (p.word(item.clause.start) not in said), item.clause.end,
                "can be of the orders named last, or of all those before", "say the time again: “none in store in 2025 and 2026”",
            )  # fmt: skip


def _bare_number(p: State, before: Item, item: Item) -> None:
    """ "5+ orders, 500+", "over 5 orders, over 50": orders, money or years."""
    one = before.clause.frame
    counted = one is not None and one.count is not None and one.noun in ("order", "")
    spent = one is not None and one.money is not None and not item.clause.attribute
    signed = any(p.word(n) in CURRENCY_SIGNS for n in range(before.clause.start, before.clause.end))
    words = [p.word(n) for n in range(item.clause.start, item.clause.end)]
    plain = all(p.kind(n) is Kind.NUMBER or p.word(n) in _LIMITS for n in range(item.clause.start, item.clause.end))
    apart = item.comma and p.word(item.clause.start - 1) == "," and p.word(item.clause.end) not in ("with", "without")
    # "no order in 2026 or over 40": nothing was counted that could go on
    none = one is not None and before.clause.negated and one.count is None and item.joint == "or"
    doubtful = none or (counted and apart and not _other_end(one, item.clause.frame)) or (spent and signed and apart)
    if doubtful and words and plain:
        p.object(item.clause.start, item.clause.end, "does not say of what", "say “$500+”, “500+ orders” or “aged over 50”")


def _other_end(one: Frame | None, two: Frame | None) -> bool:
    """ "up to 3 orders, at least 1": the two ends of one range."""
    if one is None or two is None or one.count is None or two.count is None:
        return False
    up = (Comparator.ABOVE, Comparator.AT_LEAST)
    return (one.count.comparator in up) != (two.count.comparator in up)


def _without_or(p: State, before: Item, item: Item) -> None:
    """ "ordered without a coupon or a discount", "... or over $100": without both, or with the second."""
    one, two = before.clause.frame, item.clause.frame
    led = [p.word(n) for n in range(before.clause.end, item.clause.start)]
    bare = (
        item.joint == "or" and item.clause.bare and not item.restated and set(led) <= {"or", "a", "an", "any", "in", "with", "the"}
    )
    deeds = one is not None and two is not None and one.head == "buy" and bool(one.filters)
    noun = p.word(item.clause.start) in ("refund", "refunds", "return", "returns", "discount", "discounts", "coupon", "code")
    verb = (VERBS.at(p.tokens, item.clause.start) is not None and not noun) or item.clause.negated
    without = any(p.word(n) == "without" for n in range(before.clause.start, before.clause.end))
    if (
        bare
        and deeds
        and without
        and not verb
        and two is not None
        and two.said() <= {"filters", "money", "size", "goods", "windows"}
    ):
        p.object(
            before.clause.end, item.clause.end, "can be left out together with what is before, or be enough by itself",
            "say “without ... and without ...”, or give it a verb of its own",
        )  # fmt: skip


def _not_then(p: State, before: Item, item: Item) -> None:
    """ "3+ orders not in 2026": of other times, or with none at that time."""
    one, two = before.clause.frame, item.clause.frame
    bare = not item.comma and p.word(before.clause.end) == "not" and item.clause.start - before.clause.end <= 1
    if one is None or two is None or not bare or before.clause.negated or one.windows or one.position is not None:
        return
    if one.head == "buy" and item.clause.negated and two.windows:
        p.object(
            before.clause.end, item.clause.end, "can be of orders at other times, or none at that time",
            "say “before ...”, or “, and no order in ...”",
        )  # fmt: skip


def _denied_pair(p: State, before: Item, item: Item) -> None:
    """ "did not open and click", "haven't ordered and visited": not both, or neither, or the second was done."""
    one, two = before.clause.frame, item.clause.frame
    if one is None or two is None or item.joint != "and" or not before.clause.negated or item.clause.negated:
        return
    start = before.clause.start
    denial = p.word(start - 1) == "not" and p.word(start - 2)
    goes_on = item.clause.bare and not item.restated and VERBS.at(p.tokens, item.clause.start) is not None
    plain = one.plain and two.said() <= {"windows"}
    infinitive = p.word(item.clause.start) in _INFINITIVES and denial in ("did", "do", "does")
    if goes_on and (infinitive or (plain and denial in ("have", "has", "had"))):
        p.object(
            start - 2, item.clause.end, "can deny both, or the two of them together, or the first alone",
            "say “neither ... nor ...”, or “but did ...”",
        )  # fmt: skip


_INFINITIVES = frozenset(
    {"order", "buy", "open", "click", "visit", "return", "use", "spend", "shop", "purchase", "view", "abandon"}
)
_LIMITS = frozenset(
    {"+", "over", "under", "above", "below", "more", "less", "than", "at", "least", "most", ">", "<", ">=", "<=", "-"}
)


def _denied_people(p: State, before: Item, item: Item) -> None:
    """ "no Canadians with 5+ orders": nobody from Canada, and 5 orders; or everybody but such Canadians."""
    c = before.clause
    led = {p.word(n) for n in range(max(0, c.start - 2), c.start + 1)}
    named = c.attribute and c.negated and before.person and "no" in led and isinstance(c.fixed, FieldText)
    if named and item.joint in ("with", "who") and item.clause.frame is not None and not item.clause.negated:
        p.object(
            c.start - 1, item.clause.end, "can leave out all of them, or only those of whom that is so",
            "say “everyone except ...”, or “not ..., and with ...”",
        )  # fmt: skip


def _ranked_among(p: State, before: Item, item: Item) -> None:
    """ "more orders than 75% of customers in Germany": of those in Germany, or somebody there."""
    f = before.clause.frame
    near = not item.comma and item.joint in ("next", "who", "with") and p.word(item.clause.end) is not None
    place = item.clause.attribute and isinstance(item.clause.fixed, FieldText) and not item.clause.negated
    told = place or (item.joint in ("who", "with") and item.clause.frame is not None)
    if f is not None and f.against_rank is not None and near and told:
        p.object(
            item.clause.start - (p.word(item.clause.start - 1) in ("who", "with")), item.clause.end,
            "can be of those compared, or of those asked for", "say it first: “in Germany, with more orders than 75% of customers”",
        )  # fmt: skip


def _there(p: State) -> None:
    """ "spent at least $100 there": a place spoken of before, that nothing here stands for."""
    told = [entry for entry in p.trail if isinstance(entry, Taken) and entry.role is not Role.HARMLESS]
    placed = {n for entry in told for n in range(entry.start, entry.end)}
    for at in range(1, len(p.tokens)):
        beside = {p.word(at - 1), p.word(at + 1)} & _BEING
        if p.word(at) == "there" and at not in placed and at not in p.guarded and not beside:
            p.object(at, at + 1, "does not say where", "say the place or the channel again")
        if p.word(at) == "then" and at not in placed and p.word(at + 1) in ("", ",", ".", ";", "and", "or", "but"):
            p.object(at, at + 1, "does not say when", "say the time again")


_BEING = frozenset({"is", "are", "was", "were", "has", "have", "been"})


def _both_ends(p: State) -> None:
    """ "within at least 14 days", "spent $50 in at least 5 months": a limit that is not of the time it stands before."""
    for at in range(len(p.tokens)):
        spent = any(p.word(n) in ("spent", "spend", "spending") for n in range(max(0, at - 6), at))
        if spent and p.word(at) == "in" and p.word(at + 1) in ("at", "more", "fewer", "less") and p.word(at + 4) in UNITS:
            p.object(
                at, at + 5, "is no time that can be added up", "say “over $50 in every month of 2026”, or “in the last 5 months”"
            )
        if p.are(at, "within", "at", "least"):
            p.object(at, at + 3, "is a limit from both sides", "say “within ...” or “more than ... after”")
