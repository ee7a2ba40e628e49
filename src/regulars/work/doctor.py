"""Is the workspace well? Every check with what it found and how to mend it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from regulars.errors import RegularsError, SourceError, in_words
from regulars.lake.store import Lake
from regulars.work.audience_tables import FOLDER, LOCK_FILE, AudienceTables
from regulars.work.erasure import waiting_erasure
from regulars.work.ledger import RunState
from regulars.work.running import is_locked, running
from regulars.work.workspace import Workspace, engine_aside, refuse_another_lake
from regulars.work.workspace_settings import beside

_CADENCE = {"hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(days=7)}
_LEAST_FREE = 1 << 30
# the tables that every refresh makes from the others
MADE_ANEW = frozenset({"profile", "memberships", "segment_metrics", "top_products"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: whether all is well, what was found, and what to do where it is not."""

    check: str
    ok: bool
    says: str
    remedy: str = ""


def examine(workspace: Workspace, now: datetime) -> tuple[Finding, ...]:
    """All checks of an opened workspace."""
    checks: tuple[Callable[[Workspace, datetime], Finding], ...] = (
        _settings, _engine, _playbooks, _profile_rules, _writer, _runs, _tables, _audiences, _data, _refreshed, _segments, _cycle,
        _watched, _segmentation, _budget, _plan, _disk,
    )  # fmt: skip
    found = []
    for check in checks:
        try:
            found.append(check(workspace, now))
        except RegularsError as error:
            found.append(Finding(check.__name__.removeprefix("_").replace("_", " "), False, error.problem, error.remedy))
    return tuple(found)


def _settings(workspace: Workspace, now: datetime) -> Finding:
    del now
    values = workspace.settings.values
    return Finding("settings", True, f"{values['scorecard']} scores, {values['time_zone']}, refreshed {values['cadence']}.")


def _engine(workspace: Workspace, now: datetime) -> Finding:
    """Whether an engine starts with the memory and threads of the settings."""
    del now
    with engine_aside(workspace) as (engine, _):
        engine.rows("SELECT 1")
    settings = workspace.settings
    threads = settings.count("threads")
    said = f"{in_words(threads, 'thread')}" if threads else "A thread for each core"
    return Finding("engine", True, f"{said}, {settings.text('memory_limit') or 'most of the memory'}.")


def _playbooks(workspace: Workspace, now: datetime) -> Finding:
    from regulars.work.playbooks import workspace_playbooks

    del now
    return Finding("playbooks", True, f"{in_words(len(workspace_playbooks(workspace)), 'playbook')}.")


def _profile_rules(workspace: Workspace, now: datetime) -> Finding:
    from regulars.work.profile_rules import read_profile_rules

    del now
    named = workspace.settings.text("profile_rules")
    read_profile_rules(beside(workspace.folder, named))
    return Finding("profile rules", True, f"Those of {named}." if named else "From the data.")


def _writer(workspace: Workspace, now: datetime) -> Finding:
    del now
    found = running(workspace)
    if found is not None:
        step = f", at {found.current}" if found.current else ""
        return Finding("writer", True, f"{found.run.kind} by {found.run.actor} since {found.run.started:%H:%M:%S} UTC{step}.")
    return Finding("writer", True, "An import or refresh is running." if is_locked(workspace) else "Nothing is running.")


def _runs(workspace: Workspace, now: datetime) -> Finding:
    del now
    lost = () if is_locked(workspace) else workspace.ledger.unfinished()
    if lost:
        said = f"{in_words(len(lost), 'run')} ended before being done (last: {lost[-1].kind} of {lost[-1].started:%Y-%m-%d %H:%M})."
        return Finding("runs", False, said, "Run it again; what it left behind is cleared away by the next import or refresh.")
    erasure = None if is_locked(workspace) else waiting_erasure(workspace.ledger)
    if erasure is not None:
        said = f"The erasure of {erasure.started:%Y-%m-%d %H:%M} ended before all files were deleted."
        return Finding("runs", False, said, "The next import or refresh deletes the rest of them: regulars refresh.")
    last = next(iter(workspace.ledger.runs(1)), None)
    if last is not None and last.state is RunState.INTERRUPTED:
        return Finding("runs", False, f"The last {last.kind} was interrupted. {last.problem}", "Run it again.")
    if last is not None and last.problem:
        return Finding("runs", False, f"The last {last.kind} {last.state}: {last.problem}", "Mend that and run it again.")
    return Finding("runs", True, "The last run is done." if last else "Nothing has been run yet.")


def _tables(workspace: Workspace, now: datetime) -> Finding:
    del now
    versions = workspace.published()
    if not versions:
        refuse_another_lake(workspace)
        return Finding("tables", False, "Nothing has been imported.", "regulars import FILE")
    # what was imported comes first: what follows from it can be made again
    files, damaged = _files(workspace.lake, {table: versions[table] for table in versions if table not in MADE_ANEW})
    if damaged:
        remedy = f"Bring {workspace.lake.folder} back from a backup, or import everything into a new workspace."
        return Finding("tables", False, damaged, remedy)
    derived, damaged = _files(workspace.lake, {table: versions[table] for table in versions if table in MADE_ANEW})
    if damaged:
        return Finding("tables", False, damaged, "regulars refresh makes it anew.")
    return Finding("tables", True, f"{in_words(len(versions), 'table')}, {_size([*files, *derived])}.")


def _files(lake: Lake, versions: Mapping[str, int]) -> tuple[list[Path], str]:
    """The files of a lake's tables, and what is wrong with the first of them that cannot be read."""
    from pyarrow import ArrowException, parquet

    files: list[Path] = []
    for table, version in versions.items():
        try:
            files += (these := lake.files(table, version))
            lake.head(table)  # without its log nothing can be written
        except SourceError as error:
            return files, error.problem
        for path in these:
            try:
                parquet.read_metadata(path)
            except (ArrowException, OSError) as error:
                why = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
                return files, f"{path.name} of {table} is damaged: {why}."
    return files, ""


def _size(files: Sequence[Path]) -> str:
    return f"{in_words(len(files), 'file')}, {sum(path.stat().st_size for path in files) / 1e6:,.1f} MB"


def _audiences(workspace: Workspace, now: datetime) -> Finding:
    """Whether it is known who was sent where, who is never sent, and who is in which experiment."""
    del now
    audiences = AudienceTables(workspace)
    files, damaged = _files(audiences.lake, audiences.versions)
    if damaged:
        remedy = f"Bring the folder {FOLDER} back from a backup: nothing else knows who was sent, is suppressed or held out."
        return Finding("audiences", False, damaged, remedy)
    exports = workspace.ledger.exports
    lost = () if is_locked(workspace, LOCK_FILE) else exports.unfinished()
    if lost:
        said = f"{in_words(len(lost), 'export')} ended before being done (last: {lost[-1].segment} to {lost[-1].destination})."
        return Finding("audiences", False, said, "Export it again; the one before it is still in force.")
    if not files:
        return Finding("audiences", True, "Nobody was sent anywhere yet.")
    return Finding("audiences", True, f"{in_words(len(audiences.versions), 'table')}, {_size(files)}.")


def _refreshed(workspace: Workspace, now: datetime) -> Finding:
    latest = workspace.ledger.latest("refresh")
    if latest is None:
        return Finding("refresh", False, "Nothing has been refreshed.", "regulars refresh")
    if latest.at > now:
        said = f"The last refresh is dated {latest.at:%Y-%m-%d %H:%M}, later than now."
        return Finding("refresh", False, said, "Set the clock; where it was wrong then and is right now: regulars refresh.")
    allowed = _CADENCE.get(str(workspace.settings.values["cadence"]))
    said = f"Refresh {latest.number} of {latest.at:%Y-%m-%d %H:%M} UTC, {in_words(int(latest.facts['customers']), 'customer')}."
    if allowed is not None and now - latest.at > 2 * allowed:
        return Finding(
            "refresh", False, f"{said} That is longer ago than the cadence says.", "regulars refresh, from cron for example"
        )
    return Finding("refresh", True, said)


def _segments(workspace: Workspace, now: datetime) -> Finding:
    del now
    latest = workspace.ledger.latest("refresh")
    active = {each.name for each in workspace.ledger.segments() if each.state == "active"}
    left_out = {name: why for name, why in (latest.facts.get("left_out", {}) if latest else {}).items() if name in active}
    if left_out:
        said = "; ".join(f"{name}: {why.rstrip('.')}" for name, why in left_out.items())
        return Finding(
            "segments", False, f"Left out of the last refresh: {said}.", "Import what they need, define them anew or archive them."
        )
    return Finding("segments", True, f"{in_words(len(active), 'segment')} of your own refreshed with the rest.")


def _cycle(workspace: Workspace, now: datetime) -> Finding:
    del now
    latest = workspace.ledger.latest("refresh")
    stated = workspace.settings.count("purchase_cycle_days")
    measured = latest.facts.get("cycle_days") if latest else None
    if not measured:
        return Finding(
            "purchase cycle",
            True,
            "Not measured yet." if not stated else f"Said to be {in_words(stated, 'day')}; not measured yet.",
        )
    said = f"Measured: {measured:g} days (median)."
    if stated is None:
        return Finding("purchase cycle", True, said)
    fits = stated / 2 <= measured <= stated * 2
    remedy = "" if fits else "Change purchase_cycle_days in regulars.toml, or look for orders that are missing or doubled."
    return Finding("purchase cycle", fits, f"{said} Said: {stated} days.", remedy)


def _data(workspace: Workspace, now: datetime) -> Finding:
    """Whether what there is said to be has been imported."""
    del now
    missing = [table for table in workspace.settings.texts("data") if table not in workspace.published()]
    if missing and workspace.published():
        remedy = "Import them, or take them out of data in regulars.toml."
        return Finding("data", False, f"Said to be there and not imported: {', '.join(missing)}.", remedy)
    return Finding("data", True, f"Said to be there: {', '.join(workspace.settings.texts('data'))}.")


def _watched(workspace: Workspace, now: datetime) -> Finding:
    """Whether the watched folders are there and their files could be imported."""
    from regulars.work.ledger import FileState
    from regulars.work.watching import look, waiting

    del now
    if not workspace.settings.texts("watch"):
        return Finding("watched", True, "No folders are watched.")
    seen = look(workspace)
    there = {str(path.relative_to(workspace.folder)) if path.is_relative_to(workspace.folder) else str(path) for path in seen}
    failed = [each for each in workspace.ledger.watched_files() if each.state is FileState.FAILED and each.path in there]
    if failed:
        said = f"{in_words(len(failed), 'file')} could not be imported; {failed[0].path}: {failed[0].problem}"
        return Finding("watched", False, said, "Mend the file; it is tried again when it has changed.")
    return Finding("watched", True, f"{in_words(len(seen), 'file')}, {waiting(workspace, seen):,} waiting.")


def _segmentation(workspace: Workspace, now: datetime) -> Finding:
    """Whether the customers that an existing segmentation labels are ours."""
    from regulars.work.existing import compare_labels, segmentations

    del now
    known = segmentations(workspace)
    if not known or workspace.ledger.latest("refresh") is None:
        return Finding("segmentation", True, "No existing one was imported." if not known else "Not compared yet.")
    for name in known:
        found = compare_labels(workspace, name)
        if not found.agreement.people:
            remedy = "Import it with the customers named as the orders name them."
            return Finding("segmentation", False, f"Nobody that {name} labels is among the scored customers.", remedy)
    return Finding("segmentation", True, f"Labels of {', '.join(f'{name} ({count:,})' for name, count in known.items())}.")


def _budget(workspace: Workspace, now: datetime) -> Finding:
    """Whether the parts of the retention budget fit into it, and are parts of something."""
    del now
    settings = workspace.settings
    yearly = settings.count("budget_yearly")
    splits = {key: settings.amounts(key) for key in ("budget_channels", "budget_segments")}
    if not yearly and not any(splits.values()):
        return Finding("budget", True, "Not said.")
    for key, parts in splits.items():
        total = sum(parts.values())
        if yearly and total > yearly:
            said = f"{key} adds up to {total:,}, more than the {yearly:,} a year."
            return Finding("budget", False, said, "Change one of them in regulars.toml.")
    known = {*settings.text_parts("channels")}
    odd = [name for name in splits["budget_channels"] if name not in known]
    if odd:
        return Finding("budget", False, f"{', '.join(odd)} gets a budget and is none of the channels.", "Add it to channels.")
    latest = workspace.ledger.latest("refresh")
    segments = {segment for _, segment in latest.facts["cells"]} if latest else set()
    strange = [name for name in splits["budget_segments"] if segments and name not in segments | _custom(workspace)]
    if strange:
        return Finding("budget", False, f"{', '.join(strange)} gets a budget and is no segment.", "regulars segments list")
    return Finding("budget", True, f"{yearly:,} a year." if yearly else "Split, the whole not said.")


def _plan(workspace: Workspace, now: datetime) -> Finding:
    """Whether the plan of the budget can be read, and is for segments that there are."""
    from regulars.work.budget_kept import BUDGET_FILE, kept_budget

    del now
    kept, latest = kept_budget(workspace.folder), workspace.ledger.latest("refresh")
    if kept is None:
        return Finding("plan", True, "The budget has no plan.")
    known = {segment for _, segment in latest.facts["cells"]} | _custom(workspace) if latest else set()
    # an offer that says all figures by itself needs no segment of the workspace
    asking = [each for each in kept.file.offers if None in (each.customers, each.base, each.order)]
    strange = [each.segment for each in asking if known and each.segment not in known]
    if strange:
        said = f"{BUDGET_FILE} has an offer for {', '.join(dict.fromkeys(strange))}, which is no segment."
        return Finding("plan", False, said, "Change it there or on the page Budget; regulars segments list has the names.")
    return Finding("plan", True, f"{BUDGET_FILE} has {in_words(len(kept.file.offers), 'offer')}.")


def _custom(workspace: Workspace) -> set[str]:
    return {each.name for each in workspace.ledger.segments()}


def _disk(workspace: Workspace, now: datetime) -> Finding:
    del now
    free = shutil.disk_usage(workspace.folder).free
    return Finding("disk", free > _LEAST_FREE, f"{free / 1e9:,.1f} GB free.", "" if free > _LEAST_FREE else "Free some space.")
