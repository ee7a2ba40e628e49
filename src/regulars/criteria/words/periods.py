"""Windows told from other windows: the 6 months before that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

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
    if many is None and p.word(at) in (
        "period",
        *(("one",) if lead or p.word(at - 1) == "the" else ()),
        "year",
        "month",
        "quarter",
        "week",
        "half",
    ):
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


_A_YEAR = {Unit.YEAR: 1, Unit.QUARTER: 4, Unit.MONTH: 12, Unit.WEEK: 52, Unit.DAY: 365, Unit.HOUR: 8760}
_SPANS = frozenset(["period", "time", "quarter", "month", "months", "week", "weeks", "days", "window"])
_BEFORE = (
    ("last", "year"),
    ("the", "year", "before"),
    ("a", "year", "ago"),
    ("the", "previous", "year"),
    ("a", "year", "earlier"),
)


def year_before(p: State, base: Window, at: int) -> tuple[Window, int] | None:
    """the same quarter last year; the same time a year ago."""
    start = at
    while p.word(at) in ("in", "the", "during", "over", "for"):
        at += 1
    if p.word(at) != "same" or p.word(at + 1) not in _SPANS:
        return None
    at += 2
    at += p.word(at) in ("in", "of")
    tail = next((len(words) for words in _BEFORE if p.are(at, *words)), 0)
    shifted = _a_year_earlier(base) if tail else None
    return None if shifted is None else (shifted, p.take(start, at + tail, Role.WINDOW))


def _a_year_earlier(base: Window) -> Window | None:
    if isinstance(base, Period):
        return Period(base.unit, base.first - _A_YEAR[base.unit], base.last - _A_YEAR[base.unit])
    if isinstance(base, Past):
        back = _A_YEAR[base.unit]
        return None if base.older is None else Past(base.older + back, base.newer + back, base.unit)
    if base.first is None or base.last is None:
        return None
    return Dates(_shifted(base.first), _shifted(base.last))


def _shifted(day: date) -> date:
    """The same day of the year before; 29 February becomes the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


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
