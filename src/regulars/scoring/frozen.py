"""What a finished run hands on, so that new data can be scored by the same borders and compared with it."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from regulars.errors import DefinitionError
from regulars.records import dataclass
from regulars.scoring.cuts import cuts_from_wire
from regulars.scoring.results import AxisCuts


@dataclass(frozen=True, slots=True)
class FrozenRun:
    """The cuts of a run, the instant it looked from, and its customers per composite value, which ranks and fifths rest on."""

    cuts: tuple[AxisCuts, ...]
    as_of: datetime | None = None
    composites: tuple[tuple[Fraction, int], ...] = ()


def composites_to_wire(composites: tuple[tuple[Fraction, int], ...]) -> list[list[object]]:
    """Composite values as text, with their customers."""
    return [[str(value), customers] for value, customers in composites]


def frozen_from_wire(stored: object, filename: str) -> FrozenRun:
    """The frozen part of a run.json, or of cuts alone.

    Raises:
        DefinitionError: it is neither, or a part of it is not as a run writes it.
    """
    if not isinstance(stored, dict) or "cuts" not in stored or "as_of" not in stored:
        return FrozenRun(tuple(cuts_from_wire(stored, filename)))
    try:
        as_of = datetime.fromisoformat(stored["as_of"])
        composites = tuple((Fraction(value), int(customers)) for value, customers in stored.get("composites", []))
    except (TypeError, ValueError, ZeroDivisionError) as error:
        raise DefinitionError(
            f"{filename}: as_of or composites is not as a run writes it.", "Give the run.json of a former run."
        ) from error
    return FrozenRun(tuple(cuts_from_wire(stored["cuts"], filename)), as_of, composites)
