"""New segment: one definition as words, as a form and as SQL, kept in step, with who it finds.

Whichever of the three was typed last is read; the other two are written from what it means. Nothing here keeps a segment: see
`segment_proposals`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from regulars.criteria.form import Draft, Group, Part, Row, filled, form_of
from regulars.criteria.nodes import walk
from regulars.criteria.sentence import sentence
from regulars.criteria.tree import All, Condition, SqlCondition
from regulars.criteria.wire import from_wire, to_wire
from regulars.criteria.words.results import Role, Span, Status, Unplaced
from regulars.errors import DataError, DefinitionError, RegularsError
from regulars.queries.criteria_read import read_condition
from regulars.queries.criteria_written import written
from regulars.work.ask import Asking
from regulars.work.ask_sql import limited_sql, raw_sql, seal_for, sql_assumptions
from regulars.work.preview import Member, NearMiss, preview
from regulars.work.sql_tables import sql_tables

MOST_SUGGESTIONS = 12
MOST_READINGS = 8
# a query of a person's own SQL may take this long while it is being written
SQL_SECONDS = 10.0
_BLANK = Group()


class Face(StrEnum):
    """The three ways to say the same, and `CRITERIA`: as it is stored."""

    WORDS = "words"
    FORM = "form"
    SQL = "sql"
    CRITERIA = "criteria"


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands on the page: which face was typed in last, and what is in each.

    `reading` is the number (from 0) of the meaning chosen where words have several. `criteria` is what the faces meant before.
    """

    face: Face
    words: str = ""
    reading: int | None = None
    form: Draft = _BLANK
    sql: str = ""
    criteria: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the request: its text, and what it was taken for ("" for what is between)."""

    text: str
    role: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """One of several meanings."""

    number: int
    label: str
    sentence: str
    count: int | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Who a definition finds on the data of the refresh in force. `revenue` is None where the shop has no amounts."""

    count: int
    share: float
    everybody: int
    revenue: Decimal | None
    members: tuple[Member, ...]
    near_misses: tuple[NearMiss, ...]


@dataclass(frozen=True, slots=True)
class Built:
    """The page: the definition in its three faces and what it finds.

    `condition` is None where what was typed has no single meaning; `problem` and `remedy` then say why, or `unplaced`, or
    `readings` has several to choose from. `row_problems` are those of rows of the form, by path.
    `is_sql_kept`: a part has neither words nor inputs.
    """

    typed: Typed
    condition: Condition | None = None
    sentence: str = ""
    assumptions: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    readings: tuple[ReadingChoice, ...] = ()
    form: Draft = _BLANK
    row_problems: Mapping[str, str] = field(default_factory=dict)
    kept_clauses: Mapping[str, str] = field(default_factory=dict)
    sql: str = ""
    is_sql_kept: bool = False
    found: Found | None = None
    problem: str = ""
    remedy: str = ""

    @property
    def criteria(self) -> dict[str, Any] | None:
        """The definition as it is stored."""
        return to_wire(self.condition) if self.condition is not None else None

    @property
    def is_blank(self) -> bool:
        """Whether nothing is asked yet: no condition, and nothing in the way of one."""
        return self.condition is None and not (self.problem or self.unplaced or self.readings or self.row_problems)

    @property
    def is_complete(self) -> bool:
        """Whether it can be kept as it is."""
        return self.condition is not None and not self.row_problems and not self.problem


def build(asking: Asking, typed: Typed, *, may_use_sql: bool, known_sql: frozenset[str] = frozenset()) -> Built:
    """The page for what was typed; never raises for what somebody may type.

    Without `may_use_sql`, SQL that no other face can say is refused, unless it is `known_sql`: part of the segment already.
    """
    try:
        read = _read(asking, typed)
        if read.condition is None:
            return read
        _refuse_sql(read.condition, typed, may_use_sql=may_use_sql, known_sql=known_sql)
        return _complete(asking, read)
    except RegularsError as error:
        return _with_problem(asking, typed, error)


def _read(asking: Asking, typed: Typed) -> Built:
    match typed.face:
        case Face.WORDS:
            return _from_words(asking, typed)
        case Face.FORM:
            made = filled(typed.form, asking.data.shape)
            if made.is_blank:
                return Built(typed, form=typed.form, row_problems=made.problems)
            return Built(typed, made.condition, form=typed.form, row_problems=made.problems)
        case Face.SQL:
            if not typed.sql.strip():
                return Built(typed)
            condition = read_condition(typed.sql, sql_tables(asking.data))
            return Built(typed, condition, assumptions=sql_assumptions(condition))
        case Face.CRITERIA:
            return Built(typed, from_wire(dict(typed.criteria or {})))


def _from_words(asking: Asking, typed: Typed) -> Built:
    if not typed.words.strip():
        return Built(typed)
    understood = asking.understood(typed.words)
    marks = _marks(typed.words, understood.spans)
    if understood.status is Status.REFUSED:
        return Built(typed, marks=marks, unplaced=understood.unplaced, form=typed.form)
    several = len(understood.readings) > 1
    chosen = typed.reading if typed.reading is not None and typed.reading < len(understood.readings) else None
    assumptions = understood.assumptions
    readings: tuple[ReadingChoice, ...] = ()
    if several:
        readings = tuple(
            ReadingChoice(
                number, each.label, sentence(each.condition, asking.context), _count(asking, each.condition), number == chosen
            )
            for number, each in enumerate(understood.readings[:MOST_READINGS])
        )
        if chosen is None:
            return Built(typed, marks=marks, readings=readings, assumptions=assumptions, form=typed.form)
    reading = understood.readings[chosen or 0]
    said = tuple(dict.fromkeys((*assumptions, *reading.assumptions)))
    return Built(typed, reading.condition, assumptions=said, marks=marks, readings=readings)


def _count(asking: Asking, condition: Condition) -> int | None:
    """How many customers a reading has; None where it has no meaning on the data after all."""
    try:
        return asking.segment(condition).count
    except (DefinitionError, DataError):
        return None


_ROLE_WORDS = {
    Role.CONDITION: "condition",
    Role.AMOUNT: "amount",
    Role.WINDOW: "when",
    Role.VALUE: "value",
    Role.CONNECTION: "joins the parts",
    Role.HARMLESS: "changes nothing",
    Role.UNPLACED: "not understood",
}


def _marks(request: str, spans: tuple[Span, ...]) -> tuple[Mark, ...]:
    """The whole request cut into stretches, so that put together they are the request again."""
    found: list[Mark] = []
    at = 0
    for span in spans:
        if span.start > at:
            found.append(Mark(request[at : span.start], ""))
        found.append(Mark(request[span.start : span.end], str(span.role), _ROLE_WORDS[span.role]))
        at = span.end
    if at < len(request):
        found.append(Mark(request[at:], ""))
    return tuple(found)


def _refuse_sql(condition: Condition, typed: Typed, *, may_use_sql: bool, known_sql: frozenset[str]) -> None:
    """Refuse SQL of a person's from somebody who may not write it."""
    if may_use_sql:
        return
    if typed.face is Face.SQL:
        raise DefinitionError("Your role cannot write SQL.", "Say it in words or in the form.")
    if sql_in(condition) - known_sql:
        raise DefinitionError("A part of this is SQL, which your role cannot write.", "Say it in words or in the form.")


def sql_in(condition: Condition) -> frozenset[str]:
    """The parts of a definition that only SQL can say."""
    return frozenset(node.sql for node in walk(condition) if isinstance(node, SqlCondition))


def _complete(asking: Asking, read: Built) -> Built:
    """What was read with its other faces and who it finds."""
    condition = read.condition
    if condition is None:
        raise AssertionError("only what has a meaning is completed")
    found = _found(asking, condition)
    form = read.form if read.typed.face is Face.FORM else form_of(condition, asking.data.shape)
    return Built(
        typed=read.typed,
        condition=condition,
        sentence=sentence(condition, asking.context),
        assumptions=read.assumptions,
        marks=read.marks,
        readings=read.readings,
        form=form,
        row_problems=read.row_problems,
        kept_clauses=_kept_clauses(asking, form, ""),
        sql=read.typed.sql if read.typed.face is Face.SQL else written(condition),
        is_sql_kept=bool(sql_in(condition)),
        found=found,
    )


def _found(asking: Asking, condition: Condition) -> Found:
    if raw_sql([condition], asking.saved):
        asking.layout([condition])
        seal_for(asking, [condition])
        with limited_sql(asking, SQL_SECONDS, is_raw=True):
            return _previewed(asking, condition)
    return _previewed(asking, condition)


def _previewed(asking: Asking, condition: Condition) -> Found:
    seen = preview(asking, condition)
    return Found(seen.count, seen.share, asking.everybody, seen.revenue, seen.members, seen.near_misses)


def _kept_clauses(asking: Asking, part: Part, path: str) -> dict[str, str]:
    """What the form has no inputs for, in words, by path."""
    from regulars.criteria.sentence import clause

    match part:
        case Group(parts=parts):
            found: dict[str, str] = {}
            for place, each in enumerate(parts):
                found |= _kept_clauses(asking, each, f"{path}.{place}" if path else str(place))
            return found
        case Row():
            return {}
        case _:
            return {path: clause(part.condition, asking.context)}


def _with_problem(asking: Asking, typed: Typed, error: RegularsError) -> Built:
    form, problems = typed.form, {}
    if typed.face is Face.FORM:
        problems = dict(filled(form, asking.data.shape).problems)
    return Built(
        typed,
        form=form,
        row_problems=problems,
        kept_clauses=_kept_clauses(asking, form, ""),
        marks=(Mark(typed.words, ""),) if typed.words else (),
        sql=typed.sql,
        problem=error.problem,
        remedy=error.remedy,
    )


def everybody(asking: Asking) -> Found:
    """All customers, for a page on which nothing has been typed yet."""
    figures = asking.segment(All(()))
    return Found(figures.count, 1.0 if figures.count else 0.0, asking.everybody, figures.revenue, (), ())


def suggestions(asking: Asking, column: str, start: str) -> tuple[str, ...]:
    """Values of a column that a condition could name, the commonest first; none for what names people.

    `column` is a field of the customers or a column of rows (`line.` before an order line's), or "segments" for one's own.
    """
    vocabulary = asking.vocabulary
    if column == "segments":
        known = sorted(vocabulary.saved)
    else:
        values = vocabulary.values.get(column.removeprefix("line."), ())
        known = [value.text for value in sorted(values, key=lambda each: -each.rows)]
    wanted = start.strip().casefold()
    begins = [text for text in known if text.casefold().startswith(wanted)]
    holds = [text for text in known if wanted in text.casefold() and not text.casefold().startswith(wanted)]
    return tuple((*begins, *holds)[:MOST_SUGGESTIONS])
