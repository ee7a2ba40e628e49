"""The data page: what was brought in, from which sources, what became of it, and the refreshes that followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regulars.engines.base import Engine
from regulars.queries import pages_movement, render
from regulars.work.ledger import RunRecord, RunState, SourceRecord, StepRecord
from regulars.work.undo import imports_undone
from regulars.work.workspace import Workspace

RUNS_SHOWN = 20
IMPORT, REFRESH = "import", "refresh"


@dataclass(frozen=True, slots=True)
class RunShown:
    """A run as the history shows it. `publication` is the number that a refresh is called by; None where it published nothing.

    `is_taken_back`: it is an import that was undone.
    """

    record: RunRecord
    publication: int | None
    as_of: datetime | None
    is_taken_back: bool = False

    @property
    def can_be_taken_back(self) -> bool:
        """Whether it is an import that changed something and is in force still."""
        return self.record.kind == IMPORT and self.publication is not None and not self.is_taken_back

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it runs."""
        steps = [step.seconds for step in self.record.steps if step.seconds is not None]
        return sum(steps) if steps else None

    @property
    def longest(self) -> StepRecord | None:
        """The step that took the longest; None before any is done."""
        done = [step for step in self.record.steps if step.seconds is not None]
        return max(done, key=lambda step: step.seconds or 0.0, default=None)

    @property
    def report(self) -> Mapping[str, Any]:
        """What it said of itself."""
        return self.record.report

    @property
    def changes(self) -> tuple[int, int]:
        """Keys that an import added, and that it replaced, over all tables."""
        tables: Mapping[str, Mapping[str, int]] = self.report.get("tables", {})
        made = tables.values()
        return sum(each["added"] for each in made), sum(each["replaced"] for each in made)

    @property
    def moved(self) -> int:
        """Customers who changed segment by a refresh."""
        causes: Mapping[str, int] = self.report.get("moved", {})
        return causes.get("behaviour", 0) + causes.get("border", 0)

    @property
    def rows(self) -> tuple[int, int]:
        """Rows that an import read, and that it left out."""
        sources = self.report.get("sources", [])
        read = sum(each["rows"] for each in sources)
        return read, read - sum(each["kept"] for each in sources)


@dataclass(frozen=True, slots=True)
class History:
    """A page of the runs of one kind, newest first, of `total`."""

    runs: tuple[RunShown, ...]
    total: int


@dataclass(frozen=True, slots=True)
class State:
    """Where the shop's data stand: what is imported, when last, when last refreshed, whether a run is under way, and the latest
    refresh where it came to nothing."""

    tables: tuple[str, ...]
    last_import: RunRecord | None
    last_refresh: RunRecord | None
    running: RunRecord | None
    failed_refresh: RunRecord | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever imported."""
        return not self.tables


def data_state(workspace: Workspace) -> State:
    """Where things stand."""
    ledger = workspace.ledger
    unfinished = ledger.unfinished()
    published = workspace.published()
    return State(
        tables=tuple(table for table in ("orders", "order_lines", "customers", "events") if table in published),
        last_import=next(iter(ledger.runs(1, IMPORT)), None),
        last_refresh=next((each for each in ledger.runs(RUNS_SHOWN, REFRESH) if each.state == RunState.DONE), None),
        running=unfinished[0] if unfinished else None,
        failed_refresh=failed_refresh(workspace),
    )


def failed_refresh(workspace: Workspace) -> RunRecord | None:
    """The latest refresh that is over, where it came to nothing."""
    over = next((each for each in workspace.ledger.runs(RUNS_SHOWN, REFRESH) if each.state != RunState.RUNNING), None)
    return over if over is not None and over.state != RunState.DONE else None


def history(workspace: Workspace, kind: str, page: int) -> History:
    """A page of the imports or refreshes; beyond the last page, the last one."""
    total = workspace.ledger.count_runs(kind)
    last = max(1, -(-total // RUNS_SHOWN))
    runs = workspace.ledger.runs(RUNS_SHOWN, kind, (min(max(page, 1), last) - 1) * RUNS_SHOWN)
    return History(tuple(_shown(workspace, each) for each in runs), total)


def one_run(workspace: Workspace, number: int) -> RunShown | None:
    """An import or refresh by the number of its run; None where there is none."""
    found = workspace.ledger.run(number)
    return _shown(workspace, found) if found is not None and found.kind in {IMPORT, REFRESH} else None


def sources(workspace: Workspace) -> tuple[SourceRecord, ...]:
    """What is remembered of the files that were imported."""
    return workspace.ledger.sources()


def segment_size(engine: Engine, name: str) -> int | None:
    """The published number of customers of a segment; None where there is none of that name."""
    rows = engine.rows(render.sql(pages_movement.size_of(name), engine.dialect))
    return int(rows[0][0]) if rows else None


def _shown(workspace: Workspace, record: RunRecord) -> RunShown:
    made = workspace.ledger.publication_of(record.number)
    is_undone = record.kind == IMPORT and record.number in imports_undone(workspace)
    return RunShown(record, made.number if made else None, made.as_of if made else None, is_undone)
