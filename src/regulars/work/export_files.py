"""The files of an export: written aside, cut at the destination's limit, checked, moved into place, and remembered in a receipt.

The receipt is moved last and names all others: while it is not there, the former export is in force.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError, DefinitionError, OutputError
from regulars.exports.audiences import Mode
from regulars.exports.destinations.base import Consent
from regulars.version import VERSION
from regulars.work.export import Export, Rows, check_somebody
from regulars.work.outputs import dumps
from regulars.work.temporary import make_folder


@dataclass(frozen=True, slots=True)
class Written:
    """What an export wrote: the files, or none where nothing has changed since the last one; and its receipt."""

    files: tuple[Path, ...]
    receipt: dict[str, Any]
    receipt_path: Path
    is_unchanged: bool = False


def receipt_path(out: Path) -> Path:
    """Where the receipt of a file is."""
    return out.with_name(f"{out.name}.receipt.json")


def write_export(export: Export, engine: Engine, out: Path, now: datetime) -> Written:
    """Write the files of an export beside `out`, and the receipt.

    Raises:
        OutputError: they cannot be written; what was there before is untouched. DataError: there is nobody to write.
        DefinitionError: `out` was made of another segment or for another destination, and only changes are asked for.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        aside = make_folder(".regulars-", out.parent)
        try:
            return _Writer(export, engine, out, aside, now).written()
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"{out} cannot be written: {error.strerror or error}.",
            "Free some space or give another --out; nothing was left half written.",
        ) from error


class _Writer:
    def __init__(self, export: Export, engine: Engine, out: Path, aside: Path, now: datetime) -> None:
        self._export = export
        self._engine = engine
        self._out = out
        self._aside = aside
        self._now = now
        self._former = _former_receipt(out)
        self._places: dict[str, str] = {}  # name aside -> name in place
        self._described: list[dict[str, Any]] = []

    def written(self) -> Written:
        mode = self._export.wanted.mode
        sequence = int(self._former.get("sequence", 0)) + 1
        state = f"{self._out.name}.sent-{sequence}.parquet"
        if mode is Mode.FULL:
            check_somebody(self._export)
            self._write(self._export.whole(), self._out, "everybody")
            if self._is_as_before():
                return Written((), self._former, receipt_path(self._out), is_unchanged=True)
            self._export.remember(self._aside / state)
            changes = None
        else:
            changes = self._changes(sequence, self._aside / state)
            if not self._described and self._former:
                return Written((), self._former, receipt_path(self._out), is_unchanged=True)
        return self._moved(sequence, state, changes)

    def _changes(self, sequence: int, state: Path) -> dict[str, int]:
        self._check_same()
        self._export.remember(state)
        kept = self._former.get("state")
        former = self._out.with_name(kept) if kept else None
        if former is not None and not former.exists():
            raise DataError(f"{former} is gone: what was sent before is not known.", "Export --full once.")
        found = dict(self._export.compare(former))
        new = found["added"] + found["changed"]
        if new:
            self._write(self._export.added(new), self._named(sequence, "add"), "add")
        if found["gone"] and self._export.wanted.mode is Mode.CHANGES:
            leavers = self._export.gone()
            found["not_in_the_data"] = found["gone"] - leavers.rows
            if leavers.rows:
                self._write(leavers, self._named(sequence, "remove"), "remove")
        return found

    def _check_same(self) -> None:
        wanted = self._export.wanted
        for key, now in (("segment", self._export.segment), ("format", wanted.destination.name)):
            if self._former and self._former.get(key) != now:
                raise DefinitionError(
                    f"{self._out} was made with the {key} {self._former.get(key)!r}, not {now!r}.", "Give another --out, or --full."
                )

    def _named(self, sequence: int, what: str) -> Path:
        return self._out.with_name(f"{self._out.stem}-{sequence:03}-{what}{self._out.suffix}")

    def _write(self, rows: Rows, target: Path, holds: str) -> None:
        whole = self._aside / target.name
        self._engine.copy(rows.sql, whole, rows.options)
        most = self._export.wanted.destination.most_bytes
        parts = _cut(whole, most) if most is not None and whole.stat().st_size > most else [(whole, rows.rows)]
        for part, count in parts:
            with part.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            self._places[part.name] = part.name
            self._described.append(
                {"name": part.name, "holds": holds, "rows": count, "bytes": part.stat().st_size, "sha256": digest}
            )

    def _is_as_before(self) -> bool:
        former = self._former.get("files", [])
        if [(part["name"], part["sha256"]) for part in former] != [(part["name"], part["sha256"]) for part in self._described]:
            return False
        return all(_has_checksum(self._out.with_name(part["name"]), part["sha256"]) for part in former)

    def _moved(self, sequence: int, state: str, changes: Mapping[str, int] | None) -> Written:
        receipt = receipt_object(self._export, self._now) | {
            "sequence": sequence,
            "changes": changes,
            "files": self._described,
            "state": state,
        }
        path = receipt_path(self._out)
        (self._aside / path.name).write_text(dumps(receipt), encoding="utf-8")
        for name in (*self._places, state, path.name):
            (self._aside / name).replace(self._out.with_name(name))
        self._tidy(state)
        return Written(tuple(self._out.with_name(name) for name in self._places), receipt, path)

    def _tidy(self, state: str) -> None:
        """Remove what the new receipt replaced: the former memory, and parts of a former full file that there are no longer."""
        old = [self._former.get("state")]
        if self._export.wanted.mode is Mode.FULL:
            old += [part["name"] for part in self._former.get("files", []) if part["holds"] == "everybody"]
        for name in old:
            if name and name != state and name not in self._places:
                with suppress(OSError):
                    self._out.with_name(name).unlink()


def receipt_object(export: Export, now: datetime) -> dict[str, Any]:
    """The receipt of an export, without its files."""
    wanted, counts = export.wanted, export.counts
    return {
        "regulars": VERSION,
        "made_at": now,
        "segment": export.segment,
        "format": wanted.destination.name,
        "mode": str(wanted.mode),
        "hashed": wanted.hashes,
        "scored": export.scored.about,
        "members": counts.members,
        "sent": counts.sent,
        "left_out": counts.left_out,
        "values_left_out": counts.values,
        "consent": {"needed_for": str(wanted.destination.consent), "ignored": wanted.ignores_consent},
        "playbook": advice(export),
        "suppressions": export.suppressed_by,
        "options": {"fields": list(wanted.fields), "value": wanted.value, "rules": _rules(export)},
        "removal": wanted.destination.removal,
    }


def advice(export: Export) -> str | None:
    """Why the playbook would rather leave this segment out of this destination; None where it would not."""
    from regulars.playbooks.plays import Suppress, playbook_for
    from regulars.work.playbooks import shipped_playbooks

    playbook = playbook_for(shipped_playbooks(), export.segment)
    consent = export.wanted.destination.consent
    if playbook is None or playbook.suppress is Suppress.NOWHERE or consent is Consent.NONE:
        return None
    is_meant = playbook.suppress is Suppress.EVERYWHERE or consent is Consent.ADVERTISING
    return playbook.suppression if is_meant else None


def _rules(export: Export) -> dict[str, bool]:
    from dataclasses import asdict

    return asdict(export.wanted.choices)


def _former_receipt(out: Path) -> dict[str, Any]:
    path = receipt_path(out)
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise OutputError(f"{path} is damaged.", "Remove it to begin anew; the next export is then a full one.") from error
    return found if isinstance(found, dict) else {}


def _has_checksum(path: Path, checksum: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == checksum


def _cut(whole: Path, most: int) -> list[tuple[Path, int]]:
    """Cut a file without line breaks inside cells into parts of at most `most` bytes, each with the header; count their rows."""
    parts: list[tuple[Path, int]] = []
    with whole.open("rb") as source:
        header = source.readline()
        line = source.readline()
        while line:
            path = whole.with_name(f"{whole.stem}-part-{len(parts) + 1:03}{whole.suffix}")
            rows = 0
            with path.open("wb") as target:
                size = target.write(header)
                while line and size + len(line) <= most:
                    size += target.write(line)
                    rows += 1
                    line = source.readline()
            if not rows:
                raise DataError("One row is larger than a file may be.", "Send fewer fields.")
            parts.append((path, rows))
    whole.unlink()
    return parts
