"""Ratios of two uncertain figures: Fieller's set, which is an interval only where the denominator is surely not 0.

Fieller 1954, "Some problems in interval estimation".
"""

from __future__ import annotations

import math

from regulars.records import dataclass
from regulars.validation.distributions import normal_reach
from regulars.validation.estimates import Estimate, Reason, Refusal
from regulars.validation.intervals import Moments


@dataclass(frozen=True, slots=True)
class Uncertain:
    """Two figures with the variances and covariance of their errors."""

    top: float
    bottom: float
    top_variance: float
    bottom_variance: float
    covariance: float = 0.0


def fieller(figures: Uncertain, level: float = 0.95) -> Estimate | Refusal:
    """`top` / `bottom` with its interval.

    Refused where `bottom` may be 0: the set of ratios then has no end. See `at_least` for what is known even so.
    """
    squared = normal_reach(level) ** 2
    leading = figures.bottom**2 - squared * figures.bottom_variance
    if figures.bottom == 0 or leading <= 0:
        return Refusal(Reason.NO_VALUE, "The figure below the line may be 0, so the ratio has no interval.")
    low, high = _roots(figures, squared, leading)
    return Estimate(figures.top / figures.bottom, low, high, level)


def at_least(figures: Uncertain, level: float = 0.95) -> float:
    """The smallest positive ratio that the data do not speak against, where `bottom` may be 0 and `top` is surely above it.

    0.0 where no ratio is ruled out.
    """
    squared = normal_reach(level) ** 2
    leading = figures.bottom**2 - squared * figures.bottom_variance
    if leading >= 0 or figures.top <= 0 or figures.top**2 <= squared * figures.top_variance:
        return 0.0
    # the ratios ruled out lie between a negative and a positive root
    return max(0.0, *_roots(figures, squared, leading))


def ratio_of_means(first: Moments, second: Moments, level: float = 0.95) -> Estimate | Refusal:
    """First mean as a multiple of the second; refused where the second may be 0, or an arm has fewer than two customers."""
    if min(first.count, second.count) < 2:
        return Refusal(Reason.TOO_FEW, "A ratio needs two customers in each arm.")
    parts = [sample.variance / sample.count for sample in (first, second)]
    return fieller(Uncertain(first.mean, second.mean, *parts), level)


def _roots(figures: Uncertain, squared: float, leading: float) -> tuple[float, float]:
    """Where (top - ratio x bottom)^2 = reach^2 x its variance."""
    middle = figures.top * figures.bottom - squared * figures.covariance
    constant = figures.top**2 - squared * figures.top_variance
    root = math.sqrt(max(0.0, middle**2 - leading * constant))
    ends = (middle - root) / leading, (middle + root) / leading
    return min(ends), max(ends)
