"""A first look at files before they are imported: their columns, what each would be taken for, and what an import would do."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from regulars.engines.base import Engine
from regulars.errors import RegularsError
from regulars.queries import lake, render
from regulars.work.imports import ImportReport, ImportRequest, try_import
from regulars.work.options import zone_info
from regulars.work.reading import open_view
from regulars.work.staging import Staged
from regulars.work.temporary import make_folder
from regulars.work.workspace import Workspace

_SAMPLE_ROWS = 5
_LONGEST_VALUE = 120
# what is noted of every row, and stands in no file
_OURS = frozenset({"is_return", "source", "refunded", "status"})


@dataclass(frozen=True, slots=True)
class Sample:
    """Some rows of a source as they would be brought in: `table`, its columns that say anything there, and their values as text,
    times in the shop's zone. Personal data, as they are."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FirstLook:
    """`columns` are those of each source, in its order. `report` is what an import would do; None where something has to be said
    first, which `problem` and `remedy` ask for. `samples` are of the report's sources, in their order."""

    columns: tuple[tuple[str, ...], ...]
    report: ImportReport | None
    problem: str = ""
    remedy: str = ""
    samples: tuple[Sample, ...] = field(default=(), repr=False)

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it: figures and names of columns, nobody's data (and so without the samples)."""
        return {
            "columns": [list(each) for each in self.columns],
            "report": self.report.wire if self.report is not None else None,
            "problem": self.problem,
            "remedy": self.remedy,
        }


def first_look(workspace: Workspace, request: ImportRequest) -> FirstLook:
    """Try an import. What the data leave open is part of the answer, not an error."""
    try:
        columns = tuple(_columns(workspace, where, request.sheet) for _, where in request.sources)
    except RegularsError as error:
        return FirstLook((), None, error.problem, error.remedy)
    zone = zone_info(str(workspace.settings.values["time_zone"]))
    samples: list[Sample] = []

    def look(engine: Engine, staged: Sequence[Staged]) -> None:
        samples.extend(_sample(engine, made, zone) for made in staged)

    try:
        report = try_import(workspace, request, look)
    except RegularsError as error:
        return FirstLook(columns, None, error.problem, error.remedy)
    return FirstLook(columns, report, samples=tuple(samples))


def _sample(engine: Engine, made: Staged, zone: ZoneInfo) -> Sample:
    view = made.views.get(made.table)
    if view is None:
        return Sample(made.table, (), ())
    columns = engine.columns(view)
    rows, names = engine.rows(render.sql(lake.some_rows(view, columns, _SAMPLE_ROWS), engine.dialect)), tuple(columns)
    ours = _OURS - set(made.mapping)
    told = [at for at, name in enumerate(names) if name not in ours and any(row[at] not in {None, ""} for row in rows)]
    return Sample(made.table, tuple(names[at] for at in told), tuple(tuple(_shown(row[at], zone) for at in told) for row in rows))


def _shown(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return f"{value:,.2f}" if value == round(value, 2) else f"{value:,f}"
    text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _columns(workspace: Workspace, where: object, sheet: str | None) -> tuple[str, ...]:
    workdir = make_folder("regulars-")
    try:
        engine = workspace.make_engine(workdir)
        try:
            raw, _ = open_view(engine, where, "looked_at", workdir, sheet)
            return tuple(raw.types)
        finally:
            engine.close()
    finally:
        shutil.rmtree(workdir, ignore_errors=True)
