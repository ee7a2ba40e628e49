"""Identifiers as JSON lines: what each destination makes of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from regulars.errors import DataError, near_names
from regulars.exports.destinations import destination
from regulars.exports.destinations.base import About, FieldName
from regulars.exports.normalize import Prepared, prepare

_KEYS = frozenset({"id", "destination", "field", "raw", "country"})


def normalized_lines(lines: Iterable[bytes], today: date) -> Iterator[str]:
    """One JSON line per line of the input that is not blank, in its order.

    Raises:
        DataError: a line is not such an object; the message names the line. DefinitionError: there is no such destination.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            asked = _asked(line, number)
            about = About(asked.get("country"), today)
            made = prepare(destination(asked["destination"]), _field(asked["field"], number), asked.get("raw"), about)
            yield json.dumps({"id": asked.get("id"), **as_object(made)}, ensure_ascii=False) + "\n"


def as_object(made: Prepared) -> dict[str, Any]:
    """The keys of the answer; `sha256` and `reason` only where there is one."""
    found: dict[str, Any] = {"outcome": "send" if made.is_sent else "drop", "normalized": made.normalized}
    if made.sha256 is not None:
        found["sha256"] = made.sha256
    found["reported"] = made.reported
    if made.reason is not None:
        found["reason"] = made.reason.value
    return found


def _asked(line: bytes, number: int) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DataError(f"Line {number} is not JSON.", "Give one object a line: {id, destination, field, raw, country}.") from error
    if not isinstance(asked, dict):
        raise DataError(f"Line {number} is not a JSON object.", "Give {id, destination, field, raw, country}.")
    for key in ("destination", "field"):
        if not isinstance(asked.get(key), str):
            raise DataError(f"Line {number} has no text {key!r}.", "Give {id, destination, field, raw, country}.")
    unknown = sorted(str(key) for key in asked if key not in _KEYS)
    if unknown:
        raise DataError(f"Line {number} has an unknown key {unknown[0]!r}.", near_names(unknown[0], _KEYS))
    for key in ("raw", "country"):
        asked[key] = _text(asked.get(key), key, number)
    return asked


def _text(value: object, key: str, number: int) -> str | None:
    """A number is what somebody's export made of a phone or a zip code: taken as it is written."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DataError(f"Line {number}: {key} is neither text nor a number.", "Give it between quotation marks.")
    return format(value, "f").rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _field(name: str, number: int) -> FieldName:
    known = {field.value: field for field in FieldName}
    if name not in known:
        raise DataError(f"Line {number}: there is no field called {name!r}.", near_names(name, known))
    return known[name]
