"""What a segment and its objective mean, in one plain line each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from regulars.charts import text
from regulars.scoring.results import Axis, AxisDistribution, SegmentSummary, Summary

_GOOD_UP_TO, _BAD_FROM = 0.32, 0.68  # of the way from the best score to the lowest
_WIDE = 0.75  # of that way: a mean would hide a spread as wide as this
_OBJECTIVES = {
    "maximize ltv": "sell them more over time",
    "retain": "keep them as customers",
    "acquire": "turn a first order into a second",
    "acquire/retain": "make buying a habit",
    "reactivate": "get them to buy again",
    "monitor": "watch, and spend little on them",
}


def segment_meaning(summary: Summary, part: SegmentSummary) -> str:
    """`Bought recently, with many orders and high spend`: the segment's place among all customers, from the mean of its patterns.

    Empty where the segment has no patterns, or where they do not say one score per axis of the run.
    """
    places = [_scores(pattern, summary) for pattern in part.patterns]
    known = [scores for scores in places if scores is not None]
    if not known or len(known) < len(places):
        return ""
    spans = [_span(scores, axis) for scores, axis in zip(zip(*known, strict=True), summary.axes, strict=True)]
    said = {axis.cuts.axis: _words(summary, axis.cuts.axis, span) for axis, span in zip(summary.axes, spans, strict=True)}
    last = said.pop(Axis.RECENCY, "")
    rest = text.words(list(said.values()))
    return ", with ".join(word for word in (last, rest) if word)


def objective_meaning(objective: str) -> str:
    """What an objective of the shipped maps asks for; empty for any other."""
    return _OBJECTIVES.get(objective.strip().lower(), "")


def _scores(pattern: str, summary: Summary) -> tuple[int, ...] | None:
    """The scores of a pattern, 1 being best; None where it is not one score per axis."""
    digits = pattern.split("-") if "-" in pattern else list(pattern)
    if len(digits) != len(summary.axes) or not all(digit.isdecimal() for digit in digits):
        return None
    levels = [axis.cuts.levels for axis in summary.axes]
    scores = tuple(text.shown_score(int(digit), most, summary.best) for digit, most in zip(digits, levels, strict=True))
    return scores if all(1 <= score <= most for score, most in zip(scores, levels, strict=True)) else None


def _span(scores: Sequence[int], axis: AxisDistribution) -> tuple[float, float]:
    """Mean and width of the scores, as parts of the way from the best to the lowest."""
    way = max(axis.cuts.levels - 1, 1)
    return (sum(scores) / len(scores) - 1) / way, (max(scores) - min(scores)) / way


def _words(summary: Summary, axis: Axis, span: tuple[float, float]) -> str:
    mean, width = span
    best, middle, lowest, any_ = _vocabulary(summary, axis)
    if width > _WIDE:
        return any_
    return best if mean <= _GOOD_UP_TO else lowest if mean >= _BAD_FROM else middle


def _vocabulary(summary: Summary, axis: Axis) -> tuple[str, str, str, str]:
    """Words for the best end, the middle and the other end of an axis, and for all of it."""
    match axis:
        case Axis.RECENCY:
            did = "Came" if text.has_engagement(summary) else "Bought"
            return f"{did} recently", f"{did} a while ago", f"{did} long ago", f"{did} recently or long ago"
        case Axis.FREQUENCY:
            each = f"{text.occasion(summary)}s"
            return f"many {each}", f"some {each}", f"few {each}", f"few or many {each}"
        case Axis.MONETARY:
            return "high spend", "medium spend", "low spend", "low to high spend"
        case Axis.ENGAGEMENT:
            return "high engagement", "medium engagement", "low engagement", "low to high engagement"
        case _:
            assert_never(axis)
