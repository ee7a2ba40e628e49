"""What follows "last" or "this" and is no unit: a season, a month, a weekday, a weekend, a feast."""

from __future__ import annotations

from datetime import timedelta

from regulars.criteria.words.calendar_weeks import weekend_of_feasts
from regulars.criteria.words.calendar_years import years
from regulars.criteria.words.dates import Days, months, named, season
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import MONTHS, NAMED_DAYS, SEASONS, WEEKDAYS


def last_days(p: State, at: int, which: str) -> tuple[Days, int] | None:
    """What follows "last" or "this" and is no unit: a season, a month, a weekday, a weekend, a feast."""
    word = p.word(at)
    running = which == "this"
    if word in SEASONS:
        return _nearest(p, {y: season(word, y) for y in years(p)}, running, word), at + 1
    if word in MONTHS:
        return _nearest(p, {y: months(y, MONTHS[word], MONTHS[word]) for y in years(p)}, running, word), at + 1
    feast = NAMED_DAYS.at(p.tokens, at)
    around = weekend_of_feasts(p, at)
    if around is not None:
        return _nearest(p, around[0], running, word), around[1]
    if feast is not None and p.word(feast[1]) not in ("email", "campaign", "sale", "week", "weekend"):
        return _nearest(p, {y: named(feast[0], y) for y in years(p)}, running, word), feast[1]
    if word == "weekend":
        saturday = p.as_of - timedelta(days=(p.as_of.isoweekday() - 6) % 7)
        saturday -= timedelta(days=7) if saturday + timedelta(days=1) >= p.as_of else timedelta(0)
        return Days(saturday, saturday + timedelta(days=1)), at + 1
    if word in WEEKDAYS and not word.endswith("days"):
        back = (p.as_of.isoweekday() - WEEKDAYS[word]) % 7 or 7
        day = p.as_of - timedelta(days=back)
        return Days(day, day), at + 1
    return None


def _nearest(p: State, made: dict[int, Days], running: bool, word: str) -> Days:
    """The last one that is over; for "this", the one of the running year if it has begun.

    Beside "this summer", "last summer" is the one before it, even when both are over.
    """
    begun = [days for days in made.values() if days.first <= p.as_of and days.first.year == p.as_of.year]
    this = begun[-1] if begun else made[p.as_of.year]
    if running:
        return this
    beside = any(p.are(n, "this", word) for n in range(len(p.tokens)))
    over = [days for days in made.values() if days.last < (this.first if beside else p.as_of)]
    return over[-1]
