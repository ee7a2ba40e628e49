"""Conditions that the meanings of groups are made of."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, End, Past, RankBy, Source, TextOperator, Unit, Window
from regulars.criteria.tree import (
    Any,
    Compare,
    Condition,
    Constant,
    FieldText,
    FieldValue,
    Measure,
    Quantity,
    Rank,
    Ratio,
    RowCondition,
    Rows,
    RowText,
)
from regulars.criteria.words.links import event_types
from regulars.criteria.words.state import State

Ways = Sequence[tuple[str, Condition]]


CREATED = FieldValue("created_at")


def order_count(where: RowCondition | None = None, window_: Window | None = None) -> Quantity:
    """The number of counted orders that pass a test, in a window."""
    return Measure(Aggregate.COUNT, Rows(Source.ORDERS, where, window_))


def total_spend(window_: Window | None = None) -> Quantity:
    """Net spend in a window."""
    return Measure(Aggregate.SUM, Rows(Source.ORDERS, None, window_), "net")


def order_value() -> Quantity:
    """Average order value."""
    return Ratio(total_spend(), order_count())


def at_least(quantity: Quantity, value: int | str) -> Condition:
    """The quantity is at least the value."""
    return Compare(quantity, Comparator.AT_LEAST, Constant(Decimal(value)))


def above(quantity: Quantity, value: int) -> Condition:
    """The quantity is above the value."""
    return Compare(quantity, Comparator.ABOVE, Constant(Decimal(value)))


def event_count(p: State, key: str, window_: Window | None = None) -> Quantity:
    """The number of events of a kind in a window."""
    types = event_types(p, key)
    return Measure(Aggregate.COUNT, Rows(Source.EVENTS, RowText("type", TextOperator.ANY_OF, types or (key,)), window_))


def last_days(count: int) -> Past:
    """The last so many days."""
    return Past(count, 0, Unit.DAY)


def in_top(quantity: Quantity, share: str, end: End = End.TOP) -> Condition:
    """Among the top (or bottom) share of a ranking."""
    return Rank(quantity, end, RankBy.SHARE, Decimal(share))


def active_ways(p: State, said: Window) -> Ways:
    """The way of any order, open, click or visit."""
    if not p.index.has(Source.EVENTS):
        return []
    tests = [at_least(order_count(None, said), 1), *(at_least(event_count(p, key, said), 1) for key in ("open", "click", "visit"))]
    return [("any order, open, click or visit in that time", Any(tuple(tests)))]


def tagged_ways(p: State, name: str, label: str) -> Ways:
    """The way of a tag that the data has."""
    held = tuple(value for value in p.index.values("tags") if value.lower() == name)
    return [(label, FieldText("tags", TextOperator.TAGGED, held))] if held else []


def segment_ways(p: State, *names: str) -> Ways:
    """The way of segments that the data has."""
    held = tuple(value for value in p.index.values("segment") if value.lower() in names)
    return [(f"in the segment {' or '.join(held)}", FieldText("segment", TextOperator.ANY_OF, held))] if held else []
