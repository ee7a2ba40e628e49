"""How far a denial or a rank reaches over clauses in a row: "none in store" after two counts, "no Canadians with 5 orders"."""

from __future__ import annotations

from regulars.criteria.tree import FieldText
from regulars.criteria.words.doubts.rules import Pass, Refused, both_deeds, over_pairs, whole
from regulars.criteria.words.doubts.runs import Span
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import VERBS

_OF_BEFORE = frozenset({"none", "all", "both", "each"})
_INFINITIVES = frozenset(
    {"order", "buy", "open", "click", "visit", "return", "use", "spend", "shop", "purchase", "view", "abandon"}
)
_THINGS = frozenset({"refund", "refunds", "return", "returns", "discount", "discounts", "coupon", "code"})


def _none_of_several(p: State, items: list[Item]) -> None:
    """ "at least 2 orders in 2025, at least 2 in 2026, none in store": of the last time, or of both."""
    for first, before, item in zip(items, items[1:], items[2:], strict=False):
        start, end = whole(item)
        one, two, f = first.clause.frame, before.clause.frame, item.clause.frame
        said = {p.word(start), p.word(start - 1)} & _OF_BEFORE
        if one is None or two is None or f is None or f.head != "buy" or not said:
            continue
        counted = all(each.head == "buy" and each.count is not None and each.windows for each in (one, two))
        differ = one.windows != two.windows and f.windows == two.windows
        if counted and differ and not {"ever", "since"} & {p.word(n) for n in range(start - 1, end)}:
            p.object(
                start - (p.word(start) not in said), end,
                "can be of the orders named last, or of all those before", "say the time again: “none in store in 2025 and 2026”",
            )  # fmt: skip


def _without_or(p: State, before: Item, item: Item, one: Frame, two: Frame) -> Span | None:
    """ "ordered without a coupon or a discount", "... or over $100": without both, or with the second."""
    start, end = whole(item)
    led = {p.word(n) for n in range(before.clause.end, start)}
    goes_on = item.joint == "or" and item.clause.bare and not item.restated and led <= {"or", "a", "an", "any", "in", "with", "the"}
    verb = (VERBS.at(p.tokens, start) is not None and p.word(start) not in _THINGS) or item.clause.negated
    without = one.head == "buy" and one.filters and any(p.word(n) == "without" for n in range(*whole(before)))
    plain = two.said() <= {"filters", "money", "size", "goods", "windows"}
    return (before.clause.end, end) if goes_on and without and not verb and plain else None


def _denied_pair(p: State, before: Item, item: Item, one: Frame, two: Frame) -> Span | None:
    """ "did not open and click", "haven't ordered and visited": not both, or neither, or the second was done."""
    if item.joint != "and" or not before.clause.negated or item.clause.negated:
        return None
    start = before.clause.start
    denial = p.word(start - 1) == "not" and p.word(start - 2)
    goes_on = item.clause.bare and not item.restated and VERBS.at(p.tokens, item.clause.start) is not None
    plain = one.plain and two.said() <= {"windows"}
    infinitive = p.word(item.clause.start) in _INFINITIVES and denial in ("did", "do", "does")
    found = goes_on and (infinitive or (plain and denial in ("have", "has", "had")))
    return (start - 2, item.clause.end) if found else None


def _denied_people(p: State, before: Item, item: Item) -> Span | None:
    """ "no Canadians with 5+ orders": nobody from Canada, and 5 orders; or everybody but such Canadians."""
    c = before.clause
    denied = c.negated and any(p.word(n) == "no" for n in range(max(0, c.start - 2), c.start + 1))
    named = c.attribute and before.person and isinstance(c.fixed, FieldText)
    told = item.joint in ("with", "who") and item.clause.frame is not None and not item.clause.negated
    return (c.start - 1, item.clause.end) if named and denied and told else None


def _ranked_among(p: State, before: Item, item: Item) -> Span | None:
    """ "more orders than 75% of customers in Germany": of those in Germany, or somebody there."""
    f, (start, end) = before.clause.frame, whole(item)
    place = item.clause.attribute and isinstance(item.clause.fixed, FieldText) and not item.clause.negated
    told = (place and item.joint == "next") or (item.joint in ("who", "with") and (place or item.clause.frame is not None))
    if f is None or f.against_rank is None or item.comma or not told:
        return None
    return start - (p.word(start - 1) in ("who", "with")), end


def _not_then(p: State, before: Item, item: Item, one: Frame, two: Frame) -> Span | None:
    """ "3+ orders not in 2026": of other times, or with none at that time."""
    end = before.clause.end
    beside = not item.comma and p.word(end) == "not" and item.clause.start - end <= 1
    plain = one.head == "buy" and not before.clause.negated and not one.windows and one.position is None
    return (end, item.clause.end) if beside and plain and item.clause.negated and two.windows else None


REACH: tuple[Pass, ...] = (
    _none_of_several,
    over_pairs(
        Refused(
            both_deeds(_without_or), "can be left out together with what is before, or be enough by itself",
            "say “without ... and without ...”, or give it a verb of its own",
        ),
        Refused(
            both_deeds(_denied_pair), "can deny both, or the two of them together, or the first alone",
            "say “neither ... nor ...”, or “but did ...”",
        ),
        Refused(
            _denied_people, "can leave out all of them, or only those of whom that is so",
            "say “everyone except ...”, or “not ..., and with ...”",
        ),
        Refused(
            _ranked_among, "can be of those compared, or of those asked for",
            "say it first: “in Germany, with more orders than 75% of customers”",
        ),
        Refused(
            both_deeds(_not_then), "can be of orders at other times, or none at that time",
            "say “before ...”, or “, and no order in ...”",
        ),
    ),
)  # fmt: skip
