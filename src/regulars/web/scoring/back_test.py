"""A kept back-test as the page shows it: dates as dates, and each segment's rate with its interval drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from regulars.charts import text
from regulars.charts.markup import Markup
from regulars.charts.whiskers import Whisker, whiskers
from regulars.validation.estimates import Estimate


@dataclass(frozen=True, slots=True)
class Rate:
    """A segment's customers, how many came back, their share with its 95 % interval, and net revenue each."""

    name: str
    customers: int
    returned: int
    plain_share: str
    share: str
    revenue: str


@dataclass(frozen=True, slots=True)
class Score:
    """How well a score tells who comes back: the AUC with its 95 % interval."""

    name: str
    baseline: bool
    auc: str


@dataclass(frozen=True, slots=True)
class BackTest:
    """What the page shows of it."""

    at: datetime
    split: date
    until: date
    customers: int
    returned: int
    scorecard: str
    map: str
    signal: bool
    sentence: str
    findings: tuple[str, ...]
    rates: tuple[Rate, ...]
    scores: tuple[Score, ...]
    best: Rate | None
    worst: Rate | None
    picture: Markup

    @property
    def days(self) -> int:
        """How long the customers were watched."""
        return (self.until - self.split).days


def back_test(kept: Mapping[str, Any] | None) -> BackTest | None:
    """The kept object (`work.validate_workspace`), or None."""
    if kept is None:
        return None
    currency = kept.get("currency")
    known = sorted((row for row in kept["segments"] if row["rate"]), key=lambda row: -row["rate"]["value"])
    return BackTest(
        at=datetime.fromisoformat(kept["at"]),
        split=date.fromisoformat(kept["split"]),
        until=date.fromisoformat(kept["until"]),
        customers=kept["customers"],
        returned=kept["returned"],
        scorecard=kept["scorecard"],
        map=kept["map"],
        signal=kept["signal"],
        sentence=kept["sentence"],
        findings=tuple(kept["findings"]),
        rates=tuple(_rate(row, currency) for row in kept["segments"]),
        scores=tuple(Score(row["name"], row["baseline"], _interval(row["auc"])) for row in kept["scores"]),
        best=_rate(known[0], currency) if known else None,
        worst=_rate(known[-1], currency) if known else None,
        picture=_picture(kept["segments"]),
    )


def _rate(row: Mapping[str, Any], currency: str | None) -> Rate:
    found, money = row["rate"], row["revenue_per_head"]
    share = (
        f"{text.percent(found['value'])} ({text.percent(found['low'])} to {text.percent(found['high'])})" if found else text.NOTHING
    )
    revenue = text.money(Decimal(f"{money['value']:.2f}"), currency) if money else text.NOTHING
    plain = text.percent(found["value"]) if found else text.NOTHING
    return Rate(row["name"], row["customers"], row["returned"], plain, share, revenue)


def _interval(found: Mapping[str, float] | None) -> str:
    return f"{found['value']:.3f} ({found['low']:.3f} to {found['high']:.3f})" if found else text.NOTHING


def _picture(rows: list[Mapping[str, Any]]) -> Markup:
    drawn = [
        Whisker(row["name"], Estimate(found["value"], found["low"], found["high"]), text.percent(found["value"]))
        for row in rows
        if (found := row["rate"])
    ]
    if not drawn:
        return Markup()
    high = max(each.estimate.high for each in drawn if each.estimate)
    ticks = [(0.0, "0%"), (high, text.percent(high))]
    return whiskers("back-test", "Share that ordered again, with 95 % intervals", drawn, 0.0, high, ticks, None)
