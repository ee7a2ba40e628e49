"""The tables about reaching people: who was sent where, who is never sent, who is in which experiment.

They are a lake of their own in the workspace's folder `audiences`, with a lock of its own: an export need not wait for a refresh,
and nothing that a refresh does can touch them. A row of the application database says which versions are in force.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from regulars.engines.base import Engine
from regulars.lake.pinned import pinned_files
from regulars.lake.store import Lake
from regulars.lake.upsert import append_rows, replace_table, rewrite
from regulars.queries import lake, render
from regulars.work.export_ledger import ExportState
from regulars.work.workspace import Workspace, holding

FOLDER, LOCK_FILE = "audiences", ".regulars-audiences.lock"
MEMBERS, SUPPRESSIONS, ASSIGNMENTS, EXPOSURES = "export_members", "suppressions", "assignments", "exposures"
# files of former versions stay for those who began to read them
_READING_TIME = timedelta(days=1)


class AudienceTables:
    """The audience tables in the versions in force, and in those that a change has made of them."""

    def __init__(self, workspace: Workspace) -> None:
        self.lake = Lake(workspace.folder / FOLDER)
        self.versions = dict(workspace.ledger.exports.versions())

    def files(self, table: str) -> tuple[Path, ...]:
        """The files of a table; none where there is nothing in it."""
        return pinned_files(self.lake, self.versions, table)

    def view(self, engine: Engine, table: str) -> bool:
        """Give a table its name in the engine, with the file of each row as `filename`; False where there is nothing in it."""
        files = self.files(table)
        if files:
            engine.view(table, lake.files_sql([str(path) for path in files], numbered=True))
        return bool(files)

    def replace(self, engine: Engine, table: str, query: str, run: int) -> int:
        """Make the rows of `query` all that a table has; how many there are."""
        done = replace_table(engine, self.lake, table, query, run)
        self.versions[table] = done.version or 0
        return done.rows

    def append(self, engine: Engine, table: str, query: str, run: int) -> None:
        """Add the rows of `query` to a table."""
        self.versions[table] = append_rows(engine, self.lake, table, query, run).version or 0

    def exchange(self, engine: Engine, table: str, query: str, touched: tuple[Path, ...], run: int) -> None:
        """Put the rows of `query` in the place of whole files."""
        view = f"exchanged_{table}"
        engine.view(view, query)
        rows = render.sql(lake.cast_to_stored(view, engine.columns(view)), engine.dialect)
        self.versions[table] = rewrite(engine, self.lake, table, rows, touched, run)


@contextmanager
def changing(workspace: Workspace, kind: str, actor: str, now: datetime) -> Iterator[AudienceTables]:
    """Be the one who changes the audience tables. What was changed is in force once its versions are published.

    Raises:
        BusyError: somebody else does; the message says who and since when.
    """
    with holding(workspace.folder / LOCK_FILE, kind, actor, now):
        tables = AudienceTables(workspace)
        for lost in workspace.ledger.exports.unfinished():
            workspace.ledger.exports.fail(lost.number, ExportState.INTERRUPTED, now, "The process ended before the export did.")
        if any(tables.lake.head(table) != tables.versions.get(table) for table in tables.lake.tables()):
            tables.lake.rewind(tables.versions)
        _sweep(tables, now)
        yield tables


def _sweep(tables: AudienceTables, now: datetime) -> None:
    """Delete what a killed process has left, and files that no version in force has, unless somebody may still read them."""
    latest = (now - _READING_TIME).timestamp()
    for table in tables.lake.tables_and_remains():
        kept = set(tables.files(table))
        for aside in (tables.lake.folder / table).glob(".run-*"):
            shutil.rmtree(aside, ignore_errors=True)
        for path in (tables.lake.folder / table).glob("*.parquet"):
            if path not in kept and path.stat().st_mtime < latest:
                path.unlink(missing_ok=True)


def former_files(tables: AudienceTables) -> list[Path]:
    """The files of all former versions, which an erasure deletes at once."""
    found: list[Path] = []
    for table in tables.lake.tables():
        kept = set(tables.files(table))
        found += [path for path in sorted((tables.lake.folder / table).glob("*.parquet")) if path not in kept]
    return found
