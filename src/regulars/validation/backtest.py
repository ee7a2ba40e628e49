"""A back-test: scores of a split date against what happened after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from regulars.validation.estimates import Refusal
from regulars.validation.groups import Finding, GroupTable
from regulars.validation.scoreboard import Scoreboard
from regulars.validation.stability import Stability
from regulars.validation.upside import Upside
from regulars.validation.verdict import Signal


@dataclass(frozen=True, slots=True)
class SplitResult:
    """What one split date showed.

    `segments` are in the map's order, `levels` one table per axis, best score first. `findings` are only those that the `verdict`
    upholds. `upsides` hold one entry per segment, with a refusal where nothing can be said.
    """

    split: date
    until: date
    customers: int
    returned: int
    later_revenue: float | None
    board: Scoreboard
    segments: GroupTable
    levels: tuple[GroupTable, ...]
    verdict: Signal
    findings: tuple[Finding, ...]
    upsides: tuple[Upside | Refusal, ...]


@dataclass(frozen=True, slots=True)
class Validation:
    """A back-test on one or several split dates; `over_time` says how steady the AUC of each score is."""

    horizon_days: int
    zone: str
    scorecard: str
    map_name: str
    shuffled: int | None
    splits: tuple[SplitResult, ...]
    over_time: tuple[Stability | Refusal, ...]
