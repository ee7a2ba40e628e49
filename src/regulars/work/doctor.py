"""Is the workspace well? Every check with what it found and how to mend it."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from regulars.errors import RegularsError, in_words
from regulars.work.workspace import LOCK_FILE, Workspace

_CADENCE = {"hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(days=7)}
_LEAST_FREE = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: whether all is well, what was found, and what to do where it is not."""

    check: str
    ok: bool
    says: str
    remedy: str = ""


def examine(workspace: Workspace, now: datetime) -> tuple[Finding, ...]:
    """All checks of an opened workspace."""
    checks: tuple[Callable[[Workspace, datetime], Finding], ...] = (_settings, _writer, _runs, _tables, _refreshed, _cycle, _disk)
    found = []
    for check in checks:
        try:
            found.append(check(workspace, now))
        except RegularsError as error:
            found.append(Finding(check.__name__.removeprefix("_"), False, error.problem, error.remedy))
    return tuple(found)


def _settings(workspace: Workspace, now: datetime) -> Finding:
    del now
    values = workspace.settings.values
    return Finding("settings", True, f"{values['scorecard']} scores, {values['time_zone']}, refreshed {values['cadence']}.")


def _is_locked(workspace: Workspace) -> bool:
    path = workspace.folder / LOCK_FILE
    if not path.exists():
        return False
    with path.open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _writer(workspace: Workspace, now: datetime) -> Finding:
    del now
    return Finding("writer", True, "An import or refresh is running." if _is_locked(workspace) else "Nothing is running.")


def _runs(workspace: Workspace, now: datetime) -> Finding:
    del now
    lost = () if _is_locked(workspace) else workspace.ledger.unfinished()
    if lost:
        said = f"{in_words(len(lost), 'run')} ended before being done (last: {lost[-1].kind} of {lost[-1].started:%Y-%m-%d %H:%M})."
        return Finding("runs", False, said, "Run it again; what it left behind is cleared away by the next import or refresh.")
    last = next(iter(workspace.ledger.runs(1)), None)
    if last is not None and last.problem:
        return Finding("runs", False, f"The last {last.kind} {last.state}: {last.problem}", "Mend that and run it again.")
    return Finding("runs", True, "The last run is done." if last else "Nothing has been run yet.")


def _tables(workspace: Workspace, now: datetime) -> Finding:
    del now
    versions = workspace.published()
    if not versions:
        return Finding("tables", False, "Nothing has been imported.", "regulars import FILE")
    files = [path for table, version in versions.items() for path in workspace.lake.files(table, version)]
    size = sum(path.stat().st_size for path in files)
    return Finding("tables", True, f"{in_words(len(versions), 'table')}, {in_words(len(files), 'file')}, {size / 1e6:,.1f} MB.")


def _refreshed(workspace: Workspace, now: datetime) -> Finding:
    latest = workspace.ledger.latest("refresh")
    if latest is None:
        return Finding("refresh", False, "Nothing has been refreshed.", "regulars refresh")
    if latest.at > now:
        return Finding("refresh", False, f"The last refresh is dated {latest.at:%Y-%m-%d %H:%M}, later than now.", "Set the clock.")
    allowed = _CADENCE.get(str(workspace.settings.values["cadence"]))
    said = f"Refresh {latest.number} of {latest.at:%Y-%m-%d %H:%M} UTC, {in_words(int(latest.facts['customers']), 'customer')}."
    if allowed is not None and now - latest.at > 2 * allowed:
        return Finding(
            "refresh", False, f"{said} That is longer ago than the cadence says.", "regulars refresh, from cron for example"
        )
    return Finding("refresh", True, said)


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


def _disk(workspace: Workspace, now: datetime) -> Finding:
    del now
    free = shutil.disk_usage(workspace.folder).free
    return Finding("disk", free > _LEAST_FREE, f"{free / 1e9:,.1f} GB free.", "" if free > _LEAST_FREE else "Free some space.")
