"""Windows that follow from those of a clause before."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from regulars.criteria.terms import Aggregate, Dates, Past, Period, Source, Window
from regulars.criteria.tree import Around, FieldValue, Measure
from regulars.criteria.words.calendar_days import days_of
from regulars.criteria.words.frames import Frame, Sequel
from regulars.criteria.words.state import State


def open_ended(f: object) -> Window | None:
    """The window "since July" of the clause before, which "since then" points back to."""
    if not isinstance(f, Frame) or len(f.windows) != 1:
        return None
    said = f.windows[0]
    return said if isinstance(said, Dates) and said.first is not None and said.last is None else None


def _last_day(p: State, said: Window) -> date | None:
    """The last day of a window that has one."""
    if isinstance(said, Dates):
        return said.last
    return days_of(said, p.as_of).last if isinstance(said, Period) else None


def days_after(p: State, f: Frame) -> Dates | None:
    """The days after all of a frame's windows; None without windows that end on a day."""
    ends = [_last_day(p, said) for said in f.windows]
    known = [day for day in ends if day is not None]
    return Dates(max(known) + timedelta(days=1), None) if known and len(known) == len(ends) else None


def after_signing_up(p: State, f: Frame, other: Frame, days: Decimal | None, end: int) -> int:
    """ "joined before 2024 and ordered after": counted from the sign-up, or after that time; gives the place after it."""
    begun = len(other.windows) == 1 and isinstance(other.windows[0], Dates) and other.windows[0].first is None
    limited = begun or (p.word(end - 1) == "after" and not (p.negated or f.negated))
    told = after_time(p, other, end) if limited and days is None else None
    if told is not None:
        f.windows = [told]
    else:
        f.around = Around(FieldValue("created_at"), Decimal(0), days)
    return end


def days_before(p: State, f: Frame) -> Window | None:
    """The time before all of a frame's windows; None where one of them begins on no day."""
    said = f.windows[0] if len(f.windows) == 1 else None
    if isinstance(said, Past):
        return Past(None, said.older, said.unit) if said.older is not None else None
    firsts = [days_of(each, p.as_of).first if isinstance(each, Period) else getattr(each, "first", None) for each in f.windows]
    known = [day for day in firsts if isinstance(day, date)]
    return Dates(None, min(known) - timedelta(days=1)) if known and len(known) == len(firsts) else None


# apart from the keys of other choices, which are places of the request or far from these
_BEFORE_KEY = 510_000
_AFTER_KEY = 520_000


def after_time(p: State, other: Frame, end: int) -> Window | None:
    """ "bought Skincare before 2026 and Tops after": the days after that time, where these are meant; None for after that order."""
    said = days_after(p, other)
    begun = len(other.windows) == 1 and isinstance(other.windows[0], Dates) and other.windows[0].first is None
    if said is None or other.position is not None or not (begun or p.word(end - 1) in ("after", "since", "then")):
        return None
    return p.choose(_AFTER_KEY + end, [("after that was done", None), (f"after the time of “{other.window_text}”", said)])


def earlier(p: State, f: Frame, at: int) -> bool:
    """ "bought Dresses in 2026 but never Tops before": before that time, or before that order; False without any before it."""
    other = p.previous
    if not isinstance(other, Frame) or other.negated or other.head in ("sign_up", "spend", "measure", "position"):
        return False
    said = days_before(p, other)
    if f.windows or f.sequels or f.around is not None:
        return False
    if said is None:
        return _before_it_or_ever(p, f, other, at)
    ways: list[tuple[str, Window | None]] = [(f"before the time of “{other.window_text}”", said)]
    if f.goods or f.filters or other.head != f.head:
        ways.append(("before what was done then", None))
    chosen = p.choose(_BEFORE_KEY + at, ways)
    if chosen is None:
        _before_first(p, f, other)
    else:
        f.windows, f.window_text = [chosen], p.word(at)
    return True


def _before_it_or_ever(p: State, f: Frame, other: Frame, at: int) -> bool:
    """ "bought Dresses but never Tops before": before that order, or never at all."""
    before = p.choose(_BEFORE_KEY + at, [("before that was done", True), ("at any time", False)])
    if before:
        _before_first(p, f, other)
    return before


def _before_first(p: State, f: Frame, other: Frame) -> None:
    from regulars.criteria.words.quantities import rows

    if not (p.negated or f.negated):
        f.sequels.append(Sequel(other.copy(), after=False))
        return
    source = Source.EVENTS if other.is_event else Source.ORDERS
    first = Measure(Aggregate.FIRST, rows(p, other, other.windows[0] if other.windows else None, source))
    f.around = Around(first, None, Decimal(0), strictly=True)


_NONE_AFTER_KEY = 225_000
_NONE_AFTER = [("none after the latest such order", True), ("none after any such order", False)]


def none_after_latest(p: State, f: Frame, other: Frame, at: int) -> bool:
    """ "used SUMMER20 but placed no order after that": whether none after the latest of them, or after any."""
    several = other.head in ("buy", "use") and other.position is None
    return f.head == "buy" and f.plain and several and p.choose(_NONE_AFTER_KEY + at, _NONE_AFTER)
