"""The files of an export: written aside, cut at the destination's limit, checked, moved into place, and remembered in a receipt.

The receipt is moved last and names all others: while it is not there, the former export is in force.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError, DefinitionError, OutputError
from regulars.exports.audiences import Mode, Wanted
from regulars.exports.destinations.base import Consent
from regulars.playbooks.plays import Playbook, Suppress, playbook_for
from regulars.queries import export_rows, exports, outreach
from regulars.version import VERSION
from regulars.work.audience import plain_name
from regulars.work.export import Export
from regulars.work.export_memory import FINGERPRINTS, BesideFile, Memory, receipt_path
from regulars.work.export_parts import Part, Rows, checksum
from regulars.work.export_stream import StreamedRows
from regulars.work.outputs import dumps
from regulars.work.temporary import make_folder

DESPITE_PLAYBOOK, DESPITE_CONTACT = "--despite-playbook", "--despite-contact"
_NOW_SENT, _STATE = "now-sent.parquet", "state.parquet"


@dataclass(frozen=True, slots=True)
class Written:
    """What an export wrote: the files, or none where nothing has changed since the last one; and its receipt."""

    files: tuple[Path, ...]
    receipt: dict[str, Any]
    receipt_path: Path
    is_unchanged: bool = False

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it: the receipt in force, and whether it is that of a former export."""
        return self.receipt | {"unchanged": self.is_unchanged}


def write_export(export: Export, engine: Engine, out: Path, now: datetime, memory: Memory | None = None) -> Written:
    """Write the files of an export beside `out`, and the receipt; `memory` (default: beside the file) knows what was sent before.

    Raises:
        OutputError: they cannot be written; what was there before is untouched. DataError: there is nobody to write.
        DefinitionError: `out` was made of another segment or for another destination, and only changes are asked for.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _alone(out.parent) if memory is None else nullcontext():
            aside = make_folder(".regulars-", out.parent)
            try:
                return _Writer(export, engine, out, aside, now, memory or BesideFile(out)).written()
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"{out} cannot be written: {error.strerror or error}.",
            "Free some space or give another --out; nothing was left half written.",
        ) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Have exports into a folder wait for each other, where its file system knows locks."""
    held = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


class _Writer:
    def __init__(self, export: Export, engine: Engine, out: Path, aside: Path, now: datetime, memory: Memory) -> None:
        self._export = export
        self._engine = engine
        self._out = out
        self._aside = aside
        self._now = now
        self._memory = memory
        self._former = memory.former
        self._places: dict[str, str] = {}  # name aside -> name in place
        self._made: list[tuple[str, int, Part]] = []  # what each file holds, and its size

    def written(self) -> Written:
        if self._export.wanted.mode is Mode.FULL:
            check_somebody(self._export)
            self._write(self._export.whole(), self._out, "everybody")
            if self._is_as_before():
                return self._unchanged()
            self._export.remember(self._aside / _STATE)
            changes = None
        else:
            changes = self._changes()
            if not self._made and self._former:
                return self._unchanged()
        return self._moved(changes)

    def _unchanged(self) -> Written:
        return Written((), self._former, receipt_path(self._out), is_unchanged=True)

    @property
    def _sequence(self) -> int:
        return int(self._former.get("sequence", 0)) + 1

    def _changes(self) -> dict[str, int]:
        self._check_same()
        is_kept = self._export.wanted.mode is Mode.ADDS  # who has left is not taken off
        self._export.remember(self._aside / (_NOW_SENT if is_kept else _STATE))
        found = dict(self._export.compare(self._memory.known()))
        if is_kept:
            self._export.remember_both(self._aside / _STATE)
        new = found["added"] + found["changed"]
        if new:
            self._write(self._export.added(new), self._named("add"), "add")
        if found["gone"] and not is_kept:
            leavers = self._export.gone()
            found["not_in_the_data"] = found["gone"] - leavers.rows
            if leavers.rows:
                self._write(leavers, self._named("remove"), "remove")
        return found

    def _check_same(self) -> None:
        wanted, former = self._export.wanted, self._former
        if not former and not self._export.counts.members:
            check_somebody(self._export)
        if not self._export.counts.members and plain_name(str(former.get("segment"))) == plain_name(self._export.segment):
            self._export.segment = former["segment"]  # nobody is in it, so that its spelling is known from before alone
        kinds = {True: "hashed", False: "plain"}
        for what, then, now in (
            ("segment", former.get("segment"), self._export.segment),
            ("format", former.get("format"), wanted.destination.name),
            ("identifiers", kinds.get(former.get("hashed", wanted.hashes)), kinds[wanted.hashes]),
        ):
            if former and then != now:
                raise DefinitionError(
                    f"{self._out} was made with the {what} {then!r}, not {now!r}.", "Give another --out, or --full."
                )

    def _check_ours(self) -> None:
        """Refuse to replace a file that no export wrote: there is no receipt beside it, and it begins otherwise."""
        is_known = bool(self._former) or receipt_path(self._out).exists()
        for name in self._places:
            target = self._out.with_name(name)
            if target.exists() and not target.is_file():
                raise OutputError(f"{target} is no ordinary file.", "Give another --out.")
            if is_known or not target.is_file() or not target.stat().st_size:
                continue
            with target.open("rb") as there, (self._aside / name).open("rb") as made:
                if there.readline() != made.readline():
                    raise OutputError(f"{target} is there, and no export wrote it.", "Give another --out, or remove it.")

    def _named(self, what: str) -> Path:
        return self._out.with_name(f"{self._out.stem}-{self._sequence:03}-{what}{self._out.suffix}")

    def _write(self, rows: Rows | StreamedRows, target: Path, holds: str) -> None:
        whole = self._aside / target.name
        for part in rows.write(self._engine, whole, self._export.wanted.destination.most_bytes):
            self._places[part.path.name] = part.path.name
            self._made.append((holds, part.path.stat().st_size, part))

    def _described(self) -> list[dict[str, Any]]:
        return [
            {"name": part.path.name, "holds": holds, "rows": part.rows, "bytes": size, "sha256": part.sha256}
            for holds, size, part in self._made
        ]

    def _is_as_before(self) -> bool:
        former = self._former.get("files", [])
        if self._former.get("fingerprints") != FINGERPRINTS or len(former) != len(self._made):
            return False
        if [(part["name"], part["sha256"]) for part in former] != [(part.path.name, part.sha256) for _, _, part in self._made]:
            return False
        return all(_has_checksum(self._out.with_name(part["name"]), part["sha256"]) for part in former)

    def _moved(self, changes: Mapping[str, int] | None) -> Written:
        receipt = receipt_object(self._export, self._now) | {
            "sequence": self._sequence,
            "changes": changes,
            "unchanged": False,
            "fingerprints": FINGERPRINTS,
            "files": self._described(),
        }
        self._check_ours()
        for name in self._places:
            (self._aside / name).replace(self._out.with_name(name))
        self._memory.keep(self._aside / _STATE, receipt)
        path = receipt_path(self._out)
        (self._aside / path.name).write_text(dumps(receipt), encoding="utf-8")
        (self._aside / path.name).replace(path)
        self._memory.done(receipt)
        self._tidy()
        return Written(tuple(self._out.with_name(name) for name in self._places), receipt, path)

    def _tidy(self) -> None:
        """Remove the parts of a former full file that there are no longer."""
        if self._export.wanted.mode is not Mode.FULL or self._memory.place != self._out.parent:
            return
        for part in self._former.get("files", []):
            if part["holds"] == "everybody" and part["name"] not in self._places:
                with suppress(OSError):
                    self._out.with_name(part["name"]).unlink()


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
        "ignored": ignored_rules(wanted),
        "playbook": advice(export),
        "suppressions": export.suppressed_by,
        "options": {"fields": list(wanted.fields), "value": wanted.value, "rules": _rules(export)},
        "removal": wanted.destination.removal,
    }


def ignored_rules(wanted: Wanted) -> list[str]:
    """The rules about whom not to send that were set aside."""
    rules = {
        "consent": wanted.ignores_consent,
        "playbook": wanted.ignores_playbook,
        "contact_gap_days": wanted.ignores_contact_gap,
    }
    return [rule for rule, is_ignored in rules.items() if is_ignored]


def advice(export: Export) -> str | None:
    """Why the playbook would rather leave this segment out of this destination; None where it would not."""
    playbook = playbook_for(export.playbooks, export.segment)
    if playbook is None or not is_left_out(playbook, export.wanted.destination.consent):
        return None
    return playbook.suppression


def is_left_out(playbook: Playbook, consent: Consent) -> bool:
    """Whether a playbook would rather leave its segment out of a destination that needs this consent."""
    if playbook.suppress is Suppress.NOWHERE or consent is Consent.NONE:
        return False
    return playbook.suppress is Suppress.EVERYWHERE or consent is Consent.ADVERTISING


def _rules(export: Export) -> dict[str, bool]:
    from dataclasses import asdict

    return asdict(export.wanted.choices)


def check_somebody(export: Export) -> None:
    """Refuse to write a file of nobody.

    Raises:
        DataError: everybody is left out; the message says why.
    """
    counts = export.counts
    if counts.sent:
        return
    if not counts.members:
        raise DataError(f"Nobody is in {export.segment}.", "In a workspace, refresh; or look at what the segment means.")
    reasons = ", ".join(f"{n:,} {reason}" for reason, n in counts.left_out.items())
    remedy = "Look at the reasons above."
    if outreach.PLAYBOOK in counts.left_out:
        remedy = f"The playbook of these customers leaves them out; {DESPITE_PLAYBOOK} sends them all the same."
    elif outreach.RECENT in counts.left_out:
        remedy = f"They were sent elsewhere a short while ago; {DESPITE_CONTACT} sends them all the same."
    elif exports.NOT_ASKED in counts.left_out or exports.REFUSED in counts.left_out:
        remedy = "Score with --customers and a column accepts_marketing; --ignore-consent sends without it and is written down."
    elif export_rows.NO_ADDRESS in counts.left_out:
        remedy = "Score with --customers and the columns email or phone."
    raise DataError(f"Nobody of {export.segment} can be sent to {export.wanted.destination.label}: {reasons}.", remedy)


def _has_checksum(path: Path, sha256: str) -> bool:
    return path.is_file() and checksum(path) == sha256
