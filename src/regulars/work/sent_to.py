"""Where a customer has been exported to, and forgetting that."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from regulars.engines.base import Engine
from regulars.queries import outreach, render
from regulars.work.audience_tables import ASSIGNMENTS, EXPOSURES, MEMBERS, AudienceTables
from regulars.work.temporary import make_folder
from regulars.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SentTo:
    """An audience that a customer was exported in: its segment and destination, when last, and whether the destination still has
    them by what was told."""

    segment: str
    destination: str
    at: datetime
    is_still_in: bool

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"segment": self.segment, "destination": self.destination, "at": self.at, "still_in": self.is_still_in}


def where_exported(workspace: Workspace, customer_id: str) -> tuple[SentTo, ...]:
    """Where a customer has been exported to, as far as it is remembered (about a year for audiences that they have left)."""
    tables = AudienceTables(workspace)
    if not tables.files(MEMBERS):
        return ()
    workdir = make_folder("regulars-")
    try:
        engine = workspace.make_engine(workdir)
        try:
            return sent_to(workspace, tables, engine, customer_id)
        finally:
            engine.close()
    finally:
        shutil.rmtree(workdir, ignore_errors=True)


def sent_to(workspace: Workspace, tables: AudienceTables, engine: Engine, customer_id: str) -> tuple[SentTo, ...]:
    """As `where_exported`, in an engine that is open."""
    if not tables.view(engine, MEMBERS):
        return ()
    found = engine.rows(render.sql(outreach.audiences_of(customer_id), engine.dialect))
    called = workspace.ledger.exports.audiences([int(row[0]) for row in found])
    return tuple(SentTo(*called[int(number)], at=at.replace(tzinfo=UTC), is_still_in=bool(still)) for number, still, at in found)


def forget_exports(tables: AudienceTables, engine: Engine, customer_id: str, run: int) -> dict[str, int]:
    """Take a customer out of what is remembered of exports and experiments; rows by table.

    It is in force once the versions of the tables are published.
    """
    gone: dict[str, int] = {}
    for table, theirs, others in (
        (MEMBERS, outreach.member_rows(customer_id), outreach.without_member(customer_id)),
        (ASSIGNMENTS, outreach.assigned_rows(customer_id), outreach.without_assigned(customer_id)),
        (EXPOSURES, outreach.exposed_rows(customer_id), outreach.without_exposed(customer_id)),
    ):
        if not tables.view(engine, table):
            continue
        files = [row[0] for row in engine.rows(render.sql(theirs, engine.dialect))]
        if files:
            tables.replace(engine, table, render.sql(others, engine.dialect), run)
            gone[table] = len(files)
    return gone
