"""The column that tells when a row was last changed, where a source has one."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.engines.base import Engine
from regulars.errors import RegularsError, SourceError, near_names
from regulars.ingest.answers import Answers
from regulars.ingest.formats import settle
from regulars.ingest.names import words
from regulars.ingest.samples import take_sample
from regulars.tables import ColumnUse, Kind

ROLE = "updated_at"
_NAMES = (
    "updated at", "updated on", "updated", "update date", "update time", "date updated", "updated date", "updated time",
    "last updated", "last updated at", "last update", "order updated at", "modified at", "modified on", "modified", "modified date",
    "modified time", "date modified", "last modified", "last modified at", "last modified date", "order modified date",
    "date modified gmt", "changed at", "changed on", "last changed", "last changed at", "version date", "row version at",
    "aktualisiert am", "geaendert am", "geandert am", "anderungsdatum", "mis a jour le", "modifie le", "date de modification",
    "fecha de modificacion", "actualizado en", "data modifica", "atualizado em", "gewijzigd op",
)  # fmt: skip


def update_column(columns: Sequence[str]) -> str | None:
    """The column that is called like the time of a row's last change."""
    known = [words(name) for name in _NAMES]
    named = sorted((known.index(words(column)), column) for column in columns if words(column) in known)
    return named[0][1] if named else None


def update_use(
    engine: Engine, view: str, columns: Sequence[str], answers: Answers, wanted: str | None, *, is_said: bool
) -> tuple[ColumnUse | None, tuple[str, ...]]:
    """The column with the time of a row's last change: `wanted`, or the first that is called so. And notes.

    Unless a person has just said so (`is_said`), a column whose values cannot be read as times is left alone.

    Raises:
        SourceError: there is no column `wanted`. RegularsError: it is no time.
    """
    if wanted is not None and is_said and wanted not in columns:
        raise SourceError(f"There is no column {wanted!r} for {ROLE}.", near_names(wanted, columns))
    column = wanted if wanted in columns else update_column(columns)
    if column is None:
        return None, ()
    sample = take_sample(engine, view, columns)
    if not sample.values(column):
        return None, ()
    use = ColumnUse(ROLE, column, None, 1.0, "you said so" if wanted else "named like the time of the last change")
    try:
        settled = settle(engine, sample, (use,), {ROLE: Kind.TIME}, answers)
    except RegularsError as error:
        if is_said:
            raise
        return None, (f"The column {column!r} is not used to tell which version of an order is the later one: {error.problem}",)
    return settled.uses[0], settled.notes
