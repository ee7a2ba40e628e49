"""Windows told from other windows: the 6 months before that."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from regulars.criteria.terms import Dates, Past, Period, Unit, Window
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.lengths import length
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State

_DAY = timedelta(days=1)


def before_that(p: State, f: Frame, at: int) -> tuple[Window, int] | None:
    """the 6 months before that; the year before; the previous period."""
    if len(f.windows) != 1:
        return None
    base = f.windows[0]
    start = at
    while p.word(at) in ("in", "the", "during", "over", "for", "from"):
        at += 1
    lead = p.word(at) in ("previous", "preceding", "prior", "earlier")
    if lead:
        at += 1
    many = length(p, at)
    end = many[2] if many is not None else at
    if many is None and p.word(at) in ("period", "one", "year", "month", "quarter", "week", "half"):
        end = at + 1
    if end == at:
        return None
    tail = end
    for words in (
        ("before", "that"),
        ("before", "then"),
        ("before", "those"),
        ("prior", "to", "that"),
        ("preceding", "that"),
        ("before", "it"),
        ("before",),
        ("prior",),
        ("preceding",),
        ("earlier",),
        ("previously",),
        ("just", "before"),
    ):
        if p.are(end, *words):
            tail = end + len(words)
            break
    if tail == end and not lead:
        return None
    shifted = earlier(base, many[:2] if many is not None else None)
    return None if shifted is None else (shifted, p.take(start, tail, Role.WINDOW))


def earlier(base: Window, many: tuple[int, Unit] | None = None) -> Window | None:
    """The window of the same length (or of the given one) that ends where this begins."""
    if isinstance(base, Past) and base.older is not None:
        if many is None or many[1] is base.unit:
            size = many[0] if many else base.older - base.newer
            return Past(base.older + size, base.older, base.unit)
        return None
    if isinstance(base, Period):
        size = base.last - base.first + 1
        return Period(base.unit, base.first - size, base.first - 1)
    if isinstance(base, Dates) and base.first and base.last:
        if (base.first.month, base.first.day) == (1, 1) and (base.last.month, base.last.day) == (12, 31):
            return Dates(base.first.replace(year=base.first.year - 1), base.last.replace(year=base.last.year - 1))
        span = base.last - base.first
        return replace(base, first=base.first - span - _DAY, last=base.first - _DAY)
    return None
