"""How a source is read: what `ingest/` found out about files, and the SQL that streams them as raw columns.

Nothing is sniffed when a scan runs: dialect, header and columns were decided before, so that every run reads alike. CSV columns
are all text. A row that cannot be split is set aside by the engine and counted (`rejects_sql`), never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import assert_never

from regulars.records import dataclass

_KEEP_REJECTS = ("store_rejects = true", "rejects_line_size_limit = 200")
_WHOLE_LINE = "\x01"  # a delimiter that text never holds: the line stays whole


class Compression(StrEnum):
    """What the engine unpacks while it reads; told by content, so that a wrong file name does no harm."""

    NONE = "none"
    GZIP = "gzip"
    ZSTD = "zstd"


@dataclass(frozen=True, slots=True)
class CsvScan:
    """Delimited text in UTF-8.

    `skip` is the number of records above the data (preamble and header). `quote` and `escape` are "" where the file quotes nothing.
    `pad` reads rows with too few values as if blanks followed; `parallel` must be false where such rows and quoted line breaks
    may meet.
    """

    paths: tuple[str, ...]
    column_names: tuple[str, ...]
    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    skip: int = 1
    pad: bool = False
    parallel: bool = True
    compression: Compression = Compression.NONE


class PlainKind(StrEnum):
    """What a column of delimited text holds where it is written plainly; the value is the engine's type."""

    TEXT = "VARCHAR"
    WHOLE = "BIGINT"
    MONEY = "DECIMAL(16, 4)"
    TIME = "TIMESTAMP"


@dataclass(frozen=True, slots=True)
class PlainScan:
    """Delimited text with the kinds of its columns; times are all written in `time_format`."""

    scan: CsvScan
    kinds: tuple[PlainKind, ...]
    time_format: str | None


@dataclass(frozen=True, slots=True)
class LinesScan:
    """Text whose columns are separated by runs of blanks or tabs; `skip` lines stand above the data."""

    paths: tuple[str, ...]
    column_names: tuple[str, ...]
    skip: int = 1
    compression: Compression = Compression.NONE


@dataclass(frozen=True, slots=True)
class ParquetScan:
    """Parquet files with the same columns."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JsonField:
    """A column read from JSON: `key` of the object, and the `inner` key where the value is an object itself."""

    name: str
    key: str
    inner: str | None = None


@dataclass(frozen=True, slots=True)
class JsonScan:
    """JSON objects, one per line (`array` false) or in one array; every value is read as text."""

    paths: tuple[str, ...]
    fields: tuple[JsonField, ...]
    array: bool = False
    compression: Compression = Compression.NONE


@dataclass(frozen=True, slots=True)
class DatabaseScan:
    """A table or view of a DuckDB file, attached read-only under `alias`."""

    path: str
    table: str
    schema: str = "main"
    alias: str = "regulars_source"


@dataclass(frozen=True, slots=True)
class UnionScan:
    """Files with the same columns in another order or dialect: their rows, matched by column name."""

    parts: tuple[CsvScan | LinesScan, ...]


Scan = CsvScan | LinesScan | ParquetScan | JsonScan | DatabaseScan | UnionScan


def literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """`name` as a quoted SQL name."""
    return '"' + name.replace('"', '""') + '"'


def scan_sql(scan: Scan) -> str:
    """The query that streams a source's rows, in DuckDB's SQL."""
    match scan:
        case CsvScan():
            return f"SELECT * FROM {_read_csv(scan)}"
        case LinesScan():
            return _lines_sql(scan)
        case ParquetScan():
            return f"SELECT * FROM read_parquet({_paths(scan.paths)}, union_by_name = true)"
        case JsonScan():
            return _json_sql(scan)
        case DatabaseScan():
            return f"SELECT * FROM {identifier(scan.alias)}.{identifier(scan.schema)}.{identifier(scan.table)}"
        case UnionScan():
            return " UNION ALL BY NAME ".join(f"({scan_sql(part)})" for part in scan.parts)
        case _:
            assert_never(scan)


def struct_keys(kind: str) -> tuple[str, ...]:
    """The keys of an engine type such as `STRUCT(id BIGINT, "e-mail" VARCHAR, other STRUCT(...))`; none of any other type."""
    if not kind.startswith("STRUCT(") or not kind.endswith(")"):
        return ()
    keys: list[str] = []
    depth, quoted, piece = 0, False, ""
    for letter in kind[len("STRUCT(") : -1] + ",":
        quoted ^= letter == '"'
        depth += 0 if quoted else (letter == "(") - (letter == ")")
        if letter == "," and depth == 0 and not quoted:
            keys.append(_key(piece.strip()))
            piece = ""
        else:
            piece += letter
    return tuple(keys)


def _key(piece: str) -> str:
    if piece.startswith('"'):
        end = piece.replace('""', "  ").index('"', 1)
        return piece[1:end].replace('""', '"')
    return piece.split(" ", 1)[0]


def flattened_sql(query: str, types: Mapping[str, str]) -> str:
    """A query whose columns have `types`, with a column `outer.inner` for each part of a structure in its place."""
    columns = [
        part
        for name, kind in types.items()
        for part in (
            [f"struct_extract({identifier(name)}, {literal(key)}) AS {identifier(f'{name}.{key}')}" for key in struct_keys(kind)]
            or [identifier(name)]
        )
    ]
    return f"SELECT {', '.join(columns)} FROM ({query})"


def columns_sql(scan: Scan) -> str:
    """The names of a scan's columns, in order."""
    return f"SELECT column_name FROM (DESCRIBE {scan_sql(scan)})"


def setup_sql(scan: Scan) -> str | None:
    """What the engine must run once before `scan_sql`, or None."""
    if isinstance(scan, DatabaseScan):
        return f"ATTACH IF NOT EXISTS {literal(scan.path)} AS {identifier(scan.alias)} (READ_ONLY)"
    return None


def database_tables_sql(alias: str) -> str:
    """Schema, name and column names of every table and view of an attached database."""
    return f"""
        SELECT schema_name, table_name, list(column_name ORDER BY column_index)
        FROM duckdb_columns() WHERE database_name = {literal(alias)} AND NOT internal
        GROUP BY ALL ORDER BY ALL"""


def json_shape_sql(path: str, array: bool, compression: Compression, *, whole: bool) -> str:
    """The names and types of the columns of a JSON file, from all of its rows or from a large sample."""
    options = f"format = '{_json_format(array)}', compression = {literal(compression)}, sample_size = {-1 if whole else 204_800}"
    return (
        f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_json({_paths((path,))}, {options}, maximum_depth = 2))"
    )


def _json_format(array: bool) -> str:
    return "array" if array else "newline_delimited"


def beside_sql(scan: Scan, name: str, query: str) -> str:
    """A query of a source called `name`, for a session that has no view of it."""
    return f"WITH {identifier(name)} AS ({scan_sql(scan)}) {query}"


def rejects_sql(scan: Scan) -> str | None:
    """One row about what could not be split: `rows` set aside, `lines` (the first ten, in the file), `reasons`, `swallowed`.

    `swallowed` is true when an unclosed quote may have taken further rows with it, so that `rows` is too low. None where
    the format cannot break in this way. The query fails until a scan has run.
    """
    if not isinstance(scan, CsvScan | UnionScan):
        return None
    files = _paths(scan.paths if isinstance(scan, CsvScan) else tuple(path for part in scan.parts for path in part.paths))
    return f"""
        WITH broken AS (
            SELECT s.file_path, e.scan_id, e.line, e.error_type::VARCHAR AS reason,
                   contains(rtrim(e.csv_line, chr(13) || chr(10)), chr(10)) AS more
            FROM reject_errors e JOIN reject_scans s USING (scan_id, file_id)
            WHERE s.file_path IN (SELECT unnest({files}))
        ), passes AS (
            -- a pass that stopped early saw fewer of them: the fullest one counts
            SELECT file_path, arg_max(scan_id, seen) AS scan_id
            FROM (SELECT file_path, scan_id, count(DISTINCT line) AS seen FROM broken GROUP BY ALL) GROUP BY file_path
        )
        SELECT count(DISTINCT (file_path, line)) AS rows,
               list_sort(list(DISTINCT line))[:10] AS lines,
               list_sort(list(DISTINCT lower(reason))) AS reasons,
               coalesce(bool_or(more AND reason = 'UNQUOTED VALUE'), false) AS swallowed
        FROM broken SEMI JOIN passes USING (file_path, scan_id)"""


def plain_table_sql(plain: PlainScan) -> str:
    """The rows with types, and `faithful`: every whole number is written as it would be again. Fails where a value does not fit."""
    names = plain.scan.column_names
    # numbers of orders and people are read as text first: 007 and 7 are two of them
    read = [PlainKind.TEXT if kind is PlainKind.WHOLE else kind for kind in plain.kinds]
    columns, tests = [], ["TRUE"]
    for name, kind in zip(names, plain.kinds, strict=True):
        column = identifier(name)
        if kind is PlainKind.WHOLE:
            number = f"TRY_CAST({column} AS BIGINT)"
            tests.append(f"({column} IS NOT DISTINCT FROM CAST({number} AS VARCHAR))")
            columns.append(f"{number} AS {column}")
        else:
            columns.append(column)
    options = ["timestampformat = " + literal(plain.time_format)] if plain.time_format else []
    source = _read_csv(plain.scan, read, [*options, "store_rejects = false"])
    return f"SELECT {', '.join(columns)}, {' AND '.join(tests)} AS {identifier(_faithful(names))} FROM {source}"


def faithful_sql(plain: PlainScan, table: str) -> str:
    """Whether all rows of the table of `plain_table_sql` are."""
    return f"SELECT COALESCE(bool_and({identifier(_faithful(plain.scan.column_names))}), TRUE) FROM {identifier(table)}"


def plain_view_sql(plain: PlainScan, table: str) -> str:
    """The columns of the source, from the table of `plain_table_sql`."""
    return f"SELECT {', '.join(map(identifier, plain.scan.column_names))} FROM {identifier(table)}"


def _faithful(names: tuple[str, ...]) -> str:
    taken = {name.lower() for name in names}
    name = "faithful"
    while name in taken:
        name += "_"
    return name


def _read_csv(scan: CsvScan, kinds: Sequence[PlainKind] = (), further: Sequence[str] = _KEEP_REJECTS) -> str:
    types = kinds or [PlainKind.TEXT] * len(scan.column_names)
    columns = ", ".join(f"{literal(name)}: '{kind}'" for name, kind in zip(scan.column_names, types, strict=True))
    options = [
        _paths(scan.paths),
        "auto_detect = false",
        "header = false",
        f"skip = {scan.skip}",
        f"delim = {literal(scan.delimiter)}",
        f"quote = {literal(scan.quote)}",
        f"escape = {literal(scan.escape)}",
        f"columns = {{{columns}}}",
        f"compression = {literal(scan.compression)}",
        *further,
    ]
    if scan.pad:
        options.append("null_padding = true")
    if not scan.parallel:
        options.append("parallel = false")
    return f"read_csv({', '.join(options)})"


def _read_lines(scan: LinesScan) -> str:
    return (
        f"read_csv({_paths(scan.paths)}, auto_detect = false, header = false, skip = {scan.skip}, delim = {literal(_WHOLE_LINE)}, "
        f"compression = {literal(scan.compression)}, quote = '', escape = '', columns = {{'line': 'VARCHAR'}})"
    )


def _lines_sql(scan: LinesScan) -> str:
    width = len(scan.column_names)
    parts = ", ".join(f"part[{place}] AS {identifier(name)}" for place, name in enumerate(scan.column_names, start=1))
    split = f"SELECT line, regexp_split_to_array(trim(line, ' ' || chr(9) || chr(13)), '\\s+') AS part FROM {_read_lines(scan)}"
    # values beyond the last column would vanish: stop and show the line
    message = f"error('a line has more than {width} values: ' || line)"
    checked = f"SELECT CASE WHEN len(part) > {width} THEN {message} ELSE part END AS part"
    return f"SELECT {parts} FROM ({checked} FROM ({split} WHERE trim(line) <> ''))"


def _json_sql(scan: JsonScan) -> str:
    keys = dict.fromkeys(field.key for field in scan.fields)
    nested = {field.key for field in scan.fields if field.inner is not None}
    columns = ", ".join(f"{literal(key)}: '{'JSON' if key in nested else 'VARCHAR'}'" for key in keys)
    options = f"format = '{_json_format(scan.array)}', compression = {literal(scan.compression)}, columns = {{{columns}}}"
    read = f"read_json({_paths(scan.paths)}, auto_detect = false, {options})"
    return f"SELECT {', '.join(_json_field(field) for field in scan.fields)} FROM {read}"


def _json_field(field: JsonField) -> str:
    source = identifier(field.key)
    if field.inner is not None:
        source = f"json_extract_string({source}, {literal('/' + field.inner.replace('~', '~0').replace('/', '~1'))})"
    return f"{source} AS {identifier(field.name)}"


def _paths(paths: tuple[str, ...]) -> str:
    return "[" + ", ".join(literal(path) for path in paths) + "]"
