"""The file of a large audience, written as its rows come: one pass over the customers instead of stages that are read again.

Whoever has a value that needs a second look is kept aside and follows at the end, as in the files of smaller audiences.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from regulars.engines.base import Engine
from regulars.errors import OutputError

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_ONCE = 50_000
# bytes that are copied at once
_BLOCK = 1 << 23


@dataclass(frozen=True, slots=True)
class Streamed:
    """What a stream has written in a folder: the lines of the file, header first; what is remembered of them, in their order
    (`sent`: member, mark, and customer_id, address and bytes where addresses must not be repeated); and who follows (`rough`).

    `left_out` counts who has no line, by reason; `ends_at` are the bytes before the lines of the rough.
    """

    lines: Path
    sent: Path
    rough: Path
    left_out: Counter[str] = field(default_factory=Counter)
    ends_at: int = 0


@dataclass(frozen=True, slots=True)
class StreamedRows:
    """Rows that were written as they came: how many are sent, and the places of those that are not after all."""

    streamed: Streamed
    rows: int
    dropped: tuple[int, ...]

    def write(self, engine: Engine, path: Path) -> None:
        """Write the file."""
        del engine
        copy_without(self.streamed, self.dropped, path)

    def first(self, most: int) -> list[tuple[str | None, ...]]:
        """The header and the first rows of the file."""
        without = {place + 1 for place in self.dropped}  # the header is the first row
        with self.streamed.lines.open(encoding="utf-8", newline="") as file:
            rows = (row for place, row in enumerate(csv.reader(file)) if place not in without)
            return [tuple(cell or None for cell in row) for row in islice(rows, most + 1)]


def stream_rows(batches: Iterable[Any], header: bytes, folder: Path, *, is_unique: bool) -> Streamed:
    """Write the rows of `export_rows.streamed` into a folder.

    Raises:
        OutputError: they cannot be written. RegularsError: as the engine that makes the batches.
    """
    made = _Files(folder, is_unique)
    left_out: Counter[str] = Counter()
    with _in_words(folder), closing(made), made.lines.open("wb") as lines:
        lines.write(header)
        for batch in batches:
            made.write(batch, lines, left_out)
        ends_at = lines.tell()
    return Streamed(made.lines, made.sent, made.rough, left_out, ends_at)


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    """Tell in words what the disk refuses."""
    try:
        yield
    except OSError as error:
        problem = f"{folder} cannot be written: {error.strerror or error}."
        raise OutputError(problem, "Free some space or choose another folder; nothing was left half written.") from error


def append_lines(engine: Engine, sql: str, streamed: Streamed) -> None:
    """Write the lines of those who needed a second look (a query with one column) behind the others."""
    with _in_words(streamed.lines.parent), streamed.lines.open("r+b") as lines:
        lines.seek(streamed.ends_at)
        lines.truncate()
        for batch in engine.batches(sql, ROWS_AT_ONCE):
            lines.write(_bytes_of(batch.column(0)))


def copy_without(streamed: Streamed, dropped: Sequence[int], target: Path) -> None:
    """Copy the lines to a file, but for those of the plain rows `dropped` (their places, ascending)."""
    if not dropped:
        shutil.copyfile(streamed.lines, target)
        return
    with streamed.lines.open("rb") as source, target.open("wb") as copy:
        for start, end in _kept_ranges(streamed, dropped):
            source.seek(start)
            _copy(source, copy, end - start)


def _kept_ranges(streamed: Streamed, dropped: Sequence[int]) -> Iterator[tuple[int, int]]:
    """From which byte to which the lines lie that are kept, between one that is dropped and the next."""
    import numpy as np
    import pyarrow.parquet as pq

    lengths = pq.read_table(streamed.sent, columns=["bytes"]).column(0).to_numpy()
    ends = streamed.ends_at - lengths.sum() + np.cumsum(lengths)
    start = 0
    for place in dropped:
        yield start, int(ends[place] - lengths[place])
        start = int(ends[place])
    yield start, streamed.lines.stat().st_size


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    while size:
        block = source.read(min(size, _BLOCK))
        target.write(block)
        size -= len(block)


class _Files:
    """The files of a stream; those of rows are opened when the first batch says what their columns are."""

    def __init__(self, folder: Path, is_unique: bool) -> None:
        self.lines, self.sent, self.rough = (folder / name for name in ("lines.csv", "sent.parquet", "rough.parquet"))
        self._is_unique = is_unique
        self._writers: dict[Path, Any] = {}

    def write(self, batch: pa.RecordBatch, lines: BinaryIO, left_out: Counter[str]) -> None:
        """Write one batch, and count who has no line."""
        import pyarrow as pa

        line = batch.column("line")
        lines.write(_bytes_of(line))
        if batch.column("left_out").null_count < len(line):
            reasons = batch.column("left_out").drop_null().value_counts().to_pylist()
            left_out.update({each["values"]: each["counts"] for each in reasons})
        known = {"member": _fingerprints(batch.column("member")), "mark": batch.column("mark")}
        if self._is_unique:
            known |= {each: batch.column(each) for each in ("customer_id", "address")} | {"bytes": _sizes(line)}
        table = pa.RecordBatch.from_pydict(known)
        self._write(self.sent, table.filter(line.is_valid()) if line.null_count else table)
        names = [each for each in batch.schema.names if each not in {"line", "member", "mark", "address"}]
        self._write(self.rough, batch.select(names).filter(batch.column("is_rough")))

    def _write(self, path: Path, rows: pa.RecordBatch) -> None:
        import pyarrow.parquet as pq

        if path not in self._writers:
            self._writers[path] = pq.ParquetWriter(path, rows.schema, compression="none", use_dictionary=False)
        self._writers[path].write_batch(rows)

    def close(self) -> None:
        for writer in self._writers.values():
            writer.close()


def _bytes_of(column: pa.Array) -> memoryview:
    """The texts of a column one behind the other, as they lie in memory; what is unknown takes no room."""
    offsets = _offsets(column)
    _, _, data = column.buffers()
    return memoryview(b"") if data is None else memoryview(data)[int(offsets[0]) : int(offsets[-1])]


def _offsets(column: pa.Array) -> Any:
    import numpy as np

    kind = np.int64 if str(column.type).startswith("large") else np.int32
    return np.frombuffer(column.buffers()[1], kind)[column.offset : column.offset + len(column) + 1]


def _sizes(column: pa.Array) -> pa.Array:
    import numpy as np
    import pyarrow as pa

    return pa.array(np.diff(_offsets(column)).astype(np.int32))


def _fingerprints(numbers: pa.Array) -> pa.Array:
    """Numbers of 16 bytes as those bytes."""
    import pyarrow as pa

    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), len(numbers), [None, numbers.buffers()[1]], offset=numbers.offset)
