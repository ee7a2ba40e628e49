"""Importing: files staged, checked and brought into the lake, published at once."""

from __future__ import annotations

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
from regulars.ingest.servers import TableOfDatabase, is_address, read_address
from regulars.queries import lake
from regulars.queries.versions import UPDATES
from regulars.work.importer import TABLE_ORDER, Importer, source_record
from regulars.work.ledger import RunState
from regulars.work.numbered_once import numbered_once_facts, version_numbered_once
from regulars.work.source_memory import without_date
from regulars.work.staging import Staged
from regulars.work.undo import imports_undone
from regulars.work.workspace import Workspace, writing
from regulars.work.workspace_settings import SETTINGS_FILE

_OVERLAP = timedelta(days=1)
_LATEST_IMPORTS = 200
_OF_A_WORKSPACE = frozenset({"lake", "audiences", "regulars.sqlite3"})


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What is to be imported: sources with their tables, and what the person said about reading them.

    `answers` are about the only source, of several about those that have orders; `columns_of` has what was said of the columns of
    single files, by path.
    """

    sources: tuple[tuple[str, object], ...]
    answers: Answers = field(default_factory=Answers)
    file_zone: str | None = None
    source_name: str | None = None
    sheet: str | None = None
    columns_of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def answers_about(self, where: object) -> Answers:
        """What was said that a source is read by, where it has orders or is the only one."""
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
            "kept": sum(source["kept"] for source in self.sources),
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
            found += [(table, path) for table, path in folder.items() if table in TABLE_ORDER]
        else:
            named = without_date(table_name(Path(file)))
            found.append((named if named in TABLE_ORDER else "orders", file))
    found += [(table, file) for table, file in (("order_lines", lines), ("customers", customers), ("events", events)) if file]
    return tuple(sorted(found, key=lambda each: TABLE_ORDER.index(each[0])))


def _of_database(text: str, tables: Sequence[str], since: datetime | Mapping[str, datetime] | None) -> list[TableOfDatabase]:
    address = read_address(text)
    found = []
    for each in tables:
        canonical, mark, name = each.partition("=")
        if mark and canonical not in TABLE_ORDER:
            near = f"Did you mean --table {name}={canonical}?" if name in TABLE_ORDER else near_names(canonical, TABLE_ORDER)
            raise DefinitionError(f"--table {each}: {canonical!r} is no table of Regulars.", near)
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
    _refuse_workspaces(request)
    started = time.monotonic()
    with writing(workspace, "import", actor, now) as run:
        importer = Importer(workspace, request)
        before = workspace.published().get("orders")
        is_so_before = before is None or before == version_numbered_once(workspace)
        try:
            staged = importer.staged(run)
            tables = importer.brought_in(staged, run)
        finally:
            importer.close()
        report = ImportReport(False, tuple(each.report for each in staged), tables, time.monotonic() - started, run=run)
        for each, said in zip(staged, importer.said, strict=True):
            workspace.ledger.remember_source(source_record(each, said, request.file_zone), now)
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
    _refuse_workspaces(request)
    started = time.monotonic()
    importer = Importer(workspace, request)
    try:
        staged = importer.staged(None)
        if look is not None:
            look(importer.engine, staged)
        tables = importer.compared(staged)
    finally:
        importer.close()
    return ImportReport(True, tuple(each.report for each in staged), tables, time.monotonic() - started)


def _refuse_workspaces(request: ImportRequest) -> None:
    """Refuse a workspace's own files: its tables hold every version of an order, and what was worked out of them.

    Raises:
        DataError: a source is a workspace, or one of its tables.
    """
    remedy = "Import the files that the shop exported."
    for _, where in request.sources:
        if not isinstance(where, str | Path):
            continue
        path = Path(where).absolute()
        if (path / SETTINGS_FILE).is_file():
            raise DataError(f"{where} is a workspace.", remedy)
        home = next((each for each in path.parents if (each / SETTINGS_FILE).is_file()), None)
        if home is not None and path.relative_to(home).parts[0] in _OF_A_WORKSPACE:
            raise DataError(f"{where} is of the workspace {home} itself.", remedy)
