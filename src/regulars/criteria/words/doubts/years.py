"""Years that look like numbers, and days of which nothing is known yet."""

from __future__ import annotations

from datetime import date

from regulars.criteria.terms import Comparator, Dates, Period, Unit
from regulars.criteria.words.doubts.rules import Refused, over_deeds, whole
from regulars.criteria.words.doubts.runs import Span
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State
from regulars.criteria.words.tokens import Kind

_EXACT = frozenset({"exactly", "precisely", "=", "just", "only"})
_FIRST_YEAR = 1990


def _year_as_count(p: State, item: Item, f: Frame) -> None:
    """ "2025 orders with a coupon", "a 2026 order": of that year, and not so many."""
    if f.count is None or len(f.count.parts) > 1 or f.count.comparator is not Comparator.EQUAL:
        return
    year = f.count.value
    places = range(max(item.clause.start - 1, 0), item.clause.end)
    at = next((n for n in places if _is_year(p, n) and p.tokens[n].value == year), None)
    if at is None or p.word(at - 1) in _EXACT:
        return
    if p.word(at - 1) in ("all", "every"):
        p.object(at - 1, at + 1, "can be all orders of that year, or a number of them", "say “all their orders in 2025 were ...”")
        return
    if f.windows or f.size is not None or f.money is not None:
        p.object(at, at + 1, "can be a year or a number", "say “in 2025”, or “exactly 2025 orders”")
        return
    f.windows, f.window_text = [Dates(date(int(year), 1, 1), date(int(year), 12, 31))], p.word(at)
    f.count, f.noun = None, "order" if f.noun == "order" else ""
    f.objects = True
    p.note(f"“{p.word(at)}” is taken as the year")


def _is_year(p: State, at: int) -> bool:
    return p.kind(at) is Kind.NUMBER and p.word(at).isdigit() and _FIRST_YEAR <= int(p.word(at)) <= p.as_of.year + 1


def _so_many_today(_p: State, item: Item, f: Frame) -> Span | None:
    """ "at least 5 orders today": placed on this day, of which nothing is known yet, or up to now."""
    today = f.windows == [Period(Unit.DAY, 0, 0)]
    return whole(item) if today and f.count is not None and f.count.value > 1 else None


YEARS = (
    over_deeds(
        _year_as_count,
        Refused(_so_many_today, "can be of this day alone, or of all days up to now", "leave out “today”"),
    ),
)
