"""Amounts that belong to a verb or measure: how often, how many, how much."""

from __future__ import annotations

from regulars.criteria.terms import Comparator
from regulars.criteria.words.amounts import AmountKind, Cmp, after_noun, comparison, times_noun
from regulars.criteria.words.dependent_counts import count_noun
from regulars.criteria.words.filter_goods import gift_card
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.phrases import table, word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import UNITS
from regulars.criteria.words.tables.lexicon import MEASURES, UNIT_NOUNS
from regulars.criteria.words.windows import window


def take_amount(p: State, f: Frame, at: int) -> int | None:
    """3 orders; over $500; at least twice: an amount, given to the part of the frame that it is about."""
    start = at
    if f.relative is not None or _card(p, at) or (f.head == "measure" and f.money is not None and p.word(at) == "with"):
        return None
    while p.word(at) in word_set(
        "for of worth a the in on with through across via from over valued costing is was at came to by total an have had were are "
        "either like"
    ) and not p.done(at + 1):
        if comparison_at(p, at):
            break
        if p.word(at) in ("in", "from", "on") and window_here(p, at):
            # "was in 2023 or 2024" is a time, whatever else the numbers could be
            return None
        at += 1
    found = comparison(p, at)
    if found is None:
        return None
    cmp, end = found
    if cmp.kind is AmountKind.SHARE or (cmp.kind is AmountKind.PLAIN and p.word(end) in UNITS and len(p.word(end)) > 1):
        return None
    p.take(start, at, Role.HARMLESS)
    return place_amount(p, f, cmp, end)


_TOGETHER = table(
    """
sum: in total; combined; together; altogether; in all; all together; put together; taken together; added up; in sum; summed up
"""
)
_TOTALLING = table(
    """
sum: totalling; totaling; that total; which total; that totalled; that totaled; adding up to; that add up to; amounting to;
    summing to; summing up to; worth a total of; with a total of; with a total value of; totalled; totaled; worth a combined;
    with a combined total of; with a combined value of; worth a combined total of
"""
)


def take_summed(p: State, f: Frame, at: int) -> int | None:
    """orders worth over $600 in total; orders totalling $600: what all of them come to, not each of them."""
    if f.head == "spend" and f.money is not None and (whole := _TOGETHER.at(p.tokens, at)) is not None:
        # "over $300 on shoes and bags combined": as a list of goods is added up anyway
        return p.take(at, whole[1], Role.HARMLESS)
    several = (f.noun == "order" or f.objects) and any(
        p.word(n) in ("orders", "purchases", "transactions") for n in range(f.start, at)
    )
    if f.head != "buy" or not several:
        return None
    together = _TOGETHER.at(p.tokens, at)
    if together is not None and f.size is not None and f.money is None:
        f.head, f.money, f.size = "spend", f.size, None
        return p.take(at, together[1], Role.CONDITION)
    lead = _TOTALLING.at(p.tokens, at)
    found = comparison(p, lead[1]) if lead is not None and f.size is None and f.money is None else None
    if lead is None or found is None or found[0].kind not in (AmountKind.MONEY, AmountKind.PLAIN):
        return None
    f.head = "spend"
    f.money = bare_money(p, found[0].as_kind(AmountKind.MONEY))
    p.take(at, lead[1], Role.CONDITION)
    return found[1]


def _card(p: State, at: int) -> bool:
    """Whether an amount here is part of a product's name: a $50 gift card."""
    while p.word(at) in ("a", "the", "an", "our", "one"):
        at += 1
    return gift_card(p, at) is not None


ENDINGS = frozenset(
    (
        "",
        *word_set(
            ", and or but in on with from who since during through via that at for within using . "
            "before after between over last this without while despite never not though although yet ) ;"
        ),
    )
)


def window_here(p: State, at: int) -> bool:
    """Whether a window begins here; nothing is taken."""
    mark = p.mark()
    found = window(p, at)
    p.back(mark)
    return found is not None and found[0].window is not None


def comparison_at(p: State, at: int) -> bool:
    """Whether a comparison begins here; nothing is taken."""
    mark = p.mark()
    found = comparison(p, at)
    p.back(mark)
    return found is not None


def place_amount(p: State, f: Frame, cmp: Cmp, at: int) -> int | None:
    """Give an amount to the part of the frame that it is about."""
    if cmp.kind is AmountKind.TIMES:
        if f.count is not None or f.head == "spend":
            return None
        f.count = cmp
        _, end = after_noun(p, cmp, at)
        f.count = after_count(p, cmp, at)
        return end
    times = times_noun(p, at)
    if times is not None and cmp.kind is AmountKind.PLAIN:
        if f.count is not None:
            return None
        f.count, end = after_noun(p, cmp, times)
        return end
    if cmp.kind is AmountKind.MONEY:
        return _money(p, f, cmp, at)
    if not cmp.said and p.word(at - 2) == "(" and p.word(at) == ")":
        # "over $200 (2026)": a year
        return None
    noun = count_noun(p, f, cmp, at) if f.head != "spend" else None
    if noun is not None:
        return noun
    if (
        f.head == "spend"
        and f.count is None
        and f.money is not None
        and (many := UNIT_NOUNS.at(p.tokens, at)) is not None
        and many[0] == "order"
    ):
        f.noun, f.count = "order", cmp
        return p.take(at, many[1], Role.CONDITION)
    if (
        f.head == "spend"
        and f.money is None
        and (
            p.word(at) in ENDINGS
            or p.word(at) in word_set("or total on per an a each more through as + every ever overall lifetime altogether")
        )
    ):
        cmp, end = after_noun(p, cmp.as_kind(AmountKind.MONEY), at)
        f.money = bare_money(p, cmp)
        return end
    if p.word(at) not in ENDINGS:
        return None
    if f.position is not None and f.size is None and cmp.said:
        f.size, end = after_noun(p, cmp.as_kind(AmountKind.MONEY), at)
        return end
    if f.noun == "order" and f.size is None and f.head == "buy" and cmp.said:
        p.note(f"“{cmp.value}” is taken as the total of an order")
        f.size, end = after_noun(p, cmp.as_kind(AmountKind.MONEY), at)
        return end
    if (
        f.head in ("open", "click", "visit", "view", "send", "cart")
        and f.count is None
        and cmp.said
        and p.word(at) in ("", ",", "in", "and", "or", "but", "since")
    ):
        f.count = cmp
        return at
    return None


def after_count(p: State, cmp: Cmp, at: int) -> Cmp:
    """A count with the "or more" that follows it."""
    mark = p.mark()
    found, _ = after_noun(p, cmp, at)
    p.back(mark)
    return found


def _money(p: State, f: Frame, cmp: Cmp, at: int) -> int | None:
    if p.word(at) in ("worth", "value", "total", "in") and p.word(at + 1) == "of":
        at = p.take(at, at + 2, Role.HARMLESS)
    elif p.word(at) in ("worth", "total"):
        at = p.take(at, at + 1, Role.HARMLESS)
    nouns = MEASURES.at(p.tokens, at + 1 if p.word(at) in ("in", "of") else at)
    if nouns is not None and nouns[0] == "spend" and f.head == "buy" and f.count is not None and p.word(at) not in ("in", "of"):
        # "5+ orders $1000+ spend": two conditions
        return None
    if nouns is not None and nouns[0] == "spend" and f.head in ("spend", "buy"):
        at = p.take(at, nouns[1], Role.CONDITION)
    cmp, at = after_noun(p, cmp, at)
    if p.word(at) == "each" and p.word(at + 1) in ("on", "for", "of", "in") and f.head in ("spend", "buy"):
        # "$300 each on Tops and Dresses"
        f.apart, at = True, p.take(at, at + 1, Role.CONDITION)
    at = p.skip(at, ("each", "apiece")) if p.word(at + 1) not in UNITS else at
    if f.position is not None or f.head == "cancel":
        if f.size is not None:
            return None
        f.size = exact_size(p, f, cmp)
        return at
    if f.head in ("buy", "use"):
        if _of_one_order(f):
            if f.size is not None:
                return None
            f.size = exact_size(p, f, cmp)
            return at
        if f.money is not None:
            return None
        f.money = bare_money(p, cmp)
        return at
    if f.head == "spend" and f.money is None:
        f.money = bare_money(p, cmp)
        return at
    if f.head == "return" and f.money is None:
        f.money = bare_money(p, cmp)
        return at
    if (
        f.head == "measure"
        and f.measure in ("count", "coupons", "full_price", "max_order")
        and f.size is None
        and f.measure != "max_order"
    ):
        f.size = cmp
        return at
    return None


def bare_money(p: State, cmp: Cmp) -> Cmp:
    """ "spent $500" as at least that, which is said."""
    if cmp.said:
        return cmp
    said = f"{cmp.value.normalize():f}"
    p.note(f"{said} is taken as at least {said}")
    return Cmp(((Comparator.AT_LEAST, cmp.parts[0][1]),))


def exact_size(p: State, f: Frame, cmp: Cmp) -> Cmp:
    """ "an order of $80": exactly that, or at least."""
    if cmp.said:
        return cmp
    amount = cmp.parts[0][1]
    return p.choose(
        f.start,
        [
            (f"an order of {amount.value} or more", Cmp(((Comparator.AT_LEAST, amount),))),
            (f"an order of exactly {amount.value}", Cmp(((Comparator.EQUAL, amount),))),
        ],
    )


def _of_one_order(f: Frame) -> bool:
    """Whether the money is the size of an order ("an order over $80") rather than a sum."""
    return f.noun == "order" or f.objects
