"""One file, looked into: unpacked where the engine cannot, told by its content, refused with a reason when it is no table."""

from __future__ import annotations

import stat
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from regulars.errors import SourceError
from regulars.ingest.contents import Content, Packing, content_of, packing_of
from regulars.ingest.paths import CANONICAL_NAMES, DATA_ENDINGS, table_name
from regulars.ingest.streams import check_zstd, read_head, spooled, unpack_to, unpacked
from regulars.queries.scans import Compression
from regulars.records import dataclass, replace

if TYPE_CHECKING:
    from zipfile import ZipInfo

_ENGINE_UNPACKS = {Packing.NONE: Compression.NONE, Packing.GZIP: Compression.GZIP, Packing.ZSTD: Compression.ZSTD}
_TEXTS = (Content.TEXT, Content.JSON)
_MOST_PACKINGS = 3
_COMPANIONS = ("readme", "read_me", "license", "licence", "changelog", "copying")
_WHOLE = "Fetch or export the file again."


@dataclass(frozen=True, slots=True)
class DataFile:
    """A readable file: `path` is what to read (perhaps a working copy), `shown` what the person gave, `head` its first bytes."""

    path: Path
    shown: str
    packing: Packing
    content: Content
    head: bytes
    notes: tuple[str, ...] = ()

    @property
    def compression(self) -> Compression:
        """What the engine has to unpack."""
        return _ENGINE_UNPACKS[self.packing]


def look_into(path: Path, workdir: Path) -> tuple[DataFile, ...]:
    """The data files in `path`: itself, or those inside a zip. Raises SourceError when it is empty, damaged or no table."""
    shown = str(path)
    path = _on_disk(path, workdir)
    head = read_head(path, Packing.NONE, size=4096)
    if not head:
        raise SourceError(f"{shown} is empty.", "Export it again, or give another file.")
    packing = packing_of(head)
    if packing is Packing.ZIP:
        return _zip_members(path, workdir)
    if packing is Packing.ZSTD:
        check_zstd(path)
    return (_looked_into(path, shown, packing, workdir),)


def _on_disk(path: Path, workdir: Path) -> Path:
    """The path itself, or a copy of what comes through a pipe. Raises SourceError for a device."""
    mode = path.stat().st_mode
    if stat.S_ISREG(mode):
        return path
    if not stat.S_ISFIFO(mode):
        what = "a terminal or another device" if stat.S_ISCHR(mode) else "a device or socket"
        raise SourceError(f"{path} is {what}, not a file.", "Give a file, or pipe its contents in.")
    copy = working_copy(workdir, path, "piped")
    spooled(path, copy)
    return copy


def _unpacked_twice(path: Path, shown: str, packing: Packing, workdir: Path) -> tuple[Path, Packing]:
    """The file and its packing, once what is packed several times has been unpacked but for the last time."""
    for _ in range(_MOST_PACKINGS):
        inner = packing_of(read_head(path, packing, size=4096)) if packing is not Packing.NONE else Packing.NONE
        if inner is Packing.NONE:
            return path, packing
        if inner is Packing.ZIP:
            raise SourceError(f"{shown} holds a zip inside its {packing} data.", "Unpack it first.")
        copy = working_copy(workdir, path, "unpacked")
        unpack_to(path, packing, None, copy)
        path, packing = copy, inner
    raise SourceError(f"{shown} is packed again and again.", "Unpack it first.")


def _looked_into(path: Path, shown: str, packing: Packing, workdir: Path) -> DataFile:
    path, packing = _unpacked_twice(path, shown, packing, workdir)
    head = read_head(path, packing)
    content = content_of(head)
    if content is Content.EMPTY:
        raise SourceError(f"{shown} is empty.", "Export it again, or give another file.")
    if not isinstance(content, Content):
        raise SourceError(f"{shown} is {content}, not a table.", "Give a CSV, Excel, JSON or Parquet file or a database.")
    notes = _name_notes(path, shown, content)
    if packing in _ENGINE_UNPACKS and (packing is Packing.NONE or content in _TEXTS):
        return DataFile(path, shown, packing, content, head, notes)
    copy = working_copy(workdir, path, "unpacked")
    unpack_to(path, packing, None, copy)
    return DataFile(copy, shown, Packing.NONE, content, head, notes)


def working_copy(workdir: Path, path: Path, purpose: str, ending: str = "") -> Path:
    """A name in `workdir` that no other working copy has."""
    number = sum(1 for _ in workdir.iterdir())
    return workdir / f"{purpose}-{number}-{path.stem[:40]}{ending}"


def _name_notes(path: Path, shown: str, content: Content) -> tuple[str, ...]:
    ending = next((suffix.lower() for suffix in reversed(path.suffixes) if suffix.lower() in _EXPECTED), None)
    if ending is None or content in _EXPECTED[ending]:
        return ()
    if ending in (".parquet", ".pq") and content is Content.TEXT:
        return (f"{shown} is named like Parquet but holds text; it was read as text.",)
    return (f"{shown} is in fact {content.value}; it was read as such.",)


_EXPECTED: dict[str, tuple[Content, ...]] = {
    ".csv": (Content.TEXT,),
    ".tsv": (Content.TEXT,),
    ".txt": (Content.TEXT,),
    ".json": (Content.JSON,),
    ".jsonl": (Content.JSON,),
    ".ndjson": (Content.JSON,),
    ".parquet": (Content.PARQUET,),
    ".pq": (Content.PARQUET,),
    ".xlsx": (Content.WORKBOOK,),
    ".xls": (Content.WORKBOOK,),
    ".xlsm": (Content.WORKBOOK,),
    ".xlsb": (Content.WORKBOOK,),
    ".ods": (Content.WORKBOOK,),
    ".sqlite": (Content.SQLITE,),
    ".duckdb": (Content.DUCKDB,),
}


def _zip_members(path: Path, workdir: Path) -> tuple[DataFile, ...]:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if _is_table_name(entry.filename)]
    except (zipfile.BadZipFile, ValueError) as error:
        raise SourceError(f"{path} is cut off or damaged: its zip directory cannot be read.", _WHOLE) from error
    if not entries:
        raise SourceError(f"{path} holds no data file.", "Give a zip with CSV, Excel, JSON or Parquet inside.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise SourceError(f"{path} is protected by a password.", "Unpack it first.")
    entries, note = _orders_alone(entries, path)
    files: list[DataFile] = []
    for entry in entries:
        copy = working_copy(workdir, Path(PurePosixPath(entry.filename).name), "unpacked", Path(entry.filename).suffix)
        unpack_to(path, Packing.ZIP, entry.filename, copy)
        shown = f"{path}/{entry.filename}"
        if copy.stat().st_size == 0:
            raise SourceError(f"{shown} is empty.", "Export it again, or give another file.")
        with unpacked(copy, Packing.NONE) as stream:
            inner = packing_of(stream.read(4096))
        if inner is Packing.ZIP:
            raise SourceError(f"{shown} is a zip inside a zip.", "Unpack it first.")
        file = _looked_into(copy, shown, inner, workdir)
        files.append(replace(file, notes=(*file.notes, *note)))
    return tuple(files)


def _orders_alone(entries: list[ZipInfo], path: Path) -> tuple[list[ZipInfo], tuple[str, ...]]:
    """Of a zip's files the orders, where they are named so among others; never a text that goes with them. And a note."""
    names = {entry.filename: table_name(Path(PurePosixPath(entry.filename).name)) for entry in entries}
    tables = [entry for entry in entries if not names[entry.filename].startswith(_COMPANIONS)] or entries
    orders = [entry for entry in tables if names[entry.filename] == "orders"]
    chosen = orders if orders and any(names[entry.filename] in CANONICAL_NAMES[1:] for entry in tables) else tables
    left = [entry.filename for entry in entries if entry not in chosen]
    return chosen, (f"Left out of {path}: {', '.join(left[:8])}{', ...' if len(left) > 8 else ''}.",) if left else ()


def _is_table_name(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not name.endswith("/") and not hidden and path.suffix.lower() in DATA_ENDINGS
