"""Everything held on one customer: to show it to them, and to forget it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError
from regulars.lake.pinned import pinned_files
from regulars.lake.store import Lake
from regulars.lake.upsert import write_beside
from regulars.queries import lake, outreach, render
from regulars.queries.judged_contacts import is_judgement
from regulars.work.audience_tables import ASSIGNMENTS, EXPOSURES, AudienceTables, changing, former_files
from regulars.work.erasure import KIND, erasure_report, finish_erasure, waiting_erasure
from regulars.work.exported_files import Cleaned, Traces, clean_exported_files
from regulars.work.kept_facts import fact_files
from regulars.work.ledger import RunRecord, SegmentRecord
from regulars.work.sent_to import SentTo, forget_exports, sent_to
from regulars.work.suppression_list import is_suppressed
from regulars.work.workspace import Workspace, engine_aside, writing

_KEYS = ("customer_id", "order_id")
_TELLING_DIGITS = 4  # a shorter number stands in definitions for something else


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What an erasure removed: rows by table, and the files that had the customer in them, in whatever version.

    `exported_to` is where this workspace has sent the customer: lists that others have to take them off now. `files` are those that
    exports wrote, mended or left; `segments` are segments of one's own whose definition, of now or before, names the customer.
    """

    rows: Mapping[str, int]
    old_files: int
    publication: int
    exported_to: tuple[SentTo, ...] = ()
    files: Cleaned = field(default_factory=Cleaned)
    segments: tuple[str, ...] = ()

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "rows": dict(self.rows),
            "old_files": self.old_files,
            "publication": self.publication,
            "exported_to": [each.wire for each in self.exported_to],
            "files": self.files.wire,
            "segments": list(self.segments),
        }


def show_customer(workspace: Workspace, who: str) -> dict[str, Any]:
    """Everything published about a customer, by table, oldest rows first; `who` is the customer_id or an e-mail address.

    With it: where they were exported to, their experiments, whether they are `suppressed`, and segments of one's own whose
    definition names them (`segments_naming`).

    Raises:
        DataError: nobody is known by that name.
    """
    versions = workspace.published()
    with engine_aside(workspace) as (engine, _):
        tables = _views(engine, workspace, versions)
        customer_id = _found_to_show(workspace, engine, tables, who)
        held: dict[str, Any] = {"customer_id": customer_id}
        for table, columns in tables.items():
            orders = "orders" if "orders" in tables else None
            query = render.sql(lake.of_customer(columns, table, customer_id, orders), engine.dialect)
            held[table] = sorted(map(_without_file, engine.arrow(query).to_pylist()), key=_place)
        people = held.get("customers", [])
        named = _segments_naming(workspace, customer_id, people)
        return held | _reached(workspace, engine, customer_id, people) | {"segments_naming": list(named)}


def _found_to_show(workspace: Workspace, engine: Engine, tables: Mapping[str, tuple[str, ...]], who: str) -> str:
    try:
        return _found(engine, tables, who)
    except DataError as unknown:
        try:
            _found(engine, _views_of_all_files(engine, workspace), who)
        except DataError:
            raise unknown from None
        problem = "No table in force has that customer; files of earlier versions, which imports are taken back from, do."
        raise DataError(problem, "They go with time; regulars forget deletes them now.") from None


def _without_file(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the place in the lake where it lies, and without what is noted for exports and tells nothing of a person."""
    return {column: value for column, value in row.items() if column != "filename" and not is_judgement(column)}


def _place(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What puts a customer's rows of one table in order."""
    said = (str(row.get(column, "")) for column in ("ordered_at", "occurred_at", "as_of", "order_id"))
    return (*said, row.get("line_no") or 0)


def _reached(workspace: Workspace, engine: Engine, customer_id: str, people: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Where a customer was exported to, the arms of experiments that they are in, and whether they are never to be sent."""
    audiences = AudienceTables(workspace)
    arms: list[tuple[Any, ...]] = []
    if audiences.view(engine, ASSIGNMENTS):
        arms = engine.rows(render.sql(outreach.arms_of(customer_id), engine.dialect))
    reached: set[int] = set()
    if audiences.view(engine, EXPOSURES):
        reached = {row[0] for row in engine.rows(render.sql(outreach.exposures_of(customer_id), engine.dialect))}
    in_force = workspace.ledger.latest()
    identifiers = (customer_id, *(str(person.get(kind) or "") for person in people for kind in ("email", "phone")))
    names = {each.number: each.name for each in workspace.ledger.experiments.experiments()}
    return {
        "exports": [each.wire for each in sent_to(workspace, audiences, engine, customer_id)],
        "experiments": [
            {"experiment": names[number], "arm": arm, "was_reached": number in reached} for number, arm in arms if number in names
        ],
        "suppressed": in_force is not None and is_suppressed(audiences, identifiers, in_force.at.date()),
    }


def forget_customer(workspace: Workspace, who: str, *, actor: str, now: datetime) -> Forgotten:
    """Remove a customer from every table, in every version, and publish what is left.

    Versions of before can be read on, without them. The audit trail says that somebody was forgotten. Where the process ends
    before all files with them are deleted, whoever writes the workspace next deletes them.

    Raises:
        DataError: nobody is known by that name. BusyError: the workspace is in use.
    """
    interrupted = waiting_erasure(workspace.ledger)
    with (
        changing(workspace, KIND, actor, now) as audiences,
        writing(workspace, KIND, actor, now) as run,
        engine_aside(workspace) as (engine, _),
    ):
        customer_id = _found_anywhere(workspace, engine, who, interrupted)
        published = dict(workspace.published())
        tables = _views(engine, workspace, published)
        everywhere = theirs_now = _all_orders(engine, workspace)
        if "orders" in tables:
            theirs_now = "orders_theirs"
            engine.table(theirs_now, render.sql(lake.orders_of_nobody_else(everywhere, "orders", customer_id), engine.dialect))
        exported_to = sent_to(workspace, audiences, engine, customer_id)
        addresses = _all_addresses(engine, workspace, customer_id)
        rows = forget_exports(audiences, engine, customer_id, run)
        rest = _Rest(engine, workspace.lake, customer_id, run)
        # a file is written anew once, for whichever versions are made of it
        instead: dict[Path, tuple[Path, ...]] = {}
        for table, columns in tables.items():
            theirs = render.sql(lake.of_customer(columns, table, customer_id, theirs_now), engine.dialect)
            found = engine.rows(f"SELECT filename, COUNT(*) FROM ({theirs}) AS t GROUP BY filename ORDER BY filename")
            if not found:
                continue
            rows[table] = sum(int(count) for _, count in found)
            anew = {Path(name): rest.of_file(table, Path(name), theirs_now) for name, _ in found}
            published[table] = workspace.lake.exchange(table, anew)
            instead |= anew
        # before anything is published: by the tables a second try finds whom they are about
        cleaned = clean_exported_files(workspace, Traces(customer_id, addresses, now.date()))
        old = instead | rest.of_former_files(published, set(instead), everywhere)
        old |= dict.fromkeys(former_files(audiences), ())
        about = {
            "rows": rows,
            "exported_to": [f"{each.segment} ({each.destination})" for each in exported_to],
            "export_files": len(cleaned.mended),
            "export_files_left": len(cleaned.left),
        }
        # the next refresh looks at everybody: what was added up has everybody in it
        report = erasure_report(workspace.folder, old | dict.fromkeys(fact_files(workspace.lake), ()), about)
        latest = workspace.ledger.latest("refresh")
        kind, as_of, facts = ("refresh", latest.as_of, latest.facts) if latest else ("data", None, {})
        # forgetting somebody makes the figures no newer
        worked_out = latest.at if latest else None
        done = workspace.ledger.publish(run, kind, now, as_of, published, facts, report, worked_out, audiences.versions)
        finish_erasure(workspace.folder, workspace.lake, workspace.ledger, now)
        return Forgotten(rows, len(old), done.number, exported_to, cleaned, _segments_naming(workspace, customer_id, addresses))


def _found_anywhere(workspace: Workspace, engine: Engine, who: str, interrupted: RunRecord | None) -> str:
    """The customer_id of whoever is meant, also where only files of versions of before have them."""
    try:
        return _found(engine, _views(engine, workspace, workspace.published()), who)
    except DataError as unknown:
        try:
            return _found(engine, _views_of_all_files(engine, workspace), who)
        except DataError:
            if interrupted is None:
                raise unknown from None
        sent = ", ".join(interrupted.report.get("exported_to", ())) or "nowhere"
        remedy = f"Its files are deleted. Whom it was of had been exported to: {sent}."
        raise DataError(f"{unknown.problem} An erasure of before that had been interrupted is finished now.", remedy) from None


def _views_of_all_files(engine: Engine, workspace: Workspace) -> dict[str, tuple[str, ...]]:
    """A view of every table that has customers, over the files of all versions, with its columns."""
    found: dict[str, tuple[str, ...]] = {}
    for table in workspace.lake.tables():
        files = sorted((workspace.lake.folder / table).glob("*.parquet"))
        if files:
            engine.view(table, lake.files_sql([str(path) for path in files]))
            columns = tuple(engine.columns(table))
            if "customer_id" in columns:
                found[table] = columns
    return found


def _views(engine: Engine, workspace: Workspace, versions: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """A view of every published table that has customers or orders, with its columns."""
    found: dict[str, tuple[str, ...]] = {}
    for table in versions:
        files = pinned_files(workspace.lake, versions, table)
        if not files:
            continue
        engine.view(table, lake.files_sql([str(path) for path in files], numbered=True))
        columns = tuple(engine.columns(table))
        if any(key in columns for key in _KEYS):
            found[table] = columns
    return found


def _found(engine: Engine, tables: Mapping[str, tuple[str, ...]], who: str) -> str:
    """The customer_id of whoever is meant; as in imports, 17.0 is 17."""
    who = re.sub(r"^(\d+)\.0+$", r"\1", who.strip())
    for table, columns in tables.items():
        if "customer_id" in columns:
            query = render.sql(lake.of_customer(columns, table, who, None), engine.dialect)
            if engine.rows(f"SELECT 1 FROM ({query}) AS t LIMIT 1"):
                return who
    if "email" in tables.get("customers", ()):
        ids = engine.rows(render.sql(lake.by_email(who), engine.dialect))
        if len(ids) == 1:
            return str(ids[0][0])
        if ids:
            raise DataError(f"{len(ids)} customers have that e-mail address.", "Give the customer_id.")
    raise DataError("Nobody is known by that customer_id or e-mail address.", "Look it up in the shop.")


def _all_orders(engine: Engine, workspace: Workspace) -> str:
    """A view of all orders that any file still has, so that lines of versions of before are found."""
    files = [str(path) for path in sorted((workspace.lake.folder / "orders").glob("*.parquet"))]
    engine.table(
        "orders_everywhere", lake.files_sql(files) if files else "SELECT NULL AS order_id, NULL AS customer_id WHERE FALSE"
    )
    return "orders_everywhere"


def _all_addresses(engine: Engine, workspace: Workspace, customer_id: str) -> list[dict[str, Any]]:
    """By what any version of the customers has known somebody."""
    files = [str(path) for path in sorted((workspace.lake.folder / "customers").glob("*.parquet"))]
    if not files:
        return []
    engine.view("people_everywhere", lake.files_sql(files))
    columns = tuple(engine.columns("people_everywhere"))
    return engine.arrow(render.sql(lake.of_customer(columns, "people_everywhere", customer_id, None), engine.dialect)).to_pylist()  # type: ignore[no-any-return]


def _segments_naming(workspace: Workspace, customer_id: str, people: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Segments with the customer's number or an address in any version: what a person wrote is not rewritten, but told."""
    number = "" if customer_id.isdigit() and len(customer_id) < _TELLING_DIGITS else customer_id
    known = {number, *(person.get(kind) or "" for person in people for kind in ("email", "phone"))} - {""}
    if not known:
        return ()
    named = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in sorted(known)), re.IGNORECASE)

    def told(version: SegmentRecord) -> str:
        written = json.dumps(version.criteria, ensure_ascii=False, default=str)
        return "\n".join((version.words, version.sentence, version.sql, version.description, written))

    versions = {each.name: workspace.ledger.segment_versions(each.name) for each in workspace.ledger.segments()}
    return tuple(name for name, all_of_it in versions.items() if any(named.search(told(version)) for version in all_of_it))


class _Rest:
    """The files of a lake's tables without one customer, written beside them."""

    def __init__(self, engine: Engine, lake_: Lake, customer_id: str, run: int) -> None:
        self._engine = engine
        self._lake = lake_
        self._customer_id = customer_id
        self._run = run

    def of_file(self, table: str, path: Path, orders: str) -> tuple[Path, ...]:
        """What is left of a file; `orders` says whose its orders are, where it does not."""
        columns = self._columns(path)
        rest = lake.without_customer(columns, "touched", self._customer_id, orders)
        return write_beside(self._engine, self._lake, table, render.sql(rest, self._engine.dialect), self._run)

    def of_former_files(self, published: Mapping[str, int], done: Set[Path], orders: str) -> dict[Path, tuple[Path, ...]]:
        """What is left of the files with the customer that only earlier versions are made of, but for those that are `done`."""
        found: dict[Path, tuple[Path, ...]] = {}
        for table in self._lake.tables():
            kept = done | set(pinned_files(self._lake, published, table))
            for path in sorted((self._lake.folder / table).glob("*.parquet")):
                if path not in kept and self._has_them(path, orders):
                    found[path] = self.of_file(table, path, orders)
        return found

    def _has_them(self, path: Path, orders: str) -> bool:
        columns = self._columns(path)
        if not any(key in columns for key in _KEYS):
            return False
        theirs = render.sql(lake.of_customer(columns, "touched", self._customer_id, orders), self._engine.dialect)
        return bool(self._engine.rows(f"SELECT 1 FROM ({theirs}) AS t LIMIT 1"))

    def _columns(self, path: Path) -> tuple[str, ...]:
        self._engine.view("touched", lake.files_sql([str(path)]))
        return tuple(self._engine.columns("touched"))
