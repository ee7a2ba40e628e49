"""What stands in a form, complete or not: everything typed is text, so that what cannot be read yet is shown again as it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from regulars.criteria.tree import Condition


class Join(StrEnum):
    """How the parts of a group go together."""

    ALL = "all"
    ANY = "any"


class SpanKind(StrEnum):
    """The ways in which a form says when.

    LAST: the last N units. BEFORE: N units ago or earlier. PAST: from so many to so many units ago. THIS, PREVIOUS: calendar units;
    PREVIOUS_FEW: the last N whole ones. DATES: from one day to another, both included, one side may be blank.
    """

    EVER = "ever"
    LAST = "last"
    BEFORE = "before"
    PAST = "past"
    THIS = "this"
    PREVIOUS = "previous"
    PREVIOUS_FEW = "previous_few"
    DATES = "dates"


@dataclass(frozen=True, slots=True)
class Span:
    """A window of time. `number` and `further` are counts of `unit`s, `first` and `last` days as YYYY-MM-DD."""

    kind: SpanKind = SpanKind.EVER
    number: str = ""
    further: str = ""
    unit: str = "day"
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which of a customer's rows count: a column (`line.` before a column of an order's lines), an operator and its values."""

    column: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One condition. `subject` and `operator` are keys of `subjects.py`; `position` is 1 for the first order, -1 for the last.

    `span` limits the rows that are looked at; where the subject is a time, it is what the time is compared with.
    """

    subject: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()
    span: Span = Span()
    position: str = ""
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A condition that the form has no inputs for: it stays as it is, can be taken out, and is changed in words or SQL."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of which all must be true, or any; `is_negated`: it must not be so."""

    join: Join = Join.ALL
    parts: tuple[Part, ...] = ()
    is_negated: bool = False


Part: TypeAlias = Row | Kept | Group
Draft: TypeAlias = Group
