"""Spreadsheets (.xlsx, .xls, .xlsb, .ods) as a working CSV: typed cells written as ISO text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from regulars.errors import SourceError, UndecidedError, near_names
from regulars.ingest.choices import choose_table
from regulars.ingest.contents import Packing
from regulars.ingest.dialects import column_names
from regulars.ingest.files import DataFile, working_copy
from regulars.ingest.streams import read_head, writing
from regulars.ingest.texts import OpenedText, opened_as
from regulars.queries.scans import Compression

_TITLE_ROWS = 10


def open_workbook(file: DataFile, workdir: Path, sheet: str | None) -> tuple[OpenedText, ...]:
    """The sheet asked for, or the one with the most rows and those with the same header, each as a CSV in `workdir`."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(file.path))
        names, notes = _sheets(book, file.shown, sheet)
        return tuple(_opened(book, name, file, workdir, notes) for name in names)
    except python_calamine.PasswordError as error:
        raise SourceError(f"{file.shown} is protected by a password.", "Save it without one.") from error
    except (python_calamine.CalamineError, OSError) as error:
        raise SourceError(f"{file.shown} is a damaged spreadsheet: {_line(error)}", "Open and save it again.") from error


def _opened(book: Any, name: str, file: DataFile, workdir: Path, notes: tuple[str, ...]) -> OpenedText:
    copy = working_copy(workdir, file.path, "sheet", ".csv")
    if _write(book.get_sheet_by_name(name).iter_rows(), copy) == 0:
        raise SourceError(f"The sheet {name!r} of {file.shown} is empty.", "Say which sheet with --table NAME.")
    return opened_as(copy, file.shown, read_head(copy, Packing.NONE), Compression.NONE, (*file.notes, *notes))


def _line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _sheets(book: Any, shown: str, wanted: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names: list[str] = list(book.sheet_names)
    if wanted is not None:
        match = next((name for name in names if name.lower() == wanted.lower()), None)
        if match is None:
            raise SourceError(f"{shown} has no sheet {wanted!r}.", near_names(wanted, names))
        return (match,), ()
    heights = {name: book.get_sheet_by_name(name).height for name in names}
    filled = [name for name in names if heights[name] > 1] or names[:1]
    most = max(heights[name] for name in filled)
    tallest = [name for name in filled if heights[name] == most]
    headers = {name: _header(book, name) for name in filled}
    name = tallest[0] if len({headers[each] for each in tallest}) == 1 else _by_columns(book, shown, tallest)
    alike = [each for each in filled if headers[each] == headers[name]] if headers[name] else [name]
    others = [other for other in filled if other not in alike]
    if len(alike) == 1:
        note = f"The sheet {name!r} of {shown} was read, the one with the most rows; left out: {', '.join(others)} (--table NAME)."
        return (name,), (note,) if others else ()
    left = f"; left out: {', '.join(others)} (--table NAME)" if others else ""
    return tuple(alike), (f"The sheets {', '.join(alike)} of {shown} have the same columns and were read together{left}.",)


def _header(book: Any, name: str) -> tuple[str, ...]:
    """The first row of several filled cells, if it is text throughout."""
    for row in islice(book.get_sheet_by_name(name).iter_rows(), _TITLE_ROWS):
        cells = [str(cell).strip().lower() for cell in row if cell != ""]
        if len(cells) > 1:
            return tuple(cells) if all(isinstance(cell, str) for cell in row) else ()
    return ()


def _by_columns(book: Any, shown: str, names: list[str]) -> str:
    heads: dict[str, tuple[str, ...]] = {}
    for name in names:
        cells: list[Any] = next(iter(book.get_sheet_by_name(name).iter_rows()), [])
        heads[name] = column_names([str(cell) for cell in cells], len(cells))
    try:
        return choose_table(shown, heads, None)
    except UndecidedError as error:
        raise UndecidedError(f"{shown} has sheets of equal length: {', '.join(names)}.", error.remedy) from error


def _write(rows: Iterable[list[Any]], copy: Path) -> int:
    written = 0
    with writing(copy) as out, io.TextIOWrapper(out, encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        for row in rows:
            writer.writerow([_cell(value) for value in row])
            written += any(value != "" for value in row)
    return written


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # spreadsheets keep every number as a float; 17850.0 was written as 17850
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value)
