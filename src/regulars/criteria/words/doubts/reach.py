"""How far a denial, a rank or a count reaches over two clauses: "no Canadians with 5 orders", "5+ orders, 500+"."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import FieldText
from regulars.criteria.words.doubts.rules import Refused, both_deeds, over_pairs, whole
from regulars.criteria.words.doubts.runs import Span
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.amounts import CURRENCY_SIGNS
from regulars.criteria.words.tables.lexicon import VERBS
from regulars.criteria.words.tokens import Kind

_INFINITIVES = frozenset(
    {"order", "buy", "open", "click", "visit", "return", "use", "spend", "shop", "purchase", "view", "abandon"}
)
_LIMITS = frozenset(
    {"+", "over", "under", "above", "below", "more", "less", "than", "at", "least", "most", ">", "<", ">=", "<=", "-"}
)
_THINGS = frozenset({"refund", "refunds", "return", "returns", "discount", "discounts", "coupon", "code"})


def _bare_number(p: State, before: Item, item: Item) -> Span | None:
    """ "5+ orders, 500+", "over 5 orders, over 50": orders, money or years."""
    return whole(item) if _only_a_number(p, item) and _could_go_on(p, before, item) else None


def _only_a_number(p: State, item: Item) -> bool:
    start, end = whole(item)
    return start < end and all(p.kind(n) is Kind.NUMBER or p.word(n) in _LIMITS for n in range(start, end))


def _could_go_on(p: State, before: Item, item: Item) -> bool:
    """Whether the number can be of what the clause before speaks of, as well as of something else."""
    one = before.clause.frame
    if one is None:
        return False
    if before.clause.negated and one.count is None and item.joint == "or":
        # "no order in 2026 or over 40": nothing was counted that could go on
        return True
    counted = one.count is not None and one.noun in ("order", "") and not _other_end(one, item.clause.frame)
    signed = any(p.word(n) in CURRENCY_SIGNS for n in range(*whole(before)))
    spent = one.money is not None and not item.clause.attribute and signed
    set_off = item.comma and p.word(item.clause.start - 1) == "," and p.word(item.clause.end) not in ("with", "without")
    return set_off and (counted or spent)


def _other_end(one: Frame, two: Frame | None) -> bool:
    """ "up to 3 orders, at least 1": the two ends of one range."""
    if two is None or one.count is None or two.count is None:
        return False
    up = (Comparator.ABOVE, Comparator.AT_LEAST)
    return (one.count.comparator in up) != (two.count.comparator in up)


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


def _pair_by_pair(p: State, items: list[Item]) -> None:
    described = bool(items) and items[0].person and items[0].clause.attribute
    for before, item in pairwise(items):
        # "women, over 50" says how old they are
        if not (described and item.clause.attribute):
            BARE_NUMBER(p, before, item)
        OF_PAIRS(p, [before, item])


BARE_NUMBER = Refused(_bare_number, "does not say of what", "say “$500+”, “500+ orders” or “aged over 50”")
OF_PAIRS = over_pairs(
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
)  # fmt: skip
REACH = (_pair_by_pair,)
