"""A first look at files before they are imported: their columns, what each would be taken for, and what an import would do."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Any

from regulars.errors import RegularsError
from regulars.work.imports import ImportReport, ImportRequest, try_import
from regulars.work.reading import open_view
from regulars.work.temporary import make_folder
from regulars.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FirstLook:
    """`columns` are those of each source, in its order. `report` is what an import would do; None where something has to be said
    first, which `problem` and `remedy` ask for."""

    columns: tuple[tuple[str, ...], ...]
    report: ImportReport | None
    problem: str = ""
    remedy: str = ""

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it: figures and names of columns, nobody's data."""
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
    try:
        return FirstLook(columns, try_import(workspace, request))
    except RegularsError as error:
        return FirstLook(columns, None, error.problem, error.remedy)


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
