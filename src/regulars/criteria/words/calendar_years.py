"""Years of days: as said, shared by a list, or the most recent."""

from __future__ import annotations

from regulars.criteria.words.dates import Days
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import MONTHS, SEASONS
from regulars.criteria.words.tokens import Kind


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


def short_year(p: State, at: int) -> int | None:
    """The 26 of "Q2 26", where nothing follows that it could count."""
    word = p.word(at)
    alone = (
        p.kind(at) is Kind.NUMBER
        and len(word) == 2
        and word.isdigit()
        and p.word(at + 1) in ("", ",", ";", ".", "and", "or", "but", "who")
    )
    return 2000 + int(word) if alone and abs(2000 + int(word) - p.as_of.year) <= _NEAR else None


# years from the as-of in which two digits are a year
_NEAR = 10


def dated(p: State, at: int) -> tuple[int | None, int]:
    """The year that stands here, or at the end of the list that goes on here; and the place after it."""
    found = year_at(p, at)
    return (_shared_year(p, at) or _compared_year(p, at), at) if found is None else found


def _compared_year(p: State, at: int) -> int | None:
    """The year of the other side: "more in the second half of 2025 than in the first half"."""
    between = [n for n in range(at) if p.word(n) in ("than", "versus", "compared")]
    if len(between) != 1:
        return None
    said = {year[0] for n in range(1, between[0]) if p.kind(n) is Kind.NUMBER and (year := year_at(p, n)) is not None}
    return said.pop() if len(said) == 1 and p.kind(at) is not Kind.NUMBER else None


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


def recent(p: State, made: dict[int, Days], what: str) -> Days:
    """The most recent of them that began before the as-of; said as an assumption."""
    year = max((year for year, days in made.items() if days.first < p.as_of), default=min(made))
    days = made[year]
    p.note(f"{what} is taken as the most recent: {_said(days)}")
    return Days(days.first, days.last, dated=False)


def _said(days: Days) -> str:
    if days.first == days.last:
        return f"{days.first.isoformat()}"
    return f"{days.first.isoformat()} to {days.last.isoformat()}"


def years(p: State) -> range:
    """The years that a day without one can be of."""
    return range(p.as_of.year - 2, p.as_of.year + 1)
