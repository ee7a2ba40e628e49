"""Opening what people have: a path, pattern, folder or database file becomes one `Source` that the engine can stream."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

from regulars.engines.base import Engine
from regulars.errors import RegularsError, SourceError
from regulars.ingest.columns import check_same_columns, check_width
from regulars.ingest.contents import Content
from regulars.ingest.files import DataFile, look_into
from regulars.ingest.paths import files_meant, folder_tables
from regulars.queries.scans import (
    DatabaseScan,
    ParquetScan,
    Scan,
    columns_sql,
    flattened_sql,
    rejects_sql,
    scan_sql,
    setup_sql,
    struct_keys,
)
from regulars.records import dataclass

__all__ = ["Rejects", "Source", "create_view", "flatten", "folder_tables", "open_source", "rejects"]

_WITH_TABLES = (Content.WORKBOOK, Content.SQLITE, Content.DUCKDB)
_Opened = tuple[Scan, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Source:
    """A source that can be streamed: how, its columns in file order, the files behind it, and what was noticed on the way."""

    scan: Scan
    columns: tuple[str, ...]
    files: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejects:
    """Rows of a text file that could not be split into columns: how many, on which lines (the first ten), why."""

    rows: int
    lines: tuple[int, ...]
    reasons: tuple[str, ...]


def open_source(engine: Engine, where: str | Path | Sequence[Path] | Source, workdir: Path, table: str | None = None) -> Source:
    """Find out what `where` is and how to stream it.

    `where` is a file, a folder, a pattern or several files; `workdir` an existing folder for what must be rewritten first (other
    encodings, spreadsheets, SQLite); `table` the sheet or table of a workbook or database. Raises SourceError, or
    UndecidedError when several tables look alike. A source that is open already is taken as it is.
    """
    if isinstance(where, Source):
        return where
    files = tuple(file for path in files_meant(where) for file in look_into(path, workdir))
    kinds = {file.content for file in files}
    if len(kinds) > 1:
        odd = next(file for file in files if file.content is not files[0].content)
        problem = f"{odd.shown} is {odd.content.value}, {files[0].shown} is {files[0].content.value}."
        raise SourceError(problem, "Give files of one type, or one at a time.")
    if table is not None and files[0].content not in _WITH_TABLES:
        problem = f"{files[0].shown} is {files[0].content.value}, which has no sheets or tables to choose from."
        raise SourceError(problem, f"Leave out --table {table}.")
    scan, columns, notes = _opened(engine, files, workdir, table)
    return Source(scan, columns, tuple(file.shown for file in files), notes)


def create_view(engine: Engine, source: Source, name: str) -> None:
    """Give the source a name in the engine; nothing is read yet."""
    setup = setup_sql(source.scan)
    if setup is not None:
        engine.rows(setup)
    query = scan_sql(source.scan)
    engine.view(name, query)
    if isinstance(source.scan, ParquetScan | DatabaseScan):
        flatten(engine, name, query)


def flatten(engine: Engine, name: str, query: str) -> None:
    """Where the view `name` of `query` has structures for columns, make their parts its columns: `customer.id`."""
    types = engine.columns(name)
    if any(map(struct_keys, types.values())):
        engine.view(name, flattened_sql(query, types))


def rejects(engine: Engine, source: Source) -> Rejects:
    """What the passes made so far had to set aside.

    Raises SourceError when an unclosed quote may have taken further rows with it, so that their number is unknown.
    """
    query = rejects_sql(source.scan)
    if query is None:
        return Rejects(0, (), ())
    found = engine.record(query)
    lines, reasons = tuple(found["lines"] or ()), tuple(found["reasons"] or ())
    if found["swallowed"]:
        problem = (
            f"A quote that opens on line {lines[0]} of {source.files[0]} is never closed; the rows after it cannot be told apart."
        )
        raise SourceError(problem, "Correct that line, or export the file again.")
    return Rejects(int(found["rows"]), lines, reasons)


def _opened(engine: Engine, files: tuple[DataFile, ...], workdir: Path, table: str | None) -> _Opened:
    content = files[0].content
    match content:  # the reader of one kind is imported where it is met
        case Content.TEXT:
            from regulars.ingest.texts import open_texts

            return open_texts(files, workdir)
        case Content.JSON:
            from regulars.ingest.jsons import open_json

            return open_json(engine, files, workdir)
        case Content.PARQUET:
            return _open_parquet(engine, files)
        case Content.WORKBOOK:
            return _open_workbooks(files, workdir, table)
        case Content.SQLITE:
            from regulars.ingest.databases import open_sqlite

            return open_sqlite(_only(files), workdir, table)
        case Content.DUCKDB:
            from regulars.ingest.databases import open_duckdb

            return open_duckdb(engine, _only(files), table)
        case Content.EMPTY:
            raise SourceError(f"{files[0].shown} is empty.", "Export it again, or give another file.")
        case _:
            assert_never(content)


def _only(files: tuple[DataFile, ...]) -> DataFile:
    if len(files) > 1:
        raise SourceError(f"{len(files)} database files were given.", "Give one of them.")
    return files[0]


def _open_parquet(engine: Engine, files: tuple[DataFile, ...]) -> _Opened:
    names: tuple[str, ...] = ()
    for file in files:
        columns = _parquet_columns(engine, file)
        check_width(file.shown, len(columns))
        names = names or columns
        check_same_columns(files[0].shown, names, file.shown, columns)
    return ParquetScan(tuple(str(file.path) for file in files)), names, tuple(note for file in files for note in file.notes)


def _parquet_columns(engine: Engine, file: DataFile) -> tuple[str, ...]:
    try:
        return tuple(str(row[0]) for row in engine.rows(columns_sql(ParquetScan((str(file.path),)))))
    except RegularsError as error:
        raise SourceError(f"{file.shown} is cut off or damaged: its Parquet footer cannot be read.", "Fetch it again.") from error


def _open_workbooks(files: tuple[DataFile, ...], workdir: Path, table: str | None) -> _Opened:
    from regulars.ingest.texts import joined
    from regulars.ingest.workbooks import open_workbook

    opened = [sheet for file in files for sheet in open_workbook(file, workdir, table)]
    first = opened[0]
    for other in opened[1:]:
        check_same_columns(first.shown, first.columns, other.shown, other.columns)
    if all(sheet.rows == 0 for sheet in opened):
        raise SourceError(f"{first.shown} has a header and no rows.", "Export it again with its data.")
    return (
        joined([sheet.scan for sheet in opened if sheet.rows]),
        first.columns,
        tuple(dict.fromkeys(note for sheet in opened for note in sheet.notes)),
    )
