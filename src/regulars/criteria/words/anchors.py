"""Times that a customer has once, and how long before or after them: within 30 days of their first order."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, Source, Unit
from regulars.criteria.tree import FieldValue, Measure, Position, Quantity, Rows
from regulars.criteria.words.amounts import Cmp
from regulars.criteria.words.lengths import amount_of_time, length, unit
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import ORDER_NOUNS, POSITIONS
from regulars.criteria.words.tables.sequences import SIGN_UP

DAYS = {
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
    elif p.word(at) in ("opening", "original", "initial", "final") or p.word(end) not in (
        "",
        ",",
        "and",
        "but",
        "or",
        "in",
        "with",
    ):
        return None
    if p.word(end) in ("was", "is", "included", "contained", "used", "of"):
        return None
    p.take(start, end, Role.CONDITION)
    if number == -1:
        return Measure(Aggregate.LAST, Rows(Source.ORDERS)), end, True
    if number == 1:
        return Measure(Aggregate.FIRST, Rows(Source.ORDERS)), end, True
    return Measure(Aggregate.FIRST, Rows(Source.ORDERS, position=Position(abs(number), number < 0))), end, True


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
    if p.word(place) in ("first", "next", "following", "very", "last", "final"):
        backwards = p.word(place) in ("last", "final")
        place += 1
        many = length(p, place)
        if backwards and (many is None or p.word(many[2]) not in ("before", "prior")):
            return None
    two = amount_of_time(p, place)
    if two is not None:
        cmp, (named_unit, size), end = two
        say_days(p, named_unit)
        return (*_bounds(cmp, DAYS[named_unit] * size), end)
    many = length(p, place)
    named = unit(p, place) if many is None and p.word(place - 1) == "the" else None
    if named is not None and p.word(named[2]) in ("after", "before", "following", "prior"):
        many = (named[1], *named[::2])
        if named[0] is Unit.DAY and p.word(at - 1) != "within":
            p.object(place - 1, named[2] + 1, "can be the next calendar day, or the 24 hours after it", "say “within 1 day of ...”")
    if many is None:
        return None
    days = DAYS[many[1]] * many[0]
    say_days(p, many[1])
    if p.word(at) in open_words:
        return Decimal(0), days, many[2]
    return Decimal(0), days, many[2]


def say_days(p: State, unit: Unit) -> None:
    """Say how many days a longer unit between two deeds has."""
    if unit in (Unit.MONTH, Unit.QUARTER, Unit.YEAR):
        p.note(f"a {unit.value} between two deeds is taken as {DAYS[unit]} days")


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
