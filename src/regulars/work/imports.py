"""Importing: files staged, checked and brought into the lake, published at once."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError, DefinitionError, near_names
from regulars.ingest.detect import Answers
from regulars.ingest.paths import folder_tables, table_name
from regulars.ingest.servers import TableOfDatabase, fetch, is_address, read_address
from regulars.ingest.updates import ROLE as UPDATED_AT
from regulars.lake.upsert import Upserted, replace_table, upsert
from regulars.queries import lake, render
from regulars.queries.versions import UPDATES
from regulars.work.ledger import RunState, SourceRecord
from regulars.work.numbered_once import numbered_once_facts, version_numbered_once
from regulars.work.order_versions import drop_outdated
from regulars.work.source_memory import Memory, to_remember, without_date
from regulars.work.staging import Stage, Staged, stage_customers, stage_events, stage_lines, stage_orders
from regulars.work.temporary import make_folder
from regulars.work.undo import imports_undone
from regulars.work.workspace import Workspace, writing

_KEYED = {made.name: made for made in (lake.ORDERS, lake.LINES, lake.EVENTS)}
_OVERLAP = timedelta(days=1)
_LATEST_IMPORTS = 200
_ORDER = ("orders", "order_lines", "customers", "events")


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What is to be imported: sources with their tables, and what the person said about reading them.

    `answers` are about orders, whatever file they are in; `columns_of` has what was said of the columns of single files, by path.
    """

    sources: tuple[tuple[str, object], ...]
    answers: Answers = field(default_factory=Answers)
    file_zone: str | None = None
    source_name: str | None = None
    sheet: str | None = None
    columns_of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def answers_about(self, where: object) -> Answers:
        """What was said that orders in a source are read by."""
        return replace(self.answers, columns={**self.answers.columns, **self.columns_of.get(str(where), {})})


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or (`dry_run`) would do: the sources with what was left out and why, and per table keys and rows.

    `changed` is false where everything was there already. `publication` is the set of versions in force since (None: the one
    before still is). `run` is the import's number, by which it can be taken back.
    """

    dry_run: bool
    sources: tuple[dict[str, Any], ...]
    tables: dict[str, dict[str, int]]
    seconds: float
    publication: int | None = None
    run: int | None = None

    @property
    def changed(self) -> bool:
        """Whether anything is other than before."""
        return any(made["added"] or made["replaced"] for made in self.tables.values())

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "dry_run": self.dry_run,
            "import": self.run,
            "changed": self.changed,
            "sources": list(self.sources),
            "tables": self.tables,
            "seconds": round(self.seconds, 3),
            "publication": self.publication,
        }


def requested(
    files: Sequence[str],
    *,
    customers: str | None = None,
    lines: str | None = None,
    events: str | None = None,
    tables: Sequence[str] = (),
    since: datetime | Mapping[str, datetime] | None = None,
) -> tuple[tuple[str, object], ...]:
    """The sources with their tables: a folder of canonical files is all of them, a file named after a table is that one, any other
    file has orders. An address of a database is `tables` of it (NAME, or TABLE=NAME), or those whose names say what they are; see
    `TableOfDatabase` for `since`.

    Raises:
        SourceError: an address cannot be understood.
    """
    found: list[tuple[str, object]] = []
    for file in files:
        if is_address(file):
            found += [("orders", each) for each in _of_database(file, tables, since)]
            continue
        folder = folder_tables(file)
        if folder:
            found += [(table, path) for table, path in folder.items() if table in _ORDER]
        else:
            named = without_date(table_name(Path(file)))
            found.append((named if named in _ORDER else "orders", file))
    found += [(table, file) for table, file in (("order_lines", lines), ("customers", customers), ("events", events)) if file]
    return tuple(sorted(found, key=lambda each: _ORDER.index(each[0])))


def _of_database(text: str, tables: Sequence[str], since: datetime | Mapping[str, datetime] | None) -> list[TableOfDatabase]:
    address = read_address(text)
    found = []
    for each in tables:
        canonical, mark, name = each.partition("=")
        if mark and canonical not in _ORDER:
            raise DefinitionError(f"--table {each}: {canonical!r} is no table of Regulars.", near_names(canonical, _ORDER))
        found.append(TableOfDatabase(address, canonical, name, since) if mark else TableOfDatabase(address, None, each, since))
    return found or [TableOfDatabase(address, since=since)]


def last_imports(workspace: Workspace) -> dict[str, datetime]:
    """For each source, as it is shown, a day before its last import began: what was changed before then has been read."""
    found: dict[str, datetime] = {}
    undone = imports_undone(workspace)
    for run in workspace.ledger.runs(_LATEST_IMPORTS, kind="import"):
        if run.state is RunState.DONE and run.number not in undone:
            files = [file for source in run.report.get("sources", ()) for file in source["files"]]
            found = dict.fromkeys(files, run.started - _OVERLAP) | found
    return found


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
        before = workspace.published().get("orders")
        is_so_before = before is None or before == version_numbered_once(workspace)
        try:
            staged = importer.staged(run)
            tables = importer.brought_in(staged, run)
        finally:
            importer.close()
        report = ImportReport(False, tuple(each.report for each in staged), tables, time.monotonic() - started, run=run)
        for each, said in zip(staged, importer.said, strict=True):
            workspace.ledger.remember_source(_source(each, said, request.file_zone), now)
        if not report.changed and not importer.has_newer_times:
            workspace.ledger.end_run(run, RunState.DONE, now, report.wire)
            return report
        versions = dict(workspace.published()) | {
            table: version for table in (*lake.CANONICAL, UPDATES.name) if (version := workspace.lake.head(table)) is not None
        }
        facts = numbered_once_facts(versions, is_so=is_so_before and all(each.is_numbered_once for each in staged))
        made = workspace.ledger.publish(run, "data", now, None, versions, facts, report.wire)
        return replace(report, seconds=time.monotonic() - started, publication=made.number)


def try_import(
    workspace: Workspace, request: ImportRequest, look: Callable[[Engine, Sequence[Staged]], None] | None = None
) -> ImportReport:
    """What an import would do: the quality report, and how many orders are new or other than before. Nothing is written.

    `look` is shown what was staged, while it is there.
    """
    started = time.monotonic()
    importer = _Importer(workspace, request)
    try:
        staged = importer.staged(None)
        if look is not None:
            look(importer.engine, staged)
        tables = importer.compared(staged)
    finally:
        importer.close()
    return ImportReport(True, tuple(each.report for each in staged), tables, time.monotonic() - started)


def _source(made: Staged, said: Answers, file_zone: str | None) -> SourceRecord:
    answers = to_remember(made.reading, said, file_zone)
    if made.updated_column:
        answers["columns"] = answers["columns"] | {UPDATED_AT: made.updated_column}
    about = {"platform": made.reading.platform, "columns": made.mapping, "identity": list(made.reading.identity)}
    return SourceRecord(made.source, made.table, made.columns, answers, about)


class _Importer:
    """One engine with everything that is being imported."""

    def __init__(self, workspace: Workspace, request: ImportRequest) -> None:
        self._workspace = workspace
        self._request = request
        self._workdir = make_folder("regulars-")
        self._engine: Engine = workspace.make_engine(self._workdir)
        self.has_newer_times = False
        # what the person said of each staged source
        self.said: list[Answers] = []

    @property
    def engine(self) -> Engine:
        """What the sources are staged in."""
        return self._engine

    def close(self) -> None:
        """Free the engine and the temporary files."""
        self._engine.close()
        shutil.rmtree(self._workdir, ignore_errors=True)

    def staged(self, run: int | None) -> tuple[Staged, ...]:
        """All sources, read."""
        request, settings = self._request, self._workspace.settings
        known = list(self._workspace.ledger.sources())
        done: list[Staged] = []
        sources = self._sources(run)
        for place, (table, where) in enumerate(sources):
            stage = Stage(
                self._engine,
                self._workdir,
                str(settings.values["time_zone"]),
                request.file_zone,
                request.answers_about(where),
                Memory(tuple(known)),
                request.source_name if len(sources) == 1 else None,
                request.sheet,
                request.columns_of.get(str(where), {}),
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
            self.said.append(request.answers_about(where))
            known.append(_source(made, self.said[-1], request.file_zone))
            done.append(made)
        return tuple(done)

    def _sources(self, run: int | None) -> Sequence[tuple[str, object]]:
        """What was asked for, with tables of databases copied aside."""
        wanted = [where for _, where in self._request.sources if isinstance(where, TableOfDatabase)]
        if not wanted:
            return self._request.sources
        began, step = (
            time.monotonic(),
            self._begin(run, f"fetch {', '.join(dict.fromkeys(each.address.shown for each in wanted))}"[:60]),
        )
        fetched = fetch(wanted, self._workdir)
        self._end(step, sum(rows for _, _, rows in fetched), began)
        files = [each for each in self._request.sources if not isinstance(each[1], TableOfDatabase)]
        return sorted([*files, *((table, source) for table, source, _ in fetched)], key=lambda each: _ORDER.index(each[0]))

    def brought_in(self, staged: Sequence[Staged], run: int) -> dict[str, dict[str, int]]:
        """Every staged table into the lake, in the order in which they were given."""
        counts: dict[str, dict[str, int]] = {}
        for made in staged:
            self._without_outdated(made, self._workspace.lake.head(UPDATES.name))
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
            if made.updates:
                kept = upsert(self._engine, self._workspace.lake, UPDATES, made.updates, run, whole_keys=True)
                self.has_newer_times |= bool(kept.added or kept.replaced)
        return counts

    def _without_outdated(self, made: Staged, version: int | None) -> None:
        """Leave out staged orders of which the table of updates, in a version of it, knows a later one."""
        if made.updates:
            files = self._workspace.lake.files(UPDATES.name, version) if version is not None else ()
            made.views, made.updates, note = drop_outdated(self._engine, made.views, made.updates, files)
            made.notes = (*made.notes, *((note,) if note else ()))

    def compared(self, staged: Sequence[Staged]) -> dict[str, dict[str, int]]:
        """How many keys of each staged table are new, and how many other than before."""
        counts: dict[str, dict[str, int]] = {}
        published = self._workspace.published()
        for made in staged:
            self._without_outdated(made, published.get(UPDATES.name))
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
