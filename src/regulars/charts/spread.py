"""The distribution of each axis: its drawing, its cuts, and the customers of every score."""

from __future__ import annotations

from regulars.charts import text
from regulars.charts.histogram import histogram
from regulars.charts.markup import Markup, el
from regulars.charts.table import Column, table
from regulars.scoring.results import AxisDistribution, Summary


def axis_spread(summary: Summary, axis: AxisDistribution) -> Markup:
    """One axis: what was cut and how, the histogram, and the table of scores."""
    return el(
        "div",
        el("div", el("h3", heading(axis)), el("p", cuts_sentence(summary, axis), class_="soft"), *_note(axis), class_="about"),
        el("figure", histogram(axis, summary.currency, summary.best)),
        _levels(summary, axis),
        class_="spread-row",
    )


def heading(axis: AxisDistribution) -> str:
    """`Recency (days)`."""
    return f"{axis.label} ({axis.unit})" if axis.unit else axis.label


def cuts_sentence(summary: Summary, axis: AxisDistribution) -> str:
    """How the axis was cut, and how many levels can hold anybody."""
    cuts = axis.cuts
    usable = f"all {cuts.levels} levels usable" if cuts.usable >= cuts.levels else f"{cuts.usable} of {cuts.levels} levels usable"
    borders = ", ".join(text.border(cuts, value, summary.currency) for value in cuts.boundaries)
    return f"Cut by {text.method(cuts.method)}; {usable}. Cuts: {borders or 'none'}."


def _note(axis: AxisDistribution) -> tuple[Markup, ...]:
    return (el("p", axis.cuts.note, class_="note", dir="auto"),) if axis.cuts.note else ()


def _levels(summary: Summary, axis: AxisDistribution) -> Markup:
    columns = (Column("Score", class_="slight"), Column("Range"), Column("Customers", True), Column("Share", True))
    return table(f"{axis.label}: customers by score", columns, (_level(summary, axis, at) for at in range(len(axis.level_counts))))


def _level(summary: Summary, axis: AxisDistribution, at: int) -> list[str]:
    shown = text.shown_score(at + 1, axis.cuts.levels, summary.best)
    customers = axis.level_counts[at]
    reach = axis.level_ranges[at] if at < len(axis.level_ranges) else text.NOTHING
    part = customers / summary.customers if summary.customers else 0.0
    return [f"{shown}{_word(axis, at)}", reach, text.count(customers), text.percent(part)]


def _word(axis: AxisDistribution, at: int) -> str:
    first, last = text.extremes(axis.cuts.axis)
    return f" · {first}" if at == 0 else f" · {last}" if at == len(axis.level_counts) - 1 else ""
