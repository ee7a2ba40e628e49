"""The conventions that a reading rests on, said with it: cancelled orders, net spend, where windows begin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date

from regulars.criteria.terms import Aggregate, Dates, Period, Source
from regulars.criteria.tree import Condition, Measure, RowNumber, Rows
from regulars.criteria.words.calendar_days import days_of
from regulars.criteria.words.index import Index


def nodes(tree: object) -> Iterator[object]:
    """Every node of a tree, from the top."""
    yield tree
    if is_dataclass(tree):
        for entry in fields(tree):
            yield from nodes(getattr(tree, entry.name))
    elif isinstance(tree, tuple):
        for part in tree:
            yield from nodes(part)


def _of_spend(measure: Measure) -> bool:
    """Whether money of orders is added up."""
    best = measure.aggregate is Aggregate.MOST_SPENT and measure.rows.source is Source.ORDERS
    return best or (measure.aggregate is Aggregate.SUM and measure.column == "net")


def conventions(condition: Condition, index: Index, as_of: date) -> tuple[str, ...]:
    """What was taken for granted, in a fixed order."""
    every = list(nodes(condition))
    out: list[str] = []
    rows = [node for node in every if isinstance(node, Rows)]
    if any(row.source in (Source.ORDERS, Source.LINES) and not row.every_status for row in rows):
        out.append("cancelled orders do not count")
    if any(isinstance(node, Measure) and _of_spend(node) for node in every):
        out.append("spend is net of refunds")
    if any(isinstance(node, Measure) and node.column == "line_total" for node in every):
        out.append("spend on goods is what their order lines were charged")
    if any(isinstance(node, RowNumber) and node.column == "discount" for node in every):
        out.append("discounts are of whole orders: which goods were on sale is not in the data")
    for node in every:
        if isinstance(node, Period):
            days = days_of(node, as_of)
            out.append(f"{_named(node)} is {days.first.isoformat()} to {days.last.isoformat()}")
    out.extend(_before_data(rows, index))
    return tuple(dict.fromkeys(out))


def _named(period: Period) -> str:
    unit = period.unit.value
    if period.first == period.last:
        return {0: f"this {unit}", -1: f"last {unit}"}.get(period.first, f"the {unit}")
    return f"the last {period.last - period.first + 1} full {unit}s" if period.last == -1 else f"the {unit}s"


def _before_data(rows: list[Rows], index: Index) -> list[str]:
    """Windows that end before the data begins."""
    out = []
    for row in rows:
        first = index.first_event if row.source is Source.EVENTS else index.first_order
        if isinstance(first, date) and isinstance(row.window, Dates) and row.window.last is not None and row.window.last < first:
            out.append(f"the data begins on {first.isoformat()}, after that time")
    return out
