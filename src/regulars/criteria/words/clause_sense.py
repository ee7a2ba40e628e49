"""Whether everything that was said in a clause has a meaning in it, so that nothing said is dropped."""

from __future__ import annotations

from regulars.criteria.terms import Comparator, Dates, Past, Window
from regulars.criteria.words.building_times import of_calendar
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.filters import column_of
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import (
    SUBJECTS,
)

_MOSTLY = frozenset(["mostly", "mainly", "primarily", "predominantly"])


# each of these before a clause is half of a pair, whose other half has to come
_PAIRED = {"both": ("and", "plus", "&"), "either": ("or",), "neither": ("nor", "or")}


def led(p: State, start: int, end: int, c: Clause) -> bool:
    """Whether the quantifying words in front of a clause have their meaning in it; none of them is passed over."""
    if c.frame is not None and c.frame.again and not c.again_said:
        return False
    for n in range(start, end):
        word = p.word(n)
        if word in _MOSTLY and (c.frame is None or c.frame.share is None):
            return False
        if word == "both" and c.negated:
            # "aren't both VIPs and from Spain": one of the two is no denial of each
            return False
        if (
            word in _PAIRED
            and p.word(n + 1) != "of"
            and not any(p.word(later) in _PAIRED[word] for later in range(n + 1, len(p.tokens)))
        ):
            return False
        if (
            word in ("each", "every")
            and not c.attribute
            and (
                p.word(n + 1) == "of"
                or p.are(n + 1, "one", "of")
                or not any(p.word(later) in SUBJECTS for later in range(n + 1, min(n + 5, len(p.tokens))))
            )
        ):
            return False
    return True


def _unbegun(said: Window) -> bool:
    """Whether a time has no beginning, so that "every month" of it has none either."""
    return (isinstance(said, Dates) and said.first is None) or (isinstance(said, Past) and said.older is None)


# what an event has none of
_OF_ORDERS = frozenset({"channel", "coupon_code", "discount", "refunded", "status", "total"})


def _best_is_told(f: Frame) -> bool:
    """Whether a best month has one meaning: "less than $50 in a single month" can be of some month or of every one."""
    if f.money is None or f.relative or f.share or f.count or f.per_order or f.around:
        return False
    return not any(how in (Comparator.BELOW, Comparator.AT_MOST) for how, _ in f.money.parts)


def sound(f: Frame) -> bool:
    """Whether every part of the frame is one that its head has a meaning for, so that nothing said is dropped."""
    orders = f.goods or f.size or f.only
    if f.against is not None and f.said() & {"count", "money", "share", "each", "sequels", "only", "again", "days"}:
        return False
    if f.head == "sign_up":
        if not all(map(of_calendar, f.every_row())):
            return False
        return not (orders or f.count or f.money or f.share or f.sequels or f.each or f.relative or f.against or f.position)
    if f.each is not None and any(_unbegun(said) for said in f.windows):
        return False
    if f.is_event and any(column_of(part) in _OF_ORDERS for group in f.filters for part in group.parts):
        return False
    if f.is_event and f.head != "measure":
        return not (f.goods or f.size or f.money or f.position or (f.only and not f.filters)) and (
            f.share is None or f.head in ("open", "click")
        )
    if f.head == "measure":
        return not (f.share or f.each or f.only or f.sequels or f.same_value or f.position)
    if f.best is not None and not _best_is_told(f):
        return False
    if f.head == "spend":
        return not (f.size or f.each or f.sequels or f.position) and not (f.relative and not f.against)
    if f.head == "position":
        return not (f.count or f.money or f.share or f.each or f.only or f.relative)
    if f.head in ("return", "cancel"):
        return not (f.each or f.same_value or (f.money and f.head == "cancel"))
    if f.relative is not None and f.against is None and f.against_rank is None:
        return False
    return not (f.against is not None and (f.count or f.money or f.share or f.each or f.sequels))
