"""Conditions side by side that say one thing: on the same day, an order that is there and was not so, all of the orders."""

from __future__ import annotations

from dataclasses import replace

from regulars.criteria import tree as t
from regulars.criteria.quantity_phrases import kept_to
from regulars.criteria.terms import Aggregate, Comparator, DatePart, TextOperator, Window

_SAME = {
    "day": (DatePart.YEAR, DatePart.MONTH, DatePart.DAY_OF_MONTH),
    "month": (DatePart.YEAR, DatePart.MONTH),
}


def same_unit(parts: tuple[t.Condition, ...]) -> tuple[t.Quantity, t.Quantity, str] | None:
    """The two times that conditions put on one calendar day or in one month, and which; None where they say anything else."""
    for unit, wanted in _SAME.items():
        found = _same_parts(parts, wanted) if len(parts) == len(wanted) else None
        if found is not None:
            return *found, unit
    return None


def _same_parts(parts: tuple[t.Condition, ...], wanted: tuple[DatePart, ...]) -> tuple[t.Quantity, t.Quantity] | None:
    found: set[tuple[t.Quantity, t.Quantity]] = set()
    for part, unit in zip(parts, wanted, strict=True):
        match part:
            case t.Compare(t.PartOf(one, first), Comparator.EQUAL, t.PartOf(two, second)) if first is second is unit:
                found.add((one, two))
            case _:
                return None
    return found.pop() if len(found) == 1 else None


def some_rows(condition: t.Condition) -> t.Rows | None:
    """The rows that there has to be one of; None where a condition says anything else."""
    match condition:
        case t.Compare(t.Measure(Aggregate.COUNT, rows), Comparator.AT_LEAST, t.Constant(value)) if value == 1:
            return rows
    return None


def denied_of(one: t.Condition, two: t.Condition) -> t.Rows | None:
    """What the one order that is there was not: its rows with the test that fails; None where the two say anything else."""
    there = some_rows(one)
    failed = some_rows(two.part) if isinstance(two, t.Not) else None
    if there is None or failed is None or there.position is None or there.where is not None or there.window is not None:
        return None
    alike = replace(failed, where=None, window=None) == there and (failed.where is None) != (failed.window is None)
    return failed if alike else None


def all_of(one: t.Condition, two: t.Condition) -> tuple[t.Rows, t.Rows] | None:
    """The rows, at least one, that are as many as all; and all of them. None where the two say anything else."""
    there = some_rows(one)
    match two:
        case t.Compare(t.Measure(Aggregate.COUNT, rows), Comparator.EQUAL, t.Measure(Aggregate.COUNT, every)) if rows == there:
            return (rows, every) if kept_to(rows, every) is not None or in_time_only(rows, every) else None
    return None


def all_of_counted(one: t.Condition, two: t.Condition) -> tuple[t.Rows, t.Rows] | None:
    """The same where the first says how many there are of all: "at least 4 orders", each of which passes the test."""
    match one, two:
        case (
            t.Compare(
                t.Measure(Aggregate.COUNT, there), Comparator.AT_LEAST | Comparator.ABOVE | Comparator.EQUAL, t.Constant(value)
            ),
            t.Compare(t.Measure(Aggregate.COUNT, rows), Comparator.EQUAL, t.Measure(Aggregate.COUNT, every)),
        ) if there == every and value >= 1 and kept_to(rows, every) is not None:
            return rows, every
    return None


def only_one_of(parts: tuple[t.Condition, ...]) -> tuple[t.Condition, ...] | None:
    """The two conditions of which just one holds: one or the other, and not both; None where parts say anything else.

    Only of conditions that are never unknown: "not both" leaves out who has one and of whom the other is not known.
    """
    match parts:
        case (t.Any((_, _) as either), t.Not(both)) if all(map(_is_always_known, either)):
            while isinstance(both, t.Any | t.All) and len(both.parts) == 1:
                both = both.parts[0]
            return either if both == t.All(either) else None
    return None


def _is_always_known(condition: t.Condition) -> bool:
    """Whether a condition is true or false of every customer: it counts or adds up, or asks for a tag."""
    match condition:
        case t.Compare(t.Measure(Aggregate.COUNT | Aggregate.SUM | Aggregate.DISTINCT), _, t.Constant()):
            return True
        case t.FieldText(operator=TextOperator.TAGGED) | t.InSegment():
            return True
        case t.Not(part):
            return _is_always_known(part)
        case t.All(parts) | t.Any(parts):
            return all(map(_is_always_known, parts))
    return False


def alike_in_windows(parts: tuple[t.Condition, ...]) -> tuple[t.Condition, tuple[Window, ...]] | None:
    """What at least three conditions say of a window each, without the windows; None where they differ in more than these."""
    windows: list[Window] = []
    same: set[t.Condition] = set()
    for part in parts:
        match part:
            case t.Compare(t.Measure(rows=rows) as measure, _, t.Constant(value)) if rows.window is not None and value > 0:
                windows.append(rows.window)
                same.add(replace(part, left=replace(measure, rows=replace(rows, window=None))))
            case _:
                return None
        if len(same) > 1:
            return None
    return (same.pop(), tuple(windows)) if len(windows) > 2 and len(set(windows)) == len(windows) else None


def in_time_only(rows: t.Rows, every: t.Rows) -> bool:
    """Whether some rows are all the others of one window."""
    return every.position is None and every.window is None and rows.window is not None and replace(rows, window=None) == every
