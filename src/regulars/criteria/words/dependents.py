"""What may follow a verb or a measure in a clause, in any order, until something else begins."""

from __future__ import annotations

from regulars.criteria.words.comparisons import than
from regulars.criteria.words.dependent_amounts import take_amount, take_summed
from regulars.criteria.words.dependent_baskets import take_basket, take_in_one_order, take_on_average
from regulars.criteria.words.dependent_each import take_each
from regulars.criteria.words.dependent_objects import (
    take_campaign,
    take_denied,
    take_filter,
    take_goods,
    take_left_out,
    take_objects,
    take_on_position,
    take_order_noun,
    take_state,
)
from regulars.criteria.words.dependent_others import (
    take_again,
    take_both_of_before,
    take_no_other,
    take_nothing_else,
    take_other,
    take_there,
    take_those_orders,
)
from regulars.criteria.words.dependent_parts import take_mostly, take_only, take_share, take_single_order
from regulars.criteria.words.dependent_prices import take_price, take_priced_thing
from regulars.criteria.words.dependent_repeats import (
    take_close,
    take_day_of,
    take_periods,
    take_same_period,
    take_same_value,
)
from regulars.criteria.words.dependent_runs import take_run
from regulars.criteria.words.dependent_together import take_same_order, take_together
from regulars.criteria.words.dependent_windows import take_window
from regulars.criteria.words.filters import filter_list
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import Group
from regulars.criteria.words.phrases import table
from regulars.criteria.words.quantities import COUPON
from regulars.criteria.words.relatives import relative
from regulars.criteria.words.results import Role
from regulars.criteria.words.sequences import sequel
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import WEEKDAYS
from regulars.criteria.words.tables.lexicon import AUXILIARIES, ORDER_NOUNS, UNIT_NOUNS

_GLUE = frozenset(
    [
        "a",
        "an",
        "the",
        "any",
        "some",
        "their",
        "our",
        "your",
        "of",
        "us",
        "with",
        "been",
        "from",
        "have",
        "something",
        "anything",
        "once-again",
        "at",
        "all",
        "by",
        "them",
        "his",
        "her",
        "its",
        "those",
        "these",
        "any-of",
        "what",
        "for",
        "in",
        "on",
        "to",
        "that",
        "have",
        "was",
        "were",
        "is",
        "are",
        "had",
        "has",
    ]
)


def dependents(p: State, f: Frame, at: int) -> int:
    """Everything that belongs to the frame from the place on; gives the place where it ends."""
    f.rest = at
    while not p.done(at):
        mark = p.mark()
        end = _one(p, f, at)
        if end is None or end == at:
            p.back(mark)
            return at
        at = end
    return at


def _one(p: State, f: Frame, at: int) -> int | None:
    for step in (
        (take_filter, take_goods)
        if at in p.guarded
        else (
            _than,
            _net,
            take_those_orders,
            take_there,
            take_left_out,
            take_both_of_before,
            take_no_other,
            take_nothing_else,
            take_same_value,
            take_same_period,
            take_run,
            take_periods,
            take_close,
            take_day_of,
            take_price,
            take_priced_thing,
            take_only,
            take_denied,
            take_on_position,
            take_in_one_order,
            take_together,
            take_state,
            take_other,
            take_objects,
            take_basket,
            take_on_average,
            take_single_order,
            take_mostly,
            take_share,
            take_each,
            take_again,
            _sequel,
            _relative,
            take_campaign,
            take_summed,
            take_window,
            take_amount,
            take_filter,
            _bracketed_filter,
            take_same_order,
            take_goods,
            take_order_noun,
            _with_us,
            _to_buy,
            _glue,
        )
    ):
        mark = p.mark()
        end = step(p, f, at)
        if end is not None:
            return end
        p.back(mark)
    return None


def _bracketed_filter(p: State, f: Frame, at: int) -> int | None:
    """3+ orders (web): of the orders just spoken of."""
    found = filter_list(p, at + 1) if p.word(at) == "(" and f.head in ("buy", "use", "spend") and not f.filters else None
    if found is None or p.word(found[1]) != ")":
        return None
    f.filters.append(found[0])
    p.take(at, at + 1, Role.CONNECTION)
    return p.take(found[1], found[1] + 1, Role.CONNECTION)


def _than(p: State, f: Frame, at: int) -> int | None:
    if f.relative is None or f.against is not None:
        return None
    return than(p, f, at)


def _relative(p: State, f: Frame, at: int) -> int | None:
    if f.relative is not None or f.head == "position":
        return None
    found = relative(p, at)
    if found is None:
        return None
    said, end = found
    noun = _comparable_noun(p, f, end)
    end = noun if noun is not None else end
    probe = f.copy()
    probe.relative = said
    if said.factor == 1 and not _reaches_than(p, end):
        return None
    f.relative = said
    return end


def _comparable_noun(p: State, f: Frame, at: int) -> int | None:
    found = UNIT_NOUNS.at(p.tokens, at)
    if found is not None and f.head not in ("measure",):
        if found[0] == "coupon_use":
            # "used more coupons in 2026": more orders with one
            f.filters.append(Group((COUPON,)))
            return p.take(at, found[1], Role.CONDITION)
        f.noun = f.noun or ("unit" if found[0] == "unit" else {"products": "products"}.get(found[0], found[0]))
        return p.take(at, found[1], Role.CONDITION)
    if p.word(at) in ("money", "often", "frequently", "times", "in", "value"):
        return p.take(at, at + 1, Role.CONDITION) if p.word(at) != "in" else None
    return None


def _reaches_than(p: State, at: int) -> bool:
    """Whether a "than" or "as" follows in this clause."""
    for place in range(at, min(len(p.tokens), at + 16)):
        if p.word(place) in ("than", "as", "compared", "versus", "of", "what") and p.word(place) in (
            "than",
            "as",
            "compared",
            "versus",
        ):
            return True
        if p.word(place) in ("who", "but", "whose"):
            return False
    return p.word(at - 1) in ("double", "triple")


def _sequel(p: State, f: Frame, at: int) -> int | None:
    return sequel(p, f, at)


def _to_buy(p: State, f: Frame, at: int) -> int | None:
    """ "used the app to buy": with it, or there."""
    told = f.head in ("use", "buy") and bool(f.filters) and p.word(at) in ("to", "for")
    if not told or p.word(at + 1) not in _BUYING:
        return None
    f.head = "buy"
    return p.take(at, at + 2, Role.CONDITION)


_BUYING = frozenset({"buy", "order", "shop", "purchase", "shopping", "ordering", "buying", "purchasing"})


def _with_us(p: State, f: Frame, at: int) -> int | None:
    """Us, the shop: whose data it is anyway."""
    if (
        f.is_event
        or p.word(at) not in ("with", "from", "at", "through", "to")
        or p.word(at + 1) != "us"
        or p.word(at + 2) == "$"
        or p.tokens[at + 1].upper
    ):
        return None
    return p.take(at, at + 2, Role.HARMLESS)


_NET = table(
    """
net: net; in net terms; excluding refunds; net of refunds; after refunds; less refunds; minus refunds;
    not counting refunds; without counting refunds;
    excluding returns; net of returns; after returns; not counting returns; excluding refunded amounts; refunds excluded;
    refunds deducted; less returns
valid: excluding cancelled orders; excluding cancellations; not counting cancelled orders; ignoring cancelled orders;
    without counting cancelled orders; cancelled orders excluded; not counting cancellations; ignoring cancellations;
    excluding cancelled ones
"""
)


def _net(p: State, f: Frame, at: int) -> int | None:
    """Spend net of refunds, orders without the cancelled: as they are counted anyway."""
    found = _NET.at(p.tokens, at + 1 if p.word(at) in (",", "(") else at)
    money = f.head == "spend" or (f.head == "measure" and f.measure in ("spend", "aov"))
    if found is None or f.is_event or (found[0] == "net" and not money):
        return None
    end = found[1] + (p.word(at) == "(" and p.word(found[1]) == ")")
    p.note("spend is net of refunds" if found[0] == "net" else "cancelled orders do not count")
    return p.take(at, end, Role.HARMLESS)


def _glue(p: State, f: Frame, at: int) -> int | None:
    word = p.word(at)
    if word == "us" and (p.word(at - 1) == "the" or p.tokens[at].upper):
        # the country, and not the shop
        return None
    if word in ("have", "has", "was", "were", "is", "are", "had") and f.head not in ("position", "measure"):
        return None
    if word == "with" and not f.plain and p.word(at + 1) in ("a", "an", "any", "another") and ORDER_NOUNS.at(p.tokens, at + 2):
        # "coupon users with an order since": another deed
        return None
    if (word == "by" and p.word(at + 1) in WEEKDAYS) or (word == "with" and f.head == "measure" and (f.money or f.count)):
        # "AOV above $120 with at least 3 orders": something else that they have
        return None
    if word in _GLUE or (word in AUXILIARIES and f.head == "position"):
        mark = p.mark()
        end = p.take(at, at + 1, Role.HARMLESS)
        following = _one(p, f, end)
        if following is None:
            p.back(mark)
            return None
        return following
    return None
