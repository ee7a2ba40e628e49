"""Parts of all orders, and orders taken one by one: on half of their orders, only, in a single order."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp, after_noun, comparison
from regulars.criteria.words.filter_times import months_of_any_year
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import Group
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import MONTHS, UNITS
from regulars.criteria.words.tables.objects import (
    AVERAGE,
    ONLY,
    SHARE_OF,
    SINGLE_ORDER,
)
from regulars.criteria.words.tokens import Kind
from regulars.criteria.words.windows import window

_PER_ORDER = frozenset(
    {
        "per order",
        "per purchase",
        "each order",
        "an order",
        "a transaction",
        "per transaction",
        "each time",
        "per basket",
        "every order",
    }
)


def take_single_order(p: State, f: Frame, at: int) -> int | None:
    """in a single order; per order; on average: the money of one order, or of each."""
    found = SINGLE_ORDER.at(p.tokens, at)
    if found is not None and (f.head == "spend" or (f.measure == "spend" and p.text(at, found[1]) in _PER_ORDER)):
        said = p.text(at, found[1])
        if p.are(at, "an", "order") and f.money is None:
            return None
        f.per_order = True
        if said in _PER_ORDER and said != "each time":
            f.measure = "aov"
        return p.take(at, found[1], Role.CONDITION)
    average = AVERAGE.at(p.tokens, at)
    if average is not None and (
        f.head == "spend" or (f.head == "measure" and f.measure in ("spend", "aov") and p.word(at) in ("on", "typically"))
    ):
        f.measure = "aov"
        f.per_order = True
        return p.take(at, average[1], Role.CONDITION)
    return None


def take_only(p: State, f: Frame, at: int) -> int | None:
    """only; exclusively; nothing but: there are no other such rows."""
    found = ONLY.at(p.tokens, at)
    if found is None:
        return None
    if p.word(at) == "all" or (f.only and f.said() & {"filters", "goods", "windows"}):
        # "only from the app and only in 2026": two conditions
        return None
    if p.word(at) == "alone" and f.windows and (p.kind(at - 1) is Kind.NUMBER or p.word(at - 1) in {*UNITS, *MONTHS}):
        # "in 2025 alone" says nothing of what else was bought
        return None
    if p.word(at) in ("only", "just") and comparison(p, at) is not None:
        return None
    once = comparison(p, at + 1) if p.word(at) in ("only", "just") and f.count is None else None
    if once is not None and not once[0].said and once[0].kind is AmountKind.TIMES:
        # "tea only once" says how often, and nothing of other goods
        f.count = Cmp(((Comparator.EQUAL, once[0].parts[0][1]),))
        return p.take(at, once[1], Role.AMOUNT)
    if p.word(at) == "alone" and f.money is not None and (f.goods or f.filters):
        # "over $300 on shoes alone" says nothing of what else was bought
        return p.take(at, found[1], Role.HARMLESS)
    f.only = True
    months = months_of_any_year(p, found[1], always=True) if f.head == "buy" else None
    if months is not None:
        f.filters.append(Group((months[0],)))
        p.take(at, found[1], Role.CONDITION)
        return months[1]
    mark = p.mark()
    when = window(p, found[1]) if p.word(found[1]) in ("in", "during", "on", "between", "before", "after", "since") else None
    p.back(mark)
    f.only_then = when is not None and when[0].window is not None
    return p.take(at, found[1], Role.CONDITION)


def take_mostly(p: State, f: Frame, at: int) -> int | None:
    """order mostly on weekends: more than half of the orders."""
    if (
        p.word(at) not in ("mostly", "mainly", "primarily", "predominantly", "chiefly", "largely")
        or f.share is not None
        or f.head not in ("buy", "spend")
    ):
        return None
    f.share = Cmp(((Comparator.ABOVE, Amount(Decimal("0.5"), AmountKind.SHARE)),))
    f.share_of = "spend" if f.head == "spend" else "count"
    p.note(f"“{p.word(at)}” is taken as more than half")
    return p.take(at, at + 1, Role.CONDITION)


def take_share(p: State, f: Frame, at: int) -> int | None:
    """on half of their orders; in at least 30% of orders; half of them or more; most of the time."""
    start = at
    if p.word(at) in ("on", "in", "for", "with", "of", "from"):
        at += 1
    found = share_amount(p, at)
    if found is None:
        return None
    cmp, at = found
    if p.word(at) == "of":
        at += 1
    base = SHARE_OF.at(p.tokens, at)
    if base is None:
        return None
    if base[0] == "spend" and f.head in ("return", "cancel"):
        return None
    before = p.previous if isinstance(p.previous, Frame) else None
    if p.word(base[1] - 1) in ("them", "those") and f.is_event and before is not None and before.head == f.head:
        # "opened 5 emails, half of them in May": of those opened, not of those received
        return None
    if f.head == "spend" and f.money is not None and base[0] == "count":
        # "over $100 in every order": the smallest of them is over it
        if cmp.comparator is not Comparator.AT_LEAST or cmp.value != 1 or f.goods:
            return None
        f.head, f.measure = "measure", "min_order"
        return p.take(start, base[1], Role.CONDITION)
    cmp, end = after_noun(p, cmp, p.take(start, base[1], Role.CONDITION))
    f.share, f.share_of = said_share(p, cmp), base[0]
    return end


def said_share(p: State, cmp: Cmp) -> Cmp:
    """A bare share ("half of their orders") as at least that share, which is said."""
    if cmp.said:
        return cmp
    if not cmp.value:
        return Cmp(((Comparator.AT_MOST, cmp.parts[0][1]),))
    p.note(f"“{_percent(cmp)}” is taken as {_percent(cmp)} or more")
    return Cmp(((Comparator.AT_LEAST, cmp.parts[0][1]),))


def _percent(cmp: Cmp) -> str:
    return f"{(cmp.value * 100).normalize():f}"[:5] + " %"


_SHARES = {
    "most": (Comparator.ABOVE, "0.5"),
    "majority": (Comparator.ABOVE, "0.5"),
    "all": (Comparator.AT_LEAST, "1"),
    "none": (Comparator.AT_MOST, "0"),
    "every": (Comparator.AT_LEAST, "1"),
    "each": (Comparator.AT_LEAST, "1"),
    "minority": (Comparator.BELOW, "0.5"),
}


def share_amount(p: State, at: int) -> tuple[Cmp, int] | None:
    """Half; most; all; at least 30%; more than a third; none; the majority."""
    for lead in (("the", "vast"), ("a",), ("the",), ()):
        # "the most emails" is more of them than others have, and no share
        most = p.word(at + len(lead)) == "most" and "the" in (p.word(at), p.word(at - 1))
        if p.are(at, *lead) and p.word(at + len(lead)) in _SHARES and not most:
            comparator, value = _SHARES[p.word(at + len(lead))]
            apart = p.word(at + len(lead)) in ("every", "each")
            ones = p.are(at + len(lead) + 1, "one", "of")
            end = at + len(lead) + (2 if apart and ones else 0 if apart and p.word(at + len(lead) + 1) != "of" else 1)
            return Cmp(((comparator, Amount(Decimal(value), AmountKind.SHARE)),)), p.take(at, end, Role.AMOUNT)
    mark = p.mark()
    found = comparison(p, at)
    if found is None or found[0].kind is not AmountKind.SHARE:
        p.back(mark)
        return None
    return found
