"""Movement between two refreshes: who changed segment, and whether they did or the borders."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError
from regulars.lake.pinned import pinned_files
from regulars.lake.upsert import append_rows
from regulars.queries import lake, refreshes, render, scores
from regulars.scoring.cuts import cuts_from_wire
from regulars.scoring.results import Axis
from regulars.work.ledger import PublicationRecord
from regulars.work.population import cents
from regulars.work.temporary import make_folder
from regulars.work.workspace import Workspace

CAUSES = ("behaviour", "border", "entered", "left")
# what a publication of the same refresh may know more of, having counted them
_COUNTED_LATER = ("own_segments", "left_out")


@dataclass(frozen=True, slots=True)
class Flow:
    """Customers who went from one segment to another for the same cause. `act`: what they did (order, return, silence, correction),
    where they did it themselves; `revenue` is what they are worth today."""

    from_segment: str | None
    to_segment: str | None
    cause: str
    act: str | None
    customers: int
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class Movement:
    """What changed between two refreshes; `stayed` is by segment. Every customer of either is in exactly one flow or stayed."""

    earlier: int
    later: int
    earlier_at: datetime | None
    later_at: datetime | None
    flows: tuple[Flow, ...]
    stayed: tuple[tuple[str, int, Decimal | None], ...]

    @property
    def causes(self) -> dict[str, int]:
        """Customers by cause; behaviour and border together are all moves."""
        return count_moves(self.flows)

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "earlier": self.earlier,
            "later": self.later,
            "earlier_as_of": self.earlier_at,
            "later_as_of": self.later_at,
            "causes": self.causes,
            "moved": self.causes["behaviour"] + self.causes["border"],
            "stayed": sum(customers for _, customers, _ in self.stayed),
            "flows": [
                {
                    "from": flow.from_segment,
                    "to": flow.to_segment,
                    "cause": flow.cause,
                    "act": flow.act,
                    "customers": flow.customers,
                    "revenue": flow.revenue,
                }
                for flow in self.flows
            ],
            "matrix": self.matrix,
        }

    @property
    def matrix(self) -> list[dict[str, Any]]:
        """Customers by segment before and after, those who stayed included."""
        counts: dict[tuple[str | None, str | None], int] = {(segment, segment): customers for segment, customers, _ in self.stayed}
        for flow in self.flows:
            key = (flow.from_segment, flow.to_segment)
            counts[key] = counts.get(key, 0) + flow.customers
        ordered = sorted(counts.items(), key=lambda each: (each[0][0] or "", each[0][1] or ""))
        return [{"from": source, "to": target, "customers": customers} for (source, target), customers in ordered]


@dataclass(frozen=True, slots=True)
class KeptMoves:
    """The moves of a refresh, as they were written."""

    rows: int
    version: int | None
    flows: tuple[Flow, ...]


def count_moves(flows: Sequence[Flow]) -> dict[str, int]:
    """Customers by cause."""
    return {cause: sum(flow.customers for flow in flows if flow.cause == cause) for cause in CAUSES}


def why_incomparable(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """In what the facts of two refreshes say that they measured different things, so that nobody moved by it; empty: in nothing.

    What one of them did not write down is taken to be as in the other.
    """
    for key, other in (
        ("names", "The scorecard measures something else than before"),
        ("window_days", "The scores count orders of another number of days than before"),
        ("event_points", "Events have other points than before"),
    ):
        if key in before and key in after and before[key] != after[key]:
            return other
    if before["currency"] and after["currency"] and before["currency"] != after["currency"]:
        return "The currency is another than before"
    return ""


def is_published_again(before: PublicationRecord, after: PublicationRecord) -> bool:
    """Whether the later is the refresh that the former is, without somebody who was forgotten or with segments counted since."""
    one, other = ({key: each.facts[key] for key in each.facts if key not in _COUNTED_LATER} for each in (before, after))
    return (before.as_of, before.at, one) == (after.as_of, after.at, other)


def movement(workspace: Workspace, earlier: int | None, later: int | None, members: Path | None = None) -> Movement:
    """What changed between two refreshes (by default the last two); `members` is a CSV file to write who moved into,
    with the last order, or return, of those whom one moved.

    Raises:
        DataError: there are no two refreshes, or they measured different things. SourceError: what one of them knew is gone.
    """
    last = workspace.refresh_number(later)
    first = workspace.refresh_number(earlier) if earlier is not None else _one_before(workspace, last)
    if why := why_incomparable(first.facts, last.facts):
        raise DataError(
            f"Refreshes {first.number} and {last.number} cannot be compared: {why[0].lower()}{why[1:]}.",
            "Choose two that agree in it.",
        )
    workdir = make_folder("regulars-")
    try:
        engine = workspace.make_engine(workdir)
        try:
            _moved(engine, workspace, first, last.versions, last.facts)
            if members is not None:
                _write_movers(engine, workspace, first, last, members)
            stayed = tuple(
                (segment, int(customers), _money(revenue)) for segment, customers, revenue in _rows(engine, refreshes.stayers())
            )
            return Movement(first.number, last.number, first.as_of, last.as_of, _flows(engine), stayed)
        finally:
            engine.close()
    finally:
        shutil.rmtree(workdir, ignore_errors=True)


def _write_movers(engine: Engine, workspace: Workspace, first: PublicationRecord, last: PublicationRecord, path: Path) -> None:
    """Everybody who moved, as a CSV file; with the order that did it where the orders say."""
    orders = [str(each) for each in pinned_files(workspace.lake, last.versions, "orders")]
    query = "SELECT * FROM moved ORDER BY from_segment, to_segment, customer_id"
    if orders and first.as_of is not None and last.as_of is not None:
        engine.view("orders", lake.files_sql(orders))
        query = render.sql(refreshes.moved_by_orders(first.as_of, last.as_of), engine.dialect)
    engine.copy(query, path, ("FORMAT CSV", "HEADER"))


def keep_moves(
    workspace: Workspace,
    before: PublicationRecord,
    versions: Mapping[str, int],
    facts: Mapping[str, Any],
    run: int,
    as_of: datetime,
) -> KeptMoves:
    """Write the moves since a refresh as events, for what is triggered by them. `versions` and `facts` are those about to be
    published; the run's history in them says who is in another segment."""
    workdir = make_folder("regulars-")
    try:
        engine = workspace.make_engine(workdir)
        try:
            files = [str(path) for path in pinned_files(workspace.lake, versions, "history")]
            engine.view("history", lake.files_sql(files))
            engine.table("movers", render.sql(refreshes.movers("history", run), engine.dialect))
            _moved(engine, workspace, before, versions, facts, "movers")
            query = render.sql(refreshes.move_events(run, before.run, as_of), engine.dialect)
            done = append_rows(engine, workspace.lake, "moves", query, run)
            return KeptMoves(done.rows, done.version, _flows(engine))
        finally:
            engine.close()
    finally:
        shutil.rmtree(workdir, ignore_errors=True)


def _one_before(workspace: Workspace, last: PublicationRecord) -> PublicationRecord:
    after = last
    for each in reversed(workspace.ledger.publications("refresh")):
        if each.number < last.number:
            if not is_published_again(each, after):
                return each
            after = each
    raise DataError("There has been one refresh only, so nobody has moved yet.", "Refresh again, or name two refreshes.")


def _moved(
    engine: Engine,
    workspace: Workspace,
    before: PublicationRecord,
    after: Mapping[str, int],
    facts: Mapping[str, Any],
    of_customers: str | None = None,
) -> None:
    """Make the table `moved`, with `before` and `after` scored by the earlier cuts, and `before` by the later ones, which are in
    `facts`, too (of the customers in a table alone)."""
    cuts = cuts_from_wire(before.facts["cuts"], f"refresh {before.number}")
    axes = tuple(part.axis for part in cuts)
    _keep_cells(engine, "cells", axes, before.facts)
    names = before.facts["names"]
    for made, versions in (("before", before.versions), ("after", after)):
        files = [str(path) for path in pinned_files(workspace.lake, versions, "profile")]
        engine.view("kept_profile", lake.files_sql(files))
        query = refreshes.population_of("kept_profile", names["frequency"], names["value"], of_customers)
        engine.view("population", render.sql(query, engine.dialect))
        engine.table(made, render.sql(scores.scored(cuts), engine.dialect))
    later = cuts_from_wire(facts["cuts"], "the later refresh")
    if tuple(part.axis for part in later) != axes:  # another scorecard: whoever moved is asked by the earlier one alone
        later = cuts
    engine.view("population", render.sql(refreshes.standing_before("before"), engine.dialect))
    engine.table("before_now", render.sql(scores.scored(later), engine.dialect))
    _keep_cells(engine, "cells_now", axes, facts if later is not cuts else before.facts)
    engine.table("moved", render.sql(refreshes.moves(axes), engine.dialect))


def _keep_cells(engine: Engine, made: str, axes: Sequence[Axis], facts: Mapping[str, Any]) -> None:
    """Make the table of a refresh's map, cell by cell."""
    cells = refreshes.grid_cells({tuple(cell): segment for cell, segment in facts["cells"]})
    engine.table(made, render.sql(scores.cells(axes, cells), engine.dialect))


def _flows(engine: Engine) -> tuple[Flow, ...]:
    return tuple(
        Flow(source, target, cause, act, int(customers), _money(revenue))
        for source, target, cause, act, customers, revenue in _rows(engine, refreshes.move_flows())
    )


def _money(value: Any) -> Decimal | None:
    return cents(Decimal(value)) if value is not None else None


def _rows(engine: Engine, query: render.Tree) -> list[tuple[Any, ...]]:
    return engine.rows(render.sql(query, engine.dialect))
