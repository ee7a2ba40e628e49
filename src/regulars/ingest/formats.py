"""How the values of chosen columns are written: proposed from a sample, then put to the whole source until nothing contradicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map

from regulars.engines.base import Engine
from regulars.errors import DataError, UndecidedError
from regulars.ingest.answers import Answers
from regulars.ingest.numbers import number_evidence, number_format, sign_of
from regulars.ingest.samples import BLANKS, Sample
from regulars.ingest.times import TimeEvidence, time_evidence, written
from regulars.queries import probes
from regulars.queries.written_times import SHARED_ZONES
from regulars.records import dataclass, replace
from regulars.tables import ColumnUse, Kind, NumberFormat, TimeFormat, TimeKind

_ROUNDS = 3
_QUANTITIES = frozenset({"quantity", "value"})


@dataclass(frozen=True, slots=True)
class Settled:
    """Columns with their formats, what the reader of the report should know about them, and what else was measured on the way.

    `measured` is None where no value had to be looked at, so that no pass was made.
    """

    uses: tuple[ColumnUse, ...]
    notes: tuple[str, ...]
    measured: Map[str, int] | None = None


Measuring = Callable[[tuple[ColumnUse, ...]], tuple[probes.Measure, ...]]


@dataclass(frozen=True, slots=True)
class _Case:
    use: ColumnUse
    kind: Kind
    values: tuple[str, ...]
    misfits: int = 0


def settle(
    engine: Engine,
    sample: Sample,
    uses: Sequence[ColumnUse],
    kinds: Map[str, Kind],
    answers: Answers,
    day_first: bool | None = None,
    measuring: Measuring | None = None,
) -> Settled:
    """Every use with its format; `day_first` is the platform's habit, for dates that do not tell.

    `measuring` says what else to count in the pass that is made anyway, given the uses with their formats so far.

    Raises UndecidedError where the values allow two readings and no answer was given, DataError where a date column cannot be read.
    """
    settler = _Settler(engine, sample, answers, day_first)
    written = (Kind.TIME, Kind.MONEY, Kind.NUMBER)
    cases = [settler.proposed(use, kinds[use.role]) for use in uses if kinds[use.role] in written and use.format is None]
    measures = measuring(_with_formats(uses, cases)) if measuring else ()
    cases, measured = settler.refined(cases, measures)
    return Settled(_with_formats(uses, cases), tuple(_note(case) for case in cases if case.misfits), measured)


def _with_formats(uses: Sequence[ColumnUse], cases: Sequence[_Case]) -> tuple[ColumnUse, ...]:
    done = {case.use.role: case.use for case in cases}
    return tuple(done.get(use.role, use) for use in uses)


def _note(case: _Case) -> str:
    what = "date" if case.kind is Kind.TIME else "number"
    reads: Callable[[str], object] = written if case.kind is Kind.TIME else sign_of
    example = next((value for value in case.values if reads(value) is None), None)
    shown = f" (such as {example!r})" if example else ""
    rows = "1 value" if case.misfits == 1 else f"{case.misfits:,} values"
    return f"{rows} of the column {case.use.column!r} cannot be read as a {what}{shown}."


class _Settler:
    def __init__(self, engine: Engine, sample: Sample, answers: Answers, habit: bool | None) -> None:
        self._engine = engine
        self._sample = sample
        self._answers = answers
        self._habit = habit

    def proposed(self, use: ColumnUse, kind: Kind) -> _Case:
        return self._with_format(_Case(use, kind, self._sample.values(use.column)))

    def refined(self, cases: list[_Case], measures: Sequence[probes.Measure]) -> tuple[list[_Case], Map[str, int] | None]:
        """The cases after as many passes as their values need: one when the sample told the truth; and what was measured."""
        measured: Map[str, int] | None = None
        cases = list(cases)
        still_open = [place for place, case in enumerate(cases) if self._needs_pass(case)]
        for turn in range(_ROUNDS):
            if not still_open:
                break
            found = self._survey([cases[place] for place in still_open], () if turn else measures)
            measured = measured or found
            still_open = [
                place for number, place in enumerate(still_open) if self._corrected(cases, place, found[f"misfits_{number}"])
            ]
        return cases, measured

    def _corrected(self, cases: list[_Case], place: int, misfits: int) -> bool:
        """Whether a case has learned from the values that did not fit, so that it must be tried again."""
        before = replace(cases[place], misfits=misfits)
        cases[place] = self._relearned(before) if misfits else before
        return cases[place].values != before.values

    def _needs_pass(self, case: _Case) -> bool:
        return case.use.format is not None and not self._is_native(case)

    def _is_native(self, case: _Case) -> bool:
        column = case.use.column
        return self._sample.is_time(column) if case.kind is Kind.TIME else self._sample.is_number(column)

    def _survey(self, cases: Sequence[_Case], measures: Sequence[probes.Measure]) -> dict[str, int]:
        query = probes.survey_sql(self._sample.view, [self._reading(case) for case in cases], measures)
        return {name: int(value) for name, value in self._engine.record(query).items()}

    def _reading(self, case: _Case) -> probes.Reading:
        whole = case.kind is not Kind.TIME and not number_evidence(case.values).has_marks
        return probes.Reading(case.use, self._sample.column(case.use.column), whole)

    def _relearned(self, case: _Case) -> _Case:
        found = self._engine.rows(probes.misfit_examples_sql(self._sample.view, self._reading(case)))
        new = tuple(str(row[0]) for row in found if str(row[0]).lower() not in BLANKS)
        return self._with_format(replace(case, values=case.values + new)) if new else replace(case, misfits=0)

    def _with_format(self, case: _Case) -> _Case:
        form = self._time_format(case) if case.kind is Kind.TIME else self._number_format(case)
        return replace(case, use=replace(case.use, format=form))

    # dates

    def _time_format(self, case: _Case) -> TimeFormat:
        column = case.use.column
        if self._sample.is_time(column):
            zoned = "TIME ZONE" in self._sample.types[column].upper() or self._sample.types[column].upper().startswith(
                "TIMESTAMPTZ"
            )
            return TimeFormat(TimeKind.NATIVE_ZONED if zoned else TimeKind.NATIVE)
        evidence = time_evidence(case.values)
        _refuse_unreadable(column, evidence)
        return evidence.format(self._day_first(column, evidence) if evidence.day_first else True)

    def _day_first(self, column: str, evidence: TimeEvidence) -> bool:
        if self._answers.day_first is not None:
            return self._answers.day_first
        zoned = TimeKind.PATTERN_ZONED in evidence.kinds
        by_day, by_month = evidence.day_first, evidence.month_first
        query = probes.date_order_sql(self._sample.view, self._sample.column(column), by_day, by_month, zoned=zoned)
        only_day, only_month, day_example, month_example = self._engine.rows(query)[0]
        so_far = self._answers.day_first_so_far.get(column)
        remedy = "Say which with --date-order dmy or --date-order mdy."
        if so_far is not None and (only_day if so_far else only_month):
            return so_far
        if so_far is not None and (only_day or only_month):
            order, before = ("day", "month") if only_day else ("month", "day")
            example = day_example if only_day else month_example
            problem = f"The dates in {column!r} have the {order} first, such as {example!r}, and had the {before} first so far."
            raise UndecidedError(problem, f"Correct the file, or if that is right, say so: {remedy}")
        if only_day and only_month:
            problem = (
                f"The dates in {column!r} contradict each other: {day_example!r} has the day first, {month_example!r} the month."
            )
            raise UndecidedError(problem, f"Correct the file, or choose one: {remedy}")
        if not only_day and not only_month:
            habit = so_far if so_far is not None else self._habit
            if habit is not None:
                return habit
            raise UndecidedError(f"The dates in {column!r} could be day/month or month/day, such as {evidence.example!r}.", remedy)
        return bool(only_day)

    # numbers

    def _number_format(self, case: _Case) -> NumberFormat | None:
        if self._sample.is_number(case.use.column):
            return None
        decimal, quantity = self._answers.decimal, case.use.role in _QUANTITIES
        evidence = number_evidence(case.values)
        form = number_format(evidence, decimal, fractions_unlikely=quantity)
        if form is None and not (evidence.dot_decimal and evidence.comma_decimal):
            evidence = number_evidence(case.values + self._column_values(case, probes.decisive_numbers_sql))
            form = number_format(evidence, decimal, fractions_unlikely=quantity)
        so_far = self._answers.decimal_so_far.get(case.use.column)
        if so_far is not None and decimal is None:
            form = number_format(evidence, so_far)
            if so_far != "." and evidence.dot_is_decimal and not evidence.comma_is_decimal:
                raise _other_mark(case, "point", "comma")
            if so_far != "," and evidence.comma_is_decimal and not evidence.dot_is_decimal:
                raise _other_mark(case, "comma", "point")
        if form is None:
            raise _undecided_number(case)
        return form

    def _column_values(self, case: _Case, query: Callable[[str, probes.Column], str]) -> tuple[str, ...]:
        found = self._engine.rows(query(self._sample.view, self._sample.column(case.use.column)))
        return tuple(str(row[0]).strip() for row in found if row[0] is not None)


def _refuse_unreadable(column: str, evidence: TimeEvidence) -> None:
    if evidence.foreign_months and evidence.share < 0.95:
        problem = f"The dates in {column!r} name months in another language than English, such as {evidence.foreign_months!r}."
        raise DataError(problem, "Write them as numbers (2024-03-01).")
    if evidence.shared_zone:
        meanings = SHARED_ZONES[evidence.shared_zone]
        problem = f"The times in {column!r} name the zone {evidence.shared_zone!r}, which may be {' or '.join(meanings)}."
        remedy = f"Write an offset such as +05:30 in its place, or take it out and give --file-timezone {meanings[0]}."
        raise UndecidedError(problem, remedy)
    if not evidence.kinds:
        shown = f", such as {evidence.example!r}" if evidence.example else ""
        raise DataError(f"The values of {column!r} are no dates{shown}.", "Give the date column: --map-columns ordered_at=COLUMN.")


def _other_mark(case: _Case, mark: str, before: str) -> UndecidedError:
    signs = (f"{'dot' if mark == 'point' else 'comma'}_decimal", f"{'comma' if mark == 'point' else 'dot'}_thousands")
    example = next((value for value in case.values if sign_of(value) in signs), "")
    shown = f", such as {example!r}" if example else ""
    problem = f"The numbers in {case.use.column!r} have a decimal {mark}{shown}, and had a decimal {before} so far."
    return UndecidedError(problem, f"Correct the file, or if that is right, say so: --decimal {mark}.")


def _undecided_number(case: _Case) -> UndecidedError:
    evidence = number_evidence(case.values)
    column = case.use.column
    if evidence.dot_decimal and evidence.comma_decimal:
        problem = f"The numbers in {column!r} contradict each other: some have a decimal comma, some a decimal point."
    else:
        problem = f"The numbers in {column!r} could have decimals or thousands, such as {evidence.either_example!r}."
    return UndecidedError(problem, "Say what the decimal mark is with --decimal comma or --decimal point.")
