"""What reading a request gives: its meaning or meanings, or which words stood in the way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from regulars.criteria.tree import Condition


class Status(StrEnum):
    """OK: one reading. AMBIGUOUS: several, a person chooses. REFUSED: no segment may be made of it."""

    OK = "ok"
    AMBIGUOUS = "ambiguous"
    REFUSED = "refused"


class Role(StrEnum):
    """What a stretch of the request was taken for."""

    CONDITION = "condition"
    AMOUNT = "amount"
    WINDOW = "window"
    VALUE = "value"
    CONNECTION = "connection"
    HARMLESS = "harmless"
    UNPLACED = "unplaced"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (excluded) of the request, and what they were taken for."""

    start: int
    end: int
    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Words that could change the meaning and were not understood: why, and what can be asked instead."""

    text: str
    reason: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of the request. `label` tells it from the others; blank when it is the only one."""

    condition: Condition
    label: str
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """The outcome. OK has one reading, AMBIGUOUS two or more, REFUSED none and at least one unplaced.

    `ways` is how many readings an AMBIGUOUS one has, given or not, as far as they were counted.
    """

    status: Status
    readings: tuple[Reading, ...]
    assumptions: tuple[str, ...]
    unplaced: tuple[Unplaced, ...]
    spans: tuple[Span, ...]
    ways: int = 0
