"""One thing after another: within 30 days of signing up, after their first order, since they clicked, afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, Dates, Period, Source, Unit, Window
from regulars.criteria.tree import Around, FieldValue, Measure, Position, Quantity, Rows
from regulars.criteria.words.amounts import Cmp
from regulars.criteria.words.calendar_days import days_of
from regulars.criteria.words.frames import Frame, Sequel
from regulars.criteria.words.lengths import amount_of_time, length
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import ORDER_NOUNS, POSITIONS, VERBS
from regulars.criteria.words.tables.sequences import LATER, SIGN_UP

_DAYS = {
    Unit.HOUR: Decimal(1) / 24,
    Unit.DAY: Decimal(1),
    Unit.WEEK: Decimal(7),
    Unit.MONTH: Decimal(30),
    Unit.QUARTER: Decimal(91),
    Unit.YEAR: Decimal(365),
}


def anchor(p: State, at: int) -> tuple[Quantity, int, bool] | None:
    """A time that a customer has once: sign-up, nth order; the place after it; whether it is an order."""
    start = at
    while p.word(at) in ("their", "the", "his", "her", "a", "own", "they", "placing", "making"):
        found = SIGN_UP.at(p.tokens, at)
        if found is not None:
            break
        at += 1
    found = SIGN_UP.at(p.tokens, at)
    if found is not None:
        return FieldValue("created_at"), p.take(start, found[1], Role.CONDITION), False
    position = POSITIONS.at(p.tokens, at) if at not in p.guarded else None
    if position is None:
        return None
    number, end = int(position[0]), position[1]
    noun = ORDER_NOUNS.at(p.tokens, end)
    if noun is not None:
        end = noun[1]
    elif p.word(end) in ("one", "buy", "ordered"):
        end += 1
    elif p.word(end) not in ("", ",", "and", "but", "or", "in", "with"):
        return None
    if p.word(end) in ("was", "is", "included", "contained", "used", "of"):
        return None
    p.take(start, end, Role.CONDITION)
    if number == -1:
        return Measure(Aggregate.LAST, Rows(Source.ORDERS)), end, True
    if number == 1:
        return Measure(Aggregate.FIRST, Rows(Source.ORDERS)), end, True
    return Measure(Aggregate.FIRST, Rows(Source.ORDERS, position=Position(abs(number), number < 0))), end, True


def sequel(p: State, f: Frame, at: int) -> int | None:
    """A relation in time to something else; gives the place after it."""
    for attempt in (_within_of, _after_anchor, _first_days, _next_days, _adverb):
        mark = p.mark()
        end = attempt(p, f, at)
        if end is not None:
            return end
        p.back(mark)
    return None


def limits(p: State, at: int) -> tuple[Decimal | None, Decimal | None, int] | None:
    """The least and most days, and the place after: within 30 days; 30 days; more than 90 days; in the 2 weeks."""
    place = at
    open_words = (
        "within",
        "inside",
        "in",
        "under",
        "during",
        "less",
        "no",
        "up",
        "at",
        "over",
        "more",
        "between",
        "for",
        "for the",
        "not",
        "only",
        "just",
        "exactly",
        "fewer",
    )
    while p.word(place) in ("in", "within", "inside", "during", "only", "just", "for") or (p.word(place) == "the" and place > at):
        place += 1
    if p.word(place) in ("first", "next", "following", "very"):
        place += 1
    two = amount_of_time(p, place)
    if two is not None:
        cmp, (unit, size), end = two
        return (*_bounds(cmp, _DAYS[unit] * size), end)
    many = length(p, place)
    if many is None:
        return None
    days = _DAYS[many[1]] * many[0]
    if p.word(at) in open_words:
        return Decimal(0), days, many[2]
    return Decimal(0), days, many[2]


def _bounds(cmp: Cmp, size: Decimal) -> tuple[Decimal | None, Decimal | None]:
    low: Decimal | None = Decimal(0)
    high: Decimal | None = None
    for comparator, amount in cmp.parts:
        if comparator in (Comparator.ABOVE, Comparator.AT_LEAST):
            low = amount.value * size
        elif comparator in (Comparator.BELOW, Comparator.AT_MOST):
            high = amount.value * size
        else:
            low = high = amount.value * size
    return low, high


def _within_of(p: State, f: Frame, at: int) -> int | None:
    found = limits(p, at)
    if found is None:
        return None
    low, high, place = found
    word = p.word(place)
    if word not in ("of", "after", "before", "from", "following", "since", "prior", "later", "afterwards", "beforehand", "apart"):
        return None
    p.take(at, place, Role.WINDOW)
    if (
        word in ("later", "afterwards")
        or p.are(place, "after", "that")
        or p.are(place, "of", "that")
        or p.are(place, "of", "it")
        or p.are(place, "after", "it")
        or p.are(place, "of", "doing", "so")
    ):
        end = p.take(
            place, place + {"later": 1, "afterwards": 1}.get(word, 3 if p.are(place, "of", "doing", "so") else 2), Role.CONNECTION
        )
        return _of_previous(p, f, high, end)
    backwards = word in ("before", "prior")
    step = place + (2 if p.word(place + 1) == "to" and word == "prior" else 1)
    if p.word(step) in ("when",):
        step += 1
    p.take(place, step, Role.CONNECTION)
    return _related(p, f, step, low, high, backwards=backwards)


def _related(
    p: State, f: Frame, at: int, low: Decimal | None, high: Decimal | None, *, backwards: bool, since: bool = False
) -> int | None:
    fixed = anchor(p, at)
    if fixed is not None:
        time, end, is_order = fixed
        strict = is_order and f.position is None and not f.is_event
        if backwards:
            f.around = Around(time, None if high is None else -high, Decimal(0) if not low else -low, strictly=True)
        else:
            f.around = Around(time, low, high, strictly=strict)
        return end
    other = gerund(p, at)
    if other is None:
        return None
    frame, end = other
    if backwards:
        f.sequels.append(Sequel(frame, after=False, days=high))
    elif since or (low and low > 0):
        from regulars.criteria.words.quantities import rows

        anchor_time = Measure(
            Aggregate.LAST,
            rows(p, frame, frame.windows[0] if frame.windows else None, Source.EVENTS if frame.is_event else Source.ORDERS),
        )
        f.around = Around(anchor_time, low or Decimal(0), high, strictly=True)
        f.sequels.append(Sequel(frame, after=True)) if not f.negated else None
        p.note("“since” is taken as since the last time")
    else:
        f.sequels.append(Sequel(frame, after=True, days=high))
    return end


def gerund(p: State, at: int) -> tuple[Frame, int] | None:
    """Another thing done: clicking an email; they visited the site; a purchase of shoes."""
    from regulars.criteria.words.dependents import dependents
    from regulars.criteria.words.verbs import verb_frame

    start = at
    while p.word(at) in ("they", "having", "the", "a", "an", "their", "last", "being", "have", "any", "getting") and not VERBS.at(
        p.tokens, at
    ):
        at += 1
    p.take(start, at, Role.HARMLESS)
    found = verb_frame(p, at)
    if found is None:
        return None
    frame, end = found
    inner = p.mark()
    end = dependents(p, frame, end)
    if frame.head == "sign_up":
        p.back(inner)
        return None
    before = p.previous
    if frame.pronoun and isinstance(before, Frame) and before.is_event:
        frame.filters, frame.windows = list(before.filters), list(before.windows)
    return frame, end


def _after_anchor(p: State, f: Frame, at: int) -> int | None:
    """after signing up; before their second order; since their last order; prior to joining."""
    words = {"after": 1, "following": 1, "since": 1, "before": 1, "upon": 1}
    word = p.word(at)
    if p.are(at, "prior", "to"):
        word, step = "before", at + 2
    elif p.are(at, "any", "time", "after") or p.are(at, "ever", "since"):
        step = at + (3 if p.word(at) == "any" else 2)
        word = p.word(step - 1)
    elif word in words:
        step = at + 1
    else:
        return None
    p.take(at, step, Role.CONNECTION)
    if p.word(step) in ("that", "then", "this", "it"):
        return None
    return _related(p, f, step, None if word == "before" else Decimal(0), None, backwards=word == "before", since=word == "since")


def _first_days(p: State, f: Frame, at: int) -> int | None:
    """in their first 30 days; in their first year with us: counted from the first order."""
    place = at
    while p.word(place) in ("in", "within", "during", "over", "the"):
        place += 1
    if p.word(place) not in ("their", "his", "her") or p.word(place + 1) != "first" or place == at:
        return None
    many = length(p, place + 2)
    if many is None:
        from regulars.criteria.words.lengths import unit

        named = unit(p, place + 2)
        if named is None:
            return None
        many = (named[1], named[0], named[2])
    end = many[2]
    for words in (
        ("as", "a", "customer"),
        ("as", "customers"),
        ("with", "us"),
        ("as", "members"),
        ("of", "membership"),
        ("as", "customer"),
    ):
        if p.are(end, *words):
            end += len(words)
            break
    label = p.text(place + 2, many[2])
    starts: list[tuple[str, Quantity]] = [
        (f"the first {label} after signing up", FieldValue("created_at")),
        (f"the first {label} after the first order", Measure(Aggregate.FIRST, Rows(Source.ORDERS))),
    ]
    time = p.choose(at, starts)
    f.around = Around(time, Decimal(0), _DAYS[many[1]] * many[0])
    return p.take(at, end, Role.WINDOW)


def _next_days(p: State, f: Frame, at: int) -> int | None:
    """in the next 7 days; over the following month: after what the clause before said."""
    place = at
    while p.word(place) in ("in", "for", "within", "during", "over", "the"):
        place += 1
    if place == at or p.word(place) not in ("next", "following", "subsequent") or not isinstance(p.previous, Frame):
        return None
    many = length(p, place + 1)
    if many is None:
        return None
    return _of_previous(p, f, _DAYS[many[1]] * many[0], p.take(at, many[2], Role.WINDOW))


def _adverb(p: State, f: Frame, at: int) -> int | None:
    found = LATER.at(p.tokens, at)
    if found is not None:
        following = p.word(found[1])
        if (
            p.word(at) in ("after", "since", "then", "later")
            and found[1] - at == 1
            and following not in ("", ",", "and", "but", "or", ".")
        ):
            return None
        if p.word(at) == "later" and p.word(at - 1) in ("and", "then"):
            return None
        return _of_previous(p, f, None, p.take(at, found[1], Role.CONNECTION), since="since" in p.text(at, found[1]))
    return None


def _last_day(p: State, said: Window) -> date | None:
    """The last day of a window that has one."""
    if isinstance(said, Dates):
        return said.last
    return days_of(said, p.as_of).last if isinstance(said, Period) else None


def _of_previous(p: State, f: Frame, days: Decimal | None, end: int, *, since: bool = False) -> int | None:
    """After what the clause before said was done."""
    other = p.previous
    if not isinstance(other, Frame) or other.head == "sign_up":
        if isinstance(other, Frame) and other.around is None:
            f.around = Around(FieldValue("created_at"), Decimal(0), days)
            return end
        return None
    other = replace(other.copy(), negated=False)
    if other.head == "spend":
        return None
    if days is None and len(other.windows) == 1 and other.head == f.head == "buy" and not other.sequels:
        last = _last_day(p, other.windows[0])
        if last is not None:
            f.windows = [Dates(last + timedelta(days=1), None)]
            return end
    if since or (other.position is not None):
        from regulars.criteria.words.quantities import rows

        kind = Source.EVENTS if other.is_event else Source.ORDERS
        f.around = Around(
            Measure(Aggregate.LAST, rows(p, other, other.windows[0] if other.windows else None, kind)),
            Decimal(0),
            days,
            strictly=True,
        )
        return end
    f.sequels.append(Sequel(other, after=True, days=days))
    return end
