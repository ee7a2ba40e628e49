"""In which currency the amounts are written, where their values say so."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence

from regulars.engines.base import Engine
from regulars.errors import DataError, in_words
from regulars.ingest.samples import Sample
from regulars.queries import probes
from regulars.queries.written_money import SHARED_SIGNS, different_units, units_of
from regulars.records import dataclass
from regulars.tables import ColumnUse, NumberFormat

_AMOUNTS = ("total", "line_total", "unit_price")


@dataclass(frozen=True, slots=True)
class Units:
    """The one currency of all amounts, where their values tell it, and sentences about it."""

    currency: str | None = None
    notes: tuple[str, ...] = ()


def written_amounts(sample: Sample, uses: Sequence[ColumnUse]) -> tuple[ColumnUse, ...]:
    """The amount columns whose values may carry a currency; none where a column names it, which decides then."""
    if any(use.role == "currency" for use in uses):
        return ()
    return tuple(use for use in uses if use.role in _AMOUNTS and _is_written(sample, use))


def units_of_amounts(engine: Engine, sample: Sample, uses: Sequence[ColumnUse], measured: Map[str, int] | None = None) -> Units:
    """What the values of the amount columns are written in. Raises DataError for more than one currency.

    `measured` are the `unit_measure`s of a pass that was made: a column without anything beside its digits is left alone.
    """
    known = measured or {}
    written = [use for use in written_amounts(sample, uses) if known.get(probes.unit_measure(sample.column(use.column)).name, 1)]
    found = [(use, _counted(engine, sample, use.column)) for use in written]
    for use, rows in found:
        _refuse_several(use.column, rows)
    everything = {unit: rows for _, counts in found for unit, rows in counts.items()}
    units = different_units(frozenset(everything))
    if len(units) > 1:
        columns = " and ".join(repr(use.column) for use, counts in found if counts)
        raise DataError(f"The amounts in {columns} are in different currencies: {', '.join(sorted(units))}.", _REMEDY)
    return _one(next(iter(units)), found[0][0].column) if units else Units()


_REMEDY = "Split the file by currency, or put the currency into a column of its own."


def _is_written(sample: Sample, use: ColumnUse) -> bool:
    return sample.is_text(use.column) and isinstance(use.format, NumberFormat) and not use.format.plain


def _counted(engine: Engine, sample: Sample, column: str) -> dict[str, int]:
    """Rows by unit, values without one left out."""
    counts: dict[str, int] = {}
    for letters, rows in engine.rows(probes.units_sql(sample.view, sample.column(column))):
        for unit in units_of(str(letters or "")):
            counts[unit] = counts.get(unit, 0) + int(rows)
    return counts


def _refuse_several(column: str, rows: dict[str, int]) -> None:
    units = different_units(frozenset(rows))
    if len(units) > 1:
        shown = ", ".join(
            f"{unit} on {in_words(rows[unit], 'row')}" for unit in sorted(units, key=lambda unit: (-rows[unit], unit))
        )
        raise DataError(f"The amounts in {column!r} are in several currencies, which cannot be added up: {shown}.", _REMEDY)


def _one(unit: str, column: str) -> Units:
    if unit not in SHARED_SIGNS:
        return Units(unit, (f"The amounts in {column!r} are in {unit}.",))
    codes = SHARED_SIGNS[unit]
    if len(codes) == 1:
        return Units(codes[0], (f"The amounts in {column!r} are in {codes[0]}.",))
    return Units(None, (f"The amounts in {column!r} are written with {unit!r}, taken for one currency.",))
