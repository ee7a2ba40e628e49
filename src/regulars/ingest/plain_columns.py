"""Columns of delimited text that are written plainly: read as numbers and times while the file is split, and kept.

Text that is cast value by value in every pass takes several times as long. A large file whose first rows are plain is therefore
read once into a table with types; should any later value be written otherwise, that table is dropped and the text is read as text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from regulars.engines.base import Engine
from regulars.errors import RegularsError
from regulars.ingest.names import event_roles, order_roles
from regulars.ingest.samples import BLANKS
from regulars.queries.probes import sample_sql
from regulars.queries.scans import CsvScan, PlainKind, PlainScan, faithful_sql, plain_table_sql, plain_view_sql

LEAST_BYTES = 4_000_000
# a table of more columns than this is mostly of columns that nobody asks for
_MOST_COLUMNS = 16
_ROWS = 1_000
_TIMES = (
    (re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}"), "%Y-%m-%d %H:%M:%S"),
    (re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}"), "%Y-%m-%dT%H:%M:%S"),
)
_WHOLE = re.compile(r"-?[1-9][0-9]{0,17}|0")
_MONEY = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?")
_WHOLE_ROLES = frozenset({"order_id", "customer_id", "product_id", "quantity"})
_MONEY_ROLES = frozenset({"total", "line_total", "unit_price", "refunded", "discount", "shipping", "tax", "cost", "value"})
_LIKELY = 0.6


def keep_plain(engine: Engine, scan: CsvScan, view: str) -> bool:
    """Make `view` the rows of a table with types, where the file is large and plain; whether it was done.

    Values, blanks and the number of rows are those of the text. A row that cannot be split leaves the view as it was.
    """
    if len(scan.column_names) > _MOST_COLUMNS or sum(Path(path).stat().st_size for path in scan.paths) < LEAST_BYTES:
        return False
    plain = _plain_scan(scan, engine.rows(sample_sql(view, scan.column_names, _ROWS)))
    if plain is None:
        return False
    kept = f"{view}_plain"
    try:
        engine.table(kept, plain_table_sql(plain))
        if not engine.rows(faithful_sql(plain, kept))[0][0]:
            engine.drop(kept)
            return False
    except RegularsError:  # a value that is written otherwise, or a broken row: the text tells which
        engine.drop(kept)
        return False
    engine.view(view, plain_view_sql(plain, kept))
    return True


def _plain_scan(scan: CsvScan, rows: Sequence[Sequence[str | None]]) -> PlainScan | None:
    """The scan with a kind for every column; None where nothing but text would come of it."""
    columns = zip(scan.column_names, zip(*rows, strict=True), strict=True) if rows else ()
    kinds, time_format = [], None
    for name, cells in columns:
        kind, form = _kind(name, [cell for cell in cells if cell is not None and cell.lower() not in BLANKS])
        if form is not None and time_format not in {None, form}:
            kind = PlainKind.TEXT
        elif form is not None:
            time_format = form
        kinds.append(kind)
    if not {PlainKind.TIME, PlainKind.MONEY} & set(kinds):
        return None
    return PlainScan(scan, tuple(kinds), time_format)


def _kind(name: str, values: Sequence[str]) -> tuple[PlainKind, str | None]:
    if not values:
        return PlainKind.TEXT, None
    for pattern, form in _TIMES:
        if all(map(pattern.fullmatch, values)):
            return PlainKind.TIME, form
    if _is_named(name, _MONEY_ROLES) and all(map(_MONEY.fullmatch, values)):
        return PlainKind.MONEY, None
    if _is_named(name, _WHOLE_ROLES) and all(map(_WHOLE.fullmatch, values)):
        return PlainKind.WHOLE, None
    return PlainKind.TEXT, None


def _is_named(name: str, roles: frozenset[str]) -> bool:
    """Whether a column's name speaks for one of the roles, and for none outside of them more."""
    scores = {**event_roles(name), **order_roles(name)}
    best = max(scores, key=lambda role: scores[role], default=None)
    return best in roles and scores[best] >= _LIKELY
