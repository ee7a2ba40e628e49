"""What is read of a test as a whole: its metrics over all customers and per segment, its course, its costs, who was reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from decimal import Decimal

from regulars.experiments.costs import UnitCost
from regulars.experiments.differences import Comparison
from regulars.experiments.exposure import Reached
from regulars.experiments.over_time import DayLook
from regulars.experiments.reading import ArmReading, Reading, SegmentReading, standard_error
from regulars.experiments.sequential import always_valid_reach
from regulars.records import dataclass
from regulars.validation.estimates import Estimate, Refusal

# the name of those of whom no segment is known
NO_SEGMENT = "(none)"


@dataclass(frozen=True, slots=True)
class MetricReading:
    """One metric: over all customers, per segment, and each treatment over the segments."""

    overall: Reading
    segments: Mapping[str, Reading] = field(default_factory=dict)
    over: tuple[SegmentReading, ...] = ()


@dataclass(frozen=True, slots=True)
class ExperimentReading:
    """A test as read; `left_out` counts rows that could not be used, by reason."""

    rows: int
    control: str
    shares: Mapping[str, float]
    left_out: Mapping[str, int]
    metrics: tuple[MetricReading, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """How the difference that an arm makes has gone, in the metric that decides."""

    arm: str
    looks: tuple[DayLook, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How the customers of each arm are spread over the values of a metric: `bins` name them, `customers` has a count per bin."""

    metric: str
    bins: tuple[str, ...]
    customers: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class ArmSpending:
    """What a treatment cost and brought.

    `contacted` customers cost `contact_cost` each; `redeemed` orders with the arm's code cost `redemption_cost` in all; `leaked` is
    how many there were in the control. `cost` is what the arm cost in all. `per_retained` is the cost of one more customer kept,
    `margin` the margin more over all treated (`margin_source` says where it comes from), `net` that after cost, `back` what each
    unit spent brought beyond itself; None where it cannot be told. `buyers` of its customers ordered. `sign` stands before amounts.
    """

    arm: str
    customers: int
    contacted: int
    contact_cost: Decimal
    redeemed: int
    leaked: int
    redemption_cost: Decimal
    cost: Decimal
    per_retained: UnitCost | Refusal
    margin: Estimate | None = None
    margin_source: str = ""
    net: Estimate | None = None
    back: Estimate | Refusal | None = None
    buyers: int = 0
    sign: str = ""


@dataclass(frozen=True, slots=True)
class ArmReached:
    """Who of an arm was really reached, metric by metric."""

    arm: str
    found: Mapping[str, Reached | Refusal]


@dataclass(frozen=True, slots=True)
class About:
    """What a test is about, in words that are ready to be shown.

    `facts` are (term, value) pairs such as when it ran; `arms` (name, planned share, customers), the control first; `metrics`
    say in words what each metric is; `days` is how long outcomes count, None where that is not known; `plan` what
    it could see, beforehand.
    """

    name: str
    hypothesis: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    arms: tuple[tuple[str, float, int], ...] = ()
    metrics: Mapping[str, str] = field(default_factory=dict)
    days: int | None = None
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that is shown of a test beside its name: the reading, and what can be told of its course, spread, costs and reach.

    `until` is the end of what was looked at, `is_over` whether all outcomes are in, `known_until` the last order there is; None
    where a table alone tells.
    `fractions` is, by metric, how much of the variance expected at the end is in: by it the intervals for daily looks are made.
    """

    reading: ExperimentReading
    until: datetime | None = None
    is_over: bool = True
    known_until: datetime | None = None
    fractions: Mapping[str, float] = field(default_factory=dict)
    courses: tuple[Course, ...] = ()
    spread: Spread | None = None
    spending: tuple[ArmSpending, ...] = ()
    reached: tuple[ArmReached, ...] = ()


def shown_comparison(arm: ArmReading) -> Comparison | Refusal:
    """The comparison that the verdict is about: after CUPED where there is one."""
    return arm.raw if arm.adjusted is None else arm.adjusted


def always_valid(found: Comparison, fraction: float) -> Estimate:
    """The difference with the interval that holds however often one looks; `fraction` as in `sequential.always_valid_reach`."""
    level = found.difference.level
    half = always_valid_reach(fraction, level) * standard_error(found)
    value = found.difference.value
    return Estimate(value, value - half, value + half, level)
