"""One window of two limits: "after Christmas but before New Year", "more than 30 days ago but less than 90 days ago"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from regulars.criteria.terms import Dates, Past, Period, Unit, Window
from regulars.criteria.words.calendar_days import days_of
from regulars.criteria.words.dates import Days
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import OPEN
from regulars.criteria.words.window_terms import When

Reader = Callable[[State, int], tuple[When, int] | None]
_LATER = frozenset({"since", "after"})
_EARLIER = frozenset({"before", "until"})
_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 30, Unit.QUARTER: 91, Unit.YEAR: 365}


def closed(p: State, at: int, found: tuple[When, int], opened: Reader, counted: Reader) -> tuple[When, int]:
    """A window with one side open at `at`, with the limit of its other side where that follows: both are of one deed.

    `opened` reads a window that begins with a preposition, `counted` one that is counted back ("90 days ago").
    """
    when, end = found
    place = end + (p.word(end) == ",")
    turned = p.word(place) == "but"
    place += p.word(place) in ("and", "but")
    if place == end or when.window is None:
        return found
    mark = p.mark()
    if isinstance(when.window, Dates):
        other = opened(p, place) if _opposite(p, at, place) else None
        made: Window | None = _between(when.window, other[0].window) if other is not None else None
    else:
        other = counted(p, place) or (opened(p, place) if turned else None)
        made = _counted_between(p, when.window, other[0].window) if other is not None else None
    if made is None or other is None:
        p.back(mark)
        return found
    p.take(end, place, Role.CONNECTION)
    return replace(when, window=made), other[1]


def _opposite(p: State, one: int, two: int) -> bool:
    """Whether the prepositions at two places open to different sides."""
    first, second = OPEN.at(p.tokens, one), OPEN.at(p.tokens, two)
    if first is None or second is None:
        return False
    return (first[0] in _LATER and second[0] in _EARLIER) or (first[0] in _EARLIER and second[0] in _LATER)


def _between(one: Dates, two: Window | None) -> Dates | None:
    """The days that both windows hold; None where one of them has two sides, or there is no such day."""
    if not isinstance(two, Dates):
        return None
    first, last = (one, two) if one.last is None else (two, one)
    if first.first is None or first.last is not None or last.first is not None or last.last is None or first.first > last.last:
        return None
    return Dates(first.first, last.last)


def _counted_between(p: State, one: Window, two: Window | None) -> Past | None:
    """From "less than 90 days ago" to "more than 30 days ago"; None where these do not meet."""
    if not isinstance(one, Past) or not isinstance(two, Past):
        return None
    near, far = (one, two) if one.older is None else (two, one)
    if near.older is not None or far.older is None or far.newer:
        return None
    if near.unit is far.unit:
        return Past(far.older, near.newer, far.unit) if far.older > near.newer else None
    sizes, unit = (_MONTHS, Unit.MONTH) if {near.unit, far.unit} <= _MONTHS.keys() else (_DAYS, Unit.DAY)
    if not {near.unit, far.unit} <= sizes.keys():
        return None
    older, newer = far.older * sizes[far.unit], near.newer * sizes[near.unit]
    if older <= newer:
        return None
    for longer in {near.unit, far.unit} & _MONTHS.keys() if unit is Unit.DAY else ():
        p.note(f"a {longer.value} beside days is taken as {_DAYS[longer]} days")
    return Past(older, newer, unit)


def in_both(one: Window, two: Window, as_of: date) -> Window | None:
    """The days that two windows both hold; None where these cannot be told, or there are none."""
    if one == two:
        return one
    sides = [days_of(each, as_of) if isinstance(each, Period) else each for each in (one, two)]
    if not all(isinstance(each, Dates | Days) for each in sides):
        return None
    firsts = [each.first for each in sides if isinstance(each, Dates | Days) and each.first is not None]
    lasts = [each.last for each in sides if isinstance(each, Dates | Days) and each.last is not None]
    first, last = max(firsts, default=None), min(lasts, default=None)
    return None if first is not None and last is not None and first > last else Dates(first, last)
