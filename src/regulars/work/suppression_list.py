"""The workspace's list of people who are never sent, kept as hashes: nobody can be read from it, and anybody can be found in it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from regulars.errors import DataError
from regulars.exports.destinations import DESTINATIONS
from regulars.exports.destinations.base import About
from regulars.work.audience_tables import SUPPRESSIONS, AudienceTables, changing
from regulars.work.suppressions import Suppressions, read_suppressions, suppressed_keys
from regulars.work.temporary import make_folder
from regulars.work.workspace import Workspace

_DIGEST = 64


@dataclass(frozen=True, slots=True)
class SuppressedEntry:
    """One entry: `mark` are the first digits of the SHA-256 of what was written, by which it can be told from others."""

    mark: str
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class SuppressionChange:
    """What a change came to: entries that were added or removed, that were there already (or were not), and entries now."""

    changed: int
    unchanged: int
    total: int


def suppress(workspace: Workspace, given: Iterable[str], *, actor: str, now: datetime) -> SuppressionChange:
    """Never send these: customer ids, e-mail addresses, phone numbers with their country code, SHA-256 of any, or files of them.

    Raises:
        SourceError: a file cannot be read. BusyError: an export is running.
    """
    identifiers = _identifiers(given)
    with changing(workspace, "suppress", actor, now) as tables:
        kept = _rows(tables)
        known = {row["entry"] for row in kept}
        new = {_mark(identifier): identifier for identifier in identifiers}
        added = [entry for entry in new if entry not in known]
        rows = [
            {"entry": entry, "key": key, "added_at": now.astimezone(UTC), "added_by": actor}
            for entry in added
            for key in sorted(_digests(new[entry], now.date()))
        ]
        if rows:
            _keep(workspace, tables, [*kept, *rows], now)
            workspace.ledger.audit(now, actor, "suppress", {"entries": len(added)})
        return SuppressionChange(len(added), len(new) - len(added), len(known) + len(added))


def unsuppress(workspace: Workspace, given: Iterable[str], *, actor: str, now: datetime) -> SuppressionChange:
    """Take these off the list, as they were written when they came on it (an address in any normal form of it).

    Raises:
        SourceError: a file cannot be read. BusyError: an export is running.
    """
    identifiers = _identifiers(given)
    with changing(workspace, "unsuppress", actor, now) as tables:
        kept = _rows(tables)
        entries = {row["entry"] for row in kept}
        by_key: dict[str, set[str]] = {}
        for row in kept:
            by_key.setdefault(row["key"], set()).add(row["entry"])
        gone: set[str] = set()
        missed = 0
        for identifier in identifiers:
            found = set().union(*(by_key.get(key, set()) for key in _digests(identifier, now.date())))
            gone |= found
            missed += not found
        if gone:
            _keep(workspace, tables, [row for row in kept if row["entry"] not in gone], now)
            workspace.ledger.audit(now, actor, "unsuppress", {"entries": len(gone)})
        return SuppressionChange(len(gone), missed, len(entries - gone))


def suppressed_entries(workspace: Workspace) -> tuple[SuppressedEntry, ...]:
    """The list, newest first."""
    found = {row["entry"]: row for row in _rows(AudienceTables(workspace))}
    entries = [SuppressedEntry(entry[:12], row["added_at"], row["added_by"]) for entry, row in found.items()]
    return tuple(sorted(entries, key=lambda each: (each.added_at, each.mark), reverse=True))


def is_suppressed(tables: AudienceTables, identifiers: Iterable[str], today: date) -> bool:
    """Whether the list has somebody who is known by these: customer id, e-mail addresses, phone numbers."""
    keys = {row["key"] for row in _rows(tables)}
    return any(keys & _digests(each, today) for each in identifiers if each)


def workspace_suppressions(tables: AudienceTables) -> Suppressions | None:
    """The list as an export takes it; None where it is empty."""
    digests = frozenset(row["key"] for row in _rows(tables))
    if not digests:
        return None
    checksum = hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()
    return Suppressions(frozenset(), "the workspace's list", checksum, digests)


def _identifiers(given: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for each in given:
        path = Path(each)
        found |= read_suppressions(path).identifiers if path.is_file() else {each.strip()}
    found.discard("")
    if not found:
        raise DataError("Nobody was named.", "Give customer ids, e-mail addresses, phone numbers or a file of them.")
    return found


def _mark(identifier: str) -> str:
    return identifier.lower() if _is_digest(identifier) else hashlib.sha256(identifier.strip().lower().encode()).hexdigest()


def _digests(identifier: str, today: date) -> set[str]:
    """The SHA-256 of every form that a destination gives an identifier."""
    one = Suppressions(frozenset({identifier}), "", "")
    keys = {identifier, identifier.strip().lower()}
    for destination in DESTINATIONS.values():
        keys |= suppressed_keys(one, destination, About(None, today))
    return {key.lower() if _is_digest(key) else hashlib.sha256(key.encode()).hexdigest() for key in keys}


def _is_digest(text: str) -> bool:
    return len(text) == _DIGEST and all(letter in "0123456789abcdef" for letter in text.lower())


def _rows(tables: AudienceTables) -> list[dict[str, Any]]:
    from pyarrow import parquet

    return [row for path in tables.files(SUPPRESSIONS) for row in parquet.read_table(path).to_pylist()]


def _keep(workspace: Workspace, tables: AudienceTables, rows: list[dict[str, Any]], now: datetime) -> None:
    import pyarrow as pa

    schema = pa.schema(
        [("entry", pa.string()), ("key", pa.string()), ("added_at", pa.timestamp("us", tz="UTC")), ("added_by", pa.string())]
    )
    workdir = make_folder("regulars-")
    try:
        engine = workspace.make_engine(workdir)
        try:
            engine.register("suppressions_frame", pa.Table.from_pylist(rows, schema=schema))
            tables.replace(engine, SUPPRESSIONS, "SELECT * FROM suppressions_frame", 0)
        finally:
            engine.close()
    finally:
        shutil.rmtree(workdir, ignore_errors=True)
    workspace.ledger.exports.publish(now, tables.versions)
