"""A back-test: scores of a split date against what happened after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from regulars.validation.calibration import Calibration
from regulars.validation.estimates import Refusal
from regulars.validation.groups import Finding, GroupTable
from regulars.validation.scoreboard import Scoreboard
from regulars.validation.signals import SignalReport
from regulars.validation.stability import Stability
from regulars.validation.upside import Upside
from regulars.validation.verdict import Signal


class Outcome(StrEnum):
    """What coming back means."""

    ORDERED = "ordered again"
    VISITED = "came for a visit"
    BOUGHT = "bought"


@dataclass(frozen=True, slots=True)
class GainCurve:
    """The share of those who came back among the best-scored customers: `held[i]` of them in the best i / (len - 1)."""

    name: str
    held: tuple[float, ...]


# what a customer's own range is made to hold
RANGE = 0.9


@dataclass(frozen=True, slots=True)
class PredictionCheck:
    """A prediction by bin, predicted beside actual; `unit` says of what.

    `held` is the share of the customers who kept within their own range, made for RANGE of them or more; None without one.
    """

    name: str
    unit: str
    calibration: Calibration | Refusal
    held: float | None = None


@dataclass(frozen=True, slots=True)
class SplitResult:
    """What one split date showed of one outcome.

    `segments` are in the map's order, `stages` from established to lapsed (None without a lifecycle), `levels` one table per axis,
    best score first. `findings` are only those that the `verdict` upholds. `upsides` hold one entry per segment with customers,
    with a refusal where nothing can be said. `predictions` compare what the models expected with what came; `notes` say why one is
    missing.
    """

    split: date
    until: date
    outcome: Outcome
    customers: int
    returned: int
    later_revenue: float | None
    board: Scoreboard
    segments: GroupTable
    stages: GroupTable | None
    levels: tuple[GroupTable, ...]
    verdict: Signal
    findings: tuple[Finding, ...]
    upsides: tuple[Upside | Refusal, ...]
    curves: tuple[GainCurve, ...] = ()
    predictions: tuple[PredictionCheck, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Validation:
    """A back-test on one or several split dates; `over_time` says how steady the AUC of each score is.

    `signals` are the fields of the profile, ranked by what they add to the scores' own values on the latest split; `layers` the
    same with each layer's fields taken together. None where they were not asked for.
    """

    horizon_days: int
    zone: str
    scorecard: str
    map_name: str
    shuffled: int | None
    splits: tuple[SplitResult, ...]
    over_time: tuple[Stability | Refusal, ...]
    signals: SignalReport | Refusal | None = None
    layers: SignalReport | Refusal | None = None
    currency: str | None = None
