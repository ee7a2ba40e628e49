"""Calendar periods in a row, and the best of them: three months in a row, over $500 in a single month."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator, Unit
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp, after_noun, comparison
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.lengths import unit
from regulars.criteria.words.phrases import table
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State

PERIODS = {
    Unit.DAY: "year_month_day",
    Unit.MONTH: "year_month",
    Unit.QUARTER: "year_quarter",
    Unit.YEAR: "year",
}
_RUNNING = frozenset({"consecutive", "straight", "successive", "unbroken"})
_IN_A_ROW = table(
    """
row: in a row; running; straight; consecutively; in succession; on end; one after the other; one after another; back to back;
    without a break; without interruption
"""
)
_BACK_TO_BACK = table("two: back to back; consecutive; successive; adjacent")


def take_run(p: State, f: Frame, at: int) -> int | None:
    """three months in a row; in at least 3 consecutive months; on two consecutive days; in back to back months."""
    if f.head in ("spend", "measure", "sign_up", "position") or f.run is not None or f.count is not None:
        return None
    place = at + (p.word(at) in ("in", "on", "for", "during", "over"))
    several = _BACK_TO_BACK.at(p.tokens, place)
    if several is not None and (named := unit(p, several[1])) is not None:
        return _taken(p, f, at, named[2], Cmp(((Comparator.AT_LEAST, Amount(Decimal(2), AmountKind.PLAIN)),)), named[0])
    found = comparison(p, place)
    if found is None or found[0].kind is not AmountKind.PLAIN:
        return None
    cmp, end = found
    end += p.word(end) == "calendar"
    led = p.word(end) in _RUNNING
    end += led
    end += p.word(end) == "calendar"
    named = unit(p, end)
    if named is None or named[1] != 1:
        return None
    cmp, end = after_noun(p, cmp, named[2])
    tail = _IN_A_ROW.at(p.tokens, end)
    if not led and tail is None:
        return None
    end = tail[1] if tail is not None else end
    if not cmp.said:
        p.note(f"“{p.text(at, end)}” is taken as that many or more")
        cmp = Cmp(((Comparator.AT_LEAST, cmp.parts[0][1]),))
    return _taken(p, f, at, end, cmp, named[0])


def _taken(p: State, f: Frame, start: int, end: int, cmp: Cmp, of: Unit) -> int:
    column = PERIODS.get(of)
    if column is None:
        said = p.text(start, end)
        p.object(start, end, f"“{said}”: {of.value}s in a row cannot be asked for", "say days, months, quarters or years in a row")
        return p.take(start, end, Role.CONDITION)
    f.run = (column, cmp)
    return p.take(start, end, Role.CONDITION)


def take_best_period(p: State, f: Frame, start: int, end: int, of: Unit) -> int:
    """over $500 in a single month: the most spent in one calendar period."""
    column = PERIODS.get(of)
    if column is None or f.relative is not None:
        p.object(start, end, f"spend of any one {of.value} cannot be asked for", f"say which {of.value}, such as the last one")
        return end
    f.best = column
    return p.take(start, end, Role.CONDITION)
