"""Database files: SQLite through a working CSV, DuckDB attached read-only by the engine."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from regulars.engines.base import Engine
from regulars.errors import RegularsError, SourceError
from regulars.ingest.choices import choose_table, left_out_note
from regulars.ingest.columns import check_width
from regulars.ingest.dialects import column_names
from regulars.ingest.files import DataFile, working_copy
from regulars.ingest.streams import writing
from regulars.queries.scans import CsvScan, DatabaseScan, database_tables_sql, setup_sql

if TYPE_CHECKING:
    import sqlite3

_BATCH = 10_000


def open_sqlite(file: DataFile, workdir: Path, table: str | None) -> tuple[CsvScan, tuple[str, ...], tuple[str, ...]]:
    """Scan, columns and notes of a table of an SQLite file; the file is opened read-only."""
    with open_readonly(file.path, file.shown) as connection:
        tables = sqlite_tables(connection)
        name = choose_table(file.shown, tables, table)
        columns = column_names(tables[name], len(tables[name]))
        check_width(file.shown, len(columns))
        copy = working_copy(workdir, file.path, "table", ".csv")
        if write_table(connection, name, copy) == 0:
            raise SourceError(f"The table {name!r} of {file.shown} has no rows.", "Say which table with --table NAME.")
    return CsvScan((str(copy),), columns, skip=0), columns, (*file.notes, *left_out_note(file.shown, name, tables))


@contextmanager
def open_readonly(path: Path, shown: str) -> Iterator[sqlite3.Connection]:
    """An SQLite file, opened to be read.

    Raises:
        SourceError: it cannot be read, then or inside.
    """
    import sqlite3

    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)
        # text in a database need not be UTF-8
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        yield connection
    except sqlite3.Error as error:
        raise SourceError(
            f"{shown} cannot be read as SQLite: {error}.", "Close the program that uses it, or copy it whole."
        ) from error
    finally:
        if connection is not None:
            connection.close()


def sqlite_tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """The tables and views of an SQLite file with their columns."""
    query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
    names = [str(row[0]) for row in connection.execute(query)]
    return {name: [str(row[1]) for row in connection.execute(f"PRAGMA table_info({_quoted(name)})")] for name in names}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def write_table(connection: sqlite3.Connection, table: str, copy: Path) -> int:
    """Write a table's rows as CSV without a header; how many there are."""
    cursor = connection.execute(f"SELECT * FROM {_quoted(table)}")
    written = 0
    with writing(copy) as out, io.TextIOWrapper(out, encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        while batch := cursor.fetchmany(_BATCH):
            writer.writerows([_cell(value) for value in row] for row in batch)
            written += len(batch)
    return written


def _cell(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def open_duckdb(engine: Engine, file: DataFile, table: str | None) -> tuple[DatabaseScan, tuple[str, ...], tuple[str, ...]]:
    """Scan, columns and notes of a table of a DuckDB file, attached to the engine read-only."""
    import hashlib  # most runs open no database

    digest = hashlib.blake2s(str(file.path.resolve()).encode(), digest_size=4).hexdigest()
    probe = DatabaseScan(str(file.path), "", alias=f"source_{digest}")
    try:
        engine.rows(setup_sql(probe) or "")
        found = engine.rows(database_tables_sql(probe.alias))
    except RegularsError as error:
        remedy = "Close the program that has it open, or copy it; a file of a newer DuckDB must be exported."
        raise SourceError(f"{file.shown} cannot be opened as a DuckDB database: {error.problem}", remedy) from error
    places = {_name(schema, name): (str(schema), str(name)) for schema, name, _ in found}
    tables = {_name(schema, name): [str(column) for column in columns] for schema, name, columns in found}
    chosen = choose_table(file.shown, tables, table)
    schema, name = places[chosen]
    check_width(file.shown, len(tables[chosen]))
    scan = DatabaseScan(probe.path, name, schema, probe.alias)
    return scan, tuple(tables[chosen]), (*file.notes, *left_out_note(file.shown, chosen, tables))


def _name(schema: object, table: object) -> str:
    return str(table) if schema == "main" else f"{schema}.{table}"
