"""One round of what a workspace does by itself: new files of watched folders, databases, and the refresh that is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.errors import BusyError, RegularsError
from regulars.work.imports import ImportRequest, import_files, last_imports, requested
from regulars.work.refresh import refresh
from regulars.work.schedule import due, rhythm
from regulars.work.watching import Seen, Taken, look, ready, take
from regulars.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done: `kind` is imported, refreshed, waiting (somebody else writes) or failed; `says` is for people."""

    at: datetime
    kind: str
    says: str
    more: Mapping[str, Any] = field(default_factory=dict)


def scheduled_round(
    workspace: Workspace,
    before: Mapping[Path, Seen],
    *,
    actor: str,
    clock: Callable[[], datetime],
    address_of: Callable[[str], str],
) -> Iterator[Event]:
    """Do what is due now. `before` is the look at the watched folders of some seconds ago (`watching.look`): a file that is still
    the same is whole. `address_of` gives the address of a database from how the settings name it.
    """
    changed = False
    try:
        seen = look(workspace)
        for taken in take(workspace, ready(workspace, before, seen), seen, actor=actor, now=clock()):
            changed |= taken.report is not None and taken.report.changed
            yield _taken(taken, clock())
        wanted = due(workspace, clock())
        if wanted is not None:
            for event in _databases(workspace, actor, clock, address_of):
                changed |= bool(event.more.get("changed"))
                yield event
        if wanted is not None or (changed and workspace.settings.flag("after_import") and "orders" in workspace.published()):
            yield _refreshed(workspace, wanted, actor, clock)
    except BusyError as error:
        yield Event(clock(), "waiting", error.problem)
    except RegularsError as error:
        yield Event(clock(), "failed", _said(error))


def _refreshed(workspace: Workspace, wanted: datetime | None, actor: str, clock: Callable[[], datetime]) -> Event:
    done = refresh(workspace, actor=actor, now=clock())
    times, now = rhythm(workspace), clock()
    following = f"; next at {times.next(now).astimezone(times.zone):%Y-%m-%d %H:%M %Z}" if times else ""
    why = "after the import" if wanted is None else f"due since {wanted:%Y-%m-%d %H:%M} UTC"
    says = f"refresh {done.publication} ({why}): {done.customers:,} customers, {done.orders:,} orders{following}"
    return Event(now, "refreshed", says, {"refresh": done.publication, "customers": done.customers, "orders": done.orders})


def _databases(
    workspace: Workspace, actor: str, clock: Callable[[], datetime], address_of: Callable[[str], str]
) -> Iterator[Event]:
    for name in workspace.settings.texts("databases"):
        try:
            since = last_imports(workspace) if workspace.settings.flag("only_changed") else None
            sources = requested([address_of(name)], since=since)
            report = import_files(workspace, ImportRequest(sources), actor=actor, now=clock())
        except BusyError:
            raise
        except RegularsError as error:
            yield Event(clock(), "failed", f"{name}: {_said(error)}", {"database": name})
        else:
            yield Event(clock(), "imported", f"{name}: {_counts(report.tables)}", {"database": name, "changed": report.changed})


def _taken(taken: Taken, now: datetime) -> Event:
    file = str(taken.path)
    if taken.report is None:
        return Event(now, "failed", f"{file}: {taken.problem} It is tried again when it has changed.", {"file": file})
    return Event(now, "imported", f"{file}: {_counts(taken.report.tables)}", {"file": file, "changed": taken.report.changed})


def _counts(tables: Mapping[str, Mapping[str, int]]) -> str:
    said = [
        f"{made['added']:,} {name} new, {made['replaced']:,} replaced"
        for name, made in tables.items()
        if made["added"] or made["replaced"]
    ]
    return "; ".join(said) or "nothing new"


def _said(error: RegularsError) -> str:
    return f"{error.problem} {error.remedy}".strip()
