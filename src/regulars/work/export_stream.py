"""The file of a large audience, written as its rows come: one pass over the customers instead of stages that are read again.

Whoever has a value that needs a second look is kept aside and follows at the end, as in the files of smaller audiences.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from regulars.engines.base import Engine
from regulars.errors import OutputError
from regulars.work.arrow_arrays import number_array, numbers_of
from regulars.work.export_parts import Part, checksum, hash_on, write_parts
from regulars.work.export_twins import Known, found_twice, lines_of, short
from regulars.work.temporary import make_folder

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_ONCE = 50_000
_FINGERPRINT_BYTES = 16
# fingerprints don't compress, and nobody looks for a range of them
_PLAIN: dict[str, Any] = {"compression": "none", "use_dictionary": False, "write_statistics": False}
_OF_PLAIN = ("line", "member", "mark", "address", "address_hash")
_ABOUT = ("customer_id", "address_hash", "bytes")


class Stream:
    """The file of an audience, in a folder of its own in `workdir`, as far as it is written: `lines`, header first; `sent` is what
    is remembered; `about` has all who were read, with the `bytes` of their lines, 0 for none, where no address may be repeated;
    `rough` has who follows.

    `rows` counts the lines of the plain, `left_out` who has none, by reason; `has_rough`: somebody follows.
    """

    def __init__(self, workdir: Path, header: bytes, *, is_unique: bool) -> None:
        folder = make_folder("stream-", workdir)  # a file that is linked elsewhere is never written again
        names = ("lines.csv", "sent.parquet", "about.arrow", "rough.parquet")
        self.lines, self.sent, self.about, self.rough = (folder / name for name in names)
        self.rows = 0
        self.has_rough = False
        self.left_out: Counter[str] = Counter()
        self._header = header
        self._is_unique = is_unique
        self._ends_at = 0
        self._writers: dict[Path, Any] = {}
        # for what is done while the engine makes rows, or others get their second look
        self._aside = ThreadPoolExecutor(1)
        self._digest: Future[hashlib._Hash] | None = None
        self._twice: Future[Any] | None = None

    def take(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Write the rows of `export_rows.streamed`.

        Raises:
            OutputError: they cannot be written. RegularsError: as the engine that makes the batches.
        """
        with self._written(), self.lines.open("wb") as lines:
            lines.write(self._header)
            # a batch is written while the next one is made
            writing: Future[None] | None = None
            for batch in batches:
                if writing is not None:
                    writing.result()
                writing = self._aside.submit(self._take, batch, lines)
            if writing is not None:
                writing.result()
            self._ends_at = lines.tell()
            for path in (self.about, self.rough):
                self._close(path)
        if self._is_unique:
            self._twice = self._aside.submit(found_twice, self._hashes, self.rows)
        else:
            self._digest = self._aside.submit(self._hashed_plain)

    def finish(self, batches: Iterable[pa.RecordBatch], dropped: Sequence[int]) -> StreamedRows:
        """Write the rows of those who needed a second look (`export_rows.rough_lines`) behind the others. The plain ones at the
        places `dropped`, ascending, are not sent after all.

        Raises:
            OutputError: they cannot be written.
        """
        rough = 0
        with self._written(), self.lines.open("r+b") as lines:
            lines.seek(self._ends_at)
            lines.truncate()
            for batch in batches:
                lines.write(_bytes_of(batch.column("line")))
                self._write(self.sent, _remembered(batch))
                rough += len(batch)
            self._close(self.sent)
        return StreamedRows(self, self.rows - len(dropped) + rough, tuple(dropped))

    def plain_ends(self) -> Any:
        """Where the line of each plain row ends in the file, and how long each is (arrays)."""
        import numpy as np

        found = (numbers_of(batch.column(0)) for batch in self._about("bytes"))
        lengths = np.concatenate([sizes[sizes > 0] for sizes in found])
        return self._ends_at - lengths.sum() + np.cumsum(lengths), lengths

    def _hashed_plain(self) -> hashlib._Hash:
        digest = hashlib.sha256()
        hash_on(digest, self.lines, 0, self._ends_at)
        return digest

    def checksum(self) -> str:
        """The SHA-256 of all lines."""
        if self._digest is None:
            return checksum(self.lines)
        digest = self._digest.result()
        hash_on(digest, self.lines, self._ends_at, self.lines.stat().st_size)
        return digest.hexdigest()

    def keep_alike(self, path: Path, others: Iterable[pa.RecordBatch]) -> bool:
        """Write customer_id, line and place of the plain rows whose address another row may have: its hash is there twice, with the
        hashes of `others` (one column). False: there are none such.

        Raises:
            OutputError: they cannot be written. RegularsError: as the engine that makes the batches.
        """
        import numpy as np
        import pyarrow as pa
        import pyarrow.parquet as pq

        further = [short(batch.column(0)) for batch in others]
        of_others = np.sort(np.concatenate([np.empty(0, np.uint32), *further]))
        alike = np.union1d(self._twice.result() if self._twice else found_twice(self._hashes, self.rows), of_others)
        is_twice = bool((of_others[1:] == of_others[:-1]).any())
        if not len(alike):
            return False
        start, place = len(self._header), 0
        schema = pa.schema([("customer_id", pa.string()), ("line", pa.string()), ("place", pa.int64())])
        known = Known(alike)
        with self._written(), pq.ParquetWriter(path, schema) as target:
            for batch in self._about(*_ABOUT):
                sizes = numbers_of(batch.column(2))
                chosen = np.flatnonzero(known.has(short(batch.column(1))) & (sizes > 0))
                if len(chosen):
                    is_twice = True
                    ids, texts = batch.column(0), lines_of(self.lines, start, sizes)
                    places = place + np.cumsum(sizes > 0) - 1
                    rows = [*(each.take(number_array(chosen)) for each in (ids, texts)), number_array(places[chosen])]
                    target.write_batch(pa.RecordBatch.from_arrays(rows, schema=schema))
                start += int(sizes.sum())
                place += int(np.count_nonzero(sizes))
        return is_twice

    def _hashes(self) -> Iterator[Any]:
        """Those of the addresses of the plain rows."""
        for batch in self._about("address_hash", "bytes"):
            hashes, sizes = batch.columns
            yield short(hashes)[numbers_of(sizes) > 0]

    def _about(self, *names: str) -> Iterator[pa.RecordBatch]:
        """Columns of `about`; the others are not read."""
        import pyarrow as pa

        options = pa.ipc.IpcReadOptions(included_fields=[_ABOUT.index(each) for each in names])
        with pa.OSFile(str(self.about)) as file, pa.ipc.open_file(file, options=options) as reader:
            for n in range(reader.num_record_batches):
                yield reader.get_batch(n)

    def _take(self, batch: pa.RecordBatch, lines: BinaryIO) -> None:
        import pyarrow as pa

        line = batch.column("line")
        lines.write(_bytes_of(line))
        self.rows += len(line) - line.null_count
        sent = _remembered(batch)
        self._write(self.sent, sent.filter(line.is_valid()) if line.null_count else sent)
        if self._is_unique:
            about = [*(batch.column(each) for each in _ABOUT[:-1]), number_array(_sizes(line))]
            self._write(self.about, pa.RecordBatch.from_arrays(about, _ABOUT))
        if line.null_count:
            self.left_out.update(_counted(batch.column("left_out")))
            rough = batch.select([each for each in batch.schema.names if each not in _OF_PLAIN]).filter(batch.column("is_rough"))
            self.has_rough = self.has_rough or len(rough) > 0
            self._write(self.rough, rough)

    def _write(self, path: Path, rows: pa.RecordBatch) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if path not in self._writers:
            is_ours = path == self.about  # no engine reads it
            self._writers[path] = pa.ipc.new_file(path, rows.schema) if is_ours else pq.ParquetWriter(path, rows.schema, **_PLAIN)
        self._writers[path].write_batch(rows)

    def _close(self, path: Path) -> None:
        if path in self._writers:
            self._writers.pop(path).close()

    @contextmanager
    def _written(self) -> Iterator[None]:
        """Tell in words what the disk refuses."""
        try:
            yield
        except OSError as error:
            problem = f"{self.lines.parent} cannot be written: {error.strerror or error}."
            raise OutputError(problem, "Free some space or choose another folder; nothing was left half written.") from error


@dataclass(frozen=True, slots=True)
class StreamedRows:
    """Rows that were written as they came: how many are sent, and the places of those that are not after all."""

    stream: Stream
    rows: int
    dropped: tuple[int, ...]

    def write(self, engine: Engine, path: Path, most: int | None) -> list[Part]:
        """Write the file, or its parts where it were larger than `most` bytes."""
        del engine
        lines = self.stream.lines
        if not self.dropped and (most is None or lines.stat().st_size <= most):
            _place(lines, path)
            return [Part(path, self.rows, self.stream.checksum())]
        return write_parts(lines, list(self._kept_ranges()), path, self.rows, most)

    def remember(self, path: Path) -> None:
        """Write who is sent: member and mark."""
        if not self.dropped:
            _place(self.stream.sent, path)
            return
        import numpy as np
        import pyarrow.parquet as pq

        dropped, place = np.array(self.dropped), 0
        with pq.ParquetFile(self.stream.sent) as source, pq.ParquetWriter(path, source.schema_arrow, **_PLAIN) as target:
            for batch in source.iter_batches():
                is_kept = np.ones(len(batch), dtype=bool)
                is_kept[dropped[(dropped >= place) & (dropped < place + len(batch))] - place] = False
                target.write_batch(batch.take(number_array(np.flatnonzero(is_kept))))
                place += len(batch)

    def first(self, most: int) -> list[tuple[str | None, ...]]:
        """The header and the first rows of the file."""
        without = {place + 1 for place in self.dropped}  # the header is the first row
        with self.stream.lines.open(encoding="utf-8", newline="") as file:
            rows = (row for place, row in enumerate(csv.reader(file)) if place not in without)
            return [tuple(cell or None for cell in row) for row in islice(rows, most + 1)]

    def _kept_ranges(self) -> Iterator[tuple[int, int]]:
        """From which byte to which the lines lie that are kept, between one that is dropped and the next."""
        start = 0
        ends, lengths = self.stream.plain_ends() if self.dropped else ((), ())
        for place in self.dropped:
            yield start, int(ends[place] - lengths[place])
            start = int(ends[place])
        yield start, self.stream.lines.stat().st_size


def write_remembered(batches: Iterable[pa.RecordBatch], path: Path) -> None:
    """Write who is sent (batches of `exports.remembered`) as a Parquet file: member and mark.

    Raises:
        OSError: it cannot be written. RegularsError: as the engine that makes the batches.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([("member", pa.binary(_FINGERPRINT_BYTES)), ("mark", pa.int64())])
    with pq.ParquetWriter(path, schema, **_PLAIN) as target:
        for batch in batches:
            target.write_batch(_remembered(batch))


def _place(source: Path, target: Path) -> None:
    """The same file under another name, where the file system has it; else a copy."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _counted(reasons: pa.Array) -> dict[str, int]:
    return {each["values"]: each["counts"] for each in reasons.drop_null().value_counts().to_pylist()}


def _remembered(batch: pa.RecordBatch) -> pa.RecordBatch:
    import pyarrow as pa

    return pa.RecordBatch.from_pydict({"member": _fingerprints(batch.column("member")), "mark": batch.column("mark")})


def _bytes_of(column: pa.Array) -> memoryview:
    """The texts of a column one behind the other, as they lie in memory; what is unknown takes no room."""
    offsets = _offsets(column)
    _, _, data = column.buffers()
    return memoryview(b"") if data is None else memoryview(data)[int(offsets[0]) : int(offsets[-1])]


def _offsets(column: pa.Array) -> Any:
    import numpy as np

    kind = np.int64 if str(column.type).startswith("large") else np.int32
    return np.frombuffer(column.buffers()[1], kind)[column.offset : column.offset + len(column) + 1]


def _sizes(column: pa.Array) -> Any:
    import numpy as np

    return np.diff(_offsets(column)).astype(np.int32)


def _fingerprints(numbers: pa.Array) -> pa.Array:
    """Numbers of 16 bytes as those bytes."""
    import pyarrow as pa

    kind = pa.binary(_FINGERPRINT_BYTES)
    return pa.FixedSizeBinaryArray.from_buffers(kind, len(numbers), [None, numbers.buffers()[1]], offset=numbers.offset)
