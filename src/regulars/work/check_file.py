"""A file for a destination, made by anyone, read without ever failing on what is in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from regulars.errors import SourceError
from regulars.exports.check import Checker, Finding, Weight
from regulars.exports.destinations.base import Destination
from regulars.exports.outcomes import DAMAGE

_EXAMPLES = 5
_LONGEST_CELL = 1_000_000
_LOOKED_AT = 512
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"PAR1", b"\x28\xb5\x2f\xfd", b"\xd0\xcf\x11\xe0", b"BZh")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason in one column: how often, and the first rows of it (1 is the header)."""

    reason: str
    column: str | None
    weight: Weight
    count: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a destination would make of a file."""

    rows: int
    problems: tuple[Problem, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether nothing would be rejected."""
        return not any(problem.weight is Weight.REJECTED for problem in self.problems)


def check_file(path: Path, destination: Destination, today: date) -> Checked:
    """Read a file as the destination would.

    Raises:
        SourceError: there is no such file, or it cannot be read at all.
    """
    if not path.exists():
        raise SourceError(f"There is no file {path}.", "Check the path.")
    if path.is_dir():
        raise SourceError(f"{path} is a folder.", "Give a file.")
    checker = Checker(destination, today)
    counts: dict[tuple[Weight, str, str | None], list[int]] = {}
    rows: dict[tuple[Weight, str, str | None], list[int]] = {}
    for finding in _findings(path, checker):
        key = (finding.weight, finding.reason, finding.column)
        counts.setdefault(key, [0])[0] += 1
        if finding.row is not None and len(rows.setdefault(key, [])) < _EXAMPLES:
            rows[key].append(finding.row)
    problems = [
        Problem(reason, column, weight, counts[weight, reason, column][0], tuple(rows.get((weight, reason, column), ())))
        for weight, reason, column in counts
    ]
    problems.sort(key=lambda problem: (problem.weight is Weight.REMARK, -problem.count, problem.reason, problem.column or ""))
    return Checked(checker.rows, tuple(problems))


def _findings(path: Path, checker: Checker) -> Iterator[Finding]:
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
        if not start:
            yield Finding("an empty file")
            return
        if start.startswith(_PACKED):
            yield Finding("not text: a compressed file, a workbook or Parquet")
            return
        if start.startswith(_UTF16) or b"\x00" in start:
            yield Finding("not UTF-8 text: UTF-16, or no text at all")
            return
        if start.startswith(_BOM):
            file.seek(len(_BOM))
            if checker.destination.columns:
                yield Finding(
                    "a byte order mark before the first header; no document says that it is taken", 1, None, Weight.REMARK
                )
        else:
            file.seek(0)
        text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
        yield from _rows(text, checker)
    yield from checker.end(path.stat().st_size)


def _rows(text: io.TextIOWrapper, checker: Checker) -> Iterator[Finding]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(text)
    try:
        header = next(reader, [])
        if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
            yield Finding("not separated by commas", 1)
            return
        if not any(cell.strip() for cell in header):
            yield Finding("no header", 1)
            return
        yield from checker.header(header)
        for number, cells in enumerate(reader, 2):
            if not cells:
                continue
            if any(DAMAGE in cell for cell in cells):
                yield Finding("not UTF-8, or damaged before", number)
            yield from checker.row(number, cells)
    except csv.Error as error:
        yield Finding(f"cannot be read further: {error}", checker.rows + 2)
