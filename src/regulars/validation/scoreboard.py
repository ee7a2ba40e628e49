"""Scores beside the plain baselines: every score's AUC, Gini and capture, and whether it beats what anybody can compute by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.validation import words
from regulars.validation.concentration import Capture, capture, normalised_gini
from regulars.validation.discrimination import Auc, AucDifference, auc, auc_difference
from regulars.validation.estimates import Estimate, Refusal
from regulars.validation.outcomes import Floats, Values


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """A number per customer, higher is better, known before the split; `baseline` marks the plain ones."""

    name: str
    values: Values
    baseline: bool = False


@dataclass(frozen=True, slots=True)
class Contest:
    """A score against a baseline on the same customers, in a sentence."""

    score: str
    baseline: str
    difference: AucDifference | Refusal
    sentence: str


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One score: AUC of coming back, share of returning customers in its top 10 %, normalised Gini of net revenue (None without
    money).
    """

    name: str
    baseline: bool
    auc: Auc | Refusal
    capture: Capture | Refusal
    gini: float | Refusal | None


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """Scores in the order given, and each score that is no baseline against each baseline."""

    rows: tuple[ScoreRow, ...]
    contests: tuple[Contest, ...]


def baselines(
    recency_days: Values,
    orders: Values,
    value: Values | None,
    score_sum: Values,
    *,
    value_name: str = "past spend",
    sum_name: str = "RFM sum",
) -> tuple[Score, ...]:
    """The plain scores every other is printed beside: recency, frequency, past spend (or what else `value` is, where there is
    one) and the sum of the scores (higher is better).
    """
    recency: Floats = -recency_days.astype(float)
    spend = () if value is None else (Score(value_name, value, True),)
    return (Score("recency", recency, True), Score("frequency", orders, True), *spend, Score(sum_name, score_sum, True))


def scoreboard(scores: Sequence[Score], returned: Values, revenue: Values | None = None, level: float = 0.95) -> Scoreboard:
    """Judge every score by who came back and by net `revenue` after the split.

    Raises DataError on missing values or arrays of different lengths.
    """
    rows = tuple(_row(score, returned, revenue, level) for score in scores)
    plain = [score for score in scores if score.baseline]
    contests = tuple(_contest(score, other, returned, level) for score in scores if not score.baseline for other in plain)
    return Scoreboard(rows, contests)


def _row(score: Score, returned: Values, revenue: Values | None, level: float) -> ScoreRow:
    gini = None if revenue is None else normalised_gini(score.values, revenue)
    return ScoreRow(
        score.name,
        score.baseline,
        auc(score.values, returned, level),
        capture(score.values, returned, level=level),
        gini,
    )


def _contest(score: Score, baseline: Score, returned: Values, level: float) -> Contest:
    difference = auc_difference(score.values, baseline.values, returned, level)
    if isinstance(difference, Refusal):
        return Contest(score.name, baseline.name, difference, difference.sentence)
    return Contest(score.name, baseline.name, difference, _sentence(score.name, baseline.name, difference.estimate))


def _sentence(score: str, baseline: str, difference: Estimate) -> str:
    figures = f"AUC difference {words.number_interval(difference)}"
    if difference.low > 0:
        return f"{score} tells apart who comes back better than {baseline} alone: {figures}."
    if difference.high < 0:
        return f"{score} tells apart who comes back worse than {baseline} alone: {figures}."
    return f"No evidence that {score} beats {baseline} alone: {figures}."
