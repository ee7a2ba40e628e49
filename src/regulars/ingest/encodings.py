"""Which encoding a text file is in, from its bytes."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

from regulars.ingest.code_pages import CODE_PAGES, code_page
from regulars.ingest.contents import Packing, looks_like_utf16
from regulars.ingest.streams import BROKEN_UTF8, chunks, unpacked

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# beyond this a file is checked in windows only: the engine still sets aside and counts a line that is not UTF-8
_CHECK_WHOLE = 64 << 20
_CHECK_WHOLE_PACKED = 8 << 20
_WINDOWS = 16
_FEW = 0.01
_WINDOW = 1 << 18

# a symbol inside a word is a letter of another code page: "Wroc³aw" is Wrocław in the Central European one
_SYMBOL_IN_WORD = re.compile(r"(?<=[^\W\d_])[³¹¿¶¼¥£](?=[^\W\d_])|(?<=[^\W\d_])[³¹¿Ÿ](?=\W|$)|[£¥¯](?=[^\W\d_])")
_POLISH = re.compile(r"[ąćęłńśźż]", re.IGNORECASE)

ENCODING_NAMES = {
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "cp1252": "Windows-1252 (Western European)",
    "cp1250": "Windows-1250 (Central European)",
    "latin-1": "ISO 8859-1 (Latin-1)",
    **CODE_PAGES,
}


def encoding_of(path: Path, packing: Packing, member: str | None, head: bytes) -> str:
    """The Python name of a text file's encoding; "utf-8" with or without a byte order mark."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if found := looks_like_utf16(head):
        return found
    sample = _first_not_utf8(path, packing, member, head)
    if sample is None:
        return "utf-8"
    if _is_spoilt(path, packing, member):
        return BROKEN_UTF8
    return code_page(sample) or single_byte_encoding(sample)


def _is_spoilt(path: Path, packing: Packing, member: str | None) -> bool:
    """Whether lines that are surely UTF-8 outweigh the few that are not: a file with damage, not one in another encoding."""
    lines = good = bad = 0
    with unpacked(path, packing, member) as stream:
        for part in islice(chunks(stream), _CHECK_WHOLE >> 20):
            # lines cut at the ends of a piece are left out
            whole = part.split(b"\n")[1:-1] or [part]
            lines += len(whole)
            beyond = [line for line in whole if not line.isascii()]
            fine = sum(_is_utf8(line) for line in beyond)
            good, bad = good + fine, bad + len(beyond) - fine
    return good > bad and bad < lines * _FEW


def _first_not_utf8(path: Path, packing: Packing, member: str | None, head: bytes) -> bytes | None:
    """Bytes that are not UTF-8, or None when none was found."""
    if not _is_utf8(head):
        return head
    size = path.stat().st_size
    if size > (_CHECK_WHOLE if packing is Packing.NONE else _CHECK_WHOLE_PACKED):
        return _window_not_utf8(path, size) if packing is Packing.NONE else None
    if packing is Packing.NONE and size <= len(head):
        return None
    with unpacked(path, packing, member) as stream:
        return next((part for part in chunks(stream) if not part.isascii() and not _is_utf8(part)), None)


def _window_not_utf8(path: Path, size: int) -> bytes | None:
    with path.open("rb") as stream:
        for window in range(_WINDOWS):
            stream.seek(size * window // _WINDOWS)
            part = stream.read(_WINDOW)
            if not _is_utf8(part):
                return part
    return None


def _is_utf8(part: bytes) -> bool:
    """Whether bytes are UTF-8, a character cut at either end allowed."""
    start = next((i for i, byte in enumerate(part[:4]) if byte & 0xC0 != 0x80), 0)
    try:
        part[start:].decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and error.end >= len(part) - start
    return True


def single_byte_encoding(sample: bytes) -> str:
    """Which one-byte code page fits best: Western European unless its reading puts symbols inside words."""
    western = sample.decode("cp1252", errors="replace")
    if "\ufffd" in western:
        return "latin-1"
    symbols = len(_SYMBOL_IN_WORD.findall(western))
    polish = len(_POLISH.findall(sample.decode("cp1250", errors="replace")))
    return "cp1250" if symbols and polish >= symbols else "cp1252"
