"""Stretches of calendar days as they are said: "3 May 2025", "May", "Q3 2025", "summer of 2025", "Black Friday", "2025"."""

from __future__ import annotations

from datetime import date, timedelta

from regulars.criteria.terms import Period, Unit
from regulars.criteria.words.dates import Days, half, months, named, quarter, season
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import HOLIDAY_NOTE, MONTHS, NAMED_DAYS, PARTS_OF_YEAR, SEASONS, WEEKDAYS
from regulars.criteria.words.tokens import Kind, stem


def span(p: State, at: int, *, lenient: bool = False) -> tuple[Days, int] | None:
    """The days that the words stand for. `lenient`: the first side of a range, where a lone day number may stand."""
    at += 1 if p.word(at) == "the" and not p.done(at + 1) else 0
    for attempt in (_relative_day, _date, _day_and_month, _month_and_day, _part_of_year, _season, _feast, _month, _year):
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
    ways: list[tuple[str, tuple[int, int, int]]]
    if pieces[0] > 31:
        ways = [("year, month, day", (pieces[0], pieces[1], pieces[2]))]
    elif "." in written or pieces[0] > 12:
        ways = [("day first", (pieces[2], pieces[1], pieces[0]))]
    elif pieces[1] > 12 or pieces[0] == pieces[1]:
        ways = [("month first", (pieces[2], pieces[0], pieces[1]))]
    else:
        ways = [("month first", (pieces[2], pieces[0], pieces[1])), ("day first", (pieces[2], pieces[1], pieces[0]))]
    real = [
        (f"{written} read {label}: {day.isoformat()}", Days(day, day)) for label, ymd in ways if (day := _real(*ymd)) is not None
    ]
    if not real:
        p.object(at, at + 1, "is no day of the calendar")
        return None
    return p.choose(at, real), at + 1


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def year_at(p: State, at: int) -> tuple[int, int] | None:
    """A year in four digits, "'25", "this year", "last year"; after "of", "in", "," or directly."""
    start = at
    if p.word(at) in ("of", "in", ",", "the"):
        at += 1
    token = p.tokens[at] if not p.done(at) else None
    if (
        token is not None
        and token.kind is Kind.NUMBER
        and token.value is not None
        and len(token.word) == 4
        and token.word.isdigit()
    ) and 1990 <= token.value <= 2100:
        return int(token.value), at + 1
    if (
        token is not None
        and token.kind is Kind.NUMBER
        and at > 0
        and p.tokens[at].start > 0
        and len(token.word) == 2
        and token.quote
    ):
        return 2000 + int(token.value or 0), at + 1
    ahead = {
        ("this", "year"): 0,
        ("last", "year"): -1,
        ("the", "current", "year"): 0,
        ("the", "previous", "year"): -1,
        ("previous", "year"): -1,
        ("current", "year"): 0,
        ("the", "year"): None,
    }
    for words, shift in ahead.items():
        if shift is not None and start < at + 1 and p.are(at, *words):
            return p.as_of.year + shift, at + len(words)
    return None


def _dated(p: State, at: int) -> tuple[int | None, int]:
    found = year_at(p, at)
    return (_shared_year(p, at), at) if found is None else found


_JOINTS = frozenset([",", "and", "or", "nor", "/", "&"])


def _shared_year(p: State, at: int) -> int | None:
    """The year of a list that has it at its end: the March of "March and May 2025", the December of "December and January 2026"."""
    own = MONTHS.get(p.word(at - 1), 0)
    latest = own
    while p.word(at) in _JOINTS:
        while p.word(at) in _JOINTS or p.word(at) in ("in", "the", "during"):
            at += 1
        if p.word(at) in ("q", "h") and p.kind(at + 1) is Kind.NUMBER:
            at += 2
        elif p.word(at) in MONTHS or p.word(at) in SEASONS:
            latest = MONTHS.get(p.word(at), latest)
            at += 1
        else:
            return None
        said = year_at(p, at)
        if said is not None:
            return said[0] - 1 if own >= 11 and latest <= 2 else said[0]
    return None


def _recent(p: State, made: dict[int, Days], what: str) -> Days:
    """The most recent of them that began before the as-of; said as an assumption."""
    year = max((year for year, days in made.items() if days.first < p.as_of), default=min(made))
    days = made[year]
    p.note(f"{what} is taken as the most recent: {_said(days)}")
    return Days(days.first, days.last, dated=False)


def _said(days: Days) -> str:
    if days.first == days.last:
        return f"{days.first.isoformat()}"
    return f"{days.first.isoformat()} to {days.last.isoformat()}"


def _years(p: State) -> range:
    return range(p.as_of.year - 2, p.as_of.year + 1)


def _day_number(p: State, at: int) -> int | None:
    token = p.tokens[at] if not p.done(at) else None
    if token is None or token.kind not in (Kind.NUMBER, Kind.ORDINAL) or token.value is None:
        return None
    return int(token.value) if token.value == int(token.value) and 1 <= token.value <= 31 else None


def _at_day(p: State, month: int, day: int, year: int | None, start: int, end: int) -> Days | None:
    if year is not None:
        real = _real(year, month, day)
        if real is None:
            p.object(start, end, "is no day of the calendar")
        return None if real is None else Days(real, real)
    made = {y: Days(real, real) for y in _years(p) if (real := _real(y, month, day)) is not None}
    return _recent(p, made, p.text(start, end)) if made else None


def _day_and_month(p: State, at: int) -> tuple[Days, int] | None:
    """3 May 2025; 3rd of May; 1-15 May 2025 is a range and not read here."""
    day = _day_number(p, at)
    if day is None:
        return None
    place = at + 2 if p.word(at + 1) == "of" else at + 1
    if p.word(place) not in MONTHS:
        return None
    year, end = _dated(p, place + 1)
    days = _at_day(p, MONTHS[p.word(place)], day, year, at, end)
    return None if days is None else (days, end)


def _month_and_day(p: State, at: int) -> tuple[Days, int] | None:
    """May 3 2025; May 3rd, 2025; May the 3rd."""
    if p.word(at) not in MONTHS:
        return None
    place = at + 2 if p.word(at + 1) == "the" else at + 1
    day = _day_number(p, place)
    if day is None or (p.kind(place) is Kind.NUMBER and p.word(place + 1) in ("or", "+", "times", "orders", "%")):
        return None
    year, end = _dated(p, place + 1)
    days = _at_day(p, MONTHS[p.word(at)], day, year, at, end)
    return None if days is None else (days, end)


def _month(p: State, at: int) -> tuple[Days, int] | None:
    month = MONTHS.get(p.word(at))
    if month is None:
        return None
    year, end = _dated(p, at + 1)
    if year is not None:
        return months(year, month, month), end
    return _recent(p, {y: months(y, month, month) for y in _years(p)}, p.word(at).capitalize()), end


def _year(p: State, at: int) -> tuple[Days, int] | None:
    place = at + 1 if p.word(at) in ("year", "calendar") else at
    if p.kind(place) is not Kind.NUMBER:
        return None
    found = year_at(p, place)
    if found is None or p.word(found[1]) in ("orders", "dollars", "times", "items", "points", "%", "usd"):
        return None
    return months(found[0], 1, 12), found[1]


def _part_of_year(p: State, at: int) -> tuple[Days, int] | None:
    """Q3 2025; the third quarter of 2025; H1 2025; the first half of May is not among them."""
    part: str
    number: int
    if p.word(at) in ("q", "h") and p.kind(at + 1) is Kind.NUMBER and p.word(at + 1) in ("1", "2", "3", "4"):
        part, number, end = ("quarter" if p.word(at) == "q" else "half"), int(p.word(at + 1)), at + 2
        if part == "half" and number > 2:
            return None
    elif (found := PARTS_OF_YEAR.at(p.tokens, at)) is not None:
        (part, number), end = found
        if year_at(p, end) is None and p.word(end) == "of":
            return None
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
    year, end = _dated(p, end)
    if year is not None:
        return build(year, number), end
    return _recent(p, {y: build(y, number) for y in _years(p)}, p.text(at, end)), end


def _season(p: State, at: int) -> tuple[Days, int] | None:
    name = p.word(at)
    if name not in SEASONS:
        return None
    year, end = _dated(p, at + 1)
    if year is not None:
        return season(name, year), end
    return _recent(p, {y: season(name, y) for y in _years(p)}, name), end


def _feast(p: State, at: int) -> tuple[Days, int] | None:
    found = NAMED_DAYS.at(p.tokens, at)
    if found is None:
        return None
    name, end = found
    if name == "holiday_season":
        p.note(HOLIDAY_NOTE)
    if p.word(end) in ("weekend", "week", "season", "period", "time", "sale") or (p.word(end) in ("email", "campaign")):
        return None
    year, end = _dated(p, end)
    if year is not None:
        return named(name, year), end
    return _recent(p, {y: named(name, y) for y in _years(p)}, p.text(at, end)), end


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
    year, _ = _dated(p, place + 1)
    days = _at_day(p, MONTHS[p.word(place)], day, year, at, at + 1)
    return None if days is None else (Days(days.first, days.last, dated=year is not None), at + 1)


def last_days(p: State, at: int, which: str) -> tuple[Days, int] | None:
    """What follows "last" or "this" and is no unit: a season, a month, a weekday, a weekend, a feast."""
    word = p.word(at)
    running = which == "this"
    if word in SEASONS:
        return _nearest(p, {y: season(word, y) for y in _years(p)}, running), at + 1
    if word in MONTHS:
        return _nearest(p, {y: months(y, MONTHS[word], MONTHS[word]) for y in _years(p)}, running), at + 1
    feast = NAMED_DAYS.at(p.tokens, at)
    if feast is not None and p.word(feast[1]) not in ("email", "campaign", "sale"):
        return _nearest(p, {y: named(feast[0], y) for y in _years(p)}, running), feast[1]
    if word == "weekend":
        saturday = p.as_of - timedelta(days=(p.as_of.isoweekday() - 6) % 7)
        saturday -= timedelta(days=7) if saturday + timedelta(days=1) >= p.as_of else timedelta(0)
        return Days(saturday, saturday + timedelta(days=1)), at + 1
    if word in WEEKDAYS and not word.endswith("days"):
        back = (p.as_of.isoweekday() - WEEKDAYS[word]) % 7 or 7
        day = p.as_of - timedelta(days=back)
        return Days(day, day), at + 1
    return None


def _nearest(p: State, made: dict[int, Days], running: bool) -> Days:
    """The last one that is over; for "this", the one of the running year if it has begun."""
    if running:
        begun = [days for days in made.values() if days.first <= p.as_of and days.first.year == p.as_of.year]
        return begun[-1] if begun else made[p.as_of.year]
    over = [days for days in made.values() if days.last < p.as_of]
    return over[-1]


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
