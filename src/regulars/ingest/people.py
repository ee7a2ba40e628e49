"""Who a row belongs to: display names that are no identifiers, words that mean nobody."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.engines.base import Engine
from regulars.ingest.answers import Answers
from regulars.ingest.names import words
from regulars.ingest.platforms.base import Platform
from regulars.ingest.samples import Sample
from regulars.queries import reading
from regulars.queries.probes import small_numbers_sql
from regulars.tables import ColumnUse

NOBODY = (
    "guest", "guest checkout", "guest user", "anonymous", "anonymous customer", "not logged in", "unknown", "none", "null",
    "nan", "n/a", "na", "unspecified", "no customer", "walk-in", "walk in", "walk-in customer", "cash customer", "gast",
    "gastbestellung", "unbekannt", "laufkunde", "barverkauf", "invité", "anonyme", "client comptoir", "invitado", "anónimo",
    "consumidor final", "ospite", "anonimo", "convidado", "consumidor", "onbekend", "gość", "anonim", "klient detaliczny",
    "-", "-1", "?", "#n/a", "#ref!", "#value!", "#name?", "#null!", "#num!", "#div/0!", "undefined", "(blank)", "(null)", "(none)",
    "(not set)", "\\n", "nil", "<na>", "<null>", "(leer)", "(vide)",
    # rows of sums below a table
    "total", "totals", "grand total", "sum", "subtotal", "summe", "gesamt", "gesamtsumme", "gesamtergebnis", "total général",
    "total general", "somme", "suma", "totale", "totale generale", "totaal", "eindtotaal", "razem", "suma końcowa", "总计", "合計",
)  # fmt: skip
_NAME_WORDS = frozenset({"name", "nom", "nombre", "nome", "naam", "nazwa", "kundenname", "klantnaam", "username"})
# a real customer 0 has no more rows than others
_ZERO_SHARE = 0.01
_SMALL_ID = 10


def is_display_name(sample: Sample, column: str) -> bool:
    """Whether a column holds people's names rather than identifiers."""
    found = words(column)
    if "user" not in found and not _NAME_WORDS.isdisjoint(found) and "id" not in found:
        return True
    values = sample.values(column)
    return bool(values) and sum(" " in value and not any(map(str.isdigit, value)) for value in values) > len(values) / 2


_ZERO = ("0", "0.0")


def anonymous_words(
    sample: Sample, uses: Sequence[ColumnUse], platform: Platform | None, zero_is_nobody: bool | None, *, only_numbers: bool = False
) -> tuple[str, ...]:
    """The lower-case values of the identity columns that mean nobody; none where a number column cannot hold them.

    `only_numbers`: every customer's identifier is a number, though written as text, so that no word need be looked for.
    """
    columns = [use.column for use in uses if use.role in ("customer_id", "email", "phone")]
    found = (*(platform.anonymous if platform else ()), *(NOBODY if any(map(sample.is_text, columns)) else ()))
    if zero_is_nobody:
        found = (*_ZERO, *found)
    if only_numbers and not any(use.role in ("email", "phone") for use in uses):
        found = tuple(word for word in found if _is_number(word))
    return tuple(dict.fromkeys(found))


def zero_is_nobody(
    engine: Engine, sample: Sample, uses: Sequence[ColumnUse], platform: Platform | None, answers: Answers
) -> bool | None:
    """Whether the customer 0 stands for everybody without an account; None where no row has it. What earlier data showed stays."""
    column = next((use.column for use in uses if use.role == "customer_id"), None)
    if column is None or (platform and "0" in platform.anonymous):
        return None if column is None else True
    return answers.zero_is_nobody if answers.zero_is_nobody is not None else _zero_stands_out(engine, sample, column)


def _zero_stands_out(engine: Engine, sample: Sample, column: str) -> bool | None:
    """Whether 0 is unlike all other identifiers, or has far more rows than any customer has."""
    values = sample.values(column)
    zeros = sum(value in _ZERO for value in values)
    others = [value for value in values if value not in _ZERO]
    is_text, kind = sample.is_text(column), sample.types[column]
    is_number = reading.is_integer(kind) or reading.is_float(kind)
    if not others or (not zeros and (sample.whole or not (is_text or is_number))):
        return None
    if not any(_is_small(value) for value in others):
        if sample.whole or (is_text and not zeros):
            return True
        # which rows of a large table the sample has is chance: another one could show a customer 7
        zeros_of_all, small = engine.rows(small_numbers_sql(sample.view, column))[0]
        if not small:
            return True if zeros_of_all else None
    often = zeros > len(values) * _ZERO_SHARE and zeros > 5 * len(others) / len(set(others))
    return (zeros > 3 and often) if zeros else None


def _is_number(word: str) -> bool:
    return word.removeprefix("-").replace(".", "", 1).isdigit()


def _is_small(value: str) -> bool:
    whole = value.removesuffix(".0")
    return whole.isdecimal() and int(whole) <= _SMALL_ID
