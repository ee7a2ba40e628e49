"""The embedded engine: an in-memory DuckDB that spills to a folder of ours. The only module that imports duckdb.

The driver is used by its compiled core. The package around the core adds relations and expressions written in Python, which take
three times as long to import as the core itself; it is imported only when a table in memory comes in or goes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread, Timer
from typing import Any, ClassVar

import _duckdb

from regulars.errors import DataError, EngineError, Interrupted, OutputError, RegularsError, SourceError

MOST_THREADS = 512
# tried with ten million rows of CSV: 100MB for each thread is too little, 125MB enough
_A_THREAD = "150MB"
# groups at addresses of their own are kept outside of the memory limit, and by each thread: a few sums take 72 bytes
_BYTES_A_GROUP = 72
_SHARE_FOR_ADDRESSES = 8
_ROWS_A_BATCH = 1 << 20
_AGAIN = 0.02
_UNITS = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
_UNWRITTEN = r'file \\*"([^"\\]+)'
_KIND = r"^[A-Z][A-Za-z ]{2,30} (Error|exception): "
_SIZE = r"(?i)\d+(\.\d+)? ?([KMGT]i?B|%)"


class DuckDBEngine:
    """A private in-memory DuckDB.

    `spill` is an existing folder for what does not fit in memory; `memory_limit` is DuckDB's notation ("2GB"), by default 80 % of
    the machine; `threads` by default one per core; `in_order` keeps rows in the order of their source, which takes more memory.
    """

    dialect: ClassVar[str] = "duckdb"

    def __init__(
        self,
        spill: Path,
        memory_limit: str | None = None,
        threads: int | None = None,
        *,
        in_order: bool = False,
        start: Start | None = None,
    ) -> None:
        self._is_frugal = memory_limit is not None
        self._asides: list[_Aside] = []
        self._columns: dict[str, dict[str, str]] = {}
        try:
            self._connection = (start or Start(memory_limit, threads, in_order=in_order)).connection()
        except _duckdb.Error as error:
            raise EngineError(
                f"DuckDB did not start: {_first_line(error)}", "Check the memory limit and thread count that you gave."
            ) from error
        self._run("SET temp_directory = '" + str(spill).replace("'", "''") + "'")
        self._prepare()

    def _prepare(self) -> None:
        self._run("SET TimeZone = 'UTC'")
        # several batches: the next ones are made while one is worked on
        self._run("SET streaming_buffer_size = '16MB'")
        # progress can be asked for only while the bar is on; drawing it is the command line's business
        self._run("SET enable_progress_bar = true")
        self._run("SET enable_progress_bar_print = false")

    def sibling(self) -> DuckDBEngine:
        other = object.__new__(DuckDBEngine)
        other._connection = self._connection.cursor()
        other._is_frugal = self._is_frugal
        other._asides = []
        other._columns = {}
        other._prepare()
        return other

    def view(self, name: str, sql: str) -> None:
        self._run(f"CREATE OR REPLACE TEMP VIEW {_quoted(name)} AS {sql}")

    def table(self, name: str, sql: str, *, key_span: int | None = None) -> None:
        bits = 0 if key_span is None else (key_span + 2).bit_length()
        if not bits or not self._may_address(bits):
            self._run(f"CREATE OR REPLACE TEMP TABLE {_quoted(name)} AS {sql}")
            return
        self._run(f"SET perfect_ht_threshold = {bits}")
        try:
            self._run(f"CREATE OR REPLACE TEMP TABLE {_quoted(name)} AS {sql}")
        finally:
            self._run("RESET perfect_ht_threshold")

    def _may_address(self, bits: int) -> bool:
        if self._is_frugal:
            return False
        wanted = ", ".join(f"current_setting('{name}')" for name in ("threads", "memory_limit", "lock_configuration"))
        threads, limit, is_sealed = self.rows(f"SELECT {wanted}")[0]
        size, unit = str(limit).split()
        return not is_sealed and (threads * _BYTES_A_GROUP << bits) * _SHARE_FOR_ADDRESSES <= float(size) * _UNITS.get(unit, 0)

    def shared_table(self, name: str, sql: str) -> None:
        self._run(f"CREATE OR REPLACE TABLE memory.main.{_quoted(name)} AS {sql}")

    def drop(self, name: str) -> None:
        for kind, catalogue, column in (("VIEW", "duckdb_views", "view_name"), ("TABLE", "duckdb_tables", "table_name")):
            if self._run(f"SELECT 1 FROM {catalogue}() WHERE {column} = $1", [name]).fetchall():
                self._run(f"DROP {kind} {_quoted(name)}")

    def register(self, name: str, frame: object) -> None:
        import duckdb  # the package teaches its core to read tables of other libraries

        self._columns.clear()
        try:
            if isinstance(frame, duckdb.DuckDBPyRelation):
                self._connection.register(name, frame.to_arrow_table())
            else:
                self._connection.register(name, frame)
        except (_duckdb.Error, AttributeError, TypeError) as error:
            raise SourceError(
                f"A {type(frame).__module__}.{type(frame).__name__} cannot be read as a table: {_first_line(error)}",
                "Give a path, a pandas, polars or pyarrow table, or a DuckDB relation.",
            ) from error

    def columns(self, name: str) -> dict[str, str]:
        if name not in self._columns:
            self._columns[name] = self._described(name)
        return dict(self._columns[name])

    def _described(self, name: str) -> dict[str, str]:
        cursor = self._run(f"SELECT * FROM {_quoted(name)} LIMIT 0")
        return {column[0]: str(column[1]) for column in cursor.description or ()}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return _all_of(self._run(sql))

    def beside(self, sql: str) -> Callable[[], list[tuple[Any, ...]]]:
        if self._is_frugal:
            return lambda: self.rows(sql)  # two at once would share what little memory there is
        aside = _Aside(self._connection.cursor(), sql)
        self._asides.append(aside)
        return aside.rows

    def record(self, sql: str) -> Mapping[str, Any]:
        cursor = self._run(sql)
        names = [column[0] for column in cursor.description or ()]
        # a result that is not read to its end keeps `arrow` from running
        rows = _all_of(cursor)
        if not rows:
            raise EngineError("A query that always answers with one row gave none.", "Please report this as a bug.")
        return dict(zip(names, rows[0], strict=True))

    def arrow(self, sql: str) -> Any:
        import duckdb  # noqa: F401 - see register

        try:
            return self._connection.sql(sql).to_arrow_table()
        except _duckdb.Error as error:
            raise translated(error) from error
        except RuntimeError as error:
            raise _interruption(error) from error

    def batches(self, sql: str, rows: int | None = None) -> Iterator[Any]:
        import duckdb  # noqa: F401 - see register

        try:
            yield from self._connection.sql(sql).to_arrow_reader(rows or _ROWS_A_BATCH)
        except (_duckdb.Error, OSError) as error:  # pyarrow tells of what the engine refuses while it is read
            raise translated(error) from error

    def copy(self, sql: str, path: Path, options: Sequence[str]) -> None:
        target = str(path).replace("'", "''")
        self._run(f"COPY ({sql}) TO '{target}' ({', '.join(options)})")

    def progress(self) -> float | None:
        try:
            percent = self._connection.query_progress()
        except _duckdb.Error:  # it is closed by now
            return None
        return percent / 100 if 0 <= percent <= 100 else None

    def seal(self, readable: Sequence[str] = ()) -> None:
        if self.rows("SELECT current_setting('lock_configuration')")[0][0]:
            return  # it is sealed: no setting can be changed, not even to what it is
        if readable:
            listed = ", ".join("'" + path.replace("'", "''") + "'" for path in readable)
            self._run(f"SET allowed_paths = [{listed}]")
        self._run("SET enable_external_access = false")
        self._run("SET lock_configuration = true")

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        is_late = Event()

        def stop() -> None:
            is_late.set()
            self._connection.interrupt()

        timer = Timer(seconds, stop)
        timer.start()
        try:
            yield
        except (KeyboardInterrupt, RegularsError) as error:
            if is_late.is_set():
                raise EngineError(f"The query took more than {seconds:g} seconds.", "Narrow it, or allow more time.") from error
            raise
        finally:
            timer.cancel()

    def close(self) -> None:
        for aside in self._asides:
            aside.stop()
        # a process that ends while another thread is in the middle of a query takes it along
        with suppress(_duckdb.ResourceInUseException):
            self._connection.close()

    def _run(self, sql: str, parameters: list[Any] | None = None) -> _duckdb.DuckDBPyConnection:
        if not sql.startswith("SELECT"):
            self._columns.clear()  # it may make or change what columns are known of
        try:
            return self._connection.execute(sql, parameters)
        except _duckdb.Error as error:
            raise translated(error) from error
        except RuntimeError as error:
            raise _interruption(error) from error


class Start:
    """A DuckDB that is started in a thread, while Python imports what is needed next."""

    def __init__(self, memory_limit: str | None = None, threads: int | None = None, *, in_order: bool = False) -> None:
        _check(memory_limit, threads)
        self._config: dict[str, Any] = {"preserve_insertion_order": in_order, "autoinstall_known_extensions": False}
        if memory_limit:
            self._config["memory_limit"] = memory_limit
        if threads:
            self._config["threads"] = threads
        self._made: _duckdb.DuckDBPyConnection | _duckdb.Error | None = None
        self._thread = Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._made = _duckdb.connect(":memory:", config=self._config)
        except _duckdb.Error as error:
            self._made = error

    def connection(self) -> _duckdb.DuckDBPyConnection:
        """The connection, once it is there. Raises duckdb.Error where it could not be made."""
        self._thread.join()
        if isinstance(self._made, _duckdb.DuckDBPyConnection):
            return self._made
        raise self._made or _duckdb.Error("it gave no connection")


class _Aside:
    """A query that runs in a thread and a session of its own."""

    def __init__(self, connection: _duckdb.DuckDBPyConnection, sql: str) -> None:
        self._connection = connection
        self._found: list[tuple[Any, ...]] = []
        self._error: Exception | None = None
        self._thread = Thread(target=self._run, args=(sql,), daemon=True)
        self._thread.start()

    def _run(self, sql: str) -> None:
        try:
            self._found = self._connection.execute(sql).fetchall()
        except Exception as error:  # noqa: BLE001 - raised where the answer is waited for
            self._error = error

    def rows(self) -> list[tuple[Any, ...]]:
        self._thread.join()
        match self._error:
            case None:
                return self._found
            case _duckdb.Error():
                raise translated(self._error) from self._error
            case RuntimeError():
                raise _interruption(self._error) from self._error
            case _:
                raise self._error

    def stop(self) -> None:
        while self._thread.is_alive():
            # a query that has yet to begin does not hear it the first time
            self._connection.interrupt()
            self._thread.join(_AGAIN)
        self._connection.close()


def _check(memory_limit: str | None, threads: int | None) -> None:
    if threads and threads > MOST_THREADS:
        raise EngineError(f"{threads:,} threads are more than any machine has use for.", f"Give at most {MOST_THREADS}.")
    if memory_limit and not re.fullmatch(_SIZE, memory_limit.strip()):
        raise EngineError(f"{memory_limit!r} is no amount of memory.", "Give one such as 500MB or 2GB.")


def _all_of(cursor: _duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """The rows of a result; some queries run no sooner than these are fetched."""
    try:
        return cursor.fetchall()
    except _duckdb.Error as error:
        raise translated(error) from error
    except RuntimeError as error:
        raise _interruption(error) from error


def _interruption(error: RuntimeError) -> BaseException:
    """DuckDB tells of Ctrl-C by a RuntimeError of its own."""
    return Interrupted() if "interrupt" in str(error).lower() else error


def translated(error: _duckdb.Error | OSError) -> RegularsError:
    """DuckDB's error as one of ours, in one line that a person can act on."""
    text = _first_line(error)
    lower = str(error).lower()
    if "no space left" in lower or "could not write" in lower or "disk full" in lower:
        file = re.search(_UNWRITTEN, text)
        said = f"The disk is full: {file[1]} cannot be written." if file else "The disk is full."
        return OutputError(said, "Free some space or choose another folder; nothing was left half written.")
    if "expression depth" in lower:
        return EngineError("The question is nested too deeply, or adds up too many parts.", "Simplify it.")
    if isinstance(error, _duckdb.OutOfMemoryException):
        remedy = f"Raise --memory-limit (a CSV takes some {_A_THREAD} for each thread), lower --threads, or free disk space."
        return EngineError(f"Out of memory: {text}", remedy)
    if isinstance(error, _duckdb.IOException | _duckdb.InvalidInputException | _duckdb.SerializationException):
        return SourceError(f"The data cannot be read: {text}", "Check that the file is whole and of the type its name says.")
    if isinstance(error, _duckdb.ConversionException | _duckdb.OutOfRangeException):
        return DataError(f"A value does not fit: {text}", "Check the column named in the message.")
    return EngineError(f"The engine refused a query: {text}", "Please report this as a bug, with the command you ran.")


def _first_line(error: BaseException) -> str:
    """The first line without the name of its kind, which says nothing to a person."""
    line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return re.sub(_KIND, "", line) or line


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
