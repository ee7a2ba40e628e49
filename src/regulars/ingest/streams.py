"""Bytes of packed files, in constant memory: unpacking, checking that nothing is cut off, rewriting as plain UTF-8."""

from __future__ import annotations

import codecs
import os
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from regulars.errors import SourceError
from regulars.ingest.contents import HEAD_BYTES, Packing

_CHUNK = 1 << 20
# the name of UTF-8 that a few bytes spoil
BROKEN_UTF8 = "utf-8 with broken characters"
_PATIENCE = 5.0
_WHOLE = "Fetch or export the file again."


@contextmanager
def unpacked(path: Path, packing: Packing, member: str | None = None) -> Iterator[IO[bytes]]:
    """A file's bytes as they were before compression; `member` names the file inside a zip."""
    try:
        with _opened(path, packing, member) as stream:
            yield stream
    except PermissionError as error:
        raise SourceError(f"{path} may not be read.", "Ask its owner for permission, or copy it.") from error
    except (EOFError, zlib.error) as error:
        raise SourceError(f"{path} is cut off or damaged: its {packing} data end too early.", _WHOLE) from error
    except OSError as error:
        if isinstance(error, FileNotFoundError | IsADirectoryError) or error.errno is not None:
            raise SourceError(f"{path} cannot be read: {error.strerror or error}.", "Check the disk and the path.") from error
        raise SourceError(f"{path} is damaged: its {packing} data cannot be unpacked.", _WHOLE) from error
    except (ValueError, _lzma_error(), _zip_error()) as error:
        raise SourceError(f"{path} is cut off or damaged: its {packing} data cannot be unpacked.", _WHOLE) from error


def _opened(path: Path, packing: Packing, member: str | None) -> IO[bytes]:
    match packing:
        case Packing.NONE:
            return path.open("rb")
        case Packing.GZIP:
            import gzip

            return cast("IO[bytes]", gzip.open(path, "rb"))
        case Packing.BZIP2:
            import bz2

            return cast("IO[bytes]", bz2.open(path, "rb"))
        case Packing.XZ:
            import lzma

            return cast("IO[bytes]", lzma.open(path, "rb"))
        case Packing.ZSTD:
            import pyarrow

            return cast("IO[bytes]", pyarrow.CompressedInputStream(str(path), "zstd"))
        case Packing.ZIP:
            import zipfile

            return zipfile.ZipFile(path).open(member or "")


def _lzma_error() -> type[Exception]:
    import lzma

    return lzma.LZMAError


def _zip_error() -> type[Exception]:
    import zipfile

    return zipfile.BadZipFile


def read_head(path: Path, packing: Packing, member: str | None = None, size: int = HEAD_BYTES) -> bytes:
    """The first bytes, unpacked."""
    with unpacked(path, packing, member) as stream:
        return _up_to(stream, size)


def _up_to(stream: IO[bytes], size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """A stream in pieces of a megabyte."""
    while part := stream.read(_CHUNK):
        yield part


def unpack_to(path: Path, packing: Packing, member: str | None, target: Path) -> None:
    """Write the unpacked bytes to `target`."""
    with unpacked(path, packing, member) as stream, writing(target) as out:
        for part in chunks(stream):
            out.write(part)


def spooled(path: Path, target: Path) -> None:
    """Write what comes through a named pipe or standard input to `target`.

    Raises SourceError when nobody writes to it for five seconds.
    """
    with writing(target) as out:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            part = _first_part(path, handle)
            os.set_blocking(handle, True)
            while part is None or part:
                out.write(part or b"")
                part = os.read(handle, _CHUNK)
        finally:
            os.close(handle)


def _first_part(path: Path, handle: int) -> bytes | None:
    """The first bytes, or None where a writer is there and has not written yet."""
    waited = 0.0
    while waited < _PATIENCE:
        try:
            part = os.read(handle, _CHUNK)
        except BlockingIOError:
            return None
        if part:
            return part
        time.sleep(0.05)
        waited += 0.05
    raise SourceError(f"{path} is a pipe to which nobody writes.", "Start the program that fills it, or give a file.")


def rewrite_as_utf8(path: Path, packing: Packing, member: str | None, encoding: str, target: Path) -> int:
    """Write the text to `target` as UTF-8 with plain line feeds; the number of characters that had to be replaced."""
    broken = encoding == BROKEN_UTF8
    decoder: Any = codecs.getincrementaldecoder("utf-8" if broken else encoding)("replace" if broken else "strict")
    replaced = 0
    with unpacked(path, packing, member) as stream, writing(target) as out:
        held = ""
        try:
            for part in chunks(stream):
                text = held + decoder.decode(part)
                replaced += text.count("\ufffd") if broken else 0
                # a carriage return at the end may be half of a line end
                held = "\r" if text.endswith("\r") else ""
                out.write(_unix(text.removesuffix(held) if held else text))
            out.write(_unix(held + decoder.decode(b"", final=True)))
        except UnicodeDecodeError as error:
            raise SourceError(f"{path} is not text in {encoding} throughout.", "Save it as UTF-8 and try again.") from error
    return replaced


def _unix(text: str) -> bytes:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").encode()


@contextmanager
def writing(target: Path) -> Iterator[IO[bytes]]:
    """A new file of ours; a full disk is told as such."""
    try:
        with target.open("wb") as out:
            yield out
    except OSError as error:
        if error.filename is not None and str(error.filename) != str(target):
            raise
        problem = f"A working copy could not be written to {target.parent}: {error.strerror or error}."
        raise SourceError(problem, "Free some space there, or set TMPDIR to another folder.") from error


def check_zstd(path: Path) -> None:
    """Raise SourceError when a zstd file is cut off: the engine would read what is there and say nothing.

    Walks frame and block headers (RFC 8878, section 3.1) without unpacking anything.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        while stream.tell() < size:
            if not _skip_frame(stream) or stream.tell() > size:
                raise SourceError(f"{path} is cut off: its zstd data end too early.", _WHOLE)


def _skip_frame(stream: IO[bytes]) -> bool:
    magic = int.from_bytes(stream.read(4), "little")
    if magic & 0xFFFFFFF0 == 0x184D2A50:  # a skippable frame
        length = stream.read(4)
        stream.seek(int.from_bytes(length, "little"), 1)
        return len(length) == 4
    descriptor = stream.read(1)
    if magic != 0xFD2FB528 or not descriptor:
        return False
    flags = descriptor[0]
    single, checksum = bool(flags & 0x20), bool(flags & 0x04)
    content_size = (1 if single else 0, 2, 4, 8)[flags >> 6]
    stream.seek((0 if single else 1) + (0, 1, 2, 4)[flags & 3] + content_size, 1)
    return _skip_blocks(stream) and (not checksum or len(stream.read(4)) == 4)


def _skip_blocks(stream: IO[bytes]) -> bool:
    while True:
        header = stream.read(3)
        if len(header) < 3:
            return False
        value = int.from_bytes(header, "little")
        last, kind, size = value & 1, value >> 1 & 3, value >> 3
        stream.seek(1 if kind == 1 else size, 1)
        if last:
            return True
