"""Forms that a destination's documents ask for in its file, beyond what can be made of a value.

Each check answers with the reason and whether the destination rejects it (else it is remarked on), or None where all is well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from regulars.exports import contacts
from regulars.exports.destinations.base import FieldName

Problem = tuple[str, bool]

_AMOUNT = re.compile(r"\d+(\.\d+)?")
_HASH = re.compile(r"[0-9a-fA-F]{64}")
_DATE_PARTS = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})")
_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIMESTAMP = re.compile(r"(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})( \d{1,2}:\d{2}(:\d{2})?)?")
_CONSENT = frozenset({"subscribe", "unsubscribed", "never subscribed"})
# how many letters a country may have
_COUNTRY_LETTERS = {"google": (2, 3), "meta": (2,)}


def as_written(destination: str, each: FieldName, cell: str, normalized: str) -> Problem | None:
    """What is wrong with how a plain value is written; `normalized` is its normal form."""
    cell = cell.strip()
    letters = _COUNTRY_LETTERS.get(destination)
    if letters is None:
        return None
    if each is FieldName.COUNTRY and not (len(cell) in letters and cell.isalpha()):
        return f"a country that is not a code of {' or '.join(map(str, letters))} letters", True
    if each is FieldName.PHONE and not cell.startswith(("+", "00")):
        return _without_plus(cell, normalized)
    if each is FieldName.VALUE and not _AMOUNT.fullmatch(cell):
        return "letters, currency signs or commas in a value", True
    return None


def _without_plus(cell: str, normalized: str) -> Problem | None:
    """What is wrong with the digits of a number, of which the first are to be its country code."""
    made = contacts.phone(f"+{cell}", None).normalized
    if made is None:
        return "a phone number without its country code", True
    if made.lstrip("+") != normalized.lstrip("+"):  # it is a number of the customer's country as well
        return "a phone number of another country, or one without its country code", False
    return None


def _birth_date(cell: str) -> Problem | None:
    if _HASH.fullmatch(cell):
        return None
    found = _DATE_PARTS.fullmatch(cell) or _TOGETHER.fullmatch(cell)
    readings = _readings(*found.groups()) if found else set()
    if not readings:
        return "not a birth date", True
    return ("day and month may be taken for each other: write YYYY-MM-DD", False) if len(readings) > 1 else None


def _readings(first: str, second: str, third: str) -> set[tuple[int, int, int]]:
    """The dates that the parts may mean: year first, or day and month, or month and day before the year."""
    a, b, c = int(first), int(second), int(third)
    orders = [(a, b, c)] if len(first) == 4 else [(c, b, a), (c, a, b)] if len(third) in (2, 4) else []
    return {(year, month, day) for year, month, day in orders if _is_date(year + (1900 if year < 100 else 0), month, day)}


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).year >= 1900
    except ValueError:
        return False


def _age(cell: str) -> Problem | None:
    return None if _HASH.fullmatch(cell) or (cell.isdigit() and int(cell) <= 130) else ("not an age in years", True)


def _consent(cell: str) -> Problem | None:
    said = "neither Subscribe nor Unsubscribed nor Never subscribed"
    return None if cell.lower() in _CONSENT else (said, True)


def _timestamp(cell: str) -> Problem | None:
    return None if _TIMESTAMP.fullmatch(cell) else ("not a date as YYYY-MM-DD or MM/DD/YYYY", True)


# columns that are no field of ours, by their headers in small letters
BY_HEADER: Mapping[str, Mapping[str, Callable[[str], Problem | None]]] = {
    "meta": {"dob": _birth_date, "age": _age},
    "klaviyo": {
        "sms marketing consent": _consent,
        "sms transactional consent": _consent,
        "sms marketing timestamp": _timestamp,
        "sms transactional timestamp": _timestamp,
    },
}
