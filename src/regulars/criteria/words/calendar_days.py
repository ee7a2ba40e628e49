"""Stretches of calendar days as they are said: "3 May 2025", "May", "Q3 2025", "summer of 2025", "Black Friday", "2025"."""

from __future__ import annotations

from datetime import date, timedelta

from regulars.criteria.terms import Period, Unit
from regulars.criteria.words.calendar_weeks import about_feast, vague_part, week_told
from regulars.criteria.words.calendar_years import dated, recent, short_year, year_at, years
from regulars.criteria.words.dates import Days, half, months, named, quarter, season
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import HOLIDAY_NOTE, MONTHS, NAMED_DAYS, PARTS_OF_YEAR, SEASONS
from regulars.criteria.words.tokens import Kind, stem


def span(p: State, at: int, *, lenient: bool = False) -> tuple[Days, int] | None:
    """The days that the words stand for. `lenient`: the first side of a range, where a lone day number may stand."""
    at += 1 if p.word(at) == "the" and not p.done(at + 1) else 0
    for attempt in _WAYS:
        found = attempt(p, at)
        if found is not None:
            return None if _part_of_campaign(p, at, found[1]) else found
    if lenient:
        return _lone_day(p, at)
    return None


def _part_of_campaign(p: State, start: int, end: int) -> bool:
    """Whether the words only begin the name of a campaign: the summer of "Summer Sale 2026"."""
    for last in range(min(len(p.tokens), end + 4), end, -1):
        run = tuple(stem(token.word) for token in p.tokens[start:last] if token.word != "the")
        if any(link.column == "campaign" for link in p.index.whole.get(run, ())):
            return True
    return False


def _relative_day(p: State, at: int) -> tuple[Days, int] | None:
    if p.word(at) in ("today", "tonight"):
        return Days(p.as_of, p.as_of + timedelta(days=1)), at + 1
    if p.word(at) == "yesterday":
        day = p.as_of - timedelta(days=1)
        return Days(day, day), at + 1
    return None


def _date(p: State, at: int) -> tuple[Days, int] | None:
    if p.kind(at) is not Kind.DATE:
        return None
    written = p.word(at)
    pieces = [int(piece) for piece in written.replace("/", "-").replace(".", "-").split("-")]
    if len(written.rpartition("/")[2]) == 2:
        # "9/10/26"
        pieces[2] += 2000
    ways: list[tuple[str, tuple[int, int, int]]]
    if pieces[0] > 31:
        ways = [("year, month, day", (pieces[0], pieces[1], pieces[2]))]
    elif "." in written or pieces[0] > 12:
        ways = [("day first", (pieces[2], pieces[1], pieces[0]))]
    elif pieces[1] > 12 or pieces[0] == pieces[1]:
        ways = [("month first", (pieces[2], pieces[0], pieces[1]))]
    elif (order := _order_of_others(p)) is not None:
        month_first = order == "month first"
        ways = [(order, (pieces[2], pieces[0], pieces[1]) if month_first else (pieces[2], pieces[1], pieces[0]))]
        p.note(f"{written} is read {order}, as the other date can only be")
    else:
        ways = [("month first", (pieces[2], pieces[0], pieces[1])), ("day first", (pieces[2], pieces[1], pieces[0]))]
    real = [
        (f"{written} read {label}: {day.isoformat()}", Days(day, day)) for label, ymd in ways if (day := _real(*ymd)) is not None
    ]
    if not real:
        p.object(at, at + 1, "is no day of the calendar", "say one that is, such as 28 February 2026")
        return None
    return p.choose(at, real), at + 1


def _order_of_others(p: State) -> str | None:
    """How the other dates of the request are written, where one of them can be read in one way alone: 12/24/2025."""
    found: set[str] = set()
    for token in p.tokens:
        pieces = token.word.split("/") if token.kind is Kind.DATE else []
        if len(pieces) == 3 and all(piece.isdigit() for piece in pieces) and int(pieces[0]) <= 31:
            if int(pieces[0]) > 12:
                found.add("day first")
            elif int(pieces[1]) > 12:
                found.add("month first")
    return found.pop() if len(found) == 1 else None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_number(p: State, at: int) -> int | None:
    token = p.tokens[at] if not p.done(at) else None
    if token is None or token.kind not in (Kind.NUMBER, Kind.ORDINAL) or token.value is None:
        return None
    return int(token.value) if token.value == int(token.value) and 1 <= token.value <= 31 else None


def _at_day(p: State, month: int, day: int, year: int | None, start: int, end: int) -> Days | None:
    if year is not None:
        real = _real(year, month, day)
        if real is None:
            p.object(start, end, "is no day of the calendar", "say one that is, such as 28 February 2026")
        return None if real is None else Days(real, real)
    made = {y: Days(real, real) for y in years(p) if (real := _real(y, month, day)) is not None}
    return recent(p, made, p.text(start, end)) if made else None


def _two_days(p: State, at: int) -> tuple[Days, int] | None:
    """24 or 25 December 2025: two days in a row."""
    day = _day_number(p, at)
    second = _day_and_month(p, at + 2) if day is not None and p.word(at + 1) == "or" else None
    if second is None or day is None or second[0].first != second[0].last or second[0].first.day != day + 1:
        return None
    return Days(second[0].first - timedelta(days=1), second[0].last, second[0].dated), second[1]


def _day_and_month(p: State, at: int) -> tuple[Days, int] | None:
    """3 May 2025; 3rd of May; 1-15 May 2025 is a range and not read here."""
    day = _day_number(p, at)
    if day is None:
        return None
    place = at + 2 if p.word(at + 1) == "of" else at + 1
    if p.word(place) not in MONTHS:
        return None
    year, end = dated(p, place + 1)
    days = _at_day(p, MONTHS[p.word(place)], day, year, at, end)
    return None if days is None else (days, end)


def _month_and_day(p: State, at: int) -> tuple[Days, int] | None:
    """May 3 2025; May 3rd, 2025; May the 3rd."""
    if p.word(at) not in MONTHS:
        return None
    place = at + 2 if p.word(at + 1) == "the" else at + 1
    day = _day_number(p, place)
    listed = at - 1 - (p.word(at - 1) in ("and", "or") and p.word(at - 2) == ",")
    if day is not None and p.word(listed) in ("and", "or", ",") and p.word(listed - 1) in MONTHS and p.kind(place) is Kind.NUMBER:
        # the "mar 26" of "jan, feb, and mar 26" may be of 2026
        return None
    if day is None or (p.kind(place) is Kind.NUMBER and p.word(place + 1) in ("or", "+", "times", "orders", "%")):
        return None
    year, end = dated(p, place + 1)
    days = _at_day(p, MONTHS[p.word(at)], day, year, at, end)
    return None if days is None else (days, end)


def _month(p: State, at: int) -> tuple[Days, int] | None:
    month = MONTHS.get(p.word(at))
    if month is None:
        return None
    year, end = dated(p, at + 1)
    if year is not None:
        return months(year, month, month), end
    return recent(p, {y: months(y, month, month) for y in years(p)}, p.word(at).capitalize()), end


def _year(p: State, at: int) -> tuple[Days, int] | None:
    place = at + 1 if p.word(at) in ("year", "calendar") else at
    if p.kind(place) is not Kind.NUMBER:
        return None
    found = year_at(p, place)
    if found is None or p.word(found[1]) in ("orders", "dollars", "times", "items", "points", "%", "usd"):
        return None
    return months(found[0], 1, 12), found[1]


_ENDS_OF_MONTH = {"first": True, "opening": True, "last": False, "final": False, "closing": False}


def _part_of_month(p: State, at: int) -> tuple[Days, int] | None:
    """The first week of September 2026; the last 10 days of May; the second half of March."""
    second = p.word(at) in ("second", "latter") and p.word(at + 1) == "half"
    if p.word(at) not in _ENDS_OF_MONTH and not second:
        return None
    many = {"week": 7, "half": 0, "weekend": -1}.get(p.word(at + 1), -1)
    place = at + 2
    several = number(p, at + 1)
    if several is not None and p.word(several[1]) in ("days", "weeks"):
        many, place = int(several[0]) * (7 if p.word(several[1]) == "weeks" else 1), several[1] + 1
    if many < 0 or p.word(place) not in ("of", "in"):
        return None
    month = _month(p, place + 1 + (p.word(place + 1) == "the"))
    if month is None:
        return None
    days, end = month
    if many == 0:
        middle = days.first + timedelta(days=14)
        first = not second and _ENDS_OF_MONTH[p.word(at)]
        return (Days(days.first, middle) if first else Days(middle + timedelta(days=1), days.last)), end
    if not 0 < many <= 28:
        return None
    if _ENDS_OF_MONTH[p.word(at)]:
        return Days(days.first, days.first + timedelta(days=many - 1)), end
    return Days(days.last - timedelta(days=many - 1), days.last), end


def _year_first(p: State, at: int) -> tuple[Days, int] | None:
    """2025 Black Friday weekend; the 2025 holiday season; 2026 summer."""
    said = year_at(p, at)
    if said is None or p.word(at) in ("of", "in", ","):
        return None
    year, place = said
    feast = NAMED_DAYS.at(p.tokens, place)
    if feast is not None and p.word(feast[1]) not in ("email", "campaign", "sale"):
        if feast[0] == "holiday_season":
            p.note(HOLIDAY_NOTE)
        return named(feast[0], year), feast[1]
    if p.word(place) in SEASONS:
        return season(p.word(place), year), place + 1
    return None


def _part_of_year(p: State, at: int) -> tuple[Days, int] | None:
    """Q3 2025; the third quarter of 2025; H1 2025; the first half of May is not among them."""
    part: str
    number: int
    if p.word(at) in ("q", "h") and p.kind(at + 1) is Kind.NUMBER and p.word(at + 1) in ("1", "2", "3", "4"):
        part, number, end = ("quarter" if p.word(at) == "q" else "half"), int(p.word(at + 1)), at + 2
        if part == "half" and number > 2:
            return None
        short = short_year(p, end)
        if short is not None:
            return (quarter if part == "quarter" else half)(short, number), end + 1
    elif (found := PARTS_OF_YEAR.at(p.tokens, at)) is not None:
        (part, number), end = found
        if year_at(p, end) is None and p.word(end) == "of":
            if not p.are(end, "of", "the", "year") or p.word(at) in ("last", "latter", "final"):
                return None
            end += 3
        if p.word(at) in ("last", "latter", "final") and year_at(p, end) is None:
            return None
    elif (
        p.kind(at) is Kind.NUMBER
        and (said := year_at(p, at))
        and p.word(said[1]) in ("q", "h")
        and p.word(said[1] + 1) in ("1", "2", "3", "4")
    ):
        build = quarter if p.word(said[1]) == "q" else half
        return build(said[0], int(p.word(said[1] + 1))), said[1] + 2
    else:
        return None
    build = quarter if part == "quarter" else half
    year, end = dated(p, end)
    if year is not None:
        return build(year, number), end
    return recent(p, {y: build(y, number) for y in years(p)}, p.text(at, end)), end


def _season(p: State, at: int) -> tuple[Days, int] | None:
    name = p.word(at)
    if name not in SEASONS:
        return None
    year, end = dated(p, at + 1)
    if year is not None:
        if name in ("winter", "wintertime"):
            p.note(f"winter {year} is taken as December {year} to February {year + 1}")
        return season(name, year), end
    return recent(p, {y: season(name, y) for y in years(p)}, name), end


def _feast(p: State, at: int) -> tuple[Days, int] | None:
    found = NAMED_DAYS.at(p.tokens, at)
    if found is None:
        return None
    name, end = found
    if name == "holiday_season":
        p.note(HOLIDAY_NOTE)
    if p.word(end) in ("weekend", "week", "season", "period", "time", "sale") or (p.word(end) in ("email", "campaign")):
        return None
    year, end = dated(p, end)
    if year is not None:
        return named(name, year), end
    return recent(p, {y: named(name, y) for y in years(p)}, p.text(at, end)), end


def _lone_day(p: State, at: int) -> tuple[Days, int] | None:
    """The 1 of "1 to 15 May 2025"."""
    day = _day_number(p, at)
    if day is None:
        return None
    place = at + 1
    while p.word(place) in ("and", "to", "-", "through", "of", "the") or _day_number(p, place) is not None:
        place += 1
    if p.word(place) not in MONTHS:
        return None
    year, _ = dated(p, place + 1)
    days = _at_day(p, MONTHS[p.word(place)], day, year, at, at + 1)
    return None if days is None else (Days(days.first, days.last, dated=year is not None), at + 1)


def days_of(when: Period, as_of: date) -> Days:
    """The days of calendar units counted from the running one."""
    first, _ = _unit_days(when.unit, when.first, as_of)
    _, last = _unit_days(when.unit, when.last, as_of)
    return Days(first, last)


def _unit_days(unit: Unit, shift: int, as_of: date) -> tuple[date, date]:
    if unit in (Unit.DAY, Unit.HOUR):
        day = as_of + timedelta(days=shift)
        return day, day
    if unit is Unit.WEEK:
        monday = as_of - timedelta(days=as_of.isoweekday() - 1) + timedelta(days=7 * shift)
        return monday, monday + timedelta(days=6)
    if unit is Unit.YEAR:
        return date(as_of.year + shift, 1, 1), date(as_of.year + shift, 12, 31)
    step = 3 if unit is Unit.QUARTER else 1
    count = as_of.year * 12 + (as_of.month - 1) // step * step + shift * step
    days = months(count // 12, count % 12 + 1, count % 12 + step)
    return days.first, days.last


def _week_told(p: State, at: int) -> tuple[Days, int] | None:
    return week_told(p, at, span)


def _vague_part(p: State, at: int) -> tuple[Days, int] | None:
    return vague_part(p, at, span)


_WAYS = (
    _relative_day,
    _week_told,
    about_feast,
    _date,
    _part_of_month,
    _year_first,
    _two_days,
    _day_and_month,
    _month_and_day,
    _part_of_year,
    _season,
    _feast,
    _month,
    _year,
    _vague_part,
)
