"""What is said of what stands before it and would be read apart: "over $100 per order in 3 orders", "in store, buying shoes"."""

from __future__ import annotations

from regulars.criteria.words.doubts.rules import Refused, over_deeds, over_pairs, over_words, whole
from regulars.criteria.words.doubts.runs import Gap, Span, anything, none_of, number, run, said_before
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import VERBS

_DEEDS = frozenset({"buying", "ordering", "purchasing", "using", "spending", "paying"})
_SPENT = frozenset({"spent", "spend", "spending", "revenue", "sales", "lifetime", "ltv", "value"})
_TIMES = run(number, "times|time", then=none_of("as more the their"))
_ONE_ORDER = run("single|only|sole|one order|purchase")
_AVERAGE = run("average", after="than|the|above|over")
_BETWEEN_ORDERS = said_before("since between gap gaps")
_OTHER_LETTER = (
    said_before("campaign email e-mail newsletter message emails campaigns", 6),
    said_before("any a an some", 6),
)


def _than_average(p: State, at: int) -> bool:
    """Whether a time between orders is longer than an average, and it is not said of whom that is."""
    own = any(p.word(n) in ("own", "usual", "their") for n in range(at, at + 5))
    return _BETWEEN_ORDERS(p, at) and _AVERAGE.within(p, at + 1, at + 4) and not own


def _times_spent(p: State, item: Item, f: Frame) -> None:
    """ "spent over 200 in store and 3 times online": how often is no amount."""
    for at in range(item.clause.start, item.clause.end - 1) if f.head == "spend" else ():
        if _TIMES(p, at):
            p.object(at, at + 2, "says how often, and no amount", "say “ordered 3 times online”")


def _doing_so(p: State, before: Item, item: Item) -> Span | None:
    """ "shopped in store, buying shoes": in that order, or in any."""
    one, start = before.clause.frame, item.clause.start
    set_off = item.comma and p.word(start) in _DEEDS and VERBS.at(p.tokens, start) is not None
    deed = one is not None and one.head in ("buy", "position", "use", "spend") and not before.clause.negated
    return whole(item) if set_off and deed else None


def _worth_of_a_single_order(p: State, _before: Item, item: Item) -> Span | None:
    """ "their single order was in 2025 and over $100": what it cost, or what of it was kept."""
    f, start, end = item.clause.frame, item.clause.start, item.clause.end
    if f is None or f.head != "spend" or f.money is None or {p.word(n) for n in range(start - 2, end)} & _SPENT:
        return None
    single = _ONE_ORDER.within(p, 0, start) or any(p.word(n) == "once" for n in range(start))
    return whole(item) if single and VERBS.at(p.tokens, start) is None else None


_TWO_DAYS = ("compares two days that are not followed", "say “bought Skincare and later Tops”")

PARTED = (
    over_words(
        # of each of so many orders, and no average of all: "over $100 per order in at least 3 orders"
        Refused(
            run("per|an|a|each|every order|purchase|transaction in|on|for|across|over", then=(Gap(3), number, "orders|purchases")),
            "is said of some orders, and an average is of all", "say “at least 3 orders over $100”",
        ),
        # the same goods, which are not followed: "after buying them with one"
        Refused(
            run("them", after=("after|before|without|since", _DEEDS)),
            "does not show what it stands for", "say it by its name: “after buying Tops with a coupon”",
        ),
        # of two days, and no order before the first one: "first order with skincare before first order with tops"
        Refused(run("before|after first", when=said_before("first")), *_TWO_DAYS),
        Refused(run("before|after their|the", then="first", when=said_before("first")), *_TWO_DAYS),
        Refused(
            run("longer|more|greater|above|over", anything, anything, when=_than_average),
            "can be their own average, or that of all customers", "say “longer than their own average gap”, or the number of days",
        ),
        # another one, whatever became of that one: "clicked any campaign other than the Newsletter"
        Refused(
            run("other than", when=lambda p, at: all(said(p, at) for said in _OTHER_LETTER)),
            "can be another one, or never that one", "say “clicked X or Y”, or “never clicked X”",
        ),
    ),
    over_deeds(_times_spent),
    over_pairs(
        Refused(_doing_so, "can be of the same order, or of any", "say “an in-store order with Tops”"),
        Refused(
            _worth_of_a_single_order,
            "can be the size of that order, or what was spent less refunds", "say “spent over $100”",
        ),
    ),
)  # fmt: skip
