"""Readers of databases: tables copied aside as text, in one consistent look, every value as exact as it is there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from regulars.errors import SourceError
from regulars.ingest.streams import writing

if TYPE_CHECKING:
    import sqlite3

    import psycopg
    import pymysql

Since = tuple[str, datetime]
_PATIENCE = 15
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is. Its `repr` and `shown` have no password."""

    kind: str
    host: str
    port: int | None
    user: str
    database: str
    password: str = field(default="", repr=False)
    options: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def shown(self) -> str:
        """The address as it may be shown and kept."""
        if self.kind == "sqlite":
            return f"sqlite:///{self.database}"
        return f"{self.kind}://{self.host or 'localhost'}{f':{self.port}' if self.port else ''}/{self.database}"

    def hidden(self, said: str) -> str:
        """The first line of what a driver said, without the password."""
        line = next(iter(said.strip().splitlines()), "no reason given").rstrip(".")
        return line.replace(self.password, "***") if self.password else line


class Reader(Protocol):
    """One look into a database."""

    def tables(self) -> dict[str, list[str]]:
        """Tables and views with their columns; those of another schema than the usual one as SCHEMA.NAME."""

    def copy(self, name: str, path: Path, since: Since | None) -> tuple[int, bool]:
        """Write a table's rows as CSV without a header; how many there are, and whether they are only those since a time."""


class _Postgres:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def tables(self) -> dict[str, list[str]]:
        query = """
            SELECT CASE WHEN n.nspname = 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END, a.attname
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
              AND n.nspname NOT LIKE 'pg_toast%' AND has_schema_privilege(n.oid, 'USAGE')
              AND has_column_privilege(c.oid, a.attnum, 'SELECT') AND NOT c.relispartition
            ORDER BY 1, a.attnum
        """
        found: dict[str, list[str]] = {}
        for table, column in self._connection.execute(query):
            found.setdefault(table, []).append(column)
        return found

    def copy(self, name: str, path: Path, since: Since | None) -> tuple[int, bool]:
        from psycopg import postgres, sql

        schema, _, table = name.rpartition(".")
        whole = sql.Identifier(schema or "public", table)
        cursor = self._connection.cursor()
        cursor.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(whole))
        kinds = {column.name: column.type_code for column in cursor.description or ()}
        columns = [self._column(column, kinds[column]) for column in self.tables()[name]]
        times = {postgres.types[kind].oid for kind in ("timestamp", "timestamptz", "date")}
        is_narrow = since is not None and kinds[since[0]] in times
        where: sql.Composable = sql.SQL("")
        if since is not None and is_narrow:
            where = sql.SQL(" WHERE {0} >= {1} OR {0} IS NULL").format(sql.Identifier(since[0]), sql.Literal(since[1]))
        statement = sql.SQL("COPY (SELECT {} FROM {}{}) TO STDOUT (FORMAT csv)").format(sql.SQL(", ").join(columns), whole, where)
        with writing(path) as out, cursor.copy(statement) as rows:
            for block in rows:
                out.write(block)
        return max(cursor.rowcount, 0), is_narrow

    @staticmethod
    def _column(name: str, kind: int) -> Any:
        from psycopg import postgres, sql

        column = sql.Identifier(name)
        if kind == postgres.types["bool"].oid:  # t and f are no words
            return sql.SQL("{}::text").format(column)
        if kind == postgres.types["money"].oid:  # it is written in the server's language
            return sql.SQL("{}::numeric").format(column)
        return column


class _MySQL:
    def __init__(self, connection: pymysql.Connection[Any]) -> None:
        self._connection = connection

    def tables(self) -> dict[str, list[str]]:
        query = """
            SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = DATABASE() ORDER BY 1, ordinal_position
        """
        found: dict[str, list[str]] = {}
        with self._connection.cursor() as cursor:
            cursor.execute(query)
            for table, column in cursor.fetchall():
                found.setdefault(str(table), []).append(str(column))
        return found

    def copy(self, name: str, path: Path, since: Since | None) -> tuple[int, bool]:
        from pymysql.constants import FIELD_TYPE
        from pymysql.cursors import SSCursor

        written = 0
        columns = ", ".join(f"`{column.replace('`', '``')}`" for column in self.tables()[name])
        with self._connection.cursor(SSCursor) as cursor, writing(path) as out, io.TextIOWrapper(out, "utf-8", newline="") as text:
            query = f"SELECT {columns} FROM `{name.replace('`', '``')}`"
            is_narrow = since is not None and self._is_time(name, since[0])
            if since is not None and is_narrow:
                column = f"`{since[0].replace('`', '``')}`"
                query += f" WHERE {column} >= '{since[1].astimezone(UTC):%Y-%m-%d %H:%M:%S}' OR {column} IS NULL"
            cursor.execute(query)
            zoned = [column[1] == FIELD_TYPE.TIMESTAMP for column in cursor.description]
            rows = csv.writer(text, lineterminator="\n")
            while batch := cursor.fetchmany(_BATCH):
                rows.writerows([_mysql_value(each, is_zoned) for each, is_zoned in zip(row, zoned, strict=True)] for row in batch)
                written += len(batch)
        return written, is_narrow

    def _is_time(self, table: str, column: str) -> bool:
        query = """
            SELECT data_type FROM information_schema.columns
            WHERE table_schema = DATABASE() AND table_name = %s AND column_name = %s
        """
        with self._connection.cursor() as cursor:
            cursor.execute(query, (table, column))
            return str(cursor.fetchall()[0][0]).lower() in {"timestamp", "datetime", "date"}


def _mysql_value(value: Any, is_zoned: bool) -> Any:
    """A value as text; a TIMESTAMP, which the session gives in UTC, says so."""
    if isinstance(value, bytes):
        return int.from_bytes(value, "big") if len(value) == 1 else value.hex()
    return f"{value}+00:00" if is_zoned and value is not None else value


class _SQLite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def tables(self) -> dict[str, list[str]]:
        from regulars.ingest.databases import sqlite_tables

        return sqlite_tables(self._connection)

    def copy(self, name: str, path: Path, since: Since | None) -> tuple[int, bool]:
        from regulars.ingest.databases import write_table

        del since  # times have no type there, and the file is near
        return write_table(self._connection, name, path), False


@contextmanager
def reader_of(address: Address) -> Iterator[Reader]:
    """Look into a database, read-only and all in one transaction.

    Raises:
        SourceError: it cannot be read, then or inside.
    """
    match address.kind:
        case "postgres":
            opened = _postgres(address)
        case "mysql":
            opened = _mysql(address)
        case _:
            opened = _sqlite(address)
    with opened as reader:
        yield reader


@contextmanager
def _postgres(address: Address) -> Iterator[Reader]:
    import psycopg
    from psycopg.conninfo import make_conninfo

    given = {"host": address.host, "port": str(address.port or ""), "user": address.user, "password": address.password}
    named: dict[str, Any] = {key: value for key, value in given.items() if value} | dict(address.options)
    try:
        connection = psycopg.connect(
            make_conninfo(dbname=address.database, connect_timeout=_PATIENCE, application_name="regulars", **named)
        )
        with connection:
            connection.read_only = True
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.execute("SET LOCAL timezone = 'UTC'")
            connection.execute("SET LOCAL datestyle = 'ISO'")
            yield _Postgres(connection)
    except psycopg.Error as error:
        raise _unreadable(address, error) from None  # what is behind it may have the password


@contextmanager
def _mysql(address: Address) -> Iterator[Reader]:
    import ssl

    import pymysql

    options = dict(address.options)
    secure = ssl.create_default_context(cafile=options.get("ssl_ca")) if {"ssl", "ssl_ca"} & options.keys() else None
    try:
        connection = pymysql.connect(
            host=address.host or "localhost",
            port=address.port or 3306,
            user=address.user or None,
            password=address.password,
            database=address.database,
            charset=options.get("charset", "utf8mb4"),
            connect_timeout=_PATIENCE,
            conv=dict(pymysql.converters.encoders),  # none that decode: every value as the server writes it, exact
            ssl=secure,
        )
    except (pymysql.Error, OSError) as error:
        raise _unreadable(address, error) from None
    try:
        with connection.cursor() as cursor:
            for statement in (
                "SET time_zone = '+00:00'",
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
                "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
            ):
                cursor.execute(statement)
        yield _MySQL(connection)
    except pymysql.Error as error:
        raise _unreadable(address, error) from None
    finally:
        connection.close()


@contextmanager
def _sqlite(address: Address) -> Iterator[Reader]:
    from regulars.ingest.databases import open_readonly

    path = Path(address.database)
    if not path.is_file():
        raise SourceError(f"There is no file {path}.", "Write sqlite:///relative.db or sqlite:////absolute/path.db.")
    with open_readonly(path, address.shown) as connection:
        connection.execute("BEGIN")
        yield _SQLite(connection)


def _unreadable(address: Address, error: Exception) -> SourceError:
    said = str(error.args[-1]) if error.args else str(error)
    return SourceError(f"{address.shown} cannot be read: {address.hidden(said)}.", "Check the address, the user and the network.")
