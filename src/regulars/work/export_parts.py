"""The rows of a file as one file, or as parts that are no larger than a destination takes, each with the header."""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from regulars.engines.base import Engine
from regulars.errors import DataError

# what is hashed at once: a thread that is busy lets another one go on only between two such pieces
_PIECE = 1 << 26
# what is copied, counted and hashed while it is at hand; memory for more of it is asked of the system each time
_BLOCK = 1 << 17
_WRITERS = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A file of an export with its rows and its SHA-256, which may still be worked out."""

    path: Path
    rows: int
    digest: str | Future[str]

    @property
    def sha256(self) -> str:
        """The checksum. Raises OSError."""
        return self.digest if isinstance(self.digest, str) else self.digest.result()


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows ready to be written: the query of the file, header first, how many there are, and the options of COPY."""

    sql: str
    rows: int
    options: tuple[str, ...]

    def write(self, engine: Engine, path: Path, most: int | None) -> list[Part]:
        """Write the file, or its parts where it were larger than `most` bytes."""
        engine.copy(self.sql, path, self.options)
        size = path.stat().st_size
        if most is None or size <= most:
            return [Part(path, self.rows, checksum_aside(path))]
        parts = write_parts(path, [(0, size)], path, self.rows, most)
        path.unlink()
        return parts


def checksum(path: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksum_aside(path: Path) -> Future[str]:
    """The SHA-256 of a finished file, worked out on a thread of its own."""
    pool = ThreadPoolExecutor(1)
    found = pool.submit(checksum, path)
    pool.shutdown(wait=False)
    return found


def hash_on(digest: hashlib._Hash, path: Path, start: int, end: int) -> None:
    """Go on with a checksum by the bytes from `start` to `end` of a file that nobody makes shorter meanwhile. Raises OSError."""
    with path.open("rb") as file:
        while start < end:
            before = start % mmap.ALLOCATIONGRANULARITY
            size = min(end - start, _PIECE)
            with mmap.mmap(file.fileno(), before + size, access=mmap.ACCESS_READ, offset=start - before) as piece:
                digest.update(memoryview(piece)[before:])
            start += size


def write_parts(source: Path, kept: Sequence[tuple[int, int]], whole: Path, rows: int, most: int | None) -> list[Part]:
    """Write the bytes `kept` of a file, ranges of whole rows of which the first begins with the header, as `whole`; where that were
    larger than `most` bytes, as parts instead, which are named after it. `rows` are kept.

    Raises:
        DataError: a row is too large for a part. OSError: they cannot be written.
    """
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        header = data[: data.find(b"\n") + 1]
        (first, end), *others = kept
        ranges = [(first + len(header), end), *others]
        size = len(header) + sum(end - start for start, end in ranges)
        if most is None or size <= most:
            _, digest = _written(source, whole, header, ranges)
            return [Part(whole, rows, digest)]
        cut = _cut(data, ranges, most - len(header))
    names = [whole.with_name(f"{whole.stem}-part-{n:03}{whole.suffix}") for n in range(1, len(cut) + 1)]
    with ThreadPoolExecutor(_WRITERS) as pool:
        done = pool.map(lambda name, part: _written(source, name, header, part), names, cut)
        return [Part(name, *about) for name, about in zip(names, done, strict=True)]


def _cut(data: mmap.mmap, ranges: Sequence[tuple[int, int]], most: int) -> list[list[tuple[int, int]]]:
    """The ranges of each part: as many whole rows as `most` bytes hold."""
    parts: list[list[tuple[int, int]]] = [[]]
    left = most
    for begin, end in ranges:
        start = begin
        while end - start > left:
            cut = _end_of_rows(data, start, start + left)
            data.madvise(mmap.MADV_DONTNEED)  # what was looked at counts as this process's memory until then
            if cut > start:
                parts[-1].append((start, cut))
                start = cut
            elif left == most:
                raise DataError("One row is larger than a file may be.", "Send fewer fields.")
            parts.append([])
            left = most
        if end > start:
            parts[-1].append((start, end))
            left -= end - start
    return parts


def _end_of_rows(data: mmap.mmap, start: int, most: int) -> int:
    """Where the last row ends that is whole between two places, of which the first is the beginning of a row: there itself where
    none is. Behind a row every quote has its other half; a line break within quotes is a part of a cell."""
    cut = data.rfind(b"\n", start, most) + 1
    if data.find(b'"', start, cut) < 0:
        return max(cut, start)
    quotes = sum(_count(data[at : min(at + _BLOCK, cut)], b'"') for at in range(start, cut, _BLOCK))
    while cut > start and quotes % 2:
        former = data.rfind(b"\n", start, cut - 1) + 1
        quotes -= _count(data[max(former, start) : cut], b'"')
        cut = former
    return max(cut, start)


def _count(text: bytes | bytearray, letter: bytes, end: int | None = None) -> int:
    """How often a letter is in (the beginning of) a text."""
    import numpy as np

    return int(np.count_nonzero(np.frombuffer(text, np.uint8, -1 if end is None else end) == ord(letter)))


def _written(source: Path, path: Path, header: bytes, ranges: Sequence[tuple[int, int]]) -> tuple[int, str]:
    """Write the header and ranges of whole rows of a file; how many rows these have, and the checksum of it all."""
    digest, rows, is_quoted, block = hashlib.sha256(header), 0, False, bytearray(_BLOCK)
    with source.open("rb", buffering=0) as file, path.open("wb") as target:
        target.write(header)
        for start, end in ranges:
            file.seek(start)
            left = end - start
            while left:
                read = file.readinto(memoryview(block)[: min(left, _BLOCK)])
                lines = memoryview(block)[:read]
                target.write(lines)
                digest.update(lines)
                if is_quoted or block.find(b'"', 0, read) >= 0:
                    found, is_quoted = _row_ends(lines, is_quoted)
                    rows += found
                else:
                    rows += _count(block, b"\n", read)
                left -= read
    return rows, digest.hexdigest()


def _row_ends(text: memoryview, is_quoted: bool) -> tuple[int, bool]:
    """How many rows end in a text, which begins within quotes or not, and whether it ends within quotes."""
    import numpy as np

    letters = np.frombuffer(text, np.uint8)
    within = np.logical_xor.accumulate(np.concatenate([[is_quoted], letters == ord('"')]))
    return int(np.count_nonzero((letters == ord("\n")) & ~within[1:])), bool(within[-1])
