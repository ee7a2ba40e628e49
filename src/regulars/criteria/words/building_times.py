"""Rows told by other times: after something else, close to it, on its day."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, DatePart, Source
from regulars.criteria.tree import All, Any, Around, Compare, Condition, Followed, Measure, PartOf, Quantity
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
    """On the calendar day of another time: the next one after it, or the one before it."""
    sides = (
        (Aggregate.FIRST, Around(time, Decimal(0), Decimal(1))),
        (Aggregate.LAST, Around(time, Decimal(-1), Decimal(0))),
    )
    ways: list[Condition] = []
    for aggregate, around in sides:
        near = f.copy()
        near.around, near.same_day = around, None
        moment = Measure(aggregate, rows(p, near, f.windows[0] if f.windows else None, of_orders(f)))
        ways.append(All(tuple(Compare(PartOf(moment, part), Comparator.EQUAL, PartOf(time, part)) for part in _DAY)))
    return Any(tuple(ways))


_DAY = (DatePart.YEAR, DatePart.MONTH, DatePart.DAY_OF_MONTH)


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
