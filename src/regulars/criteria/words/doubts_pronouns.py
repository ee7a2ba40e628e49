"""Words that point back, or can mean two deeds: "a coupon for them", "in that order", "twice that", "buyers who returned"."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.terms import RankBy
from regulars.criteria.tree import All, Rank
from regulars.criteria.words.building import condition
from regulars.criteria.words.dependent_amounts import comparison_at
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import VERBS

_MULTIPLES = frozenset({"twice", "double", "triple", "half", "thrice", "quadruple"})
_ORDERS = frozenset({"order", "purchase", "basket", "transaction"})
_ENDS = frozenset({"", ",", ".", ";", "and", "or", "but", "who", "in", "this", "last", "since", "during", "within"})
_EVERY_ORDER = frozenset({"orders", "purchases"})
# apart from the keys of other choices, which are places of the request or far from these
_NEITHER_KEY = 630_000
_NEITHER = [("neither of them", True), ("none of the first, but the second", False)]
_RANK_KEY = 640_000
_RANKED = [("ranked among all, and then so", False), ("ranked among those only", True)]
_SIZE_KEY = 650_000
_SIZE = [("no order of such a size", True), ("not so much spent in all", False)]


def settle_pronoun_doubts(p: State, items: list[Item]) -> None:
    """Object to words that point back to something that no reading follows, and ask where two deeds can be meant."""
    _multiples(p)
    _both_of_money(p)
    _in_that_order(p, items)
    for item in items:
        f = item.clause.frame
        if f is not None:
            _came_back(p, item, f)
            _denied_size(p, item, f)
            _one_channel(p, item, f)
            _any_of_months(p, item, f)
    for before, item in list(pairwise(items)):
        _for_them(p, before, item)
        _no_a_and_b(p, before, item)
        _ranked_among_those(p, items, before, item)


def _multiples(p: State) -> None:
    """ "spent over $100 in 2025, and twice that in 2026": of an amount that is a limit."""
    for at in range(1, len(p.tokens) - 1):
        if p.word(at) in _MULTIPLES and p.word(at + 1) == "that" and at not in p.guarded and p.word(at + 2) in _ENDS:
            p.object(at, at + 2, "does not say how much that is", "say the amount, or “at least twice as much in 2026 as in 2025”")


def _both_of_money(p: State) -> None:
    """ "two orders, both over $100": of each order, which is not what was spent."""
    for at in range(1, len(p.tokens) - 1):
        led = p.word(at) in ("both", "all") and p.word(at - 1) in (",", "and", "but")
        told = led and p.word(at + 1) in ("over", "under", "above", "below", "more", "less", "at") and comparison_at(p, at + 1)
        if told and at not in p.guarded and any(p.word(n) in _EVERY_ORDER for n in range(at)):
            p.object(
                at,
                at + 2,
                "is of each of these orders",
                "say “exactly 2 orders over $100, and no others”, or “every order over $100”",
            )


def _came_back(p: State, item: Item, f: Frame) -> None:
    """ "Tops buyers who returned": sent something back, or came back for more."""
    start = item.clause.start
    if f.head == "return" and not item.clause.negated and not f.objects and not f.pronoun and f.said() <= {"windows"}:
        at = next((n for n in range(start, item.clause.end) if p.word(n) in ("returned", "returns")), None)
        if (
            at is not None
            and p.word(at + 1) in _ENDS
            and p.word(at - 1) not in ("orders", "order", "was", "were", "is", "are", "got")
        ):
            p.object(at, at + 1, "can be sent something back, or came back", "say “returned an order”, or “ordered again”")


def _denied_size(p: State, item: Item, f: Frame) -> None:
    """ "never ordered under $50", "didn't order over $100": no such order, or not so much in all."""
    start = item.clause.start
    plain = f.head == "buy" and f.money is not None and f.said() <= {"money", "windows", "filters"} and not f.noun
    if item.clause.negated and plain and p.choose(_SIZE_KEY + start, _SIZE):
        f.noun, f.objects = "order", True
        f.size, f.money = f.money, None


def _one_channel(p: State, item: Item, f: Frame) -> None:
    """ "all orders in one channel": of channels, which are no orders."""
    start, end = item.clause.start, item.clause.end
    if f.head == "measure" and f.measure == "count" and f.noun in ("channel", "category") and p.word(end - 1) == f.noun:
        p.object(
            max(start - 1, 0), end, "can be the same one for all orders, or a certain one", "say “ordered in only one channel”"
        )


def _any_of_months(p: State, item: Item, f: Frame) -> None:
    """ "spent over $100 in any of the last 3 months": in one of them, or in all of that time."""
    start, end = item.clause.start, item.clause.end
    at = next((n for n in range(start, end - 2) if p.word(n) in ("any", "one", "either") and p.are(n + 1, "of", "the")), None)
    if at is not None and f.head == "spend" and f.money is not None and len(f.windows) == 1 and p.word(at - 1) in ("in", "during"):
        p.object(at - 1, end, "can be one of them, or all of that time", "say “in any one month”, or “in the last 3 months”")


def _for_them(p: State, before: Item, item: Item) -> None:
    """ "bought shoes and used a coupon for them": of orders that are not followed."""
    one, two = before.clause.frame, item.clause.frame
    at = next((n for n in range(item.clause.start, item.clause.end) if p.are(n, "for", "them") or p.are(n, "for", "it")), None)
    if one is not None and (one.goods or one.filters or one.count) and at is not None and two is not None and not two.goods:
        p.object(at, at + 2, "points back to what is not followed", "say it of one order: “bought A with a coupon”")


def _in_that_order(p: State, items: list[Item]) -> None:
    """ "bought shoes and no other category in that order": of an order that is not followed."""
    frames = [item.clause.leading for item in items]
    if any(f is not None and (f.head == "position" or f.position or f.sequels) for f in frames):
        return
    for at in range(2, len(p.tokens) - 1):
        back = p.word(at) in ("in", "with", "on", "of") and p.word(at + 1) == "that" and p.word(at + 2) in _ORDERS
        if back and at not in p.guarded:
            advice = "say “one order with A and B”, or “bought A with a coupon”"
            p.object(at, at + 3, "points back to an order that is not followed", advice)


def _no_a_and_b(p: State, before: Item, item: Item) -> None:
    """ "no opens and clicks": neither, or none of the first only."""
    one, two = before.clause.frame, item.clause.frame
    if (
        one is None
        or two is None
        or item.joint != "and"
        or not before.clause.negated
        or item.clause.negated
        or not item.clause.bare
    ):
        return
    denied = {p.word(before.clause.start), p.word(before.clause.start - 1)} & {"no", "without", "zero"}
    noun = p.word(item.clause.start).endswith("s") or VERBS.at(p.tokens, item.clause.start) is None
    led = {p.word(n) for n in range(before.clause.end, item.clause.start + 1)}
    bare = one.said() <= {"filters"} and two.said() <= {"windows", "filters"} and not led & {"a", "an", "one", "some", "the"}
    if denied and noun and bare and "and" in led and not item.restated:
        if item.clause.end - item.clause.start > 1 and not two.windows:
            return
        if p.choose(_NEITHER_KEY + item.clause.start, _NEITHER):
            item.clause.negated = True
            one.windows = one.windows or list(two.windows)


def _ranked_among_those(p: State, items: list[Item], before: Item, item: Item) -> None:
    """ "top 10% of VIPs", "bottom 20% by spend with at least 2 orders": a rank among them, or among all."""
    rank = before.clause.fixed
    if not isinstance(rank, Rank) or rank.by not in (RankBy.COUNT, RankBy.SHARE) or before.clause.negated:
        return
    of = p.word(item.clause.start) == "of" or p.word(item.clause.start - 1) == "of"
    told = (item.joint in ("who", "with") and rank.by is RankBy.COUNT) or (item.joint == "next" and of)
    if item.comma or not told or items[-1] is not item or item.opens:
        return
    if p.choose(_RANK_KEY + item.clause.start, _RANKED[::-1] if of else _RANKED):
        ranked = rank.among or condition(p, Frame("buy", before.clause.start))
        before.clause.fixed = Rank(rank.quantity, rank.end, rank.by, rank.amount, All((ranked, item.clause.made(p))))
        items.remove(item)
