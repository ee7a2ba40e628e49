"""Reading a test that was run anywhere: a table with one row per customer, a column with the arm and columns with outcomes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError, in_words, near_names
from regulars.experiments.reading import ArmOutcome, over_segments, read
from regulars.experiments.results import NO_SEGMENT, ExperimentReading, MetricReading
from regulars.experiments.samples import pair_from_sums
from regulars.ingest.sources import create_view, open_source, rejects
from regulars.queries import experiments, render
from regulars.records import dataclass
from regulars.work.temporary import make_folder

_VIEW = "test_rows"
_Sums = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ExperimentColumns:
    """Which column of the table is which: the arm, the outcomes, a value from before the test, and a segment.

    `subjects` are what sentences call outcomes that have another name, `signs` what stands before the amounts of those that are
    money.
    """

    arm: str
    metrics: tuple[str, ...]
    before: str | None = None
    by: str | None = None
    decimal: str = "."
    subjects: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)


def read_experiment(
    where: str | Path,
    columns: ExperimentColumns,
    control: str,
    make_engine: Callable[[Path], Engine],
    shares: Mapping[str, float] | None = None,
    level: float = 0.95,
    sheet: str | None = None,
) -> ExperimentReading:
    """Read a test from a file: SQL adds up, `experiments` judges.

    `shares` are the planned shares by arm (default: equal ones). Raises DataError when a column is missing, an outcome is blank or
    no number, or an arm was not planned; SourceError when the file cannot be read.
    """
    workdir = make_folder("regulars-")
    try:
        engine = make_engine(workdir)
        try:
            source = open_source(engine, where, workdir, sheet)
            create_view(engine, source, _VIEW)
            sums = [_sums(engine, columns, metric) for metric in columns.metrics]
            spoiled = rejects(engine, source).rows
        finally:
            engine.close()
    finally:
        shutil.rmtree(workdir, ignore_errors=True)
    return reading_from_sums(columns, sums, spoiled, control, shares, level)


def _sums(engine: Engine, columns: ExperimentColumns, metric: str) -> list[_Sums]:
    types = engine.columns(_VIEW)
    for column in (columns.arm, metric, columns.before, columns.by):
        if column is not None and column not in types:
            raise DataError(f"There is no column {column!r}.", near_names(column, types))

    def value(column: str | None) -> render.Tree | None:
        return None if column is None else experiments.outcome_value(column, types[column], columns.decimal)

    outcome = value(metric)
    assert outcome is not None  # noqa: S101 - a metric is a name
    query = experiments.arm_sums(
        _VIEW,
        experiments.group_value(columns.arm, types[columns.arm]),
        outcome,
        value(columns.before),
        None if columns.by is None else experiments.group_value(columns.by, types[columns.by]),
    )
    found = engine.arrow(render.sql(query, engine.dialect)).to_pylist()
    _check_outcomes(found, metric, columns.before)
    return list(found)


def _check_outcomes(sums: Sequence[_Sums], metric: str, before: str | None) -> None:
    """An outcome left out would make the arms unlike, so none is."""
    for column, count in ((metric, "outcomes"), (before or "", "besides")):
        missing = sum(row["customers"] - row[count] for row in sums if row["arm"] is not None)
        if missing:
            problem = f"Of {column}, {in_words(missing, 'value')} {'is' if missing == 1 else 'are'} blank or no number."
            raise DataError(problem, "Give one for every customer assigned; nothing bought is 0, decimals need --decimal comma.")


def reading_from_sums(
    columns: ExperimentColumns,
    sums: Sequence[Sequence[_Sums]],
    spoiled: int,
    control: str,
    shares: Mapping[str, float] | None,
    level: float,
) -> ExperimentReading:
    """A reading of each metric from what `queries.experiments.arm_sums` adds up; `spoiled` are rows that could not be read.

    Raises DataError where the control has nobody, or an arm was not planned.
    """
    known = [row for row in sums[0] if row["arm"] is not None]
    arms = tuple(dict.fromkeys(row["arm"] for row in known))
    if control not in arms:
        raise DataError(
            f"No customer is in the arm {control!r}.", f"Name the control with --control. Arms: {', '.join(arms) or 'none'}."
        )
    planned = dict(shares) if shares else {arm: 1 / len(arms) for arm in arms}
    blank = sum(row["customers"] for row in sums[0] if row["arm"] is None)
    left_out = {"no arm": blank, "not split into columns": spoiled}
    metrics = tuple(
        _metric(columns, metric, [row for row in rows if row["arm"] is not None], control, planned, level)
        for metric, rows in zip(columns.metrics, sums, strict=True)
    )
    rows = sum(row["customers"] for row in known) + blank + spoiled
    return ExperimentReading(rows, control, planned, {reason: count for reason, count in left_out.items() if count}, metrics)


def _metric(
    columns: ExperimentColumns, metric: str, rows: list[_Sums], control: str, shares: Mapping[str, float], level: float
) -> MetricReading:
    is_rate = not any(row["other_than_flags"] for row in rows)
    has_before = columns.before is not None
    subject, sign = columns.subjects.get(metric, metric), columns.signs.get(metric, "")
    overall = read(metric, _outcomes(rows, shares, is_rate, has_before), shares, control, level, subject=subject, sign=sign)
    if columns.by is None:
        return MetricReading(overall)
    names = list(dict.fromkeys(row["segment"] or NO_SEGMENT for row in rows))
    comparisons = len(names) * (len(shares) - 1)
    segments = {
        name: read(
            metric,
            _outcomes([row for row in rows if (row["segment"] or NO_SEGMENT) == name], shares, is_rate, has_before),
            shares,
            control,
            level,
            comparisons,
            subject,
            sign,
        )
        for name in names
    }
    return MetricReading(overall, segments, tuple(over_segments(arm, segments, level) for arm in shares if arm != control))


def _outcomes(rows: list[_Sums], shares: Mapping[str, float], is_rate: bool, has_before: bool) -> dict[str, ArmOutcome]:
    """Each arm's sums, added over segments; an arm with nobody in it is there with nobody."""
    arms = {}
    for arm in dict.fromkeys([*shares, *(row["arm"] for row in rows)]):
        mine = [row for row in rows if row["arm"] == arm]
        add = {name: sum(row[name] for row in mine) for name in _ADDED}
        found = pair_from_sums(
            add["customers"],
            (add["outcome"], add["beside"]),
            (add["outcome_squares"], add["beside_squares"]),
            add["products"],
        )
        arms[arm] = ArmOutcome(found.outcome, int(add["outcome"]) if is_rate else None, found if has_before else None)
    return arms


_ADDED = ("customers", "outcome", "outcome_squares", "beside", "beside_squares", "products")
