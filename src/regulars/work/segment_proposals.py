"""Making a custom segment, or a new version of one, from words, SQL or the wire: what it would be, and keeping it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from regulars.criteria.sentence import sentence
from regulars.criteria.tree import Condition
from regulars.criteria.wire import from_wire, to_wire
from regulars.errors import DataError, DefinitionError, near_names
from regulars.work.custom_segments import STATES, asking_lake, check_segment_name, custom_segment
from regulars.work.ledger import SegmentRecord
from regulars.work.workspace import Workspace

if TYPE_CHECKING:
    from regulars.work.ask import Asking, Segment

LONGEST_DESCRIPTION = 2_000


@dataclass(frozen=True, slots=True)
class Proposed:
    """A custom segment before it is kept: its sentence, how many customers it has today, and what was assumed.

    `is_changed` is false where the newest version says the same already; `is_sql` where a part of it stays SQL.
    """

    segment: SegmentRecord
    customers: int
    assumptions: tuple[str, ...]
    is_changed: bool = True
    is_sql: bool = False


def propose_segment(
    workspace: Workspace,
    name: str,
    *,
    now: datetime,
    author: str,
    words: str = "",
    wire: object = None,
    sql: str = "",
    state: str = "active",
    description: str | None = None,
    playbook: str | None = None,
    base_version: int | None = None,
) -> Proposed:
    """What a custom segment, or a new version of it, would be: from words, from SQL, or from criteria on the wire.

    `base_version` is the version that was looked at when the change was made. `description` and `playbook` of None stay what they
    are.

    Raises:
        DefinitionError: the definition has no single meaning on this shop's data, or the name is taken.
        DataError: there is a newer version than `base_version`.
    """
    check_segment_name(workspace, name)
    with asking_lake(workspace, now) as asking:
        wanted = Wanted(name, words, wire, sql, state, description, playbook, base_version)
        return proposed(workspace, asking, wanted, now=now, author=author)


def propose_former(workspace: Workspace, name: str, version: int, *, now: datetime, author: str) -> Proposed:
    """What a new version of a custom segment would be that means what an earlier one did, with the words or SQL of that one.

    Raises:
        DataError: there is no such version. DefinitionError: it has no meaning any more on this shop's data.
    """
    newest = custom_segment(workspace, name).version
    versions = {each.version: each for each in workspace.ledger.segment_versions(name)}
    if version not in versions:
        raise DataError(f"{name!r} has no version {version}.", f"There are: {', '.join(map(str, versions))}.")
    former = versions[version]
    return propose_segment(
        workspace, name, now=now, author=author, words=former.words, wire=dict(former.criteria), sql=former.sql,
        state=former.state, base_version=newest,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants a custom segment to be; see `propose_segment`."""

    name: str
    words: str = ""
    wire: object = None
    sql: str = ""
    state: str = "active"
    description: str | None = None
    playbook: str | None = None
    base_version: int | None = None


def proposed(workspace: Workspace, asking: Asking, wanted: Wanted, *, now: datetime, author: str) -> Proposed:
    """The same as `propose_segment`, where the published tables are open already."""
    from regulars.work.ask_sql import raw_sql
    from regulars.work.segment_changes import segment_changes

    _check_words(workspace, wanted)
    newest = next(iter(workspace.ledger.segment_versions(wanted.name)[-1:]), None)
    version = newest.version if newest is not None else 0
    if wanted.base_version is not None and wanted.base_version != version:
        raise DataError(
            f"{wanted.name!r} is at version {version} meanwhile; the change was made to version {wanted.base_version}.",
            "Look at the newer version, and make the change to that one.",
        )
    before = from_wire(dict(newest.criteria)) if newest is not None else None
    found, assumptions = _meant(asking, wanted, before)
    criteria = to_wire(found.condition)
    said = sentence(found.condition, replace(asking.context, dated=False))
    is_same = newest is not None and (newest.criteria, newest.words, newest.sql) == (criteria, wanted.words, wanted.sql)
    changes = segment_changes(asking, before, found.condition) if before is not None and not is_same else {}
    base = replace(newest, state=wanted.state) if newest is not None and is_same else SegmentRecord(
        wanted.name, wanted.state, version + 1, author, now, wanted.words, said, criteria, wanted.sql, changes
    )  # fmt: skip
    made = replace(
        base,
        description=wanted.description if wanted.description is not None else newest.description if newest else "",
        playbook=wanted.playbook if wanted.playbook is not None else newest.playbook if newest else "",
    )
    return Proposed(made, found.count, assumptions, made != newest, bool(raw_sql([found.condition], {})))


def _meant(asking: Asking, wanted: Wanted, before: Condition | None) -> tuple[Segment, tuple[str, ...]]:
    """What a definition means, with what was assumed. Where people's SQL is part of it, files are out of reach from then on."""
    from regulars.queries.criteria_read import read_condition
    from regulars.work.ask_sql import MOST_SECONDS, limited_sql, raw_sql, seal_for, sql_assumptions
    from regulars.work.sql_tables import sql_tables

    if wanted.wire is None and not wanted.sql:
        answer = asking.ask(wanted.words)
        if len(answer.segments) != 1:
            raise _unclear(answer)
        found = answer.segments[0]
        return found, tuple(dict.fromkeys((*answer.assumptions, *found.assumptions)))
    condition = from_wire(wanted.wire) if wanted.wire is not None else read_condition(wanted.sql, sql_tables(asking.data))
    if not raw_sql([condition, before or condition], asking.saved):
        return asking.segment(condition), sql_assumptions(condition) if wanted.sql else ()
    asking.layout([condition])
    seal_for(asking, [condition])
    with limited_sql(asking, MOST_SECONDS, is_raw=True):
        return asking.segment(condition), sql_assumptions(condition)


def _check_words(workspace: Workspace, wanted: Wanted) -> None:
    """Refuse a state or playbook that there is not, and a description without end."""
    if wanted.state not in STATES:
        raise DefinitionError(f"There is no state {wanted.state!r}.", near_names(wanted.state, STATES))
    if wanted.description is not None and len(wanted.description) > LONGEST_DESCRIPTION:
        raise DefinitionError(f"The description has more than {LONGEST_DESCRIPTION:,} characters.", "Shorten it.")
    if wanted.playbook:
        from regulars.playbooks.plays import playbook_for
        from regulars.work.playbooks import read_playbooks

        file = workspace.settings.values.get("playbooks")
        known = read_playbooks(workspace.folder / file if file else None)
        if playbook_for(known, wanted.playbook) is None:
            raise DefinitionError(
                f"There is no playbook {wanted.playbook!r}.", near_names(wanted.playbook, [each.segment for each in known])
            )


def keep_segment(workspace: Workspace, made: Proposed, *, actor: str, now: datetime) -> None:
    """Keep what was proposed, and write down that it was.

    Raises:
        DataError: the segment has changed since it was proposed.
    """
    workspace.ledger.save_segment(made.segment)
    workspace.ledger.audit(now, actor, "segment", {"name": made.segment.name, "version": made.segment.version})


def _unclear(answer: Any) -> DefinitionError:
    if not answer.segments:
        problems = "; ".join(f"“{part.text}”: {part.reason}" for part in answer.unplaced) or "it was not understood"
        return DefinitionError(
            f"The request has no meaning here: {problems}", "Say it in other words; regulars ask tries them out."
        )
    readings = "; ".join(f"{each.sentence} ({each.count:,})" for each in answer.segments)
    return DefinitionError(f"The request has {len(answer.segments)} meanings: {readings}.", "Say it so that it has one.")
