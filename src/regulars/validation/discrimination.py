"""Does a higher score go with coming back? AUC with DeLong's variance, and the paired comparison of two scores.

DeLong, DeLong and Clarke-Pearson 1988, with the midranks of Sun and Xu 2014: O(n log n). Ties count half. Higher scores are
better: give recency as minus the days.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from regulars.validation.distributions import normal_reach, two_sided
from regulars.validation.estimates import Estimate, Reason, Refusal
from regulars.validation.outcomes import Flags, Floats, Values, finite, flags, mean_ranks, same_length

_HALVINGS = 60
# Gaps between placements are multiples of 1 / (2 n): what is smaller than this is rounding, not spread.
_NO_SPREAD = 1e-24


@dataclass(frozen=True, slots=True)
class Auc:
    """The probability that a customer who came back scored higher than one who did not; 0.5 is chance.

    `p_value` is two-sided, against 0.5. `customers` and `returned` say what it rests on.
    """

    estimate: Estimate
    standard_error: float
    p_value: float
    customers: int
    returned: int

    @property
    def shows_signal(self) -> bool:
        """Whether the interval leaves out chance, in either direction."""
        return not self.estimate.covers(0.5)


@dataclass(frozen=True, slots=True)
class AucDifference:
    """First AUC minus second on the same customers, with DeLong's paired interval, z and two-sided p-value."""

    estimate: Estimate
    z: float
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class _Placements:
    """For each event the share of non-events below it (ties half), and for each non-event the share of events above it."""

    area: float
    events: Floats
    others: Floats


def auc(scores: Values, returned: Values, level: float = 0.95) -> Auc | Refusal:
    """The area under the ROC curve with DeLong's interval.

    Where the scores part the two groups completely DeLong's variance is 0 and Newcombe's score-like interval is given instead.
    Refused when nobody or everybody came back, or when all scores are equal. Raises DataError on missing values.
    """
    values, events = _checked(scores, returned)
    refusal = _refusal(values, events)
    if refusal is not None:
        return refusal
    placements = _placements(values, events)
    area, count = placements.area, int(events.sum())
    error = math.sqrt(_variance(placements))
    reach = normal_reach(level)
    if error == 0:
        low, high = _newcombe_limits(area, count, len(events) - count, reach)
    else:
        low, high = max(0.0, area - reach * error), min(1.0, area + reach * error)
    estimate = Estimate(area, low, high, level)
    return Auc(estimate, error, _p_value(area, error, count, len(events) - count), len(events), count)


def auc_difference(first: Values, second: Values, returned: Values, level: float = 0.95) -> AucDifference | Refusal:
    """How much better the first score tells apart who came back than the second, on the same customers.

    Refused when nobody or everybody came back. Two scores that order alike differ by exactly 0, with p = 1.
    Raises DataError on missing values.
    """
    one, events = _checked(first, returned)
    two, _ = _checked(second, returned)
    refusal = _one_sided_outcome(events)
    if refusal is not None:
        return refusal
    return paired_difference(one, two, events, level)


def paired_difference(first: Floats, second: Floats, events: Flags, level: float) -> AucDifference:
    """As `auc_difference`, for finite scores of customers of whom some came back and some did not."""
    a, b = _placements(first, events), _placements(second, events)
    difference = a.area - b.area
    apart = _Placements(difference, a.events - b.events, a.others - b.others)
    error = math.sqrt(_variance(apart))
    z = difference / error if error else 0.0
    half = normal_reach(level) * error
    return AucDifference(Estimate(difference, difference - half, difference + half, level), z, two_sided(z) if error else 1.0)


def _checked(scores: Values, returned: Values) -> tuple[Floats, Flags]:
    same_length(scores=scores, outcomes=returned)
    return finite("scores", scores), flags("outcomes", returned)


def _one_sided_outcome(events: Flags) -> Refusal | None:
    """Why these outcomes tell nobody apart, or None when they do."""
    if not len(events):
        return Refusal(Reason.NOBODY, "There are no customers to tell apart.")
    if not events.any():
        return Refusal(Reason.NO_EVENT, "Nobody came back after the split, so no score can be judged.")
    if events.all():
        return Refusal(Reason.ONLY_EVENTS, "Everybody came back after the split, so no score can be judged.")
    return None


def _refusal(values: Floats, events: Flags) -> Refusal | None:
    one_sided = _one_sided_outcome(events)
    if one_sided is not None:
        return one_sided
    if values.min() == values.max():
        return Refusal(Reason.CONSTANT_SCORE, "Every customer has the same score, so it tells nobody apart.")
    return None


def _placements(values: Floats, events: Flags) -> _Placements:
    """Sun and Xu 2014, eq. 5 and 6: placements as differences of midranks in all and midranks in one's own group."""
    overall = mean_ranks(values)
    m, n = int(events.sum()), int((~events).sum())
    # twice a midrank is a whole number, so the area does not depend on the order of rows
    doubled = int(np.rint(2 * overall[events]).astype(np.int64).sum())
    area = (doubled - m * (m + 1)) / (2 * m * n)
    below = (overall[events] - mean_ranks(values[events])) / n
    above = 1 - (overall[~events] - mean_ranks(values[~events])) / m
    return _Placements(area, below, above)


def _variance(placements: _Placements) -> float:
    """DeLong et al. 1988, eq. 4 to 6: S10 / m + S01 / n; a lone event or non-event tells nothing about its own spread."""
    parts = (part for part in (placements.events, placements.others) if len(part) > 1)
    total = sum(float(np.sort(part).var(ddof=1)) / len(part) for part in parts)
    return total if total > _NO_SPREAD else 0.0


def _p_value(area: float, error: float, events: int, others: int) -> float:
    """Against chance: by DeLong's error, or by the error under chance where there is none."""
    if error == 0:
        error = math.sqrt((events + others + 1) / (12 * events * others))
    return two_sided((area - 0.5) / error)


def _newcombe_limits(area: float, events: int, others: int, reach: float) -> tuple[float, float]:
    """Newcombe 2006, "Confidence intervals for an effect size measure based on the Mann-Whitney statistic", part 2, method 5."""

    def outside(theta: float) -> bool:
        mean_size = (events + others) / 2
        spread = 1 + (mean_size - 1) * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        variance = theta * (1 - theta) * spread / (events * others)
        return abs(area - theta) > reach * math.sqrt(variance)

    def limit(end: float) -> float:
        if not outside(end):
            return end
        near, far = area, end
        for _ in range(_HALVINGS):
            middle = (near + far) / 2
            near, far = (near, middle) if outside(middle) else (middle, far)
        return near

    return limit(0.0), limit(1.0)
