"""An experiment with any number of treatments and segments, with everything that a page of one can show."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from regulars.experiments.costs import cost_per_retained
from regulars.experiments.over_time import DayLook
from regulars.experiments.reading import ArmOutcome, Reading, over_segments, read
from regulars.experiments.results import About, ArmSpending, Course, ExperimentReading, Findings, MetricReading, Spread
from regulars.validation.estimates import Estimate
from regulars.validation.intervals import moments

_METRICS = {
    "retained": "ordered at least once",
    "revenue": "net revenue per customer",
    "unsubscribed": "left the list",
    "returned": "sent something back",
}


def made_about(name: str, hypothesis: str, arms: Sequence[str], segments: Sequence[str]) -> About:
    """What it is about, with as many facts as one of a workspace has."""
    facts = (("On", ", ".join(segments)), ("From", "1 May 2026"), ("To", "30 June 2026"), ("Customers", "3,000"))
    more = (("Started by", "alex@example.org"), ("Read until", "30 June 2026"), ("Orders known until", "30 June 2026"))
    plan = "With 2,000 customers (50 % treated, 50 % held out) a test detects a difference of 4.84 points or more in 80% of tests."
    shares = tuple((arm, 1 / len(arms), 1000) for arm in arms)
    return About(name, hypothesis, (*facts, *more), shares, _METRICS, 60, plan)


def made_findings(arms: Sequence[str], segments: Sequence[str]) -> Findings:
    """Four metrics in every segment, and the course, spread and costs of every treatment; the control is first."""
    looks = tuple(DayLook(day, Estimate(day / 300, day / 300 - 0.5 / day, day / 300 + 0.5 / day)) for day in range(1, 61))
    spending = tuple(
        ArmSpending(
            arm, 1000, 1000, Decimal("0.5"), 50, 2, Decimal(100), Decimal(600),
            cost_per_retained(0.5, Estimate(0.1, 0.06, 0.14)), Estimate(2000, 1500, 2500), "what orders say goods cost",
            Estimate(1400, 900, 1900), Estimate(2.3, 1.5, 3.1),
        )
        for arm in arms[1:]
    )  # fmt: skip
    given = ExperimentReading(
        1000 * len(arms),
        arms[0],
        dict.fromkeys(arms, 1 / len(arms)),
        {},
        tuple(_metric(name, arms, segments) for name in _METRICS),
    )
    spread = Spread("orders", ("0", "1", "2", "3", "4", "5 or more"), dict.fromkeys(arms, (800, 150, 40, 10, 5, 2)))
    return Findings(given, courses=tuple(Course(arm, looks) for arm in arms[1:]), spread=spread, spending=spending)


def _metric(name: str, arms: Sequence[str], segments: Sequence[str]) -> MetricReading:
    shares = dict.fromkeys(arms, 1 / len(arms))

    def reading(size: int) -> Reading:
        counts = [round((0.2 + 0.05 * place) * size) for place in range(len(arms))]
        outcomes = {
            arm: ArmOutcome(moments(np.repeat([1.0, 0.0], [count, size - count])), count)
            for arm, count in zip(arms, counts, strict=True)
        }
        return read(name, outcomes, shares, arms[0])

    parts = {segment: reading(200 + 60 * place) for place, segment in enumerate(segments)}
    return MetricReading(reading(1000), parts, tuple(over_segments(arm, parts) for arm in arms[1:]) if parts else ())
