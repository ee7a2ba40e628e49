"""Windows that follow from those of a clause before."""

from __future__ import annotations

from datetime import date, timedelta

from regulars.criteria.terms import Dates, Period, Window
from regulars.criteria.words.calendar_days import days_of
from regulars.criteria.words.frames import Frame
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
