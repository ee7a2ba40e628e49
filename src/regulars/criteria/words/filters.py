"""What narrows a clause's rows: channels, coupons and discounts, times."""

from __future__ import annotations

from regulars.criteria.terms import Source, TextOperator
from regulars.criteria.tree import RowAll, RowAny, RowCondition, RowKnown, RowNot, RowNumber, RowText
from regulars.criteria.words.amounts import AmountKind, comparison
from regulars.criteria.words.baskets import basket_adjective
from regulars.criteria.words.filter_goods import LIST_JOINTS, list_joint
from regulars.criteria.words.filter_times import time_of_day
from regulars.criteria.words.links import Group, channel, status_values, whole
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.quantities import COUPON, DISCOUNTED
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.offers import COUPON_PHRASES, OTHER_THAN

PREPOSITIONS = frozenset(
    [
        "on",
        "in",
        "at",
        "via",
        "through",
        "from",
        "with",
        "using",
        "by",
        "for",
        "to",
        "of",
        "into",
        "over",
        "across",
        "within",
        "during",
        "under",
        "off",
        "inside",
        "per",
        "containing",
    ]
)


def discount(p: State, at: int) -> tuple[RowCondition, int] | None:
    """A coupon (any, or by code), a discount, or the lack of one."""
    named = coupon_named(p, at)
    if named is not None:
        return named
    found = COUPON_PHRASES.at(p.tokens, at)
    if found is None:
        return None
    kind, end = found
    word_end = end
    if kind == "coupon" and p.word(at) in ("coupon", "code", "voucher", "promo", "discount", "with", "using", "a", "used", "any"):
        code = coupon_code(p, end, strict=False)
        if code is not None:
            return code
        other = OTHER_THAN.at(p.tokens, end)
        barred = coupon_code(p, other[1], strict=False) if other is not None else None
        if barred is not None:
            p.take(at, barred[1], Role.VALUE)
            return RowNot(barred[0]), barred[1]
    if kind == "coupon" and p.word(end - 1) == "coupon" and p.word(end) in ("code", "codes"):
        word_end = end = end + 1
    if kind in ("discount", "no_discount") and p.word(end) in ("code", "codes"):
        return None
    p.take(at, word_end, Role.VALUE)
    tests: dict[str, RowCondition] = {
        "coupon": COUPON, "discount": DISCOUNTED, "no_coupon": RowNot(COUPON), "no_discount": RowNot(DISCOUNTED),
    }  # fmt: skip
    column = "discount" if "discount" in kind else "coupon_code"
    if not p.index.has(Source.ORDERS, column):
        p.object(at, word_end, f"the orders have no column of {'discounts' if column == 'discount' else 'coupons'}")
    told = _so_much(p, word_end, "discount") if kind == "discount" else None
    return told or (tests[kind], word_end)


def noun_of(p: State, end: int) -> tuple[RowCondition, int] | None:
    """What follows an order's noun with an amount of its own: "orders with a discount over $20", "a refund over $30"."""
    column = {"discount": "discount", "refund": "refunded", "refunds": "refunded"}.get(p.word(end - 1))
    return _so_much(p, end, column) if column is not None else None


def _so_much(p: State, at: int, column: str) -> tuple[RowCondition, int] | None:
    """ "(a discount) of more than $20", "(a discount) over $20": how much was taken off one order, or given back of it."""
    mark = p.mark()
    found = comparison(p, at + (p.word(at) == "of"))
    if found is None or found[0].kind is not AmountKind.MONEY:
        p.back(mark)
        return None
    p.take(at, found[1], Role.VALUE)
    parts = tuple(RowNumber(column, comparator, amount.value) for comparator, amount in found[0].parts)
    return (parts[0] if len(parts) == 1 else RowAll(parts)), found[1]


_COUPON_NOUNS = frozenset(["coupon", "code", "coupons", "codes", "promo", "discount", "voucher", "promotion", "offer", "called"])


def coupon_named(p: State, at: int) -> tuple[RowCondition, int] | None:
    """WELCOME10; the SUMMER20 coupon; code FREESHIP."""
    place = at
    while p.word(place) in word_set("with using the coupon code promo discount voucher a our used free shipping") and not p.done(
        place + 1
    ):
        found = coupon_code(p, place, strict=True)
        if found is not None:
            break
        place += 1
    found = coupon_code(p, place, strict=True)
    if found is None:
        return None
    p.take(at, place, Role.HARMLESS)
    return found


def coupon_code(p: State, at: int, *, strict: bool) -> tuple[RowCondition, int] | None:
    """A list of codes of the data. A code's words may be split ("WELCOME 10")."""
    values: list[str] = []
    end = at
    place = at
    while True:
        one = one_code(p, place)
        if one is None:
            break
        values.extend(one[0])
        end = place = one[1]
        while p.word(end) in _COUPON_NOUNS:
            end += 1
            place = end
        if strict and _joined_by_and(p, place):
            break
        if p.word(place) in (",", "or", "nor") or (p.word(place) == "and" and not strict):
            place += 2 if p.word(place) == "," and p.word(place + 1) in ("or", "and") else 1
            while p.word(place) in ("the", "coupon", "code", "with"):
                place += 1
            continue
        break
    if not values:
        return None
    return RowText("coupon_code", TextOperator.ANY_OF, tuple(dict.fromkeys(values))), p.take(at, end, Role.VALUE)


def _joined_by_and(p: State, at: int) -> bool:
    """Whether what follows the place is the rest of a list of codes with "and" before its last: all of them are asked for."""
    mark = p.mark()
    while p.word(at) == ",":
        last = p.word(at + 1) == "and"
        following = one_code(p, at + 1 + last)
        if last or following is None:
            p.back(mark)
            return last and following is not None
        at = following[1]
        while p.word(at) in _COUPON_NOUNS:
            at += 1
    p.back(mark)
    return p.word(at) == "and" and one_code(p, at + 1 + (p.word(at + 1) in ("the", "coupon", "code"))) is not None


def one_code(p: State, at: int) -> tuple[tuple[str, ...], int] | None:
    """A coupon code of the data, whole or in pieces ("WELCOME 10")."""
    link = whole(p, at, ("coupon_code",))
    if link is not None:
        return link[0].values, link[1]
    joined = ""
    for end in range(at, min(at + 4, len(p.tokens))):
        joined += p.word(end)
        value = p.index.codes.get(joined)
        if value is not None:
            return (value,), end + 1
    return None


def of_noun(p: State, kind: str) -> Group | None:
    """What the noun itself says of an order: coupon orders, discounted orders, full and partial refunds."""
    if kind in ("full_refund", "partial_refund"):
        values = status_values(p, "refunded" if kind == "full_refund" else "partially_refunded")
        return Group((RowText("status", TextOperator.ANY_OF, values),))
    tests: dict[str, RowCondition] = {"coupon_use": COUPON, "discounted": DISCOUNTED}
    return Group((tests[kind],)) if kind in tests else None


def row_filter(p: State, at: int, *, adjective: bool = False) -> tuple[RowCondition, int] | None:
    """A channel, coupon, discount or time of day, with its preposition; as an adjective ("online orders") without one."""
    mark = p.mark()
    found = basket_adjective(p, at) or discount(p, at) or time_of_day(p, at)
    if found is not None:
        return found
    p.back(mark)
    place = at
    if p.word(place) in PREPOSITIONS and not adjective:
        place += 1
    while p.word(place) in ("a", "an", "the", "our", "your", "their", "any", "one", "of", "either", "both") and not p.done(
        place + 1
    ):
        place += 1
    inner = _channel_or_time(p, place)
    if inner is not None and p.word(at) == "by" and column_of(inner[0]) in ("weekday", "hour"):
        # "by Friday" is until then, and no day that orders are made on
        p.back(mark)
        return None
    if inner is not None:
        p.take(at, place, Role.HARMLESS)
        return inner
    p.back(mark)
    direct = _channel_or_time(p, at)
    if direct is None:
        p.back(mark)
    return direct


def _channel_or_time(p: State, at: int) -> tuple[RowCondition, int] | None:
    found = discount(p, at) or time_of_day(p, at)
    if found is not None:
        return found
    selling = channel(p, at)
    if selling is None:
        return None
    p.take(at, selling[1], Role.VALUE)
    end = selling[1]
    if p.word(end) in ("channel", "channels", "alone", "store") and p.word(end - 1) not in ("store",):
        end = p.take(end, end + 1, Role.HARMLESS)
    if not p.index.has(Source.ORDERS, "channel"):
        p.object(at, end, "the orders have no channel")
    return selling[0], end


def filter_list(p: State, at: int) -> tuple[Group, int] | None:
    """One or more filters of the same kind: on the web or in the app; both online and in store; on Mondays."""
    every = p.word(at) == "both" or p.word(at + 1) == "both"
    start = at
    if p.word(at) in ("both", "either"):
        at = p.take(at, at + 1, Role.HARMLESS)
    found = row_filter(p, at)
    if found is None:
        p.back(p.mark())
        return None
    parts = [found[0]]
    end = found[1]
    while p.word(end) in LIST_JOINTS or p.are(end, "as", "well"):
        inner = p.mark()
        step, conjunction = list_joint(p, end)
        following = row_filter(p, step) if p.word(step) not in ("used", "use", "uses") else None
        apart = p.negated and conjunction == "," and following is not None and comparison(p, following[1]) is not None
        # "never in store, on the app at least twice": what follows the comma has a number of its own
        if following is None or column_of(following[0]) != column_of(parts[0]) or apart:
            p.back(inner)
            break
        p.take(end, step, Role.CONNECTION)
        parts.append(following[0])
        every = every or conjunction == "and"
        end = following[1]
    if len(parts) == 1 and "both" in (p.word(start), p.word(start + 1)) and not isinstance(parts[0], RowText | RowAll):
        return None
    return Group(tuple(parts), every and len(parts) > 1, p.text(start, end)), end


def column_of(test: RowCondition) -> str:
    """The column that a test is of; that of its first part, where it has several."""
    if isinstance(test, RowNot):
        return column_of(test.part)
    if isinstance(test, RowAny | RowAll):
        return column_of(test.parts[0])
    if isinstance(test, RowNumber | RowText | RowKnown):
        return test.column
    return ""
