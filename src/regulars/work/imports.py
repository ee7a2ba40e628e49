"""Importing: files staged, checked and brought into the lake, published at once."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError
from regulars.ingest.detect import Answers
from regulars.ingest.paths import CANONICAL_NAMES, folder_tables, table_name
from regulars.lake.upsert import Upserted, replace_table, upsert
from regulars.queries import lake, render
from regulars.work.ledger import RunState, SourceRecord
from regulars.work.source_memory import Memory, to_remember
from regulars.work.staging import Stage, Staged, stage_customers, stage_events, stage_lines, stage_orders
from regulars.work.temporary import make_folder
from regulars.work.workspace import Workspace, writing

_KEYED = {made.name: made for made in (lake.ORDERS, lake.LINES, lake.EVENTS)}
_ORDER = ("orders", "order_lines", "customers", "events")


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What is to be imported: sources with their tables, and what the person said about reading them."""

    sources: tuple[tuple[str, object], ...]
    answers: Answers = field(default_factory=Answers)
    file_zone: str | None = None
    source_name: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or (`dry_run`) would do: the sources with what was left out and why, and per table keys and rows.

    `changed` is false where everything was there already. `publication` is the set of versions in force since (None: the one
    before still is).
    """

    dry_run: bool
    sources: tuple[dict[str, Any], ...]
    tables: dict[str, dict[str, int]]
    seconds: float
    publication: int | None = None

    @property
    def changed(self) -> bool:
        """Whether anything is other than before."""
        return any(made["added"] or made["replaced"] for made in self.tables.values())

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "dry_run": self.dry_run,
            "changed": self.changed,
            "sources": list(self.sources),
            "tables": self.tables,
            "seconds": round(self.seconds, 3),
            "publication": self.publication,
        }


def requested(
    files: Sequence[str], *, customers: str | None = None, lines: str | None = None, events: str | None = None
) -> tuple[tuple[str, object], ...]:
    """The sources with their tables: a folder of canonical files is all of them, a file named after a table is that one, and any
    other file has orders."""
    found: list[tuple[str, object]] = []
    for file in files:
        tables = folder_tables(file)
        if tables:
            found += [(table, path) for table, path in tables.items() if table in _ORDER]
        else:
            named = table_name(Path(file))
            found.append((named if named in CANONICAL_NAMES and named in _ORDER else "orders", file))
    found += [(table, file) for table, file in (("order_lines", lines), ("customers", customers), ("events", events)) if file]
    return tuple(sorted(found, key=lambda each: _ORDER.index(each[0])))


def import_files(workspace: Workspace, request: ImportRequest, *, actor: str, now: datetime) -> ImportReport:
    """Bring sources into the lake. If one of them fails, nothing is imported.

    Raises:
        RegularsError: a source cannot be read, or the workspace is in use.
    """
    if not request.sources:
        raise DataError("There is nothing to import.", "Give files.")
    started = time.monotonic()
    with writing(workspace, "import", actor, now) as run:
        importer = _Importer(workspace, request)
        try:
            staged = importer.staged(run)
            tables = importer.brought_in(staged, run)
        finally:
            importer.close()
        report = ImportReport(False, tuple(each.report for each in staged), tables, time.monotonic() - started)
        for each in staged:
            workspace.ledger.remember_source(_source(each, request), now)
        if not report.changed:
            workspace.ledger.end_run(run, RunState.DONE, now, report.wire)
            return report
        versions = dict(workspace.published()) | {
            table: version for table in lake.CANONICAL if (version := workspace.lake.head(table)) is not None
        }
        made = workspace.ledger.publish(run, "data", now, None, versions, {}, report.wire)
        return ImportReport(False, report.sources, tables, time.monotonic() - started, made.number)


def try_import(workspace: Workspace, request: ImportRequest) -> ImportReport:
    """What an import would do: the quality report, and how many orders are new or other than before. Nothing is written."""
    started = time.monotonic()
    importer = _Importer(workspace, request)
    try:
        staged = importer.staged(None)
        tables = importer.compared(staged)
    finally:
        importer.close()
    return ImportReport(True, tuple(each.report for each in staged), tables, time.monotonic() - started)


def _source(made: Staged, request: ImportRequest) -> SourceRecord:
    mapping = {use.role: use.column for use in made.reading.uses}
    answers = to_remember(made.reading, request.answers, request.file_zone)
    about = {"platform": made.reading.platform, "columns": mapping, "identity": list(made.reading.identity)}
    return SourceRecord(made.source, made.table, made.columns, answers, about)


class _Importer:
    """One engine with everything that is being imported."""

    def __init__(self, workspace: Workspace, request: ImportRequest) -> None:
        self._workspace = workspace
        self._request = request
        self._workdir = make_folder("regulars-")
        self._engine: Engine = workspace.make_engine(self._workdir)

    def close(self) -> None:
        """Free the engine and the temporary files."""
        self._engine.close()
        shutil.rmtree(self._workdir, ignore_errors=True)

    def staged(self, run: int | None) -> tuple[Staged, ...]:
        """All sources, read."""
        request, settings = self._request, self._workspace.settings
        known = list(self._workspace.ledger.sources())
        done: list[Staged] = []
        for place, (table, where) in enumerate(request.sources):
            stage = Stage(
                self._engine,
                self._workdir,
                str(settings.values["time_zone"]),
                request.file_zone,
                request.answers,
                Memory(tuple(known)),
                request.source_name if len(request.sources) == 1 else None,
                request.sheet,
            )
            began, step = time.monotonic(), self._begin(run, f"read {table}")
            match table:
                case "orders":
                    made = stage_orders(stage, where, place)
                case "order_lines":
                    made = stage_lines(stage, where, place)
                case "events":
                    made = stage_events(stage, where, place)
                case _:
                    made = stage_customers(stage, where, place, _identity(known))
            self._end(step, made.rows, began)
            known.append(_source(made, request))
            done.append(made)
        return tuple(done)

    def brought_in(self, staged: Sequence[Staged], run: int) -> dict[str, dict[str, int]]:
        """Every staged table into the lake, in the order in which they were given."""
        counts: dict[str, dict[str, int]] = {}
        for made in staged:
            for table, view in made.views.items():
                began, step = time.monotonic(), self._begin(run, f"write {table}")
                if table == lake.CUSTOMERS:
                    done = self._people(made, view, run)
                else:
                    done = upsert(
                        self._engine,
                        self._workspace.lake,
                        _KEYED[table],
                        view,
                        run,
                        whole_keys=made.whole_keys and table == "orders",
                    )
                self._end(step, done.rows, began)
                _add(counts, table, done)
        return counts

    def compared(self, staged: Sequence[Staged]) -> dict[str, dict[str, int]]:
        """How many keys of each staged table are new, and how many other than before."""
        counts: dict[str, dict[str, int]] = {}
        published = self._workspace.published()
        for made in staged:
            for table, view in made.views.items():
                there = self._view_of(table, published.get(table))
                if table == lake.CUSTOMERS:
                    done = self._people_changed(made, view, there)
                else:
                    keyed = _KEYED[table]
                    self._engine.view("typed", self._sql(lake.typed(keyed, view)))
                    self._engine.table("changed", self._sql(lake.changed_keys(keyed, "typed", there)))
                    found = self._engine.record(self._sql(lake.count_changed("changed")))
                    done = Upserted(int(found["added"]), int(found["replaced"]))
                _add(counts, table, done)
        return counts

    def _view_of(self, table: str, version: int | None) -> str | None:
        files = self._workspace.lake.files(table, version) if version is not None else ()
        if not files:
            return None
        self._engine.view(f"lake_{table}", lake.files_sql([str(path) for path in files]))
        return f"lake_{table}"

    def _people_changed(self, made: Staged, view: str, there: str | None) -> Upserted:
        engine = self._engine
        if there is None:
            engine.view("lake_customers", self._sql(lake.nobody()))
        engine.view("staged_people", f'SELECT * FROM "{view}"')
        old = {name: kind for name, kind in engine.columns("lake_customers").items() if name != "customer_id"}
        new = {name: kind for name, kind in engine.columns(view).items() if name != "customer_id"}
        engine.table("people_now", self._sql(lake.filled_people(new, old, staged_wins=made.table == "customers")))
        facts = engine.record(self._sql(lake.other_people() if set(new) <= set(old) else lake.all_other_people()))
        added = int(facts["everybody"] - facts["before"])
        return Upserted(added, int(facts["others"]) - added)

    def _people(self, made: Staged, view: str, run: int) -> Upserted:
        there = self._view_of("customers", self._workspace.lake.head("customers"))
        counted = self._people_changed(made, view, there)
        if not counted.added and not counted.replaced:
            return counted
        done = replace_table(self._engine, self._workspace.lake, "customers", "SELECT * FROM people_now", run)
        return Upserted(counted.added, counted.replaced, done.rows, done.bytes, done.version)

    def _sql(self, tree: render.Tree) -> str:
        return render.sql(tree, self._engine.dialect)

    def _begin(self, run: int | None, name: str) -> int | None:
        return self._workspace.ledger.begin_step(run, name) if run is not None else None

    def _end(self, step: int | None, rows: int, began: float) -> None:
        if step is not None:
            self._workspace.ledger.end_step(step, rows, time.monotonic() - began)


def _identity(known: Sequence[SourceRecord]) -> tuple[str, ...]:
    """The roles by which imported orders name customers."""
    roles = [role for source in known if source.table == "orders" for role in source.mapping.get("identity", ())]
    return tuple(dict.fromkeys(roles))


def _add(counts: dict[str, dict[str, int]], table: str, done: Upserted) -> None:
    before = counts.setdefault(table, {"added": 0, "replaced": 0, "rows_written": 0, "bytes_written": 0})
    for key, more in (
        ("added", done.added),
        ("replaced", done.replaced),
        ("rows_written", done.rows),
        ("bytes_written", done.bytes),
    ):
        before[key] += more
