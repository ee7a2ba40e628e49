"""What is said of what stands before it and would be read apart: "over $100 per order in 3 orders", "in store, buying shoes"."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import VERBS
from regulars.criteria.words.tokens import Kind

_DEEDS = frozenset({"buying", "ordering", "purchasing", "using", "spending", "paying"})
_SINGLE = frozenset({"single", "only", "sole", "one"})
_SPENT = frozenset({"spent", "spend", "spending", "revenue", "sales", "lifetime", "ltv", "value"})
_GAPS = frozenset({"since", "between", "gap", "gaps"})


def settle_parted_doubts(p: State, items: list[Item]) -> None:
    """Object to what would be read as said of something else than what it stands beside."""
    for at in range(len(p.tokens)):
        if at not in p.guarded:
            _per_order_in_orders(p, at)
            _bought_them_with(p, at)
            _first_before_first(p, at)
            _longer_than_average(p, at)
            _any_letter_but(p, at)
    for item in items:
        _times_spent(p, item)
    for before, item in pairwise(items):
        _doing_so(p, before, item)
        _worth_of_a_single_order(p, item)


def _per_order_in_orders(p: State, at: int) -> None:
    """ "over $100 per order in at least 3 orders", "$50 an order on 3 orders": of each of three, and no average of all."""
    each = p.word(at) in ("per", "an", "a", "each", "every") and p.word(at + 1) in ("order", "purchase", "transaction")
    counted = any(p.kind(n) is Kind.NUMBER and p.word(n + 1) in ("orders", "purchases") for n in range(at + 3, at + 7))
    if each and counted and p.word(at + 2) in ("in", "on", "for", "across", "over"):
        p.object(at, at + 3, "is said of some orders, and an average is of all", "say “at least 3 orders over $100”")


def _bought_them_with(p: State, at: int) -> None:
    """ "after buying them with one": the same goods, which are not followed."""
    if p.word(at) == "them" and p.word(at - 1) in _DEEDS and p.word(at - 2) in ("after", "before", "without", "since"):
        p.object(at, at + 1, "does not show what it stands for", "say it by its name: “after buying Tops with a coupon”")


def _first_before_first(p: State, at: int) -> None:
    """ "first order with skincare before first order with tops": of two dates, and no order before the first one."""
    later = p.word(at + 1) == "first" or (p.word(at + 1) in ("their", "the") and p.word(at + 2) == "first")
    if p.word(at) in ("before", "after") and later and any(p.word(n) == "first" for n in range(at)):
        p.object(at, at + 2, "compares two days that are not followed", "say “bought Skincare and later Tops”")


def _longer_than_average(p: State, at: int) -> None:
    """ "time since last order longer than average": than their own gaps, or than other people's time."""
    beyond = p.word(at) in ("longer", "more", "greater", "above", "over") and any(
        p.word(n) == "average" and p.word(n - 1) in ("than", "the", "above", "over") for n in range(at + 1, at + 4)
    )
    if (
        beyond
        and any(p.word(n) in _GAPS for n in range(at))
        and not any(p.word(n) in ("own", "usual", "their") for n in range(at, at + 5))
    ):
        advice = "say “longer than their own average gap”, or the number of days"
        p.object(at, at + 3, "can be their own average, or that of all customers", advice)


def _any_letter_but(p: State, at: int) -> None:
    """ "clicked any campaign other than the Newsletter": another one, whatever became of that one."""
    said = {p.word(n) for n in range(max(at - 6, 0), at)}
    letters = {"campaign", "email", "e-mail", "newsletter", "message", "emails", "campaigns"}
    if p.are(at, "other", "than") and said & letters and said & {"any", "a", "an", "some"}:
        p.object(at, at + 2, "can be another one, or never that one", "say “clicked X or Y”, or “never clicked X”")


def _times_spent(p: State, item: Item) -> None:
    """ "spent over 200 in store and 3 times online": how often is no amount."""
    f = item.clause.frame
    if f is None or f.head != "spend":
        return
    for at in range(item.clause.start, item.clause.end - 1):
        if (
            p.kind(at) is Kind.NUMBER
            and p.word(at + 1) in ("times", "time")
            and p.word(at + 2) not in ("as", "more", "the", "their")
        ):
            p.object(at, at + 2, "says how often, and no amount", "say “ordered 3 times online”")


def _doing_so(p: State, before: Item, item: Item) -> None:
    """ "shopped in store, buying shoes": in that order, or in any."""
    start = item.clause.start
    one = before.clause.frame
    set_off = item.comma and p.word(start) in _DEEDS and VERBS.at(p.tokens, start) is not None
    if set_off and one is not None and one.head in ("buy", "position", "use", "spend") and not before.clause.negated:
        p.object(start, item.clause.end, "can be of the same order, or of any", "say “an in-store order with Tops”")


def _worth_of_a_single_order(p: State, item: Item) -> None:
    """ "their single order was in 2025 and over $100": what it cost, or what of it was kept."""
    f, start, end = item.clause.frame, item.clause.start, item.clause.end
    if f is None or f.head != "spend" or f.money is None or {p.word(n) for n in range(start - 2, end)} & _SPENT:
        return
    single = any(p.word(n) == "once" or (p.word(n) in _SINGLE and p.word(n + 1) in ("order", "purchase")) for n in range(start))
    if single and VERBS.at(p.tokens, start) is None:
        p.object(start, end, "can be the size of that order, or what was spent less refunds", "say “spent over $100”")
