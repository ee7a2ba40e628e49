"""Taking a customer who is to be forgotten out of the files that exports wrote."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

from regulars.errors import DataError, in_words
from regulars.exports.choices import CHOICES, Choices
from regulars.exports.destinations import DESTINATIONS
from regulars.exports.destinations.base import About, FieldName
from regulars.exports.normalize import prepare
from regulars.queries.export_forms import SEVERAL
from regulars.work.export_ledger import ExportState
from regulars.work.export_workspace import EXPORTS_FOLDER
from regulars.work.outputs import dumps
from regulars.work.second_looks import BETWEEN_SEVERAL
from regulars.work.temporary import make_folder, sweep
from regulars.work.workspace import Workspace

_ASIDE = ".regulars-"
# the columns of all destinations' files that say who a row is about
_COLUMNS = {
    "id": ("customer_id",),
    "email": ("email",),
    "phone": ("phone", "phone number"),
    "first_name": ("first name", "fn", "first_name"),
    "last_name": ("last name", "ln", "last_name"),
    "zip": ("zip", "zip code", "postal_code"),
}
_FORMS = {"email": FieldName.EMAIL, "phone": FieldName.PHONE} | {
    name: FieldName(name) for name in ("first_name", "last_name", "zip")
}
# what the line of a customer has one of
_TOLD_BY = ("email", "phone", "last_name")
_ALL = 10**9


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Files of exports: `mended` those that a customer was taken out of, by path with how many rows, `left` those that still have
    them, or may, with the reason."""

    mended: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"mended": dict(self.mended), "left": dict(self.left)}


class Traces:
    """By what a customer is known in files: every form that a destination gives what the tables have had of them.

    `people` are rows of the customers table, of every version: email, phone, first_name, last_name, postal_code, country.
    """

    def __init__(self, customer_id: str, people: Iterable[Mapping[str, str | None]], today: date) -> None:
        self._forms: dict[str, set[str]] = {kind: set() for kind in _FORMS}
        self._id = customer_id
        # as `X_FINGERPRINT` writes it
        self.fingerprint = hashlib.md5(customer_id.encode(), usedforsecurity=False).digest()
        for person in people:
            for kind, named in _FORMS.items():
                raw = person.get("postal_code" if kind == "zip" else kind)
                if raw:
                    self._forms[kind] |= _forms(named, raw, person.get("country"), today)
        # in the file, a quote within a cell is written twice
        known = (form.replace('"', '""') for form in [customer_id, *(form for kind in _TOLD_BY for form in self._forms[kind])])
        self._any = re.compile(b"|".join(re.escape(form.encode()) for form in sorted(known, key=len, reverse=True)), re.IGNORECASE)

    def touches(self, line: bytes) -> bool:
        """Whether a line could be about the customer at all."""
        return self._any.search(line) is not None

    def is_about(self, row: Sequence[str], columns: Mapping[str, Sequence[int]]) -> bool:
        """Whether a row is about the customer: by the customer_id, else by an address, else by the name and postal code."""
        cells = {kind: [row[at].strip() for at in places if at < len(row) and row[at].strip()] for kind, places in columns.items()}
        if cells["id"]:
            return self._id in (cells["id"][0], cells["id"][0].removeprefix("'"))
        found = {kind: set(map(_plain, written)) for kind, written in cells.items()}
        if found["email"] or found["phone"]:
            return any(found[kind] & self._forms[kind] for kind in ("email", "phone"))
        return all(found[kind] & self._forms[kind] for kind in ("first_name", "last_name", "zip"))


def clean_exported_files(workspace: Workspace, traces: Traces) -> Cleaned:
    """Take a customer out of the files of exports within the workspace, and mend their receipts; name those elsewhere.

    Nothing is raised where a file cannot be mended: it is named with the reason.
    """
    exports = workspace.folder / EXPORTS_FOLDER
    sweep(_ASIDE, exports)
    receipts = _receipts(workspace)
    changes: dict[Path, _Change] = {}
    left: dict[str, str] = {}
    for path in _files(workspace, exports, receipts):
        try:
            rows = sum(is_about for _, is_about in _judged_records(path, traces))
            if rows and path.resolve().is_relative_to(workspace.folder.resolve()):
                changes[path] = _mend(path, traces, rows)
            elif rows:
                left[str(path)] = f"It holds the customer ({in_words(rows, 'row')}), outside of the workspace."
        except DataError as error:
            left[str(path)] = error.problem
        except (OSError, UnicodeError, csv.Error) as error:
            left[str(path)] = f"It cannot be looked through: {error}."
    _mend_receipts(workspace, receipts, changes)
    mended = {str(path): change.gone for path, change in changes.items()}
    for path in _remembered(receipts):
        try:
            rows = _mend_remembered(path, traces.fingerprint)
        except (OSError, ValueError) as error:  # a damaged file is a ValueError there
            left[str(path)] = f"It cannot be looked through: {error}."
        else:
            mended |= {str(path): rows} if rows else {}
    return Cleaned(mended, left)


@dataclass(frozen=True, slots=True)
class _Change:
    """A file that was mended: how many rows went, its checksum before, and what receipts say of it now."""

    gone: int
    before: str
    described: Mapping[str, Any]


def _forms(named: FieldName, raw: str, country: str | None, today: date) -> set[str]:
    """Every form and hash that a destination gives a value, or one of several in a cell, under any choice of disputed rules."""
    each = [raw, *BETWEEN_SEVERAL.split(raw)] if named in SEVERAL else [raw]
    found = {_plain(part) for part in each if part}
    rules = (
        [Choices()] if named is FieldName.PHONE else [Choices(*chosen) for chosen in product((True, False), repeat=len(CHOICES))]
    )
    for part, choices, destination in product(each, rules, DESTINATIONS.values()):
        made = prepare(destination, named, part, About(country, today, choices))
        found |= {form.lower() for form in (made.normalized, made.sha256) if form}
    return found


def _plain(cell: str) -> str:
    """A cell without the quote that keeps a spreadsheet from running it."""
    return cell.strip().lower().removeprefix("'")


def _receipts(workspace: Workspace) -> dict[Path, dict[str, Any]]:
    """The receipts within the workspace: of its exports, and of those that chose from a folder of scored customers."""
    found = {}
    for path in workspace.folder.rglob("*.receipt.json"):
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        parts = said.get("files") if isinstance(said, dict) else None
        if isinstance(parts, list) and all(isinstance(part, dict) and part.get("name") for part in parts):
            found[path] = said
    return found


def _remembered(receipts: Mapping[Path, Mapping[str, Any]]) -> list[Path]:
    """The files beside exports that say as fingerprints who was sent."""
    places = {path.parent / str(said["state"]) for path, said in receipts.items() if said.get("state")}
    return sorted(place for place in places if place.is_file())


def _mend_remembered(path: Path, fingerprint: bytes) -> int:
    """Take a customer out of those who are remembered; returns how many rows went."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    sought = pa.scalar(fingerprint, pa.binary())
    with pq.ParquetFile(path) as source:
        batches = source.iter_batches(columns=["member"])
        gone = sum(pc.sum(pc.equal(batch.column(0).cast(pa.binary()), sought)).as_py() or 0 for batch in batches)
    if not gone:
        return 0
    aside = make_folder(_ASIDE, path.parent)
    try:
        with pq.ParquetFile(path) as source, pq.ParquetWriter(aside / path.name, source.schema_arrow) as target:
            for batch in source.iter_batches():
                target.write_batch(batch.filter(pc.not_equal(batch.column("member").cast(pa.binary()), sought)))
        shutil.copymode(path, aside / path.name)
        (aside / path.name).replace(path)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return int(gone)


def _files(workspace: Workspace, exports: Path, receipts: Mapping[Path, Mapping[str, Any]]) -> list[Path]:
    """The files that exports are known to have written, and whatever else is in their folder."""
    known = {
        Path(record.place) / str(part["name"])
        for record in workspace.ledger.exports.history(limit=_ALL)
        if record.state is ExportState.DONE
        for part in record.receipt.get("files", ())
    }
    known |= {path.parent / str(part["name"]) for path, said in receipts.items() for part in said["files"]}
    return sorted(path for path in known | set(exports.glob("*.csv")) if path.is_file())


def _judged_records(path: Path, traces: Traces) -> Iterator[tuple[bytes, bool]]:
    """The rows of a file as they are written, header first, and whether each is about the customer.

    Raises:
        DataError: no column says whom a row is about, and one could be the customer's.
    """
    with path.open("rb") as source:
        records = _records(source)
        header = next(records, b"")
        yield header, False
        columns = _columns(next(csv.reader([header.decode("utf-8-sig")]), []))
        for record in records:
            is_about = False
            if traces.touches(record):
                if not any(columns.values()):
                    raise DataError("It may hold the customer: no column says who its rows are.", "Look through it.")
                is_about = traces.is_about(next(csv.reader(record.decode("utf-8").splitlines(keepends=True))), columns)
            yield record, is_about


def _mend(path: Path, traces: Traces, rows: int) -> _Change:
    """Write a file without the rows of the customer, aside and then in its place."""
    before = _checksum(path)
    aside = make_folder(_ASIDE, path.parent)
    try:
        kept = 0
        with (aside / path.name).open("wb") as target:
            for record, is_about in _judged_records(path, traces):
                if not is_about:
                    target.write(record)
                    kept += 1
        shutil.copymode(path, aside / path.name)
        (aside / path.name).replace(path)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return _Change(rows, before, {"rows": kept - 1, "bytes": path.stat().st_size, "sha256": _checksum(path)})


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _records(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The rows of a CSV as they are written; one may go over several lines."""
    record = b""
    for line in lines:
        record += line
        if record.count(b'"') % 2 == 0:
            yield record
            record = b""
    if record:
        yield record


def _columns(header: Sequence[str]) -> dict[str, list[int]]:
    names = [name.strip().lower() for name in header]
    return {kind: [at for at, name in enumerate(names) if name in known] for kind, known in _COLUMNS.items()}


def _mend_receipts(workspace: Workspace, receipts: Mapping[Path, dict[str, Any]], changes: Mapping[Path, _Change]) -> None:
    """Let the receipts beside the files and in the history say what the files are now."""
    for path, said in receipts.items():
        if (now := _mended(said, path.parent, changes)) != said:
            path.write_text(dumps(now), encoding="utf-8")
    for record in workspace.ledger.exports.history(limit=_ALL):
        now = _mended(record.receipt, Path(record.place), changes)
        if now != record.receipt:
            workspace.ledger.exports.amend(record.number, now)


def _mended(receipt: Mapping[str, Any], folder: Path, changes: Mapping[Path, _Change]) -> dict[str, Any]:
    files = []
    for part in receipt.get("files", ()):
        change = changes.get(folder / str(part.get("name", "")))
        # a former file of the same name was another one
        is_same = change is not None and part.get("sha256") == change.before
        files.append(part | change.described if change is not None and is_same else part)
    return dict(receipt) | ({"files": files} if files else {})
