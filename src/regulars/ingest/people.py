"""Who a row belongs to: display names that are no identifiers, words that mean nobody."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.ingest.names import words
from regulars.ingest.platforms.base import Platform
from regulars.ingest.samples import Sample
from regulars.tables import ColumnUse

NOBODY = (
    "guest", "guest checkout", "guest user", "anonymous", "anonymous customer", "not logged in", "unknown", "none", "null",
    "nan", "n/a", "na", "unspecified", "no customer", "walk-in", "walk in", "walk-in customer", "cash customer", "gast",
    "gastbestellung", "unbekannt", "laufkunde", "barverkauf", "invité", "anonyme", "client comptoir", "invitado", "anónimo",
    "consumidor final", "ospite", "anonimo", "convidado", "consumidor", "onbekend", "gość", "anonim", "klient detaliczny",
    "-", "-1", "?",
)  # fmt: skip
_NAME_WORDS = frozenset({"name", "nom", "nombre", "nome", "naam", "nazwa", "kundenname", "klantnaam", "username"})
# a real customer 0 has no more rows than others
_ZERO_SHARE = 0.02


def is_display_name(sample: Sample, column: str) -> bool:
    """Whether a column holds people's names rather than identifiers."""
    found = words(column)
    if "user" not in found and not _NAME_WORDS.isdisjoint(found) and "id" not in found:
        return True
    values = sample.values(column)
    return bool(values) and sum(" " in value and not any(map(str.isdigit, value)) for value in values) > len(values) / 2


def anonymous_words(sample: Sample, uses: Sequence[ColumnUse], platform: Platform | None) -> tuple[str, ...]:
    """The lower-case values of the identity columns that mean nobody; none where a number column cannot hold them."""
    columns = [use.column for use in uses if use.role in ("customer_id", "email", "phone")]
    found = (*(platform.anonymous if platform else ()), *(NOBODY if any(map(sample.is_text, columns)) else ()))
    if any(_zero_is_nobody(sample, use.column) for use in uses if use.role == "customer_id"):
        found = ("0", "0.0", *found)
    return tuple(dict.fromkeys(found))


def _zero_is_nobody(sample: Sample, column: str) -> bool:
    """Whether the customer 0 stands for everybody without an account: far more rows than any customer has."""
    values = sample.values(column)
    zeros = sum(value in ("0", "0.0") for value in values)
    others = len(values) - zeros
    distinct = len(set(values)) - 1
    return zeros > 3 and distinct > 0 and zeros > len(values) * _ZERO_SHARE and zeros > 5 * others / distinct
