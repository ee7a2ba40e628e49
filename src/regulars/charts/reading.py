"""How to read the report: the few words it uses, in this run's own terms."""

from __future__ import annotations

from typing import assert_never

from regulars.charts import text
from regulars.charts.markup import Markup, el
from regulars.scoring.results import Axis, AxisDistribution, Summary

_CUTS = (
    "The borders between scores, as used in this run. A value on a border belongs to the side of the smaller values. Equal values"
    " always get equal scores, so some levels can stay empty when many customers share a value."
)
_SEGMENT = (
    "A named group of patterns. The segment map gives every pattern exactly one name, so every customer is in exactly one segment."
)


def how_to_read(summary: Summary) -> Markup:
    """Short answers to what each word means."""
    entries = [*(_axis(summary, axis) for axis in summary.axes), *_common(summary)]
    return el("dl", *(el("div", el("dt", term), el("dd", said)) for term, said in entries), class_="read")


def _axis(summary: Summary, axis: AxisDistribution) -> tuple[str, str]:
    cuts = axis.cuts
    engaged = text.has_engagement(summary)
    return (
        f"{cuts.axis.value.upper()}, {axis.label.lower()}",
        f"{_meaning(cuts.axis, engaged)} {_direction(summary.best, cuts.levels)}",
    )


def _meaning(axis: Axis, engaged: bool) -> str:
    match axis:
        case Axis.RECENCY:
            last = "visit or interaction" if engaged else "order"
            return f"Whole days from the customer's last {last} to the as-of day; fewer is better."
        case Axis.FREQUENCY:
            counted = "visits the customer made" if engaged else "orders the customer placed"
            return f"How many {counted}; more is better."
        case Axis.MONETARY:
            return "What the customer spent, after refunds and returns; more is better."
        case Axis.ENGAGEMENT:
            return "Engagement points from page views, opens, clicks and product use; more is better."
        case _:
            assert_never(axis)


def _direction(best: int, levels: int) -> str:
    return f"Scores run from 1 to {levels}; {text.best_words(best, levels)}."


def _common(summary: Summary) -> tuple[tuple[str, str], ...]:
    letters = ", ".join(axis.cuts.axis.value.upper() for axis in summary.axes) or "R, F and M"
    best = _best_pattern(summary)
    pattern = f"The scores written together, in the order {letters}. {best} is best on every axis."
    moment = text.instant(summary.as_of, summary.zone)
    as_of = f"The moment the run looks from: {moment}. Nothing after it is counted, and days are days of that time zone."
    window = f"The window is {text.window(summary.window_days)}."
    return (("Pattern", pattern), ("Cuts", _CUTS), ("Segment", _SEGMENT), ("As of", f"{as_of} {window}"))


def _best_pattern(summary: Summary) -> str:
    digits = [str(text.shown_score(1, axis.cuts.levels, summary.best)) for axis in summary.axes]
    return ("" if all(len(digit) == 1 for digit in digits) else "-").join(digits) or "111"
