"""A back-test as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from regulars.charts.columns import TextColumn, fold, table
from regulars.charts.text import MINUS, NOTHING, count, percent
from regulars.charts.validation_parts import MOVED, prediction_sentence, small
from regulars.validation.backtest import SplitResult, Validation
from regulars.validation.estimates import Estimate, Refusal
from regulars.validation.groups import GroupTable
from regulars.validation.signals import SignalGain, Verdict
from regulars.validation.upside import Upside


def validation_text(validation: Validation, width: int = 110) -> str:
    """Every split's verdict; of the latest the scoreboard, groups and findings, too; signals, and how steady the scores are."""
    lines: list[str] = []
    if validation.shuffled is not None:
        lines += ["The outcomes were dealt out at random: whatever shows here is chance.", ""]
    latest = max(split.split for split in validation.splits)
    for split in validation.splits:
        lines += _split(validation, split, width) if split.split == latest else _brief(validation, split, width)
    lines += _signals(validation, width)
    if validation.over_time:
        lines += ["Over time", *_sentences(part.sentence for part in validation.over_time), ""]
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _brief(validation: Validation, split: SplitResult, width: int) -> list[str]:
    share = percent(split.returned / split.customers) if split.customers else NOTHING
    head = (
        f"Scored with what was known on {split.split}, watched for {validation.horizon_days} days: "
        f"{count(split.returned)} of {count(split.customers)} customers {split.outcome} ({share})."
    )
    return [*fold(head, width), "", *fold(split.verdict.sentence, width, "  "), ""]


def _split(validation: Validation, split: SplitResult, width: int) -> list[str]:
    lines = _brief(validation, split, width)
    lines += ["Scores", *table(_board_columns(split), width), ""]
    lines += [f"Segments of the map {validation.map_name}", *table(_group_columns(split.segments, "Segment"), width), ""]
    if split.stages is not None:
        lines += [*table(_group_columns(split.stages, "Lifecycle stage"), width), ""]
    for level in split.levels:
        lines += [*table(_group_columns(level, "Score"), width), ""]
    kept = [*(prediction_sentence(part) for part in split.predictions), *split.notes]
    if kept:
        lines += ["Predictions", *_sentences(kept), ""]
    if split.findings:
        lines += ["What the future does not bear out", *_sentences(finding.sentence for finding in split.findings), ""]
    worth = sorted((part for part in split.upsides if isinstance(part, Upside)), key=lambda part: -part.amount.value)
    if worth:
        lines += ["Retention upside, if moved", *_sentences([*(part.sentence for part in worth), MOVED]), ""]
    return lines


def _signals(validation: Validation, width: int) -> list[str]:
    """The layers and fields that do something, by what that is, each ranked; and the names of those that show no gain."""
    lines: list[str] = []
    for heading, report in (("Layers over the scores", validation.layers), ("Signals", validation.signals)):
        if isinstance(report, Refusal):
            return [*fold(f"Signals: {report.sentence}", width), ""]
        if report is None:
            continue
        telling: dict[str, list[SignalGain]] = {}
        for gain in report.signals:
            if gain.verdict is not Verdict.NO_GAIN:
                telling.setdefault(gain.said, []).append(gain)
        silent = [gain.label for gain in report.signals if gain.verdict is Verdict.NO_GAIN]
        lines += [f"{heading}, by what they add to R, F and M ({count(report.customers)} customers)"]
        for said, gains in telling.items():
            lines += [f"{said[:1].upper()}{said[1:]}:", *table(_signal_columns(gains), width)]
        lines += [] if telling else ["None shows a gain."]
        lines += fold(f"No gain shown: {', '.join(silent)}.", width, "  ") if silent else []
        lines.append("")
    return lines


def _signal_columns(gains: Sequence[SignalGain]) -> list[TextColumn]:
    return [
        TextColumn("Signal", [gain.label for gain in gains], right=False),
        TextColumn("AUC gain", [_gain(gain.over_base.auc) for gain in gains]),
        TextColumn("beside the others", [_gain(gain.over_all_others.auc) for gain in gains]),
        TextColumn("Top 10% gain", [_share(gain.over_base.capture) for gain in gains], drop=1),
    ]


def _sentences(sentences: Iterable[str]) -> list[str]:
    return [line for sentence in sentences for line in fold(f"- {sentence}", 110, "  ")]


def _board_columns(split: SplitResult) -> list[TextColumn]:
    rows = split.board.rows
    columns = [
        TextColumn("Score", [row.name for row in rows], right=False),
        TextColumn("AUC", [_decimal(None if isinstance(row.auc, Refusal) else row.auc.estimate) for row in rows]),
        TextColumn("Top 10% has", [_share(None if isinstance(row.capture, Refusal) else row.capture.estimate) for row in rows]),
    ]
    if any(row.gini is not None for row in rows):
        ginis = [f"{row.gini:.3f}".replace("-", MINUS) if isinstance(row.gini, float) else NOTHING for row in rows]
        columns.append(TextColumn("Gini of revenue", ginis))
    return columns


def _group_columns(groups: GroupTable, heading: str) -> list[TextColumn]:
    rows = groups.rows
    columns = [
        TextColumn(heading, [row.group.name for row in rows], right=False),
        TextColumn("Customers", [count(row.group.customers) for row in rows]),
        TextColumn("Came back", [count(row.group.returned) for row in rows]),
        TextColumn("Rate", [_share(None if isinstance(row.rate, Refusal) else row.rate) for row in rows]),
    ]
    if any(row.revenue_per_head is not None for row in rows):
        heads = [row.revenue_per_head if isinstance(row.revenue_per_head, Estimate) else None for row in rows]
        columns.append(TextColumn("Net revenue each", [_money(head) for head in heads]))
    return columns


def _decimal(estimate: Estimate | None) -> str:
    if estimate is None:
        return NOTHING
    # adding 0 makes a rounded -0 a plain 0
    value, low, high = (f"{round(part, 3) + 0:.3f}".replace("-", MINUS) for part in (estimate.value, estimate.low, estimate.high))
    return f"{value} ({low} to {high})"


def _gain(estimate: Estimate) -> str:
    value, low, high = (small(part) for part in (estimate.value, estimate.low, estimate.high))
    return f"{value} ({low} to {high})"


def _share(estimate: Estimate | None) -> str:
    return NOTHING if estimate is None else f"{percent(estimate.value)} ({percent(estimate.low)} to {percent(estimate.high)})"


def _money(estimate: Estimate | None) -> str:
    if estimate is None:
        return NOTHING
    return f"{estimate.value:,.2f} ({estimate.low:,.2f} to {estimate.high:,.2f})".replace("-", MINUS)
