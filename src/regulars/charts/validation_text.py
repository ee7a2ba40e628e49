"""A back-test as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from regulars.charts.columns import TextColumn, fold, table
from regulars.charts.text import NOTHING, count, percent
from regulars.validation.backtest import SplitResult, Validation
from regulars.validation.estimates import Estimate, Refusal
from regulars.validation.groups import GroupTable
from regulars.validation.upside import Upside


def validation_text(validation: Validation, width: int = 110) -> str:
    """Every split's verdict, scoreboard, segments and findings, and how steady the scores are over the splits."""
    lines: list[str] = []
    if validation.shuffled is not None:
        lines += ["The outcomes were dealt out at random: whatever shows here is chance.", ""]
    for split in validation.splits:
        lines += _split(validation, split, width)
    if validation.over_time:
        lines += ["Over time", *_sentences(part.sentence for part in validation.over_time), ""]
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _split(validation: Validation, split: SplitResult, width: int) -> list[str]:
    share = percent(split.returned / split.customers) if split.customers else NOTHING
    head = (
        f"Scored with what was known on {split.split}, watched for {validation.horizon_days} days: "
        f"{count(split.returned)} of {count(split.customers)} customers came back ({share})."
    )
    lines = [*fold(head, width), "", *fold(split.verdict.sentence, width, "  "), ""]
    lines += ["Scores", *table(_board_columns(split), width), ""]
    lines += [f"Segments of the map {validation.map_name}", *table(_group_columns(split.segments, "Segment"), width), ""]
    for level in split.levels:
        lines += [*table(_group_columns(level, "Score"), width), ""]
    if split.findings:
        lines += ["What the future does not bear out", *_sentences(finding.sentence for finding in split.findings), ""]
    worth = [part.sentence for part in split.upsides if isinstance(part, Upside)]
    if worth:
        lines += ["Retention upside, if moved", *_sentences(worth), ""]
    return lines


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
        ginis = [f"{row.gini:.3f}" if isinstance(row.gini, float) else NOTHING for row in rows]
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
    return NOTHING if estimate is None else f"{estimate.value:.3f} ({estimate.low:.3f} to {estimate.high:.3f})"


def _share(estimate: Estimate | None) -> str:
    return NOTHING if estimate is None else f"{percent(estimate.value)} ({percent(estimate.low)} to {percent(estimate.high)})"


def _money(estimate: Estimate | None) -> str:
    return NOTHING if estimate is None else f"{estimate.value:,.2f} ({estimate.low:,.2f} to {estimate.high:,.2f})"
