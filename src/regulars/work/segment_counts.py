"""Custom segments counted between two refreshes: the refresh in force published anew, with them as they are defined now.

Nobody is scored again and no cut moves: everybody's segment of the map, scores and profile stay what the refresh made them. Top
products of a segment whose members are others now come with the next refresh.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError
from regulars.lake.pinned import pin, pinned_files
from regulars.lake.upsert import replace_table
from regulars.queries import lake, refreshes, render
from regulars.work.custom_segments import custom_members, read_table
from regulars.work.ledger import PublicationRecord
from regulars.work.refresh import lake_options
from regulars.work.refresh_tables import custom_metric_rows, table_schema
from regulars.work.workspace import Workspace, engine_aside, writing

KIND = "segments"


@dataclass(frozen=True, slots=True)
class Counted:
    """What is in force now: its number, the customers of every custom segment, and why others could not be counted."""

    publication: int
    customers: Mapping[str, int]
    warnings: tuple[str, ...]

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"publication": self.publication, "segments": dict(self.customers), "warnings": list(self.warnings)}


def why_not_counted(workspace: Workspace) -> str:
    """Why segments cannot be counted without a refresh, as a sentence; empty where they can."""
    before = workspace.ledger.latest("refresh")
    if before is None:
        return "Nothing has been refreshed yet."
    published = workspace.published()
    if any(published.get(table) != before.versions.get(table) for table in (*lake.CANONICAL, "profile")):
        return "Data were imported since the last refresh."
    return ""


def count_segments(workspace: Workspace, *, actor: str, now: datetime) -> Counted:
    """Work out the active custom segments on the customers of the refresh in force, and publish it anew with them.

    Raises:
        DataError: it takes a refresh. BusyError: somebody else writes the workspace.
    """
    _in_force(workspace)
    with writing(workspace, KIND, actor, now) as run:
        before = _in_force(workspace)
        with engine_aside(workspace) as (engine, folder):
            counter = _Counter(workspace, before, run, engine)
            with counter.step("customer assignment") as rows:
                pinned = pin(workspace.lake, before.versions, lake.CANONICAL, folder)
                files = pinned_files(workspace.lake, before.versions, "profile")
                options = lake_options(workspace, now, before.as_of, None)
                found = custom_members(workspace, pinned, options, engine, files)
                rows.append(counter.memberships(files))
            with counter.step("segment metrics") as rows:
                counted = counter.metrics(found.names)
                rows.append(len(counted))
            with counter.step("top products") as rows:
                rows.append(counter.products())
        versions = dict(workspace.published()) | counter.made
        report = {"segments": counted, "warnings": list(found.warnings)}
        facts = {**before.facts, **found.facts}
        done = workspace.ledger.publish(run, "refresh", now, before.as_of, versions, facts, report, before.at)
        return Counted(done.number, counted, found.warnings)


def _in_force(workspace: Workspace) -> PublicationRecord:
    reason, found = why_not_counted(workspace), workspace.ledger.latest("refresh")
    if reason or found is None:
        raise DataError(reason, "Refresh: that counts every segment.")
    return found


class _Counter:
    """The tables that differ, written one by one; `made` has their versions."""

    def __init__(self, workspace: Workspace, before: PublicationRecord, run: int, engine: Engine) -> None:
        self._workspace = workspace
        self._before = before
        self._run = run
        self._engine = engine
        self.made: dict[str, int] = {}

    def memberships(self, profile: tuple[Any, ...]) -> int:
        """Everybody's segment as it is, and the members of `custom_members`."""
        self._engine.view("customers", lake.files_sql([str(path) for path in profile]))
        self._view("memberships_before", "memberships")
        return self._replace("memberships", render.sql(refreshes.memberships(), self._engine.dialect))

    def metrics(self, names: tuple[str, ...]) -> dict[str, int]:
        """The figures of all segments; customers by custom segment."""
        facts = self._before.facts
        frequency, value = str(facts["names"]["frequency"]), str(facts["names"]["value"])
        kept = [row for row in self._rows("segment_metrics") if row["kind"] == refreshes.LIFECYCLE]
        revenue = self._revenue(value) if any(row["revenue"] is not None for row in kept) else None
        custom = custom_metric_rows(self._engine, frequency, value, names, int(facts["customers"]), revenue)
        self._keep("segment_metrics", [*kept, *custom])
        return {str(row["name"]): int(row["customers"]) for row in custom}

    def products(self) -> int:
        """The top products without those of custom segments whose members are others now."""
        kept = self._rows("top_products")
        query = render.sql(refreshes.unchanged_segments("memberships_before"), self._engine.dialect)
        unchanged = {str(name) for (name,) in self._engine.rows(query)}
        shown = [row for row in kept if row["segment"] is None or row["segment"] in unchanged]
        self._keep("top_products", shown)
        return len(shown)

    @contextmanager
    def step(self, name: str) -> Iterator[list[int]]:
        """A step of the run; give it the number of rows."""
        began = time.monotonic()
        step = self._workspace.ledger.begin_step(self._run, name)
        rows: list[int] = []
        yield rows
        self._workspace.ledger.end_step(step, rows[0], time.monotonic() - began)

    def _revenue(self, value: str) -> Decimal | None:
        query = render.sql(refreshes.total_of("customers", value), self._engine.dialect)
        found = self._engine.rows(query)[0][0]
        return Decimal(found) if found is not None else None

    def _rows(self, table: str) -> list[dict[str, Any]]:
        return read_table(self._workspace, self._before.versions, table)

    def _view(self, name: str, table: str) -> None:
        files = pinned_files(self._workspace.lake, self._before.versions, table)
        self._engine.view(name, lake.files_sql([str(path) for path in files]))

    def _keep(self, table: str, rows: list[dict[str, Any]]) -> None:
        import pyarrow

        self._engine.register(f"{table}_frame", pyarrow.Table.from_pylist(rows, schema=table_schema(table)))
        self._replace(table, f"SELECT * FROM {table}_frame")

    def _replace(self, table: str, query: str) -> int:
        done = replace_table(self._engine, self._workspace.lake, table, query, self._run)
        self.made[table] = done.version or 0
        return done.rows
