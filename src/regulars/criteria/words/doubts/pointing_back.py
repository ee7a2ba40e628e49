"""Words that point back, or can mean two deeds: "a coupon for them", "in that order", "twice that", "buyers who returned"."""

from __future__ import annotations

from regulars.criteria.terms import RankBy
from regulars.criteria.tree import All, Rank
from regulars.criteria.words.building import condition
from regulars.criteria.words.dependent_amounts import comparison_at
from regulars.criteria.words.doubts.rules import Pass, Refused, both_deeds, from_first, over_deeds, over_pairs, over_words, whole
from regulars.criteria.words.doubts.runs import ENDS, Span, run, said_before, something
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import VERBS

_DONE = ENDS | {"who", "in", "this", "last", "since", "during", "within"}
_RETURNED = run("returned|returns")
_FOR_THEM = run("for them|it")
_THAT_ORDER = run("in|with|on|of that order|purchase|basket|transaction")
_IN_ANY_OF = run("in|during any|one|either of the")
# apart from the keys of other choices, which are places of the request or far from these
_NEITHER_KEY = 630_000
_NEITHER = [("neither of them", True), ("none of the first, but the second", False)]
_RANK_KEY = 640_000
_RANKED = [("ranked among all, and then so", False), ("ranked among those only", True)]
_SIZE_KEY = 650_000
_SIZE = [("no order of such a size", True), ("not so much spent in all", False)]


def _limit(p: State, at: int) -> bool:
    return p.word(at) in ("over", "under", "above", "below", "more", "less", "at") and comparison_at(p, at)


def _in_that_order(p: State, items: list[Item]) -> None:
    """ "bought shoes and no other category in that order": of an order that is not followed."""
    frames = [item.clause.leading for item in items]
    if any(f is not None and (f.head == "position" or f.position or f.sequels) for f in frames):
        return
    for at in range(2, len(p.tokens) - 1):
        if at not in p.guarded and _THAT_ORDER(p, at):
            advice = "say “one order with A and B”, or “bought A with a coupon”"
            p.object(at, at + 3, "points back to an order that is not followed", advice)


def _came_back(p: State, item: Item, f: Frame) -> Span | None:
    """ "Tops buyers who returned": sent something back, or came back for more."""
    if f.head != "return" or item.clause.negated or f.objects or f.pronoun or not f.said() <= {"windows"}:
        return None
    at = _RETURNED.first(p, *whole(item))
    if at is None or p.word(at + 1) not in _DONE or p.word(at - 1) in ("orders", "order", "was", "were", "is", "are", "got"):
        return None
    return at, at + 1


def _denied_size(p: State, item: Item, f: Frame) -> None:
    """ "never ordered under $50", "didn't order over $100": no such order, or not so much in all."""
    plain = f.head == "buy" and f.money is not None and f.said() <= {"money", "windows", "filters"} and not f.noun
    if item.clause.negated and plain and p.choose(_SIZE_KEY + item.clause.start, _SIZE):
        f.noun, f.objects = "order", True
        f.size, f.money = f.money, None


def _one_channel(p: State, item: Item, f: Frame) -> Span | None:
    """ "all orders in one channel": of channels, which are no orders."""
    start, end = whole(item)
    counted = f.head == "measure" and f.measure == "count" and f.noun in ("channel", "category")
    return (max(start - 1, 0), end) if counted and p.word(end - 1) == f.noun else None


def _any_of_months(p: State, item: Item, f: Frame) -> Span | None:
    """ "spent over $100 in any of the last 3 months": in one of them, or in all of that time."""
    spent = f.head == "spend" and f.money is not None and len(f.windows) == 1
    return from_first(_IN_ANY_OF, p, item) if spent else None


def _for_them(p: State, _before: Item, item: Item, one: Frame, two: Frame) -> Span | None:
    """ "bought shoes and used a coupon for them": of orders that are not followed."""
    at = _FOR_THEM.first(p, *whole(item)) if (one.goods or one.filters or one.count) and not two.goods else None
    return None if at is None else (at, at + 2)


def _no_a_and_b(p: State, before: Item, item: Item) -> None:
    """ "no opens and clicks": neither, or none of the first only."""
    one, two = before.clause.frame, item.clause.frame
    start, end = whole(item)
    denied = before.clause.negated and not item.clause.negated and item.joint == "and" and item.clause.bare
    if one is None or two is None or not denied or item.restated:
        return
    none = {p.word(before.clause.start), p.word(before.clause.start - 1)} & {"no", "without", "zero"}
    noun = p.word(start).endswith("s") or VERBS.at(p.tokens, start) is None
    led = {p.word(n) for n in range(before.clause.end, start + 1)}
    plain = one.said() <= {"filters"} and two.said() <= {"windows", "filters"} and not led & {"a", "an", "one", "some", "the"}
    if not none or not noun or not plain or "and" not in led or (end - start > 1 and not two.windows):
        return
    if p.choose(_NEITHER_KEY + start, _NEITHER):
        item.clause.negated = True
        one.windows = one.windows or list(two.windows)


def _ranked_among_those(p: State, items: list[Item]) -> None:
    """ "top 10% of VIPs", "bottom 20% by spend with at least 2 orders": a rank among them, or among all."""
    before, item = items[-2:] if len(items) > 1 else (None, None)
    rank = before.clause.fixed if before is not None else None
    if before is None or item is None or not isinstance(rank, Rank) or rank.by not in (RankBy.COUNT, RankBy.SHARE):
        return
    of = "of" in (p.word(item.clause.start), p.word(item.clause.start - 1))
    told = (item.joint in ("who", "with") and rank.by is RankBy.COUNT) or (item.joint == "next" and of)
    if before.clause.negated or item.comma or not told or item.opens:
        return
    if p.choose(_RANK_KEY + item.clause.start, _RANKED[::-1] if of else _RANKED):
        ranked = rank.among or condition(p, Frame("buy", before.clause.start))
        before.clause.fixed = Rank(rank.quantity, rank.end, rank.by, rank.amount, All((ranked, item.clause.made(p))))
        items.remove(item)


POINTING_BACK: tuple[Pass, ...] = (
    over_words(
        # of an amount that is a limit: "spent over $100 in 2025, and twice that in 2026"
        Refused(
            run("twice|double|triple|half|thrice|quadruple that", after=something, then=_DONE),
            "does not say how much that is", "say the amount, or “at least twice as much in 2026 as in 2025”",
        ),
    ),
    over_words(
        # of each order, which is not what was spent: "two orders, both over $100"
        Refused(
            run("both|all", _limit, after=",|and|but", when=said_before("orders purchases")),
            "is of each of these orders", "say “exactly 2 orders over $100, and no others”, or “every order over $100”",
        ),
    ),
    _in_that_order,
    over_deeds(
        Refused(_came_back, "can be sent something back, or came back", "say “returned an order”, or “ordered again”"),
        _denied_size,
        Refused(
            _one_channel,
            "can be the same one for all orders, or a certain one", "say “ordered in only one channel”",
        ),
        Refused(
            _any_of_months,
            "can be one of them, or all of that time", "say “in any one month”, or “in the last 3 months”",
        ),
    ),
    over_pairs(
        Refused(both_deeds(_for_them), "points back to what is not followed", "say it of one order: “bought A with a coupon”"),
        _no_a_and_b,
    ),
    _ranked_among_those,
)  # fmt: skip
