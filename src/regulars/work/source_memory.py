"""What is remembered of sources: files with the same columns are read in the same way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from regulars.errors import DataError, UndecidedError
from regulars.ingest.detect import Answers
from regulars.ingest.paths import table_name
from regulars.ingest.sources import Source
from regulars.tables import ColumnUse, InnerMoney, NumberFormat, TimeFormat, TimeKind
from regulars.tables import Mapping as Reading
from regulars.work.ledger import SourceRecord

_WHOLE_OR_LINE = frozenset({"total", "line_total"})
_ZERO, _DAY_FIRST, _DECIMAL = "zero_is_nobody", "day_first_by_column", "decimal_by_column"
_DATES = re.compile(r"[-_ .]?[0-9][-0-9_ .]*")


@dataclass(frozen=True, slots=True)
class Memory:
    """The sources that a workspace knows."""

    sources: tuple[SourceRecord, ...]

    @property
    def zero_is_nobody(self) -> bool | None:
        """What the customer number 0 means in this shop, as the first source that had it showed; None before."""
        found = (source.answers.get(_ZERO) for source in self.sources)
        return next((is_nobody for is_nobody in found if is_nobody is not None), None)


def known_source(
    memory: Memory, table: str, columns: Sequence[str], called: str | None, where: object
) -> tuple[str, Mapping[str, Any]]:
    """The name of a source and its remembered answers: by the name it was given, else by its columns; a new one is named after
    its file, without digits.

    Raises:
        DataError: a source of that name has another table.
    """
    by_name = next((source for source in memory.sources if source.name == called), None)
    if by_name is not None:
        if by_name.table != table:
            raise DataError(f"The source {called!r} has {by_name.table}, not {table}.", "Give another --source.")
        return by_name.name, by_name.answers
    if called is not None:
        return called, {}
    for source in memory.sources:
        if source.table == table and set(source.columns) == set(columns):
            return source.name, source.answers
    shown = where.files[0].rpartition(".")[2] if isinstance(where, Source) else where
    stem = without_date(table_name(Path(shown))) if isinstance(shown, str | Path) else ""
    base = re.sub(r"[^a-z0-9_]+", "", stem) or table
    taken = {source.name for source in memory.sources}
    return next(name for name in (base, *(f"{base}_{number}" for number in range(2, 10_000))) if name not in taken), {}


def without_date(name: str) -> str:
    """A file's name without dates and numbers: `customers_2024_06_01` is `customers`."""
    return _DATES.sub("", name)


def remembered(given: Answers, found: Mapping[str, Any], columns: Sequence[str]) -> Answers:
    """The answers of a person, with those remembered where the person said nothing."""
    kept = {role: column for role, column in found.get("columns", {}).items() if column in columns}
    # what is said of the amount takes the place of what was known of the same column
    said = {column.strip().lower() for role, column in given.columns.items() if role in _WHOLE_OR_LINE}
    kept = {role: column for role, column in kept.items() if role not in _WHOLE_OR_LINE or column.lower() not in said}
    return replace(
        given,
        columns=kept | dict(given.columns),
        day_first_so_far=found.get(_DAY_FIRST, {}),
        decimal_so_far=found.get(_DECIMAL, {}),
    )


def refuse_new_meaning(reading: Reading, given: Answers, found: Mapping[str, Any]) -> None:
    """Refuse a file whose rows add up to an order's amount where the files before it had the whole amount in the same column.

    Rows that name a price and a quantity or a product are lines, however few of them the first files had.

    Raises:
        UndecidedError: the rows of an order have different amounts, which the person has not called those of lines.
    """
    use = reading.use("line_total")
    if use is None or found.get("columns", {}).get("total") != use.column or "line_total" in given.columns:
        return
    if any(map(reading.use, ("quantity", "unit_price", "product_id", "product_title"))):
        return
    raise UndecidedError(
        f"Orders have several rows with different {use.column!r}, which was an order's whole amount in this source so far.",
        f"Correct the file, or if the rows of an order add up, say so: --map-columns line_total={use.column}.",
    )


def to_remember(
    reading: Reading, attributes: Sequence[ColumnUse], given: Answers, file_zone: str | None, before: Mapping[str, Any]
) -> dict[str, Any]:
    """What the next file of the same shape should be read by, with the columns of customers that are beside those of the reading;
    what this one does not tell is as remembered `before`."""
    uses = (*reading.uses, *attributes)
    days = {use.column: _day_first(use.format) for use in uses if isinstance(use.format, TimeFormat)}
    # plain numbers tell nothing, unless somebody had to say that they are
    marks = {
        use.column: use.format.decimal
        for use in uses
        if isinstance(use.format, NumberFormat) and (not use.format.plain or given.decimal is not None)
    }
    columns = {use.role: use.column for use in reading.uses if not isinstance(use.format, InnerMoney)}
    return {
        "columns": dict(given.columns) if reading.platform else columns,
        _DAY_FIRST: {**before.get(_DAY_FIRST, {}), **{column: first for column, first in days.items() if first is not None}},
        _DECIMAL: before.get(_DECIMAL, {}) | marks,
        "file_zone": file_zone,
        _ZERO: reading.zero_is_nobody,
    }


def _day_first(form: TimeFormat) -> bool | None:
    if form.kind not in {TimeKind.PATTERN, TimeKind.PATTERN_ZONED}:
        return None
    for pattern in form.patterns:
        day, month = pattern.find("%d"), pattern.find("%m")
        if min(day, month) >= 0 and not pattern.startswith("%Y"):
            return day < month
    return None
