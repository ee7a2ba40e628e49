"""What a file is, told by its first bytes: names lie, contents do not."""

from __future__ import annotations

from enum import StrEnum

HEAD_BYTES = 256 * 1024


class Packing(StrEnum):
    """How a file's bytes are compressed."""

    NONE = "none"
    GZIP = "gzip"
    ZSTD = "zstd"
    BZIP2 = "bzip2"
    XZ = "xz"
    ZIP = "zip"


class Content(StrEnum):
    """What is inside, once unpacked."""

    TEXT = "text"
    JSON = "JSON"
    PARQUET = "Parquet"
    WORKBOOK = "a spreadsheet"
    SQLITE = "an SQLite database"
    DUCKDB = "a DuckDB database"
    EMPTY = "empty"


_PACKINGS = (
    (b"\x1f\x8b", Packing.GZIP),
    (b"\x28\xb5\x2f\xfd", Packing.ZSTD),
    (b"BZh", Packing.BZIP2),
    (b"\xfd7zXZ\x00", Packing.XZ),
    (b"PK\x03\x04", Packing.ZIP),
    (b"PK\x05\x06", Packing.ZIP),  # of no files
)

_FOREIGN = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a media file"),
    (b"%PDF", "a PDF document"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"ARROW1", "an Arrow file"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"{\\rtf", "an RTF document"),
)

_SPREADSHEET_MARKS = (b"[Content_Types].xml", b"_rels/.rels", b"xl/", b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packing_of(head: bytes) -> Packing:
    """How a file that begins with `head` is compressed; a spreadsheet is a zip, but is not unpacked as one."""
    for mark, packing in _PACKINGS:
        if head.startswith(mark):
            spreadsheet = packing is Packing.ZIP and any(mark in head[:4096] for mark in _SPREADSHEET_MARKS)
            return Packing.NONE if spreadsheet else packing
    return Packing.NONE


def content_of(head: bytes) -> Content | str:
    """What unpacked bytes hold: a Content, or the words for something that is no table."""
    if not head.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        return Content.EMPTY
    if head.startswith(b"PAR1"):
        return Content.PARQUET
    if head.startswith(b"SQLite format 3\x00"):
        return Content.SQLITE
    if head[8:12] == b"DUCK":
        return Content.DUCKDB
    if head.startswith((_OLE, b"PK\x03\x04")):
        return Content.WORKBOOK
    return _foreign(head) or _text_content(head)


def _foreign(head: bytes) -> str | None:
    if head[257:262] == b"ustar":
        return "a tar archive"
    return next((words for mark, words in _FOREIGN if head.startswith(mark)), None)


def _text_content(head: bytes) -> Content | str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or looks_like_utf16(head):
        # every other byte of Latin text is zero
        return Content.JSON if _is_json(head[2:1024].replace(b"\0", b"").strip().lower()) else Content.TEXT
    if _is_binary(head):
        return "a binary file"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        return "a web page (some shops name those .xls)"
    if start.startswith((b"<?xml", b"<")):
        return "an XML document"
    return Content.JSON if _is_json(start) else Content.TEXT


def _is_json(start: bytes) -> bool:
    inner = start[1:].lstrip()
    if start.startswith(b"{"):
        return inner[:1] in (b'"', b"}")
    return start.startswith(b"[") and inner[:1] in (b"{", b"]", b"[")


def looks_like_utf16(head: bytes) -> str | None:
    """The UTF-16 byte order of text that carries no mark, or None: every other byte of Latin text is zero."""
    sample = head[:4096]
    if len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0) / len(sample[0::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.1 else None


def _is_binary(head: bytes) -> bool:
    # some devices pad a file with zeros
    sample = head.rstrip(b"\0")[:8192]
    controls = sum(sample.count(code) for code in range(32) if code not in (7, 8, 9, 10, 12, 13, 26, 27, 28, 29, 30, 31))
    return controls > max(2, len(sample) // 200)
