"""A list of people who are never sent: identifiers of customers, e-mail addresses, phone numbers, or their SHA-256, one a line."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

from regulars.errors import SourceError
from regulars.exports.destinations.base import About, Destination, FieldName
from regulars.exports.destinations.klaviyo import KLAVIYO
from regulars.exports.normalize import prepare
from regulars.exports.outcomes import clean
from regulars.work.request import read_text

_DIGEST = 64
_HEADERS = frozenset({"customer_id", "email", "e-mail", "phone", "id", "identifier", "sha256", "hash"})


@dataclass(frozen=True, slots=True)
class Suppressions:
    """The identifiers as they were written, and the list's name and checksum; `digests` are SHA-256 of forms of further ones."""

    identifiers: frozenset[str]
    name: str
    sha256: str
    digests: frozenset[str] = frozenset()

    def __or__(self, other: Suppressions) -> Suppressions:
        """Who is on either list."""
        return Suppressions(
            self.identifiers | other.identifiers,
            f"{self.name}, {other.name}",
            hashlib.sha256(f"{self.sha256}{other.sha256}".encode()).hexdigest(),
            self.digests | other.digests,
        )


def read_suppressions(path: Path) -> Suppressions:
    """Every cell of a text or CSV file as an identifier; a header is passed over.

    Raises:
        SourceError: the file cannot be read, or holds nothing.
    """
    text = read_text(path)
    cells = [clean(cell) for row in csv.reader(text.replace("\x00", "").splitlines()) for cell in row]
    found = frozenset(cell for cell in cells if cell and cell.lower() not in _HEADERS)
    if not found:
        raise SourceError(f"{path} names nobody.", "Write one customer id, e-mail address, phone number or SHA-256 on each line.")
    return Suppressions(found, path.name, hashlib.sha256(text.encode()).hexdigest())


def suppressed_keys(given: Suppressions, destination: Destination, about: About) -> set[str]:
    """What the rows of a destination are compared with: each identifier as it is, in lower case, and in the destination's form (in
    the plainest one for a Standard file)."""
    target = destination if destination.columns else KLAVIYO
    keys = set(given.identifiers | given.digests)
    for identifier in given.identifiers:
        for field in (FieldName.EMAIL, FieldName.PHONE):
            made = prepare(target, field, identifier, about)
            keys |= {form for form in (made.normalized, made.sha256) if form is not None}
        if len(identifier) == _DIGEST:
            keys.add(identifier.lower())
    return keys
