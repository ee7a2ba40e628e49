"""A test's plan and reading as text and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, field
from typing import TYPE_CHECKING, Any

from regulars.experiments.costs import cost_per_retained, incremental, less_cost, return_on_spend
from regulars.experiments.differences import Comparison
from regulars.experiments.finding_words import amount, brought
from regulars.experiments.reading import ArmReading, Reading, SegmentReading
from regulars.experiments.results import NO_SEGMENT, ExperimentReading, MetricReading, always_valid, shown_comparison
from regulars.experiments.words import difference, segments_differ
from regulars.records import dataclass
from regulars.validation import words
from regulars.validation.estimates import Estimate, Refusal

if TYPE_CHECKING:
    from regulars.experiments.sizing import Plan


@dataclass(frozen=True, slots=True)
class Extras:
    """What was asked beside the effects: cost per treated customer, margin on amounts, customers planned in all.

    `fractions` is, by metric, how much of the information that was planned for is in, where that is known better.
    """

    cost: float | None = None
    margin: float | None = None
    planned: int | None = None
    fractions: Mapping[str, float] = field(default_factory=dict)

    def fraction(self, reading: Reading) -> float | None:
        """How much of the information that was planned for is in; None where nothing was planned."""
        planned = sum(reading.counts.values()) / self.planned if self.planned else None
        return self.fractions.get(reading.metric, planned)


def plan_object(found: Plan) -> dict[str, Any]:
    """A plan for JSON."""
    return asdict(found)


def reading_text(found: ExperimentReading, extras: Extras) -> str:
    """The sizes of the arms, then each metric in sentences, per segment where asked."""
    first = found.metrics[0].overall
    sizes = ", ".join(f"{arm} {count:,}" for arm, count in first.counts.items())
    lines = [f"{found.rows:,} rows. {sizes}. {first.sentence}"]
    lines += [f"Left out: {count:,} ({reason})." for reason, count in found.left_out.items()]
    for metric in found.metrics:
        if not metric.overall.is_blocked:
            heading = [f"{metric.overall.metric}:"] if len(found.metrics) > 1 else []
            lines += ["", *heading, *_metric_lines(metric, extras)]
    return "\n".join(lines) + "\n"


def _metric_lines(metric: MetricReading, extras: Extras) -> list[str]:
    lines = []
    for arm in metric.overall.arms:
        lines.append(arm.sentence)
        if arm.gain is not None and isinstance(arm.raw, Comparison):
            raw = difference(arm.raw.difference, metric.overall.is_rate, metric.overall.sign)
            lines.append(f"  What was known before explains {words.percent(arm.gain)} of the variance; without it: {raw}.")
        lines += [f"  {line}" for line in _extra_lines(metric.overall, arm, extras)]
    segments = metric.segments if set(metric.segments) != {NO_SEGMENT} else {}
    for segment, reading in segments.items():
        lines += [f"  {segment}: {told}" for told in ([arm.sentence for arm in reading.arms] or [reading.sentence])]
    lines += [f"  {_over(each, metric.overall)}" for each in metric.over if segments]
    return lines


def _extra_lines(reading: Reading, arm: ArmReading, extras: Extras) -> list[str]:
    shown = shown_comparison(arm)
    if isinstance(shown, Refusal):
        return []
    lines, treated = [], shown.customers[1]
    fraction = extras.fraction(reading)
    if fraction is not None:
        sequence = always_valid(shown, fraction)
        lines.append(f"Looked at before the end, or every day: {difference(sequence, reading.is_rate, reading.sign)}.")
    lines.append(brought(arm, reading))
    if reading.is_rate:
        if extras.cost is not None:
            lines.append(cost_per_retained(extras.cost, shown.difference).sentence)
        return lines
    if extras.margin is not None and extras.cost is not None:
        margin = incremental(shown.difference, treated, extras.margin)
        lines.append(f"Margin after cost: {amount(less_cost(margin, extras.cost * treated))}.")
        if extras.cost > 0:
            back = return_on_spend(margin, extras.cost * treated)
            shown_back = Estimate(100 * back.value, 100 * back.low, 100 * back.high)
            lines.append(f"Return on each 100 spent: {amount(shown_back)}.")
    return lines


def _over(found: SegmentReading, reading: Reading) -> str:
    if isinstance(found.pooled, Refusal) or isinstance(found.between, Refusal):
        return f"{found.arm}: too few segments to compare."
    pooled = difference(found.pooled, reading.is_rate, reading.sign)
    return f"{found.arm} over all segments: {pooled}. {segments_differ(found.between.p_value)}."


def reading_object(found: ExperimentReading, extras: Extras) -> dict[str, Any]:
    """A reading for JSON: figures as they are computed, sentences beside them."""
    return {
        "rows": found.rows,
        "left_out": dict(found.left_out),
        "control": found.control,
        "shares": dict(found.shares),
        "metrics": [_metric_object(metric, extras) for metric in found.metrics],
    }


def _metric_object(metric: MetricReading, extras: Extras) -> dict[str, Any]:
    return {
        **_reading_object(metric.overall, extras),
        "segments": {name: _reading_object(reading, Extras()) for name, reading in metric.segments.items()},
        "over_segments": [
            {"arm": each.arm, "pooled": _figure(each.pooled), "between": _figure(each.between)} for each in metric.over
        ],
    }


def _reading_object(reading: Reading, extras: Extras) -> dict[str, Any]:
    return {
        "metric": reading.metric,
        "is_rate": reading.is_rate,
        "customers": dict(reading.counts),
        "sample_ratio": {**asdict(reading.ratio), "is_mismatch": reading.is_blocked},
        "sentence": reading.sentence,
        "arms": [_arm_object(reading, arm, extras) for arm in reading.arms],
    }


def _arm_object(reading: Reading, arm: ArmReading, extras: Extras) -> dict[str, Any]:
    shown = shown_comparison(arm)
    found: dict[str, Any] = {
        "arm": arm.arm,
        "is_seen": arm.is_seen,
        "p_value": arm.p_value,
        "raw": _figure(arm.raw),
        "adjusted": None if arm.adjusted is None else _figure(arm.adjusted),
        "variance_explained": arm.gain,
        "sentence": arm.sentence,
    }
    if isinstance(shown, Comparison):
        treated = shown.customers[1]
        found["incremental"] = asdict(incremental(shown.difference, treated))
        fraction = extras.fraction(reading)
        if fraction is not None:
            found["always_valid"] = asdict(always_valid(shown, fraction))
        if reading.is_rate and extras.cost is not None:
            unit = asdict(cost_per_retained(extras.cost, shown.difference))
            found["cost_per_retained"] = {**unit, "low": unit["low"] if unit["value"] is not None or unit["low"] < 1e300 else None}
        elif extras.cost is not None and extras.margin is not None:
            margin = incremental(shown.difference, treated, extras.margin)
            found["margin_after_cost"] = asdict(less_cost(margin, extras.cost * treated))
            found["return_on_spend"] = asdict(return_on_spend(margin, extras.cost * treated)) if extras.cost > 0 else None
    return found


def _figure(found: Any) -> dict[str, Any]:
    return {"refused": found.sentence} if isinstance(found, Refusal) else asdict(found)
