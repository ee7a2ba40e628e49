"""Custom segments of a workspace: kept in versions, refreshed with the rest. How they are made is in `segment_proposals`."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.criteria.nodes import walk
from regulars.criteria.tree import Condition, InSegment, SqlCondition
from regulars.criteria.wire import from_wire
from regulars.engines.base import Engine
from regulars.errors import DataError, DefinitionError, RegularsError, near_names
from regulars.lake.pinned import pin, pinned_files
from regulars.queries import lake, refreshes, render
from regulars.work.ledger import SegmentRecord
from regulars.work.look_from import looks_from
from regulars.work.own_words import own_words
from regulars.work.temporary import make_folder
from regulars.work.workspace import Workspace

if TYPE_CHECKING:
    from regulars.work.ask import Asking
    from regulars.work.options import ScoreOptions

STATES = ("draft", "active", "archived")
LONGEST_NAME = 120
# control, format and private characters, and breaks of lines
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
# which join letters, and the parts of an emoji
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class CustomMembers:
    """The custom segments that a refresh worked out, and why others could not be."""

    names: tuple[str, ...]
    left_out: Mapping[str, str]

    @property
    def facts(self) -> dict[str, Any]:
        """As a refresh remembers them, to tell a segment that has nobody from one that it does not know."""
        return {"own_segments": list(self.names), "left_out": dict(self.left_out)}

    @property
    def warnings(self) -> tuple[str, ...]:
        """As lines for people."""
        return tuple(f"The segment {name!r} was left out: {why}" for name, why in self.left_out.items())


def active_segments(workspace: Workspace) -> dict[str, Condition]:
    """The criteria of the active custom segments, by name."""
    return {each.name: from_wire(dict(each.criteria)) for each in workspace.ledger.segments() if each.state == "active"}


def named_criteria(workspace: Workspace) -> dict[str, Condition]:
    """What words can name: the active custom segments, and the shop's own words."""
    return {each.word: each.condition for each in own_words(workspace.folder)} | active_segments(workspace)


def custom_members(
    workspace: Workspace, folder: Path, options: ScoreOptions, engine: Engine, profile_files: tuple[Path, ...] = ()
) -> CustomMembers:
    """Make the engine's table `custom_members` of all active custom segments; one that cannot be worked out is left out.

    `profile_files` have the profile of the same customers as of the same instant; without them it is made where it is asked for.
    """
    engine.view("custom_members", render.sql(refreshes.no_custom_members(), engine.dialect))
    saved = active_segments(workspace)
    if not saved:
        return CustomMembers((), {})
    from regulars.work.ask import Asking
    from regulars.work.ask_sql import MOST_SECONDS, limited_sql, raw_sql
    from regulars.work.lake_data import open_lake

    names: list[str] = []
    left_out: dict[str, str] = {}
    with open_lake(folder, options, workspace.make_engine) as data:
        data.profile_files = profile_files
        asking = Asking(data, named_criteria(workspace))
        for name, condition in _with_meaning(asking, saved, left_out).items():
            try:
                with limited_sql(asking, MOST_SECONDS, is_raw=True) if raw_sql([condition], saved) else nullcontext():
                    asking.make_members("members_found", condition)
                query = render.sql(refreshes.members_of(name, render.table("members_found")), data.engine.dialect)
                data.engine.table(f"members_{len(names)}", query)
                names.append(name)
            except RegularsError as error:
                left_out[name] = _reason(error)
        if names:
            parts = [refreshes.listed(f"members_{place}") for place in range(len(names))]
            engine.register("custom_frame", data.engine.arrow(render.sql(render.union_all(*parts), data.engine.dialect)))
            engine.table("custom_kept", "SELECT * FROM custom_frame")
            engine.view("custom_members", "SELECT * FROM custom_kept")
    return CustomMembers(tuple(names), left_out)


def _reason(error: RegularsError) -> str:
    """Why, without the kind of condition that it begins with for those who write criteria themselves."""
    return re.sub(r"^[A-Z]\w*: ", "", error.problem)


def _with_meaning(asking: Asking, saved: Mapping[str, Condition], left_out: dict[str, str]) -> dict[str, Condition]:
    """The segments that mean something on the data. Where one has SQL of a person's, files are out of its reach from here on."""
    from regulars.work.ask_sql import raw_sql, seal_for

    found: dict[str, Condition] = {}
    for name, condition in saved.items():
        try:
            asking.layout([condition])
            found[name] = condition
        except RegularsError as error:
            left_out[name] = _reason(error)
    if raw_sql(found.values(), saved):
        seal_for(asking, tuple(found.values()))
    return found


@contextmanager
def asking_lake(workspace: Workspace, now: datetime) -> Iterator[Asking]:
    """The published tables, ready to be asked in words, as of the instant that a refresh would look from.

    Raises:
        DataError: nothing has been imported.
    """
    from regulars.work.ask import Asking
    from regulars.work.lake_data import open_lake
    from regulars.work.refresh import lake_options

    versions = workspace.published()
    workdir = make_folder("regulars-")
    try:
        folder = pin(workspace.lake, versions, lake.CANONICAL, workdir)
        if not (folder / "orders").is_dir():
            raise DataError("The workspace has no orders yet.", "Import some first: regulars import FILE.")
        options = lake_options(workspace, now, looks_from(workspace, now), None)
        with open_lake(folder, options, workspace.make_engine) as data:
            yield Asking(data, named_criteria(workspace))
    finally:
        shutil.rmtree(workdir, ignore_errors=True)


def check_segment_name(workspace: Workspace, name: str, *, instead_of: str = "") -> None:
    """Refuse a name that is none, that a segment of the map has, or that differs from another one's (but for `instead_of`, which it
    takes the place of) by capitals alone.

    Raises:
        DefinitionError: it is one of these.
    """
    if not name.strip() or len(name) > LONGEST_NAME:
        raise DefinitionError(f"A segment needs a name of at most {LONGEST_NAME} characters.", "Give one.")
    if name != (seen := "".join(" " if _is_unseen(each) else each for each in name).strip()):
        problem = f"The name {name!r} has blanks round it, line breaks or characters that nobody sees."
        raise DefinitionError(problem, f"Leave them out: {seen!r}.")
    latest = workspace.ledger.latest("refresh")
    if latest is not None and name in {segment for _, segment in latest.facts["cells"]}:
        raise DefinitionError(f"{name!r} is a segment of the map {latest.facts['map']}.", "Give another name.")
    others = {each.name for each in workspace.ledger.segments()} - {instead_of}
    twin = next((each for each in sorted(others) if _alike(each) == _alike(name)), None)
    if twin is not None and twin != name and name not in others:
        raise DefinitionError(f"There is a segment {twin!r}, which {name!r} would be taken for.", "Give another name.")


def _alike(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN and character not in _JOINERS


def set_state(workspace: Workspace, name: str, state: str, *, actor: str, now: datetime) -> SegmentRecord:
    """Make a custom segment draft, active or archived, and write down that it was.

    Raises:
        DefinitionError: there is no such segment or state.
    """
    if state not in STATES:
        raise DefinitionError(f"There is no state {state!r}.", near_names(state, STATES))
    changed = replace(custom_segment(workspace, name), state=state)
    workspace.ledger.save_segment(changed)
    workspace.ledger.audit(now, actor, "segment state", {"name": name, "state": state})
    return changed


def custom_segment(workspace: Workspace, name: str) -> SegmentRecord:
    """A custom segment in its newest version.

    Raises:
        DefinitionError: there is none of that name.
    """
    found = {each.name: each for each in workspace.ledger.segments()}
    if name not in found:
        raise DefinitionError(f"There is no custom segment {name!r}.", near_names(name, found) if found else "There are none yet.")
    return found[name]


def rename_segment(workspace: Workspace, name: str, new_name: str, *, actor: str, now: datetime) -> SegmentRecord:
    """Give a custom segment another name; its versions stay. What was published under the old name keeps it.

    Raises:
        DefinitionError: there is no such segment, another one is defined by it, or the new name is taken.
    """
    found = custom_segment(workspace, name)
    check_segment_name(workspace, new_name, instead_of=name)
    _refuse_if_used(workspace, name)
    workspace.ledger.rename_segment(name, new_name)
    workspace.ledger.audit(now, actor, "segment renamed", {"from": name, "to": new_name})
    return replace(found, name=new_name)


def delete_segment(workspace: Workspace, name: str, *, actor: str, now: datetime) -> SegmentRecord:
    """Take a custom segment away with all its versions; what was published of it stays.

    Raises:
        DefinitionError: there is no such segment, or another one is defined by it.
    """
    found = custom_segment(workspace, name)
    _refuse_if_used(workspace, name)
    workspace.ledger.delete_segment(name)
    # without its name, which may be what had to go
    workspace.ledger.audit(now, actor, "segment deleted", {"versions": found.version})
    return found


def _refuse_if_used(workspace: Workspace, name: str) -> None:
    users = [
        each.name
        for each in workspace.ledger.segments()
        for node in walk(from_wire(dict(each.criteria)))
        if isinstance(node, InSegment) and name in node.names and each.name != name
    ]
    if users:
        raise DefinitionError(f"{', '.join(users)} is defined by {name!r}.", "Define that one otherwise first.")


def list_segments(workspace: Workspace) -> list[dict[str, Any]]:
    """The segments of the refresh in force with their figures, and custom segments that it does not know (figures null)."""
    latest = workspace.ledger.latest("refresh")
    rows: list[dict[str, Any]] = []
    if latest is not None:
        rows = read_table(workspace, latest.versions, "segment_metrics")
    known = {row["name"]: row for row in rows if row["kind"] == refreshes.CUSTOM}
    left_out = latest.facts.get("left_out", {}) if latest is not None else {}
    for custom in workspace.ledger.segments():
        about: Mapping[str, Any] = {
            "state": custom.state,
            "version": custom.version,
            "sentence": custom.sentence,
            "words": custom.words,
            "sql": custom.sql,
            "is_sql": _has_sql(custom),
            "description": custom.description,
            "playbook": custom.playbook or None,
            "left_out": left_out.get(custom.name) if custom.state == "active" else None,
        }
        if custom.name in known:
            known[custom.name].update(about)
        else:
            nothing = dict.fromkeys(
                ("customers", "share", "orders", "revenue", "revenue_share", "aov", "objective", "campaign_type")
            )
            rows.append({"name": custom.name, "kind": refreshes.CUSTOM, **nothing, **about})
    return rows


def _has_sql(custom: SegmentRecord) -> bool:
    return any(isinstance(node, SqlCondition) for node in walk(from_wire(dict(custom.criteria))))


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
