"""Cuts as JSON: stored with a run, and read back to score new data by the same borders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from regulars.errors import DefinitionError, near_names
from regulars.scoring.maps import MAX_LEVELS, MIN_LEVELS
from regulars.scoring.results import Axis, AxisCuts, CutMethod

_REMEDY = "Give the cuts as a run of Regulars wrote them."

Choice = TypeVar("Choice", bound=StrEnum)
Plain = TypeVar("Plain", int, str, bool)

WIRE_VERSION = 1
_WIRE_KEYS = ("axis", "method", "levels", "boundaries", "usable", "lower_is_better", "inclusive_upper", "note")


def cuts_to_wire(cuts: Sequence[AxisCuts]) -> dict[str, object]:
    """Cuts as JSON-able values, to store with a run and freeze: whole numbers as they are, other numbers as text."""
    return {"version": WIRE_VERSION, "axes": [_axis_to_wire(part) for part in cuts]}


def _axis_to_wire(cuts: AxisCuts) -> dict[str, object]:
    return {
        "axis": cuts.axis.value,
        "method": cuts.method.value,
        "levels": cuts.levels,
        "boundaries": [border if isinstance(border, int) else str(border) for border in cuts.boundaries],
        "usable": cuts.usable,
        "lower_is_better": cuts.lower_is_better,
        "inclusive_upper": cuts.inclusive_upper,
        "note": cuts.note,
    }


def cuts_from_wire(wire: object, filename: str) -> tuple[AxisCuts, ...]:
    """The cuts that `cuts_to_wire` wrote.

    Raises DefinitionError, naming the file and the axis, for anything that is not exactly that.
    """
    top = _record(wire, ("version", "axes"), filename)
    if top["version"] != WIRE_VERSION or isinstance(top["version"], bool):
        raise DefinitionError(
            f"{filename}: cuts of version {top['version']!r} cannot be read.", f"This release reads version {WIRE_VERSION}."
        )
    parts = top["axes"]
    if not isinstance(parts, list) or not parts:
        raise DefinitionError(f"{filename}: axes has to be a list with at least one axis.", _REMEDY)
    cuts = tuple(_axis_from_wire(part, f"{filename}, axis {number}") for number, part in enumerate(parts, 1))
    if len({part.axis for part in cuts}) != len(cuts):
        raise DefinitionError(f"{filename}: an axis is there twice.", _REMEDY)
    return cuts


def _axis_from_wire(wire: object, where: str) -> AxisCuts:
    record = _record(wire, _WIRE_KEYS, where)
    axis = _choice(Axis, record["axis"], f"{where}: axis")
    levels = _plain(int, record["levels"], f"{where}: levels")
    usable = _plain(int, record["usable"], f"{where}: usable")
    if not MIN_LEVELS <= levels <= MAX_LEVELS or not 1 <= usable <= levels:
        raise DefinitionError(f"{where}: {levels} levels, {usable} of them usable, cannot be.", _REMEDY)
    cuts = AxisCuts(
        axis=axis,
        method=_choice(CutMethod, record["method"], f"{where}: method"),
        levels=levels,
        boundaries=_boundaries(record["boundaries"], levels, where),
        usable=usable,
        lower_is_better=_plain(bool, record["lower_is_better"], f"{where}: lower_is_better"),
        note=_plain(str, record["note"], f"{where}: note"),
        inclusive_upper=_plain(bool, record["inclusive_upper"], f"{where}: inclusive_upper"),
    )
    if cuts.lower_is_better is not (axis is Axis.RECENCY):
        raise DefinitionError(f"{where}: lower_is_better is true for recency and for no other axis.", _REMEDY)
    return cuts


def _record(wire: object, keys: Sequence[str], where: str) -> Mapping[str, object]:
    if not isinstance(wire, Mapping):
        raise DefinitionError(f"{where}: this is not an object with {', '.join(keys)}.", _REMEDY)
    missing = [key for key in keys if key not in wire]
    if missing:
        raise DefinitionError(f"{where}: {missing[0]} is missing.", _REMEDY)
    unknown = [str(key) for key in wire if key not in keys]
    if unknown:
        raise DefinitionError(f'{where}: "{unknown[0]}" is not known.', near_names(unknown[0], keys))
    return wire


def _choice(kind: type[Choice], value: object, where: str) -> Choice:
    names = [member.value for member in kind]
    if not isinstance(value, str) or value not in names:
        raise DefinitionError(f"{where} is {value!r}.", near_names(str(value), names))
    return kind(value)


def _plain(kind: type[Plain], value: object, where: str) -> Plain:
    if type(value) is not kind:  # True is an int, and not a number of levels
        raise DefinitionError(f"{where} is {value!r}, and has to be of type {kind.__name__}.", _REMEDY)
    return value


def _boundaries(wire: object, levels: int, where: str) -> tuple[Decimal | int, ...]:
    if not isinstance(wire, list) or len(wire) != levels - 1:
        raise DefinitionError(f"{where}: {levels} levels need a list of {levels - 1} boundaries.", _REMEDY)
    borders = tuple(_border(value, where) for value in wire)
    if any(low > high for low, high in pairwise(borders)):
        raise DefinitionError(f"{where}: the boundaries do not ascend.", _REMEDY)
    return borders


def _border(value: object, where: str) -> Decimal | int:
    if type(value) is int:
        return value
    try:
        border = Decimal(value) if isinstance(value, str) else Decimal("NaN")
    except InvalidOperation:
        border = Decimal("NaN")
    if not border.is_finite():
        raise DefinitionError(
            f"{where}: the boundary {value!r} is not a number.", 'Write whole numbers, or others as text: "12.50".'
        )
    return border
