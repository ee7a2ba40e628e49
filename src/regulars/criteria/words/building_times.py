"""Rows told by other times: after something else, close to it, on its day."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from regulars.criteria.terms import Aggregate, Comparator, DatePart, Dates, Source, Unit
from regulars.criteria.tree import (
    All,
    Any,
    Around,
    Compare,
    Condition,
    Constant,
    Followed,
    Measure,
    PartOf,
    Quantity,
    RowAll,
    RowAny,
    RowCondition,
    RowNumber,
)
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import exists, rows, source, windows_of
from regulars.criteria.words.state import State


def of_orders(f: Frame) -> Source:
    """Whole orders, or events."""
    return Source.ORDERS if source(f) is Source.LINES else source(f)


def close_together(p: State, f: Frame, days: Decimal) -> Condition:
    """Two kinds of goods, one so many days after the other or in one order with it."""
    kinds = [f.copy(), f.copy()]
    for kind, part in zip(kinds, f.goods[0].parts, strict=True):
        kind.goods, kind.close = [Group((part,))], None
    together = f.copy()
    together.goods, together.close = [Group((part,)) for part in f.goods[0].parts], None
    ways: list[Condition] = [exists(p, together)]
    for window in windows_of(f):
        one, two = (rows(p, kind, window, Source.ORDERS) for kind in kinds)
        ways += [Followed(one, two, days), Followed(two, one, days)]
    return Any(tuple(ways))


def on_day_of(p: State, f: Frame, time: Quantity) -> Condition:
    """On the calendar day (or in the month, the year) of another time: the next one after it, or the one before it."""
    days = _SAME[f.same_unit][1]
    sides = (
        (Aggregate.FIRST, Around(time, Decimal(0), Decimal(days))),
        (Aggregate.LAST, Around(time, Decimal(-days), Decimal(0))),
    )
    ways: list[Condition] = []
    for aggregate, around in sides:
        near = f.copy()
        near.around, near.same_day = around, None
        there = rows(p, near, f.windows[0] if f.windows else None, of_orders(f))
        told = same_time(Measure(aggregate, there), time, f.same_unit)
        # where it is denied, who has no such row has none on that day, which is known
        some = Compare(Measure(Aggregate.COUNT, there), Comparator.AT_LEAST, Constant(Decimal(1)))
        ways.append(All((some, told)) if f.negated else told)
    return Any(tuple(ways))


def same_time(one: Quantity, two: Quantity, unit: Unit) -> Condition:
    """Two times of one calendar day, month or year."""
    tests = tuple(Compare(PartOf(one, part), Comparator.EQUAL, PartOf(two, part)) for part in _SAME[unit][0])
    return tests[0] if len(tests) == 1 else All(tests)


# the calendar parts that are the same, and the most days between two times that have them so
_SAME = {
    Unit.DAY: ((DatePart.YEAR, DatePart.MONTH, DatePart.DAY_OF_MONTH), 1),
    Unit.MONTH: ((DatePart.YEAR, DatePart.MONTH), 31),
    Unit.YEAR: ((DatePart.YEAR,), 366),
}


# apart from the keys of other choices, which are places of the request or far from these
_STRETCH_KEY = 320_000
_YEARS_SAID = re.compile(r"\b(?:19|20)\d\d\b")


def one_stretch(p: State, f: Frame) -> Frame:
    """ "spent $250 in November and December 2025": so much in both together; a plain deed is in each of them."""
    days = [said for said in f.windows if isinstance(said, Dates)]
    if (
        len(days) < 2
        or len(days) != len(f.windows)
        or not f.window_text
        or len(_YEARS_SAID.findall(f.window_text)) > 1
        or f.share
        or f.each
    ):
        return f
    if not all(_adjoin(one, two) for one, two in pairwise(days)) or any(_is_long(said) for said in days):
        return f
    summed = f.count or f.money or f.size or f.head in ("spend", "measure")
    told = f.window_text or "these times"
    ways = [(f"“{told}”: in each of them", False), (f"“{told}”: in all of that time together", True)]
    if f.per_order or (not summed and not (bool(f.goods) and p.choose(_STRETCH_KEY + f.start, ways))):
        return f
    p.note(f"“{told}” is taken as all of that time together")
    made = f.copy()
    made.windows, made.every_window = [Dates(days[0].first, days[-1].last)], False
    return made


def _adjoin(one: Dates, two: Dates) -> bool:
    return one.last is not None and one.first is not None and two.last is not None and two.first == one.last + timedelta(days=1)


def _is_long(said: Dates) -> bool:
    """Whether it is a year or more."""
    return said.first is not None and said.last is not None and (said.last - said.first).days > _DAYS_OF_HALF_A_YEAR


_DAYS_OF_HALF_A_YEAR = 184


def counted_after(p: State, f: Frame) -> Frame:
    """ "more than 3 orders before unsubscribing": counted up to the first time of the other, or from it on."""
    sequel = f.sequels[0]
    if len(sequel.other.windows) > 1 or sequel.other.head == f.head:
        return f
    if sequel.days is not None:
        said = "so many, or so much, within so many days of any one of them cannot be asked for"
        p.object(f.start, f.start + 1, said, "leave out the number, or count from the first order or the sign-up")
        return f
    kind = Source.ORDERS if source(sequel.other) is Source.LINES else source(sequel.other)
    first = Measure(Aggregate.FIRST, rows(p, sequel.other, sequel.other.windows[0] if sequel.other.windows else None, kind))
    made = f.copy()
    made.sequels = []
    made.around = Around(first, Decimal(0), None, strictly=True) if sequel.after else Around(first, None, Decimal(0), strictly=True)
    p.note("counted from, or up to, the first time of the other")
    return made


def followed(p: State, f: Frame) -> list[Condition]:
    """One condition for everything that comes before or after the rows of a frame."""
    out: list[Condition] = []
    for sequel in f.sequels:
        other_kind = Source.ORDERS if source(sequel.other) is Source.LINES else source(sequel.other)
        own_kind = Source.ORDERS if source(f) is Source.LINES else source(f)
        theirs = [rows(p, sequel.other, window, other_kind) for window in windows_of(sequel.other)]
        own = [rows(p, f, window, own_kind) for window in windows_of(f)]
        pairs = [Followed(*((a, b) if sequel.after else (b, a)), sequel.days) for a in theirs for b in own]
        out.append(pairs[0] if len(pairs) == 1 else Any(tuple(pairs)))
    return out


def time_told(time: Quantity, test: RowCondition) -> Condition:
    """A test of a row's weekday, hour, month or day of the month, of one time of the customer's instead."""
    match test:
        case RowNumber(column, comparator, value):
            return Compare(PartOf(time, DatePart(column)), comparator, Constant(value))
        case RowAll(parts):
            return All(tuple(time_told(time, part) for part in parts))
        case RowAny(parts):
            return Any(tuple(time_told(time, part) for part in parts))
    raise TypeError("only parts of the calendar are told of a time")


def of_calendar(test: RowCondition) -> bool:
    """Whether a test of rows is one of weekdays, hours, months and days of the month alone."""
    match test:
        case RowNumber(column):
            return column in {part.value for part in DatePart}
        case RowAll(parts) | RowAny(parts):
            return all(of_calendar(part) for part in parts)
    return False
