"""Windows beside named days: in the week before Christmas 2025."""

from __future__ import annotations

from datetime import timedelta

from regulars.criteria.terms import Dates, Unit
from regulars.criteria.words.calendar_days import span
from regulars.criteria.words.calendar_last import last_days
from regulars.criteria.words.lengths import length, unit
from regulars.criteria.words.phrases import table
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.window_terms import When


def beside(p: State, at: int) -> tuple[When, int] | None:
    """in the week before Christmas 2025; in the 7 days after Black Friday 2025: so many whole days beside named ones."""
    place = at + (p.word(at) in ("in", "during", "within", "over"))
    place += p.word(place) == "the"
    named = unit(p, place)
    many = length(p, place) or ((1, named[0], named[2]) if named is not None else None)
    if many is None or many[1] not in (Unit.DAY, Unit.WEEK) or place == at:
        return None
    side = _SIDES.at(p.tokens, many[2])
    days = (last_days(p, side[1] + 1, "last") if p.word(side[1]) == "last" else span(p, side[1])) if side is not None else None
    if side is None or days is None or days[0].first > p.as_of:
        return None
    count = timedelta(days=many[0] * (7 if many[1] is Unit.WEEK else 1))
    day = timedelta(days=1)
    said = (
        Dates(days[0].first - count, days[0].first - day)
        if side[0] == "before"
        else Dates(days[0].last + day, days[0].last + count)
    )
    return When(said), p.take(at, days[1], Role.WINDOW)


_SIDES = table(
    "before: before; leading up to; prior to; running up to; up to\nafter: after; following; right after; directly after"
)
