"""JSON as a scan: one object per line or one array of objects, every value as text."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from regulars.engines.base import Engine
from regulars.errors import SourceError, UndecidedError
from regulars.ingest.columns import check_same_columns, check_width
from regulars.ingest.contents import Packing
from regulars.ingest.encodings import ENCODING_NAMES, encoding_of
from regulars.ingest.files import DataFile, working_copy
from regulars.ingest.names import roles_named
from regulars.ingest.streams import read_head, rewrite_as_utf8, unpacked, writing
from regulars.queries.scans import JsonField, JsonScan, json_shape_sql, struct_keys

_SPACE = re.compile(r"\s*")
_DEPTH_LIMIT = 64 << 20  # files beyond this have their keys collected from a sample of rows


def open_json(engine: Engine, files: Sequence[DataFile], workdir: Path) -> tuple[JsonScan, tuple[str, ...], tuple[str, ...]]:
    """Scan, columns and notes of JSON files that hold orders, not something around them."""
    files = [_unwrapped(_in_utf8(file, workdir), workdir) for file in files]
    scans = [_scan(engine, file) for file in files]
    first = scans[0]
    for file, other in zip(files[1:], scans[1:], strict=True):
        if other.array != first.array or other.compression != first.compression:
            raise SourceError(f"{file.shown} is written in another way than {files[0].shown}.", "Give files of one kind.")
        check_same_columns(files[0].shown, [f.name for f in first.fields], file.shown, [f.name for f in other.fields])
    joined = JsonScan(tuple(path for scan in scans for path in scan.paths), first.fields, first.array, first.compression)
    notes = tuple(dict.fromkeys(note for file in files for note in file.notes))
    return joined, tuple(field.name for field in first.fields), notes


def _scan(engine: Engine, file: DataFile) -> JsonScan:
    array = file.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    if not array and _is_one_object(file.head):
        remedy = "Give the array inside it, or one object per line (jq -c '.orders[]')."
        raise SourceError(f"{file.shown} is one JSON object, not a list of orders.", remedy)
    whole = file.packing is Packing.NONE and file.path.stat().st_size < _DEPTH_LIMIT
    shape = engine.rows(json_shape_sql(str(file.path), array, file.compression, whole=whole))
    fields = tuple(field for name, kind in ((str(row[0]), str(row[1])) for row in shape) for field in _fields(name, kind))
    if not fields or [field.name for field in fields] == ["json"]:
        raise SourceError(f"{file.shown} holds no JSON objects with columns.", "Give a list of objects, one per order or line.")
    check_width(file.shown, len(fields))
    return JsonScan((str(file.path),), fields, array, file.compression)


def _in_utf8(file: DataFile, workdir: Path) -> DataFile:
    """The file, or a working copy in plain UTF-8 where it is in UTF-16 or has a byte order mark, as Windows tools write JSON."""
    encoding = encoding_of(file.path, file.packing, None, file.head)
    if not encoding.startswith("utf-16") and not file.head.startswith(codecs.BOM_UTF8):
        return file
    copy = working_copy(workdir, file.path, "utf8", ".json")
    rewrite_as_utf8(file.path, file.packing, None, encoding, copy)
    notes = (f"{file.shown} was read as {ENCODING_NAMES[encoding]}.",) if encoding in ENCODING_NAMES else ()
    return replace(file, path=copy, packing=Packing.NONE, head=read_head(copy, Packing.NONE), notes=(*file.notes, *notes))


def _unwrapped(file: DataFile, workdir: Path) -> DataFile:
    """The file, or a working copy of the one list of objects that its single object holds ({"orders": [...]})."""
    found = _wrapped_list(file)
    if found is None:
        return file
    key, rows = found
    copy = working_copy(workdir, file.path, "unwrapped", ".jsonl")
    with writing(copy) as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    note = f"{file.shown} holds its rows in the list {key!r}." if key else f"{file.shown} was rewritten as one object per row."
    return replace(file, path=copy, packing=Packing.NONE, head=read_head(copy, Packing.NONE), notes=(*file.notes, note))


def _wrapped_list(file: DataFile) -> tuple[str, list[object]] | None:
    """The list inside a file's one object, with its key. Raises UndecidedError where there are several."""
    head = file.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    alone = head.startswith(b"{") and (_is_one_object(file.head) or b"\n" not in head.strip())
    if not alone or file.path.stat().st_size > _DEPTH_LIMIT:
        return None
    with unpacked(file.path, file.packing) as stream:
        text = stream.read(_DEPTH_LIMIT * 4).decode("utf-8-sig", errors="replace")
    try:
        # numbers stay as they are written: the engine reads them exactly
        found = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        several = _one_after_another(text)
        return ("", several) if several else None
    if not isinstance(found, dict):
        return None
    if columns := _by_column(found):
        return "", columns
    if roles_named(found) & {"customer_id", "email", "ordered_at"}:
        return None
    lists = [(key, rows) for key, rows in found.items() if isinstance(rows, list) and rows and isinstance(rows[0], dict)]
    if len(lists) > 1:
        names = ", ".join(repr(key) for key, _ in lists[:6])
        raise UndecidedError(f"{file.shown} holds several lists: {names}.", f"Save the one with the orders (jq '.{lists[0][0]}').")
    return lists[0] if lists else None


def _one_after_another(text: str) -> list[object] | None:
    """The objects of a text that holds several, whether each stands on lines of its own or not."""
    decoder, place, rows = json.JSONDecoder(parse_float=str, parse_int=str), 0, list[object]()
    try:
        while place < len(text):
            row, end = decoder.raw_decode(text, place)
            rows.append(row)
            blank = _SPACE.match(text, end)
            place = blank.end() if blank else end
    except (ValueError, RecursionError):
        return None
    return rows if len(rows) > 1 and all(isinstance(row, dict) for row in rows) else None


def _by_column(found: dict[str, object]) -> list[object] | None:
    """The rows of an object that holds a list, or (as pandas writes) an object by row, for each of its columns; else None."""
    columns = [list(values.values()) if isinstance(values, dict) else values for values in found.values()]
    lists = [values for values in columns if isinstance(values, list)]
    plain = len(lists) == len(columns) > 1 and not any(isinstance(value, dict | list) for values in lists for value in values)
    if not plain or len({len(values) for values in lists}) != 1 or len(lists[0]) < 2:
        return None
    return [dict(zip(found, row, strict=True)) for row in zip(*lists, strict=True)]


def _is_one_object(head: bytes) -> bool:
    """Whether the first line opens an object that it does not close."""
    line = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0].strip()
    return not line.endswith(b"}") or line.count(b"{") > line.count(b"}")


def _fields(name: str, kind: str) -> tuple[JsonField, ...]:
    keys = struct_keys(kind)
    if len(keys) == 1 and keys[0].startswith("$"):
        # MongoDB's extended JSON: {"$oid": ...}, {"$date": ...}, {"$numberDecimal": ...}
        return (JsonField(name, name, keys[0]),)
    return tuple(JsonField(f"{name}.{inner}", name, inner) for inner in keys) or (JsonField(name, name),)
