"""Taking an import back: what it brought is gone, and what it replaced is as it was, where nothing has changed either since."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError, in_words
from regulars.lake.upsert import replace_table, rewrite
from regulars.queries import lake, render, undo, upserts
from regulars.queries.lake import LakeTable
from regulars.queries.versions import UPDATES
from regulars.work.ledger import PublicationRecord, RunRecord, RunState
from regulars.work.numbered_once import is_numbered_once, numbered_once_facts
from regulars.work.workspace import Workspace, engine_aside, writing

UNDO = "undo"
_TABLES = {made.name: made for made in (lake.ORDERS, lake.LINES, lake.EVENTS, UPDATES)}
_WHAT = {"order_lines": "orders with lines", UPDATES.name: "orders with a time of change"}
_MOST_RUNS = 10_000


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What taking an import back did, or (`dry_run`) would do: per table keys that are `removed`, and `restored` to what they were.

    `import_run` is the import's number; `later` are imports after it, which may have said some of it again; `forgotten` are sources
    that no other import has read, whose mapping is not remembered any more.
    """

    dry_run: bool
    import_run: int
    tables: dict[str, dict[str, int]]
    later: tuple[int, ...]
    forgotten: tuple[str, ...]
    seconds: float
    publication: int | None = None

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "dry_run": self.dry_run,
            "undone": self.import_run,
            "tables": self.tables,
            "later": list(self.later),
            "forgotten_sources": list(self.forgotten),
            "seconds": round(self.seconds, 3),
            "publication": self.publication,
        }


@dataclass(frozen=True, slots=True)
class _Change:
    """What an import made of one table: its versions before (None: there was none) and after it, and the one in force."""

    table: str
    before: int | None
    after: int
    now: int
    files: Mapping[str, frozenset[Path]] = field(default_factory=dict)

    @property
    def is_last(self) -> bool:
        """Whether nothing has changed the table since."""
        return self.files["after"] == self.files["now"]


def imports_undone(workspace: Workspace) -> frozenset[int]:
    """The numbers of the imports that were taken back."""
    runs = workspace.ledger.runs(_MOST_RUNS, kind=UNDO)
    return frozenset(int(run.report["undone"]) for run in runs if run.state is RunState.DONE)


def undo_import(workspace: Workspace, number: int | None, *, actor: str, now: datetime) -> UndoReport:
    """Take an import back: by the number of its run, or the last that changed something.

    Raises:
        DataError: there is no such import, it changed nothing, something has changed what it brought, or what it replaced is gone.
        BusyError: the workspace is in use.
    """
    started = time.monotonic()
    with writing(workspace, UNDO, actor, now) as run, engine_aside(workspace) as (engine, _):
        undoing = _Undoing(workspace, engine, _import(workspace, number))
        tables = undoing.compared()
        in_force = workspace.ledger.latest()
        versions = dict(in_force.versions) if in_force else {}
        for change in undoing.changes:
            began, step = time.monotonic(), workspace.ledger.begin_step(run, f"take back {change.table}")
            made = undoing.taken_back(change, run)
            workspace.ledger.end_step(step, sum(tables[change.table].values()), time.monotonic() - began)
            if made is None:
                del versions[change.table]
            else:
                versions[change.table] = made
        forgotten = _sources_of_alone(workspace, undoing.run)
        report = UndoReport(False, undoing.run.number, tables, undoing.later, forgotten, time.monotonic() - started)
        facts = numbered_once_facts(versions, is_so=undoing.is_numbered_once)
        published = workspace.ledger.publish(run, "data", now, None, versions, facts, report.wire)
        for source in forgotten:
            workspace.ledger.forget_source(source)
        return replace(report, publication=published.number)


def try_undo(workspace: Workspace, number: int | None) -> UndoReport:
    """What taking an import back would do. Nothing is written.

    Raises:
        DataError: see `undo_import`.
    """
    started = time.monotonic()
    with engine_aside(workspace) as (engine, _):
        undoing = _Undoing(workspace, engine, _import(workspace, number))
        tables = undoing.compared()
        forgotten = _sources_of_alone(workspace, undoing.run)
        return UndoReport(True, undoing.run.number, tables, undoing.later, forgotten, time.monotonic() - started)


def _import(workspace: Workspace, number: int | None) -> RunRecord:
    undone = imports_undone(workspace)
    if number is None:
        for run in workspace.ledger.runs(_MOST_RUNS, kind="import"):
            if run.state is RunState.DONE and run.number not in undone and workspace.ledger.publication_of(run.number):
                return run
        raise DataError("There is no import to take back.", "regulars import --list")
    found = workspace.ledger.run(number)
    if found is None or found.kind != "import":
        raise DataError(f"There is no import {number}.", "regulars import --list has the numbers.")
    if number in undone:
        raise DataError(f"Import {number} has been taken back already.", "To have it again, import its files again.")
    if found.state is not RunState.DONE or workspace.ledger.publication_of(number) is None:
        raise DataError(f"Import {number} changed nothing.", "There is nothing to take back.")
    return found


def _sources_of_alone(workspace: Workspace, run: RunRecord) -> tuple[str, ...]:
    """The sources that no other import has read, but for those that were taken back."""
    gone = imports_undone(workspace) | {run.number}
    others = {
        source["source"]
        for each in workspace.ledger.runs(_MOST_RUNS, kind="import")
        if each.number not in gone and each.state is RunState.DONE
        for source in each.report.get("sources", ())
    }
    return tuple(sorted({source["source"] for source in run.report.get("sources", ())} - others))


class _Undoing:
    """An engine with what one import made of each table."""

    def __init__(self, workspace: Workspace, engine: Engine, run: RunRecord) -> None:
        self.run = run
        self._workspace = workspace
        self._engine = engine
        made = workspace.ledger.publication_of(run.number)
        assert made is not None  # noqa: S101 - an import without one is refused before
        earlier = [each for each in workspace.ledger.publications() if each.number < made.number]
        base = earlier[-1] if earlier else None
        self.changes = self._changes(base, made)
        self.later = self._later()
        self.is_numbered_once = all(is_numbered_once(each) for each in (base, workspace.ledger.latest()) if each is not None)

    def _changes(self, base: PublicationRecord | None, made: PublicationRecord) -> tuple[_Change, ...]:
        before: Mapping[str, int] = base.versions if base else {}
        now = self._workspace.published()
        found = []
        for table in (*lake.CANONICAL, UPDATES.name):
            if table in made.versions and before.get(table) != made.versions[table]:
                change = _Change(table, before.get(table), made.versions[table], now[table])
                found.append(replace(change, files={point: self._files(change, point) for point in ("before", "after", "now")}))
        return tuple(each for each in found if each.files["before"] != each.files["after"])

    def _later(self, replaced: str | None = None) -> tuple[int, ...]:
        """The imports after this one that are not taken back: all, or those that replaced something in a table."""
        undone = imports_undone(self._workspace)
        return tuple(
            run.number
            for run in reversed(self._workspace.ledger.runs(_MOST_RUNS, kind="import"))
            if run.number > self.run.number and run.state is RunState.DONE and run.number not in undone
            if replaced is None or run.report.get("tables", {}).get(replaced, {}).get("replaced")
        )

    def _files(self, change: _Change, point: str) -> frozenset[Path]:
        version = {"before": change.before, "after": change.after, "now": change.now}[point]
        return frozenset(self._workspace.lake.named(change.table, version)) if version is not None else frozenset()

    def compared(self) -> dict[str, dict[str, int]]:
        """Make the table `undo_TABLE` of the keys that the import changed, for each table; how many there are.

        Raises:
            DataError: some of them were changed since, or the rows of then are gone.
        """
        counts = {}
        for change in self.changes:
            made, changed = self._keys(change), f"undo_{change.table}"
            self._differences(change, made, "before", "after", changed)
            if not change.is_last:
                since = f"since_{change.table}"
                self._differences(change, made, "after", "now", since)
                touched = self._count(undo.in_both(made, changed, since))
                if touched:
                    self._refuse(change, touched)
            found = self._engine.record(self._sql(upserts.count_changed(changed)))
            counts[change.table] = {"removed": int(found["added"]), "restored": int(found["replaced"])}
        return counts

    def taken_back(self, change: _Change, run: int) -> int | None:
        """Write the table as it is without the import; its new version, or None where there was no such table before."""
        workspace = self._workspace
        if change.is_last:
            version = workspace.lake.restore(change.table, change.before)
            return version if change.before is not None else None
        made, changed = self._keys(change), f"undo_{change.table}"
        before = self._view(change, made, "before", change.files["before"] - change.files["after"])
        if change.table == lake.CUSTOMERS:
            return self._people(change, made, changed, before, run)
        numbered = f"numbered_{change.table}"
        self._engine.view(numbered, lake.files_sql([str(path) for path in sorted(change.files["now"])], numbered=True))
        holding = [Path(row[0]) for row in self._engine.rows(self._sql(undo.holding_files(made, numbered, changed)))]
        kept = self._view(change, made, "kept", frozenset(holding))
        rows = self._sql(undo.as_before(made, tuple(made.columns), kept, changed, before))
        return rewrite(self._engine, workspace.lake, change.table, rows, holding, run)

    def _people(self, change: _Change, made: LakeTable, changed: str, before: str, run: int) -> int | None:
        """The customers, without the columns that the import brought and nothing else has filled."""
        engine = self._engine
        kept = self._view(change, made, "kept", change.files["now"])
        engine.table("people_before", self._sql(undo.as_before(made, tuple(made.columns), kept, changed, before)))
        own = set(self._columns(change, "after")) - set(self._columns(change, "before"))
        filled = engine.record(self._sql(undo.values_of("people_before", sorted(own)))) if own else {}
        columns = ", ".join(render.name(column).text for column in made.columns if filled.get(column, 1))
        return replace_table(engine, self._workspace.lake, change.table, f"SELECT {columns} FROM people_before", run).version

    def _differences(self, change: _Change, made: LakeTable, one: str, other: str, into: str) -> None:
        """Make the table `into` of keys whose rows differ between two points, by the files that only one of them has."""
        before, after = change.files[one], change.files[other]
        views = [
            self._view(change, made, f"{one}_not_{other}", before - after),
            self._view(change, made, f"{other}_not_{one}", after - before),
        ]
        self._engine.table(into, self._sql(undo.changed_between(made, *views)))

    def _view(self, change: _Change, made: LakeTable, called: str, files: frozenset[Path]) -> str:
        """A view of some files, in the columns of `made`."""
        if any(not path.exists() for path in files):
            raise DataError(
                f"Import {self.run.number} cannot be taken back: rows of {change.table} as they were then are gone.",
                "An erasure took them, or keep_refreshes in regulars.toml. Import what is right: it replaces what is there.",
            )
        view = f"{change.table}_{called}"
        raw = f"{view}_files"
        if files:
            self._engine.view(raw, lake.files_sql([str(path) for path in sorted(files)]))
        else:
            self._engine.view(raw, self._sql(lake.nobody()))
        there = self._engine.columns(raw) if files else {}
        self._engine.view(view, self._sql(undo.aligned(raw, there, made.columns)))
        return view

    def _keys(self, change: _Change) -> LakeTable:
        """The table with its key and columns; of customers, whose columns are their own, those that any of the versions has."""
        if change.table in _TABLES:
            return _TABLES[change.table]
        columns: dict[str, str] = {}
        for point in ("now", "after", "before"):
            columns = self._columns(change, point) | columns
        return LakeTable(change.table, ("customer_id",), columns)

    def _columns(self, change: _Change, point: str) -> dict[str, str]:
        files = [str(path) for path in sorted(change.files[point]) if path.exists()]
        if not files:
            return {}
        self._engine.view("columns_of_then", lake.files_sql(files))
        return self._engine.columns("columns_of_then")

    def _refuse(self, change: _Change, touched: int) -> None:
        later = self._later(change.table)
        since = f" (imports that replaced something: {', '.join(map(str, later[:8]))})" if later else ""
        what = _WHAT.get(change.table, change.table)
        raise DataError(
            f"Import {self.run.number} cannot be taken back: {in_words(touched, 'key')} of its {what} changed since{since}.",
            "Take the later imports back first, or import what is right; it replaces what is there.",
        )

    def _count(self, tree: render.Tree) -> int:
        return int(self._engine.rows(self._sql(tree))[0][0])

    def _sql(self, tree: render.Tree) -> str:
        return render.sql(tree, self._engine.dialect)
