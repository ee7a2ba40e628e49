"""Windows and rhythms that belong to a verb or measure: in 2025, in that time, every month."""

from __future__ import annotations

from datetime import date, timedelta

from regulars.criteria.terms import Dates, Past, Period, Unit, Window
from regulars.criteria.tree import RowCondition, RowNot
from regulars.criteria.words.calendar_days import days_of, span
from regulars.criteria.words.calendar_weeks import names_time
from regulars.criteria.words.calendar_years import year_at
from regulars.criteria.words.dependent_same_times import same_time
from regulars.criteria.words.filter_times import months_of_any_year
from regulars.criteria.words.filters import one_code
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.lengths import length
from regulars.criteria.words.links import Group
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import MONTHS
from regulars.criteria.words.tokens import Kind
from regulars.criteria.words.window_terms import all_time
from regulars.criteria.words.windows import window

MOST_UNITS = 24
# a bare number from here on can be a year
_MOST_UNSAID = 1000


def take_window(p: State, f: Frame, at: int) -> int | None:
    """in the last 90 days; in 2024 or 2025; in that time: when, as alternatives or (both) as all of them."""
    ever = all_time(p, at)
    if ever is not None:
        f.ever = True
        return ever
    apart = _outside(p, f, at) if p.word(at) == "outside" and not f.windows else None
    if apart is not None:
        return apart
    of_any_year = months_of_any_year(p, at) or _habit_of_months(p, f, at)
    if of_any_year is not None and not f.is_event:
        f.filters.append(Group((of_any_year[0],)))
        return of_any_year[1]
    start = at
    again = same_time(p, f, at)
    if again is not None:
        return again
    if p.negated and not f.windows and (later := _not_until(p, f, at)) is not None:
        return later
    if f.head == "spend" and f.money is None and _may_be_amounts(p, at):
        return None
    every = p.word(at + 1) == "both" or p.word(at) == "both"
    if p.word(at) == "both":
        at = p.take(at, at + 1, Role.HARMLESS)
    if one_code(p, at) is not None or one_code(p, at + 1) is not None:
        return None
    found = when_said(p, at, every) or _same_unit(p, at) or _bare_length(p, f, at)
    if found is None:
        return None
    said, end, every_found = found
    if f.head == "measure" and f.measure == "age":
        return None
    if f.windows and not (f.each and f.window_text == ""):
        return None
    wider = _or_earlier(p, said, end)
    if wider is not None:
        said, end = wider
        every_found = every_found or len(said) > 1
    if every and len(said) < 2:
        return None
    f.windows = [*said]
    f.every_window = every or every_found
    if f.head == "spend" and len(said) > 1:
        _spend_of_several(p, f, start, end)
    f.both = f.both or (every and len(said) > 1)
    f.window_text = p.text(start, end)
    return end


def _habit_of_months(p: State, f: Frame, at: int) -> tuple[RowCondition, int] | None:
    """ "all of their orders were in November", "never ordered in December", "buys in summer": of every year, or asked."""
    if f.windows or f.head not in ("buy", "use"):
        return None
    if f.share is not None or "all" in (p.word(at - 1), p.word(f.start - 1), p.word(f.start)):
        return months_of_any_year(p, at, always=True)
    never = p.negated and p.word(f.start - 1) == "never"
    habit = not p.negated and p.word(f.start) in _HABITS and f.plain
    mark = p.mark()
    found = months_of_any_year(p, at, always=True) if never or habit else None
    if found is None or (habit and "and" in p.text(at, found[1]).split()):
        p.back(mark)
        return None
    said = p.text(at, found[1])
    p.back(mark)
    p.take(at, found[1], Role.VALUE)
    if p.choose(_HABIT_KEY + at, [(f"“{said}” of any year", True), (f"“{said}” of the most recent one", False)]):
        return found
    return None


# verbs that say what somebody does, again and again
_HABITS = frozenset({"buys", "shops", "purchases", "shop", "buy", "purchase"})
# apart from the keys of other choices, which are places of the request or far from these
_HABIT_KEY = 160_000
_AMOUNTS_KEY = 140_000


def _may_be_amounts(p: State, at: int) -> bool:
    """Whether "spent between 2024 and 2026" is of amounts, which it is unless these are years of the data, and then may be."""
    low = number(p, at + 1) if p.word(at) == "between" else None
    high = number(p, low[1] + 1) if low is not None and p.word(low[1]) == "and" else None
    if low is None or high is None or p.word(high[1]) not in ("", ",", ".", "and", "but", "or", "in", "on", "with", "who"):
        return False
    begun = p.index.first_order
    if not isinstance(begun, date) or not begun.year <= low[0] < high[0] <= p.as_of.year:
        return True
    return p.choose(_AMOUNTS_KEY + at, [("of orders in these years", False), ("of amounts spent", True)])


def _outside(p: State, f: Frame, at: int) -> int | None:
    """outside summer; outside of November and December; outside 2025: in any other time."""
    place = at + 1 + (p.word(at + 1) == "of")
    of_any_year = months_of_any_year(p, place, always=True)
    if of_any_year is not None and not f.is_event:
        f.filters.append(Group((RowNot(of_any_year[0]),), text=p.text(at, of_any_year[1])))
        return p.take(at, of_any_year[1], Role.WINDOW)
    found = window(p, place, bare=True)
    if found is None or found[0].window is None or not isinstance(found[0].window, Dates | Period):
        return None
    said = found[0].window
    days = days_of(said, p.as_of) if isinstance(said, Period) else said
    day = timedelta(days=1)
    sides = (
        Dates(None, days.first - day) if days.first is not None else None,
        Dates(days.last + day, None) if days.last is not None and days.last < p.as_of - day else None,
    )
    f.windows = [side for side in sides if side is not None]
    f.window_text = p.text(at, found[1])
    return p.take(at, found[1], Role.WINDOW) if f.windows else None


def _spend_of_several(p: State, f: Frame, start: int, end: int) -> None:
    """ "across 2025 and 2026" is both together; "in 2025 or 2026" can be that, or either alone."""
    if p.word(start) in ("across", "over", "throughout") or p.word(end) in ("combined", "together"):
        f.every_window = False
        return
    if not f.every_window:
        f.any_window = p.choose(start, [("of all that time together", False), ("in one of these times alone", True)])


def _not_until(p: State, f: Frame, at: int) -> int | None:
    """didn't order until 2025: not before it, and then did, or not before it at all."""
    days = span(p, at + 1) if p.word(at) in ("until", "till") else None
    if days is None or days[0].first > p.as_of:
        return None
    said = p.text(at + 1, days[1])
    f.windows = [Dates(None, days[0].first - timedelta(days=1))]
    f.then_in = p.choose(
        at, [(f"not before {said}, and then in it", Dates(days[0].first, days[0].last)), (f"not before {said}", None)]
    )
    f.window_text = p.text(at, days[1])
    return p.take(at, days[1], Role.WINDOW)


def _or_earlier(p: State, said: list[Window], at: int) -> tuple[list[Window], int] | None:
    """in 2024 or earlier; in March 2025 or later; "before 2026 and after", which is both."""
    if len(said) != 1 or p.word(at) not in ("or", "and") or not isinstance(said[0], Dates | Period):
        return None
    days = days_of(said[0], p.as_of) if isinstance(said[0], Period) else said[0]
    following = p.word(at + 1)
    if p.word(at + 2) not in ("", ",", "and", "but", "or", ".") or following not in (
        "earlier",
        "before",
        "later",
        "after",
        "afterwards",
    ):
        return None
    back = following in ("earlier", "before")
    if (days.first if back else days.last) is None:
        # "before 2026 or later" would be any time
        return None
    day = timedelta(days=1)
    if isinstance(days, Dates) and (days.last if back else days.first) is None:
        other = Dates(None, days.first - day) if back and days.first else Dates(days.last + day, None) if days.last else None
        return ([said[0], other], p.take(at, at + 2, Role.WINDOW)) if other is not None and p.word(at) == "and" else None
    wider = Dates(None, days.last) if back else Dates(days.first, None)
    return [wider], p.take(at, at + 2, Role.WINDOW)


def when_said(p: State, at: int, every: bool) -> tuple[list[Window], int, bool] | None:
    """A window, or several joined by "or" or "and"."""
    place = at
    if p.word(at + 1) in ("both", "either") and p.word(at) in ("in", "during", "on"):
        p.take(at, at + 2, Role.WINDOW)
        place = at + 2
    bare = place != at or every or p.word(at - 1) == "both" or _year_adjective(p, at) or names_time(p, at) or _lone_year(p, at)
    found = window(p, place, bare=bare)
    if found is None or found[0].window is None:
        return None
    when, end = found
    windows = [when.window]
    joined: set[str] = set()
    while p.word(end) in ("or", "and", "nor", ",") or _two_months(p, end):
        mark = p.mark()
        step = end + (2 if p.word(end) == "," and p.word(end + 1) in ("and", "or", "nor") else 1)
        following = window(p, step, bare=True)
        if (
            following is None
            or following[0].window is None
            or (type(following[0].window) is Past and p.word(step) not in ("in", "the", "during"))
        ):
            p.back(mark)
            break
        listed = step - end > 1 or p.word(end) != "," or len(windows) > 1 or p.word(following[1]) in ("or", "and", ",")
        if not listed or p.word(step) == "back":
            # "no order in 2025, back in 2026": two deeds
            p.back(mark)
            break
        again = p.word(end if p.word(end) != "," else end + 1)
        if again == "and" and not _same_shape(when.window, following[0].window):
            p.back(mark)
            break
        p.take(end, step, Role.CONNECTION)
        second = following[0].window
        windows.append(_same_part(p, when.window, second, step, following[1]) if len(windows) == 1 else second)
        joined.add(again)
        every = every or again == "and"
        end = following[1]
    if {"or", "and"} <= joined:
        # "in June or July of 2025 and 2026"
        p.object(at, end, "joins times by “or” and by “and”", "say each of them in full, joined by one of the two")
    if when.lasting:
        windows_note = "“in more than …” is taken as in all of that time"
        p.note(windows_note)
    return [w for w in windows if w is not None], end, every


def _same_part(p: State, first: Window | None, said: Window | None, at: int, end: int) -> Window | None:
    """ "in December 2024 and 2025": December of both years, or all of the second."""
    year = at + (p.word(at) == "of")
    if end != year + 1 or p.kind(year) is not Kind.NUMBER or not isinstance(said, Dates) or not isinstance(first, Dates):
        return said
    if said.first is None or first.first is None or first.last is None or (first.last - first.first).days >= _YEAR:
        return said
    later = said.first.year - first.first.year
    same = Dates(_years_on(first.first, later), _years_on(first.last, later))
    ways = [(f"the same part of {p.word(year)}", same), (f"all of {p.word(year)}", said)]
    return same if p.word(at) == "of" else p.choose(_SAME_PART_KEY + at, ways)


_YEAR = 360
# apart from the keys of other choices, which are places of the request or far from these
_SAME_PART_KEY = 400_000


def _years_on(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap else day.day)


def _two_months(p: State, at: int) -> bool:
    """ "Nov/Dec 2025": either of them."""
    return p.word(at) == "/" and p.word(at - 1) in MONTHS and p.word(at + 1) in MONTHS


def _bare_length(p: State, f: Frame, at: int) -> tuple[list[Window], int, bool] | None:
    """no order 90 days; no email open 60d: the last ones, where nothing follows that says otherwise."""
    many = length(p, at) if p.negated and p.kind(at) is Kind.NUMBER and (f.objects or f.noun) else None
    if many is None or many[1] is Unit.HOUR or p.word(many[2]) not in ("", ",", ".", ";", "and", "but", ")"):
        return None
    p.note(f"“{p.text(at, many[2])}” is taken as the last {p.text(at, many[2])}")
    return [Past(many[0], 0, many[1])], p.take(at, many[2], Role.WINDOW), False


def _same_unit(p: State, at: int) -> tuple[list[Window], int, bool] | None:
    """in 30; for 60: of the days that the clause before counts in, as "visited in the last 7 days but not ordered in 30"."""
    before = p.previous.windows if isinstance(p.previous, Frame) else []
    many = number(p, at + 1) if p.word(at) in ("in", "for", "within") else None
    if many is None or len(before) != 1 or many[0] != int(many[0]) or not 0 < many[0] < _MOST_UNSAID:
        return None
    if p.word(many[1]) not in ("", ",", ".", ";", "and", "but", "or", "who"):
        return None
    said = before[0]
    if not isinstance(said, Past) or said.newer or said.unit not in (Unit.DAY, Unit.WEEK, Unit.MONTH):
        return None
    p.note(f"“{p.text(at, many[1])}” is taken as {int(many[0])} {said.unit.value}s")
    return [Past(int(many[0]), 0, said.unit)], p.take(at, many[1], Role.WINDOW), False


def _same_shape(one: Window | None, two: Window | None) -> bool:
    if isinstance(one, Dates) and isinstance(two, Dates):
        return not (one.first is None or one.last is None or two.first is None or two.last is None)
    return isinstance(one, Period | Dates) and isinstance(two, Period | Dates)


def _lone_year(p: State, at: int) -> bool:
    """ "joined 2025", "first purchase 2024": a year with no preposition, and nothing counted after it."""
    told = p.word(at - 1) in ("joined", "purchase", "order") and p.kind(at) is Kind.NUMBER and year_at(p, at) is not None
    return told and p.word(at + 1) in ("", ",", ".", ";", "and", "or", "but", ")")


def _year_adjective(p: State, at: int) -> bool:
    return p.word(at) in ("last", "this", "yesterday", "today", "previous", "past")
