"""The form as the template shows it: every list with its choices, every input with its name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from regulars.criteria.columns import Column, Shape, ValueKind
from regulars.criteria.form import Draft, Filter, Group, Kept, Part, Row, Span, SpanKind, Subject, operators_of, subjects_of
from regulars.criteria.form.subjects import NOT, Operator, Takes, filter_columns, is_count, row_operators
from regulars.criteria.terms import Source, Unit
from regulars.criteria.wire import to_wire

_SPANS = {
    SpanKind.EVER: "at any time",
    SpanKind.LAST: "in the last …",
    SpanKind.BEFORE: "… ago or earlier",
    SpanKind.PAST: "from … to … ago",
    SpanKind.THIS: "in this",
    SpanKind.PREVIOUS: "in the previous",
    SpanKind.PREVIOUS_FEW: "in the previous … whole",
    SpanKind.DATES: "from day to day",
}
_POSITIONS = {"": "any order", "1": "the first order", "2": "the second order", "3": "the third order", "-1": "the last order"}
_COUNTED = frozenset({SpanKind.LAST, SpanKind.BEFORE, SpanKind.PAST, SpanKind.PREVIOUS_FEW})


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a list."""

    key: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class SpanShown:
    """The inputs of a time: the kinds, and which further inputs the chosen one has."""

    kinds: tuple[Choice, ...]
    units: tuple[Choice, ...]
    span: Span
    has_number: bool
    has_further: bool
    has_unit: bool
    has_days: bool


@dataclass(frozen=True, slots=True)
class FilterShown:
    """The inputs of a filter. `suggests` is the column whose values are offered."""

    name: str
    id: str
    place: int
    columns: tuple[Choice, ...]
    operators: tuple[Choice, ...]
    takes: str
    values: tuple[str, ...]
    suggests: str


@dataclass(frozen=True, slots=True)
class PartShown:
    """One part of the form: `kind` is "group", "row" or "kept"."""

    kind: str
    path: str
    name: str
    id: str
    problem: str = ""
    # a group
    join: str = ""
    is_negated: bool = False
    parts: tuple[PartShown, ...] = ()
    depth: int = 0
    # what is kept
    clause: str = ""
    wire: str = ""
    # a row
    subjects: tuple[tuple[str, tuple[Choice, ...]], ...] = ()
    label: str = ""
    operators: tuple[Choice, ...] = ()
    takes: str = ""
    values: tuple[str, ...] = ()
    suggests: str = ""
    unit: str = ""
    span: SpanShown | None = None
    positions: tuple[Choice, ...] = ()
    filters: tuple[FilterShown, ...] = ()
    has_filters: bool = False


def shown(draft: Draft, shape: Shape, problems: Mapping[str, str], clauses: Mapping[str, str], currency: str | None) -> PartShown:
    """The form for the template; a form without parts has one blank row."""
    if not draft.parts:
        draft = Group(draft.join, (Row(),), draft.is_negated)
    return _Shower(shape, problems, clauses, currency or "").part(draft, ())


class _Shower:
    def __init__(self, shape: Shape, problems: Mapping[str, str], clauses: Mapping[str, str], currency: str) -> None:
        self._shape = shape
        self._subjects = subjects_of(shape)
        self._problems = problems
        self._clauses = clauses
        self._currency = currency

    def part(self, part: Part, at: tuple[int, ...]) -> PartShown:
        path = ".".join(map(str, at))
        name, marked = f"c.{path}." if path else "c.", f"c-{path.replace('.', '-')}" if path else "c"
        problem = self._problems.get(path, "")
        match part:
            case Group(join, parts, is_negated):
                inner = tuple(self.part(each, (*at, place)) for place, each in enumerate(parts))
                return PartShown("group", path, name, marked, problem, join=join, is_negated=is_negated, parts=inner, depth=len(at))
            case Kept(condition):
                wire = json.dumps(to_wire(condition), separators=(",", ":"))
                return PartShown("kept", path, name, marked, problem, clause=self._clauses.get(path, ""), wire=wire)
            case Row():
                return self._row(part, path, name, marked, problem)

    def _row(self, row: Row, path: str, name: str, marked: str, problem: str) -> PartShown:
        subject = self._subjects.get(row.subject)
        if subject is None:
            return PartShown("row", path, name, marked, problem, subjects=self._listed(row.subject))
        known = operators_of(subject.kind, counts=is_count(subject))
        operator = known.get(row.operator.removeprefix(NOT))
        takes = operator.takes if operator else Takes.NOTHING
        is_time = subject.kind is ValueKind.TIME
        span = _span(row.span) if (takes is Takes.SPAN if is_time else subject.source is not None) else None
        has_rows = subject.source is not None
        return PartShown(
            "row", path, name, marked, problem,
            subjects=self._listed(row.subject), label=subject.label,
            operators=_operators(known.values(), row.operator), takes=str(takes), values=_values(takes, row.values),
            suggests=subject.field or ("segments" if subject.kind is None else ""), unit=self._unit(subject, operator), span=span,
            positions=_positions(row.position) if subject.source is Source.ORDERS and (row.filters or row.position) else (),
            filters=tuple(self._filter(each, place, name, marked, subject) for place, each in enumerate(row.filters)),
            has_filters=has_rows,
        )  # fmt: skip

    def _unit(self, subject: Subject, operator: Operator | None) -> str:
        if operator is not None and operator.key in {"top_share", "bottom_share"}:
            return "%"
        if operator is not None and operator.key in {"top_count", "bottom_count"}:
            return "customers"
        return self._currency if subject.kind is ValueKind.MONEY else ""

    def _listed(self, chosen: str) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
        ordered = sorted(self._subjects.values(), key=lambda each: (each.group != "Often asked", each.group))
        return tuple(
            (group, tuple(Choice(each.key, each.label, each.key == chosen) for each in found))
            for group, found in groupby(ordered, key=lambda each: each.group)
        )

    def _filter(self, given: Filter, place: int, name: str, marked: str, subject: Subject) -> FilterShown:
        columns = filter_columns(subject.source or Source.ORDERS, self._shape)
        column: Column | None = columns.get(given.column)
        known = row_operators(column.kind) if column else {}
        operator = known.get(given.operator.removeprefix(NOT))
        takes = operator.takes if operator else Takes.NOTHING
        return FilterShown(
            name=f"{name}f.{place}.", id=f"{marked}-f-{place}", place=place,
            columns=tuple(Choice(key, _column_words(key, each), key == given.column) for key, each in columns.items()),
            operators=_operators(known.values(), given.operator), takes=str(takes), values=_values(takes, given.values),
            suggests=given.column if column is not None and column.kind is ValueKind.TEXT else "",
        )  # fmt: skip


def _column_words(key: str, column: Column) -> str:
    return f"{column.label[:1].upper()}{column.label[1:]}{' in it' if key.startswith('line.') else ''}"


def _operators(known: Iterable[Operator], chosen: str) -> tuple[Choice, ...]:
    """Every operator, and the opposites of those that are not numbers' (these have opposites of their own) or that is chosen."""
    found: list[Choice] = []
    for each in known:
        found.append(Choice(each.key, each.words, each.key == chosen))
        denied = f"{NOT}{each.key}"
        if each.takes not in {Takes.NUMBER, Takes.NUMBERS} or denied == chosen:
            found.append(Choice(denied, each.denied, denied == chosen))
    return tuple(found)


def _values(takes: Takes, values: tuple[str, ...]) -> tuple[str, ...]:
    """The values with a blank input for one more."""
    if takes in {Takes.TEXTS, Takes.SEGMENTS}:
        return (*(each for each in values if each.strip()), "")
    wanted = {Takes.NUMBER: 1, Takes.NUMBERS: 2}.get(takes, 0)
    return (*values, "", "")[:wanted]


def _span(span: Span) -> SpanShown:
    return SpanShown(
        kinds=tuple(Choice(kind, words, kind == span.kind) for kind, words in _SPANS.items()),
        units=tuple(Choice(unit, f"{unit}s" if span.kind in _COUNTED else str(unit), unit == span.unit) for unit in Unit),
        span=span,
        has_number=span.kind in _COUNTED,
        has_further=span.kind is SpanKind.PAST,
        has_unit=span.kind in _COUNTED or span.kind in {SpanKind.THIS, SpanKind.PREVIOUS},
        has_days=span.kind is SpanKind.DATES,
    )


def _positions(chosen: str) -> tuple[Choice, ...]:
    known = dict(_POSITIONS)
    if chosen and chosen not in known:
        known[chosen] = f"order number {chosen}" if not chosen.startswith("-") else f"order number {chosen[1:]} from the last"
    return tuple(Choice(key, words, key == chosen) for key, words in known.items())
