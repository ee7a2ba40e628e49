"""Identifiers as JSON lines: what each destination makes of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from regulars.errors import DataError, RegularsError, near_names
from regulars.exports.destinations import destination
from regulars.exports.destinations.base import About, FieldName
from regulars.exports.normalize import Prepared, prepare

_FORM = "Give one object a line: {id, destination, field, raw, country}."


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to one line, as a JSON line; `problem` is why the line itself could not be read."""

    line: str
    problem: str | None = None


def normalized_lines(lines: Iterable[bytes], today: date) -> Iterator[Answered]:
    """One answer per line of the input that is not blank, in its order; a line that cannot be read is dropped with the reason."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _answered(line, number, today)


def _answered(line: bytes, number: int, today: date) -> Answered:
    identifier: Any = None
    try:
        asked = _object(line)
        identifier = asked.get("id")
        target, field = destination(_named(asked, "destination")), _field(_named(asked, "field"))
        about = About(_text(asked.get("country"), "country"), today)
        return Answered(_line(identifier, as_object(prepare(target, field, _text(asked.get("raw"), "raw"), about))))
    except RegularsError as error:
        dropped = {"outcome": "drop", "normalized": None, "reported": True, "reason": f"{error.problem} {error.remedy}".strip()}
        return Answered(_line(identifier, dropped), f"Line {number}: {error.problem} {error.remedy}".strip())


def _line(identifier: Any, answer: dict[str, Any]) -> str:
    made = json.dumps({"id": identifier, **answer}, ensure_ascii=False)
    # half a character, as "\\ud800" in the input, can only be given back as it came
    return (
        made if made.isascii() or made.encode(errors="ignore").decode() == made else json.dumps({"id": identifier, **answer})
    ) + "\n"


def as_object(made: Prepared) -> dict[str, Any]:
    """The keys of the answer; `sha256` and `reason` only where there is one."""
    found: dict[str, Any] = {"outcome": "send" if made.is_sent else "drop", "normalized": made.normalized}
    if made.sha256 is not None:
        found["sha256"] = made.sha256
    found["reported"] = made.reported
    if made.reason is not None:
        found["reason"] = made.reason.value
    return found


def _object(line: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(line, parse_constant=_number, parse_float=_number)
    except (ValueError, RecursionError) as error:
        raise DataError("It is not JSON.", _FORM) from error
    if not isinstance(asked, dict):
        raise DataError("It is not a JSON object.", _FORM)
    return asked


def _number(written: str) -> float:
    """A number that JSON can give back."""
    value = float(written)
    if not isfinite(value):
        raise DataError(f"{written} is no number that JSON has.", "Give it between quotation marks.")
    return value


def _named(asked: dict[str, Any], key: str) -> str:
    value = asked.get(key)
    if not isinstance(value, str):
        raise DataError(f"It has no text {key!r}.", _FORM)
    return value


def _text(value: object, key: str) -> str | None:
    """A number is what somebody's export made of a phone or a zip code: taken as it is written."""
    if value is None or isinstance(value, str):
        if value is not None and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise DataError(f"{key} holds half a character.", "Write the file in UTF-8.")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DataError(f"{key} is neither text nor a number.", "Give it between quotation marks.")
    return format(value, "f").rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _field(name: str) -> FieldName:
    known = {field.value: field for field in FieldName}
    if name not in known:
        raise DataError(f"There is no field called {name!r}.", near_names(name, known))
    return known[name]
