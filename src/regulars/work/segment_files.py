"""Custom segments as files to keep in git: one JSON file each, written by `pull`, planned and applied by `push`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.criteria.nodes import walk
from regulars.criteria.tree import SqlCondition
from regulars.criteria.wire import from_wire
from regulars.errors import DataError, OutputError, RegularsError, SourceError
from regulars.work.custom_segments import asking_lake, check_segment_name
from regulars.work.ledger import SegmentRecord
from regulars.work.segment_file import NEEDED, SegmentFile, free_name, read_folder, segment_text, write_file
from regulars.work.segment_proposals import Wanted, proposed
from regulars.work.workspace import Workspace

if TYPE_CHECKING:
    from regulars.work.ask import Asking


class Step(StrEnum):
    """What a push or pull does with one segment."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    BEHIND = "behind"
    CONFLICT = "conflict"
    MISSING = "missing"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Planned:
    """One segment of a plan: its file, what would be done and why, and (of a push) what it would become."""

    step: Step
    name: str
    file: Path | None
    says: str = ""
    customers: int | None = None
    changes: Mapping[str, Any] | None = None
    segment: SegmentRecord | None = None

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "step": str(self.step),
            "name": self.name,
            "file": self.file.name if self.file else None,
            "says": self.says,
            "customers": self.customers,
            "changes": dict(self.changes or {}),
            "sentence": self.segment.sentence if self.segment else None,
        }


def pull(workspace: Workspace, folder: Path, *, force: bool = False) -> tuple[Planned, ...]:
    """Write every custom segment into a folder. A file that was edited and never pushed is left alone, unless `force`.

    Raises:
        OutputError: the folder cannot be written. DefinitionError: a file of it is no segment.
    """
    there = {found.name: found for found in read_folder(folder)} if folder.is_dir() else {}
    now_called = workspace.ledger.former_names()
    there = {now_called[name] if _is_renamed(found, there, now_called) else name: found for name, found in there.items()}
    taken = {found.file.name for found in there.values()}
    done: list[Planned] = []
    for segment in workspace.ledger.segments():
        found = there.get(segment.name)
        path = found.file if found is not None else folder / free_name(segment.name, taken)
        taken.add(path.name)
        text = segment_text(segment)
        if found is not None and path.read_text(encoding="utf-8") == text:
            done.append(Planned(Step.UNCHANGED, segment.name, path))
        elif found is not None and not force and not _is_pulled(workspace, found):
            said = "edited since it was pulled: push it first, or give --force to lose the edit"
            done.append(Planned(Step.CONFLICT, segment.name, path, said))
        else:
            write_file(path, text)
            done.append(Planned(Step.CHANGED if found else Step.NEW, segment.name, path, segment=segment))
    return tuple(done)


def _is_pulled(workspace: Workspace, found: SegmentFile) -> bool:
    """Whether the definition in a file is word for word one that the workspace has, or had."""
    name = found.name
    versions = workspace.ledger.segment_versions(workspace.ledger.former_names().get(name, name))
    return any(each.version == found.version and _says_the_same(found, each) for each in versions)


def _says_the_same(found: SegmentFile, segment: SegmentRecord) -> bool:
    return (found.words, found.sql, found.criteria) == (segment.words, segment.sql, segment.criteria)


def _about(each: SegmentFile | SegmentRecord) -> tuple[str, str, str]:
    return each.state, each.description, each.playbook


def plan_push(
    workspace: Workspace, folder: Path, *, author: str, now: datetime, force: bool = False, prune: bool = False
) -> tuple[Planned, ...]:
    """What a push would do, each change with its words and with who enters and leaves. Nothing is written.

    `force` takes the file where both it and the workspace have changed; `prune` archives segments that have no file.

    Raises:
        DefinitionError: a file is no segment, or two are the same one; the message names it.
    """
    files = read_folder(folder)
    if not files:
        raise SourceError(f"{folder} has no segment files.", "Write some with regulars segments pull.")
    plan: list[Planned] = []
    known = {each.name: each for each in workspace.ledger.segments()}
    waiting: list[tuple[SegmentFile, Wanted]] = []
    for found in files:
        check_segment_name(workspace, found.name)
        newest = known.get(found.name)
        step = _settled(workspace, found, newest, force=force)
        if step is not None:
            plan.append(step)
        else:
            waiting.append((found, _wanted(workspace, found, newest)))
    if waiting:
        plan += _worked_out(workspace, waiting, known, now=now, author=author)
    for name in sorted(known.keys() - {found.name for found in files}):
        if prune and known[name].state != "archived":
            plan.append(Planned(Step.ARCHIVED, name, None, "no file", segment=replace(known[name], state="archived")))
        else:
            plan.append(Planned(Step.MISSING, name, None, "no file; left as it is"))
    return tuple(sorted(plan, key=lambda each: each.name))


def _settled(workspace: Workspace, found: SegmentFile, newest: SegmentRecord | None, *, force: bool) -> Planned | None:
    """What can be said of a file without asking the data; None where its definition has to be worked out."""
    if newest is None:
        return None if force else _renamed(workspace, found)
    if _says_the_same(found, newest):
        if _about(found) == _about(newest):
            return Planned(Step.UNCHANGED, found.name, found.file)
        changed = replace(newest, state=found.state, description=found.description, playbook=found.playbook)
        return Planned(Step.CHANGED, found.name, found.file, "state, description or playbook", segment=changed)
    since = [each for each in workspace.ledger.segment_versions(found.name) if each.version > (found.version or newest.version)]
    # what came from files is overtaken by them; git has settled whose edit it is
    if force or found.version == newest.version or all(each.changes.get("pushed") for each in since):
        return None
    if _is_pulled(workspace, found):
        said = f"the workspace is at version {newest.version}: pull it"
        return Planned(Step.BEHIND, found.name, found.file, said)
    who = f"{newest.author}, {newest.at:%Y-%m-%d %H:%M} UTC"
    said = f"edited at version {found.version}, and the workspace is at {newest.version} ({who}); --force takes the file"
    return Planned(Step.CONFLICT, found.name, found.file, said)


def _is_renamed(found: SegmentFile, there: Mapping[str, SegmentFile], now_called: Mapping[str, str]) -> bool:
    """Whether a file is a segment's that was renamed here since, and that has no other file."""
    return found.version is not None and found.name in now_called and now_called[found.name] not in there


def _renamed(workspace: Workspace, found: SegmentFile) -> Planned | None:
    """What is said of a file under the name that a segment had before; None where the file is a new one."""
    name = workspace.ledger.former_names().get(found.name)
    if name is None or found.version is None:
        return None
    if _is_pulled(workspace, found):
        said = f"it is called {name!r} here: pull it, or delete the file where another has that name"
        return Planned(Step.BEHIND, found.name, found.file, said)
    return Planned(
        Step.CONFLICT, found.name, found.file, f"edited, and called {name!r} here; --force makes it a segment of its own"
    )


def _wanted(workspace: Workspace, found: SegmentFile, newest: SegmentRecord | None) -> Wanted:
    """What a file asks for: what was edited of it since it was pulled. Where that is not one thing alone, its criteria count."""
    base = next((each for each in workspace.ledger.segment_versions(found.name) if each.version == found.version), newest)
    edited = [key for key in NEEDED if getattr(found, key) and (base is None or getattr(found, key) != getattr(base, key))]
    if edited == ["words"] or (not found.criteria and found.words):
        return _of(found, words=found.words)
    if edited == ["sql"] or not found.criteria:
        return _of(found, sql=found.sql)
    # words that were left as they were do not say what the new criteria do
    said = {key: getattr(found, key) for key in ("words", "sql") if key in edited}
    return _of(found, wire=found.criteria, **said)


def _of(found: SegmentFile, *, wire: object = None, words: str = "", sql: str = "") -> Wanted:
    return Wanted(found.name, words, wire, sql, found.state, found.description, found.playbook)


def _worked_out(
    workspace: Workspace,
    waiting: Sequence[tuple[SegmentFile, Wanted]],
    known: Mapping[str, SegmentRecord],
    *,
    now: datetime,
    author: str,
) -> list[Planned]:
    """What the edited files mean on today's data. Those that name others which are new themselves wait until these are known."""
    plan: list[Planned] = []
    with asking_lake(workspace, now) as asking:
        left = [each for each in waiting if not _is_sql(each[1], known)]
        # SQL puts the files out of reach of whoever is asked next
        apart = [each for each in waiting if _is_sql(each[1], known)]
        while left:
            later, refused = [], None
            for found, wanted in left:
                try:
                    plan.append(_planned(workspace, asking, found, wanted, known, now=now, author=author))
                except RegularsError as error:
                    refused = type(error)(f"{found.file}: {error.problem}", error.remedy)
                    later.append((found, wanted))
            if refused is not None and len(later) == len(left):
                raise refused
            left = later
        saved = asking.saved
    for found, wanted in apart:
        with asking_lake(workspace, now) as asking:
            asking.now_saved(saved)
            try:
                plan.append(_planned(workspace, asking, found, wanted, known, now=now, author=author))
            except RegularsError as error:
                raise type(error)(f"{found.file}: {error.problem}", error.remedy) from error
    return plan


def _is_sql(wanted: Wanted, known: Mapping[str, SegmentRecord]) -> bool:
    before = known[wanted.name].criteria if wanted.name in known else None
    return bool(wanted.sql) or any(
        isinstance(node, SqlCondition) for wire in (wanted.wire, before) if wire for node in walk(from_wire(wire))
    )


def _planned(
    workspace: Workspace,
    asking: Asking,
    found: SegmentFile,
    wanted: Wanted,
    known: Mapping[str, SegmentRecord],
    *,
    now: datetime,
    author: str,
) -> Planned:
    made = proposed(workspace, asking, wanted, now=now, author=author)
    if not made.is_changed:
        return Planned(Step.UNCHANGED, found.name, found.file)
    if made.segment.state == "active":
        asking.now_saved(asking.saved | {found.name: from_wire(dict(made.segment.criteria))})
    step = Step.CHANGED if found.name in known else Step.NEW
    return Planned(step, found.name, found.file, "", made.customers, made.segment.changes, made.segment)


def push(workspace: Workspace, plan: Sequence[Planned], *, actor: str, now: datetime) -> int:
    """Apply a plan, all of it or nothing, and bring its files up to date; how many segments were written.

    Raises:
        DataError: there are conflicts in it, or a segment has changed since it was made.
    """
    conflicts = [each.name for each in plan if each.step is Step.CONFLICT]
    if conflicts:
        raise DataError(f"{', '.join(conflicts)}: changed both here and in the files.", "Pull, settle it, and push again.")
    made = [(each.file, each.segment) for each in plan if each.segment is not None]
    workspace.ledger.save_segments([replace(each, changes={**each.changes, "pushed": True}) for _, each in made])
    for file, segment in made:
        workspace.ledger.audit(now, actor, "segment", {"name": segment.name, "version": segment.version, "pushed": True})
        if file is not None:
            with suppress(OutputError):  # files that may not be written say the same to the next push
                write_file(file, segment_text(segment))
    return len(made)
