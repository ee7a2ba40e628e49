"""Exports from a workspace: a segment of the refresh in force, without who may not be sent, remembered so that the next one knows
what has changed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import RegularsError
from regulars.exports.audiences import Counts, Mode, Wanted, slug
from regulars.queries import lake, outreach, render
from regulars.work.audience_tables import MEMBERS, AudienceTables, changing
from regulars.work.engines import engine_maker
from regulars.work.export import Export
from regulars.work.export_files import Written, advice, ignored_rules, receipt_object, write_export
from regulars.work.export_ledger import ExportRecord, ExportState
from regulars.work.export_memory import check_known
from regulars.work.playbooks import workspace_playbooks
from regulars.work.suppression_list import workspace_suppressions
from regulars.work.suppressions import Suppressions
from regulars.work.temporary import make_folder
from regulars.work.workspace import Workspace
from regulars.work.workspace_audience import NamedSegment, WorkspaceAudience, named_arm, named_segment

EXPORTS_FOLDER = "exports"
_MEMORY_LIMIT = "500MB"
# who has left an audience is remembered as long as a contact may still count
_REMEMBERED = timedelta(days=400)
_STAGED = ("FORMAT PARQUET", "COMPRESSION SNAPPY")
_NO_AUDIENCE = -1


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """Who would be sent, before anything is written.

    `counts.sentence()` says it in one line ("1,204 → 1,031 sent: 120 without consent, ..."). `header` and `rows` are the first
    rows of the file; `advice` is why the playbook would rather leave the segment out, None where it would not. `receipt` is what
    the receipt would say, without files.
    """

    segment: str
    counts: Counts
    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    advice: str | None
    receipt: Mapping[str, Any]


def preview_export(
    workspace: Workspace,
    wanted: Wanted,
    *,
    now: datetime,
    rows: int = 5,
    suppressions: Suppressions | None = None,
    watch: Callable[[Engine], Engine] | None = None,
) -> ExportPreview:
    """What an export would send; nothing is written or remembered, and nobody is waited for.

    Raises:
        DefinitionError: there is no such segment, or the destination cannot have what is wanted. DataError: nothing is refreshed.
    """
    named = _named(workspace, wanted, now)
    former = workspace.ledger.exports.in_force(named.name, wanted.destination.name)
    audience = former.audience if former is not None else _NO_AUDIENCE
    with open_export(workspace, wanted, named, AudienceTables(workspace), audience, now, suppressions, watch) as (export, _, _):
        header, *people = export.sample(rows) if export.counts.sent else [()]
        return ExportPreview(
            export.segment, export.counts, tuple(header), tuple(people), advice(export), receipt_object(export, now)
        )


def workspace_export(
    workspace: Workspace,
    wanted: Wanted,
    *,
    actor: str,
    now: datetime,
    out: Path | None = None,
    suppressions: Suppressions | None = None,
    watch: Callable[[Engine], Engine] | None = None,
) -> Written:
    """Write the file of an export (default `exports/SEGMENT-FORMAT.csv` in the workspace) and its receipt beside it.

    `suppressions` are people left out beside those on the workspace's list. `watch` is given the engine before it begins, to show
    how far it is. The export is written into the history whether it succeeds or not; what was sent is remembered by segment and
    destination.

    Raises:
        DefinitionError, DataError: as `preview_export`, or there is nobody to send. BusyError: another export is running.
        OutputError: the file cannot be written; what was there is untouched.
    """
    named = _named(workspace, wanted, now)
    target = wanted.destination.name
    out = out or workspace.folder / EXPORTS_FOLDER / f"{slug(named.name)}-{target}.csv"
    ledger = workspace.ledger.exports
    with changing(workspace, "export", actor, now) as tables:
        former = ledger.in_force(named.name, target)
        record = ledger.begin(named.name, target, str(wanted.mode), actor, now)
        try:
            with open_export(workspace, wanted, named, tables, record.audience, now, suppressions, watch) as made:
                export, engine, aside = made
                memory = _WorkspaceMemory(workspace, tables, export, engine, aside, record, former, out, now)
                done = write_export(export, engine, out, now, memory)
            if done.is_unchanged:
                ledger.finish(record.number, ExportState.UNCHANGED, now, str(out.parent), done.receipt, tables.versions)
        except BaseException as error:
            problem = error.problem if isinstance(error, RegularsError) else f"{type(error).__name__}: {error}"
            state = ExportState.FAILED if isinstance(error, Exception) else ExportState.INTERRUPTED
            ledger.fail(record.number, state, now, problem)
            raise
    about = {"export": record.number, "segment": named.name, "format": target, "ignores": ignored_rules(wanted)}
    workspace.ledger.audit(now, actor, "export", about)
    return done


def _named(workspace: Workspace, wanted: Wanted, now: datetime) -> NamedSegment:
    refresh = workspace.refresh_number(None)
    if wanted.arm is not None:
        return named_arm(workspace, wanted.segment, wanted.arm, now)
    return named_segment(workspace, refresh, wanted.segment)


@contextmanager
def open_export(
    workspace: Workspace,
    wanted: Wanted,
    named: NamedSegment,
    tables: AudienceTables,
    audience: int,
    now: datetime,
    suppressions: Suppressions | None,
    watch: Callable[[Engine], Engine] | None,
) -> Iterator[tuple[Export, Engine, Path]]:
    """An export that is counted and ready to be written, its engine and the folder for what is staged."""
    settings = workspace.settings
    make_engine = engine_maker("duckdb", settings.text("memory_limit") or _MEMORY_LIMIT, settings.count("threads"), in_order=True)
    playbooks = workspace_playbooks(workspace)
    listed = workspace_suppressions(tables)
    if listed is not None:
        suppressions = listed if suppressions is None else listed | suppressions
    source = WorkspaceAudience(workspace, tables, named, audience, playbooks, now)
    workdir = make_folder("regulars-")
    try:
        opened = make_engine(workdir)
        engine = watch(opened) if watch is not None else opened
        try:
            yield Export(engine, workdir, wanted, source, now.date(), suppressions, playbooks), engine, workdir
        finally:
            engine.close()
    finally:
        shutil.rmtree(workdir, ignore_errors=True)


class _WorkspaceMemory:
    """See `work.export_memory.Memory`: in the table `export_members`, in force with the row in the application database."""

    def __init__(
        self,
        workspace: Workspace,
        tables: AudienceTables,
        export: Export,
        engine: Engine,
        workdir: Path,
        record: ExportRecord,
        former: ExportRecord | None,
        out: Path,
        now: datetime,
    ) -> None:
        self.former: dict[str, Any] = dict(former.receipt) if former is not None else {}
        self.place = Path(former.place) if former is not None else None
        self._ledger = workspace.ledger.exports
        self._tables = tables
        self._wanted = export.wanted
        self._engine = engine
        self._workdir = workdir
        self._record = record
        self._out = out
        self._now = now

    def known(self) -> Path | None:
        """See `Memory`."""
        if not self._rows_of_before():
            return None
        if self.former:
            check_known(self.former)
        path = self._workdir / "known.parquet"
        self._engine.copy(self._sql(outreach.known_members()), path, _STAGED)
        return path

    def keep(self, state: Path, receipt: dict[str, Any]) -> None:
        """See `Memory`."""
        receipt["export"] = self._record.number
        audience, channel = self._record.audience, str(self._wanted.destination.consent)
        has_former = self._rows_of_before()
        touched: tuple[Path, ...] = ()
        if has_former:
            touched = tuple(Path(row[0]) for row in self._engine.rows(self._sql(outreach.files_of_audience())))
        self._engine.view("now_in", lake.files_sql([str(state)]))
        rows = outreach.remembered_members(
            audience,
            channel,
            self._now,
            self._now - _REMEMBERED,
            all_new=self._wanted.mode is Mode.FULL,
            has_former=has_former,
        )
        self._tables.exchange(self._engine, MEMBERS, self._sql(rows), touched, self._record.number)

    def done(self, receipt: dict[str, Any]) -> None:
        """See `Memory`."""
        self._ledger.finish(self._record.number, ExportState.DONE, self._now, str(self._out.parent), receipt, self._tables.versions)

    def _rows_of_before(self) -> bool:
        """Make the view `former_rows`; False where nothing is remembered at all."""
        has_any = self._tables.view(self._engine, MEMBERS)
        if has_any:
            self._engine.view("former_rows", self._sql(outreach.members_of_audience(self._record.audience)))
        return has_any

    def _sql(self, tree: render.Tree) -> str:
        return render.sql(tree, self._engine.dialect)
