"""Delimited text as a scan: encoding, dialect and columns found once, files with the same columns joined."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from regulars.errors import SourceError, in_words
from regulars.ingest.columns import check_same_columns, check_width
from regulars.ingest.contents import HEAD_BYTES, Packing
from regulars.ingest.dialects import Dialect, dialect_of
from regulars.ingest.encodings import ENCODING_NAMES, encoding_of
from regulars.ingest.files import DataFile, working_copy
from regulars.ingest.streams import BROKEN_UTF8, read_head, rewrite_as_utf8
from regulars.queries.scans import Compression, CsvScan, LinesScan, UnionScan
from regulars.records import dataclass

TextScan = CsvScan | LinesScan
_LONG_HEAD = 4 * 2**20


@dataclass(frozen=True, slots=True)
class OpenedText:
    """One text file, ready to scan."""

    scan: TextScan
    columns: tuple[str, ...]
    shown: str
    rows: int
    notes: tuple[str, ...]


def open_texts(files: Sequence[DataFile], workdir: Path) -> tuple[TextScan | UnionScan, tuple[str, ...], tuple[str, ...]]:
    """Scan, columns and notes of text files with the same columns. Raises SourceError naming the one that differs."""
    opened = [open_text(file, workdir) for file in files]
    first = opened[0]
    for other in opened[1:]:
        check_same_columns(first.shown, first.columns, other.shown, other.columns)
    if all(file.rows == 0 for file in opened):
        raise SourceError(f"{first.shown} has a header and no rows.", "Export it again with its data.")
    notes = tuple(dict.fromkeys(note for file in opened for note in file.notes))
    return joined([file.scan for file in opened if file.rows]), first.columns, notes


def joined(scans: list[TextScan]) -> TextScan | UnionScan:
    """One scan of several texts with the same columns."""
    groups: list[TextScan] = []
    for scan in scans:
        for place, group in enumerate(groups):
            if replace(group, paths=()) == replace(scan, paths=()):
                groups[place] = replace(group, paths=group.paths + scan.paths)
                break
        else:
            groups.append(scan)
    return groups[0] if len(groups) == 1 else UnionScan(tuple(groups))


def open_text(file: DataFile, workdir: Path) -> OpenedText:
    """One text file: its encoding made UTF-8, its dialect found."""
    encoding = encoding_of(file.path, file.packing, None, file.head)
    notes = list(file.notes)
    path, head, packing = file.path, file.head, file.packing
    if encoding != "utf-8" or mixes_line_ends(head) or b"\0" in head:
        path = working_copy(workdir, file.path, "utf8", ".csv")
        broken = rewrite_as_utf8(file.path, file.packing, None, encoding, path)
        head, packing = read_head(path, Packing.NONE), Packing.NONE
        if encoding == BROKEN_UTF8:
            notes.append(f"{file.shown} is UTF-8 with {in_words(broken, 'broken character')}, read as \ufffd.")
        elif encoding != "utf-8":
            notes.append(f"{file.shown} was read as {ENCODING_NAMES[encoding]}.")
    compression = file.compression if packing is file.packing else Compression.NONE
    opened = opened_as(path, file.shown, head, compression, tuple(notes))
    if opened.rows or len(head) < HEAD_BYTES:
        return opened
    # the first line below the header is longer than what was looked at
    head = read_head(path, packing, size=_LONG_HEAD)
    opened = opened_as(path, file.shown, head, compression, tuple(notes), _LONG_HEAD)
    if not opened.rows and len(head) == _LONG_HEAD:
        problem = f"The first line below the header of {file.shown} is longer than {_LONG_HEAD // 2**20} MB."
        raise SourceError(
            problem, "A quote that is never closed, or a column with whole documents? Correct it, or leave that column out."
        )
    return opened


def opened_as(
    path: Path, shown: str, head: bytes, compression: Compression, notes: tuple[str, ...], looked_at: int = HEAD_BYTES
) -> OpenedText:
    """A UTF-8 file that begins with `head`, as a scan; a head shorter than `looked_at` is the whole file."""
    # the last character may be cut in two
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(head, final=False).removeprefix("\ufeff")
    dialect = dialect_of(text, whole=len(head) < looked_at)
    if dialect is None:
        raise SourceError(f"{shown} is empty.", "Export it again, or give another file.")
    check_width(shown, len(dialect.names))
    if not dialect.named:
        notes += (f"{shown} has no header; its columns are called {dialect.names[0]} to {dialect.names[-1]}.",)
    elif dialect.skip > 1 and any(line.strip() for line in text.splitlines()[: dialect.skip - 1]):
        notes += (f"{shown} has {in_words(dialect.skip - 1, 'line')} above its header, left out.",)
    if dialect.repeated:
        notes += (f"{shown} has columns of one name: {', '.join(dialect.repeated[:6])}; the later ones are numbered (_2, _3).",)
    return OpenedText(_scan(str(path), dialect, compression), dialect.names, shown, dialect.rows, notes)


def _scan(path: str, dialect: Dialect, compression: Compression) -> TextScan:
    if not dialect.delimiter:
        return LinesScan((path,), dialect.names, dialect.skip, compression)
    return CsvScan(
        paths=(path,),
        column_names=dialect.names,
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        escape=dialect.escape,
        skip=dialect.skip,
        pad=dialect.ragged,
        # the engine cannot pad rows on two threads where a quoted value may run over a line end
        parallel=not (dialect.ragged and dialect.quoted),
        compression=compression,
    )


def mixes_line_ends(head: bytes) -> bool:
    """Whether records end now in CR LF, now in LF, which the engine's strict reader refuses; breaks inside quotes do not count."""
    if b"\r" not in head:
        return False
    outside = head.split(b'"')[0::2]
    both = sum(part.count(b"\r\n") for part in outside)
    feeds = sum(part.count(b"\n") for part in outside)
    returns = sum(part.count(b"\r") for part in outside)
    # a head may be cut between the two characters of a line end
    return feeds > both > 0 or (returns - both > (1 if head.endswith(b"\r") else 0) and feeds > 0)
