"""Times that point back to the clause before: in that month, in those 60 days, before then, in the 90 days before that."""

from __future__ import annotations

from datetime import timedelta

from regulars.criteria.terms import Dates, Past, Period, Unit, Window
from regulars.criteria.words.anchors import DAYS
from regulars.criteria.words.calendar_days import days_of
from regulars.criteria.words.dates import Days
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.lengths import length
from regulars.criteria.words.periods import before_that
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import UNITS
from regulars.criteria.words.tables.objects import SAME_TIME


def same_time(p: State, f: Frame, at: int) -> int | None:
    """in that time; in the 90 days before that: told from the window of the clause before."""
    before = p.previous
    if not isinstance(before, Frame) or f.windows:
        return None
    found = SAME_TIME.at(p.tokens, at)
    if found is not None and before.windows and not _other_unit(p, at, found[1], before.windows):
        # "ordered in each of these years, and spent over $500 over that time": in all of it together
        f.windows, f.every_window = list(before.windows), before.every_window and f.head not in ("spend", "measure")
        return p.take(at, found[1], Role.WINDOW)
    those = _those_days(p, f, before, at)
    if those is not None:
        return those
    shifted = before_that(p, before, at)
    if shifted is None:
        return _until_then(p, f, before, at)
    f.windows = [shifted[0]]
    return shifted[1]


def _those_days(p: State, f: Frame, before: Frame, at: int) -> int | None:
    """in those 60 days; over the same 3 months: the time of the clause before, where it is that long."""
    place = at + (p.word(at) in ("in", "within", "during", "over", "throughout"))
    lead = 1 if p.word(place) in ("those", "these") else 2 if p.are(place, "the", "same") or p.are(place, "that", "same") else 0
    many = length(p, place + lead) if lead else None
    if many is None:
        return None
    several = many[0] == len(before.windows) > 1 and many[1] in (Unit.MONTH, Unit.YEAR)
    if several and all(_is_unit(said, many[1]) for said in before.windows):
        # "ordered in November or December 2025, spent over $150 in those two months"
        f.windows, f.every_window = list(before.windows), False
        return p.take(at, many[2], Role.WINDOW)
    said = before.windows[0] if len(before.windows) == 1 else None
    if isinstance(said, Past) and not said.newer and (said.older, said.unit) == many[:2]:
        f.windows = list(before.windows)
        return p.take(at, many[2], Role.WINDOW)
    around = before.around
    if around is not None and not f.around and {around.latest, -(around.earliest or 0)} & {DAYS[many[1]] * many[0]}:
        f.around = around
        return p.take(at, many[2], Role.WINDOW)
    return None


def _other_unit(p: State, start: int, end: int, windows: list[Window]) -> bool:
    """Whether "in the same month" points back to a time that is no month, so that some month of it is meant."""
    named = next((UNITS[p.word(n)] for n in range(start, end) if p.word(n) in _WHOLE_UNITS), None)
    return named is not None and not all(_is_unit(said, named) for said in windows)


_WHOLE_UNITS = frozenset({"month", "year"})


def _is_unit(said: Window, unit: Unit) -> bool:
    """Whether a window is one calendar month or year, or the last one."""
    if isinstance(said, Dates):
        if said.first is None or said.last is None or said.first.day != 1:
            return False
        following = said.last + timedelta(days=1)
        months = (following.year - said.first.year) * 12 + following.month - said.first.month
        return following.day == 1 and months == (1 if unit is Unit.MONTH else 12)
    size = said.last - said.first + 1 if isinstance(said, Period) else (said.older or 0) - said.newer
    return said.unit is unit and size == 1


def _until_then(p: State, f: Frame, before: Frame, at: int) -> int | None:
    """before that; before then: up to where the window of the clause before begins."""
    for words in (("before", "that"), ("before", "then"), ("prior", "to", "that"), ("before", "this")):
        if p.are(at, *words) and len(before.windows) == 1:
            window_ = before.windows[0]
            if isinstance(window_, Past) and window_.older is not None:
                f.windows = [Past(None, window_.older, window_.unit)]
            else:
                days = days_of(window_, p.as_of) if isinstance(window_, Period) else window_
                if not isinstance(days, Dates | Days) or days.first is None:
                    return None
                f.windows = [Dates(None, days.first - timedelta(days=1))]
            return p.take(at, at + len(words), Role.WINDOW)
    return None
