"""Custom segments of a workspace: made from words or the wire, kept in versions, refreshed with the rest."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.criteria.tree import Condition
from regulars.criteria.wire import from_wire, to_wire
from regulars.engines.base import Engine
from regulars.errors import DataError, DefinitionError, RegularsError, near_names
from regulars.lake.pinned import pin, pinned_files
from regulars.queries import lake, refreshes, render
from regulars.work.ledger import SegmentRecord
from regulars.work.temporary import make_folder
from regulars.work.workspace import Workspace

if TYPE_CHECKING:
    from regulars.work.ask import Asking
    from regulars.work.options import ScoreOptions

STATES = ("draft", "active", "archived")


@dataclass(frozen=True, slots=True)
class CustomMembers:
    """The custom segments that a refresh worked out, and why others could not be."""

    names: tuple[str, ...]
    warnings: tuple[str, ...]


def active_segments(workspace: Workspace) -> dict[str, Condition]:
    """The criteria of the active custom segments, by name."""
    return {each.name: from_wire(dict(each.criteria)) for each in workspace.ledger.segments() if each.state == "active"}


def custom_members(workspace: Workspace, folder: Path, options: ScoreOptions, engine: Engine) -> CustomMembers:
    """Make the engine's table `custom_members` of all active custom segments; one that cannot be worked out is left out."""
    engine.view("custom_members", render.sql(refreshes.no_custom_members(), engine.dialect))
    saved = active_segments(workspace)
    if not saved:
        return CustomMembers((), ())
    from regulars.work.ask import Asking
    from regulars.work.data import open_data

    names: list[str] = []
    warnings: list[str] = []
    with open_data(folder, options, workspace.make_engine) as data:
        asking = Asking(data, saved)
        for name, condition in saved.items():
            try:
                members = render.subquery(render.Tree(asking.members_sql(condition)))
                data.engine.table(f"members_{len(names)}", render.sql(refreshes.members_of(name, members), data.engine.dialect))
                names.append(name)
            except RegularsError as error:
                warnings.append(f"The segment {name!r} was left out: {error.problem}")
        if names:
            parts = [refreshes.listed(f"members_{place}") for place in range(len(names))]
            engine.register("custom_frame", data.engine.arrow(render.sql(render.union_all(*parts), data.engine.dialect)))
            engine.table("custom_kept", "SELECT * FROM custom_frame")
            engine.view("custom_members", "SELECT * FROM custom_kept")
    return CustomMembers(tuple(names), tuple(warnings))


@contextmanager
def asking_lake(workspace: Workspace, now: datetime) -> Iterator[Asking]:
    """The published tables, ready to be asked in words.

    Raises:
        DataError: nothing has been imported.
    """
    from regulars.work.ask import Asking
    from regulars.work.data import open_data
    from regulars.work.refresh import lake_options

    versions = workspace.published()
    workdir = make_folder("regulars-")
    try:
        folder = pin(workspace.lake, versions, lake.CANONICAL, workdir)
        if not (folder / "orders").is_dir():
            raise DataError("The workspace has no orders yet.", "Import some first: regulars import FILE.")
        engine = workspace.make_engine(workdir)
        try:
            engine.view("lake_orders", lake.files_sql([str(path) for path in pinned_files(workspace.lake, versions, "orders")]))
            options = lake_options(workspace, engine, now, now, None)
        finally:
            engine.close()
        with open_data(folder, options, workspace.make_engine) as data:
            yield Asking(data, active_segments(workspace))
    finally:
        shutil.rmtree(workdir, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A custom segment before it is kept: its sentence, how many customers it has today, and what was assumed."""

    segment: SegmentRecord
    customers: int
    assumptions: tuple[str, ...]


def propose_segment(
    workspace: Workspace, name: str, *, now: datetime, author: str, words: str = "", wire: object = None, state: str = "active"
) -> Proposed:
    """What a custom segment would be, from words or from criteria on the wire.

    Raises:
        DefinitionError: the words or criteria have no single meaning on this shop's data, or the name is taken.
    """
    _check_name(workspace, name)
    with asking_lake(workspace, now) as asking:
        if wire is not None:
            found = asking.segment(from_wire(wire))
            assumptions: tuple[str, ...] = ()
        else:
            answer = asking.ask(words)
            if len(answer.segments) != 1:
                raise _unclear(answer)
            found = answer.segments[0]
            assumptions = tuple(dict.fromkeys((*answer.assumptions, *found.assumptions)))
        versions = workspace.ledger.segment_versions(name)
        made = SegmentRecord(name, state, len(versions) + 1, author, now, words, found.sentence, to_wire(found.condition))
        return Proposed(made, found.count, assumptions)


def _check_name(workspace: Workspace, name: str) -> None:
    if not name.strip() or len(name) > 120:
        raise DefinitionError("A segment needs a name of at most 120 characters.", "Give one.")
    latest = workspace.ledger.latest("refresh")
    if latest is not None and name in {segment for _, segment in latest.facts["cells"]}:
        raise DefinitionError(f"{name!r} is a segment of the map {latest.facts['map']}.", "Give another name.")


def _unclear(answer: Any) -> DefinitionError:
    if not answer.segments:
        problems = "; ".join(f"“{part.text}”: {part.reason}" for part in answer.unplaced) or "it was not understood"
        return DefinitionError(
            f"The request has no meaning here: {problems}", "Say it in other words; regulars ask tries them out."
        )
    readings = "; ".join(f"{each.sentence} ({each.count:,})" for each in answer.segments)
    return DefinitionError(f"The request has {len(answer.segments)} meanings: {readings}.", "Say it so that it has one.")


def set_state(workspace: Workspace, name: str, state: str) -> SegmentRecord:
    """Make a custom segment draft, active or archived.

    Raises:
        DefinitionError: there is no such segment or state.
    """
    if state not in STATES:
        raise DefinitionError(f"There is no state {state!r}.", near_names(state, STATES))
    found = {each.name: each for each in workspace.ledger.segments()}
    if name not in found:
        raise DefinitionError(f"There is no custom segment {name!r}.", near_names(name, found) if found else "There are none yet.")
    changed = replace(found[name], state=state)
    workspace.ledger.save_segment(changed)
    return changed


def list_segments(workspace: Workspace) -> list[dict[str, Any]]:
    """The segments of the refresh in force with their figures, and custom segments that it does not know (figures null)."""
    latest = workspace.ledger.latest("refresh")
    rows: list[dict[str, Any]] = []
    if latest is not None:
        rows = read_table(workspace, latest.versions, "segment_metrics")
    known = {row["name"]: row for row in rows if row["kind"] == refreshes.CUSTOM}
    for custom in workspace.ledger.segments():
        about: Mapping[str, Any] = {
            "state": custom.state, "version": custom.version, "sentence": custom.sentence, "words": custom.words,
        }  # fmt: skip
        if custom.name in known:
            known[custom.name].update(about)
        else:
            nothing = dict.fromkeys(
                ("customers", "share", "orders", "revenue", "revenue_share", "aov", "objective", "campaign_type")
            )
            rows.append({"name": custom.name, "kind": refreshes.CUSTOM, **nothing, **about})
    return rows


def read_table(workspace: Workspace, versions: Mapping[str, int], table: str) -> list[dict[str, Any]]:
    """The rows of a small published table, in the order in which they were written."""
    import pyarrow
    from pyarrow import parquet

    files = pinned_files(workspace.lake, versions, table)
    tables = [parquet.read_table(path) for path in files]
    rows: list[dict[str, Any]] = pyarrow.concat_tables(tables, promote_options="permissive").to_pylist() if tables else []
    return rows


def members_at(workspace: Workspace, name: str, refresh: int | None, out: Path | None) -> list[str]:
    """The customer_id of a segment's members at a refresh (default the latest).

    Raises:
        DataError: there is no such refresh or segment.
    """
    record = workspace.refresh_number(refresh)
    lifecycle = {segment for _, segment in record.facts["cells"]}
    workdir = make_folder("regulars-")
    try:
        engine = workspace.make_engine(workdir)
        try:
            if name in lifecycle:
                newest = workspace.refresh_number(None).versions
                files = [str(path) for path in pinned_files(workspace.lake, newest, "history")]
                engine.view("history", lake.files_sql(files))
                engine.view("state", render.sql(refreshes.last_known("history", record.run), engine.dialect))
                query = render.sql(refreshes.members_at(name), engine.dialect)
            else:
                files = [str(path) for path in pinned_files(workspace.lake, record.versions, "memberships")]
                engine.view("memberships", lake.files_sql(files))
                query = render.sql(refreshes.kept_members(name), engine.dialect)
            ids = [str(row[0]) for row in engine.rows(query)]
            if not ids and name not in lifecycle and name not in {each.name for each in workspace.ledger.segments()}:
                raise DataError(f"There is no segment {name!r}.", near_names(name, lifecycle))
            if out is not None:
                engine.copy(query, out, ("FORMAT CSV", "HEADER"))
            return ids
        finally:
            engine.close()
    finally:
        shutil.rmtree(workdir, ignore_errors=True)
